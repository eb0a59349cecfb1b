package trail

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"spoor/source"
)

// readStored reads a file that was stored as these bytes: as small ones are read, or as
// large ones.
func readStored(t rapid.TB, in io.Reader, asSmall bool) *file {
	t.Helper()
	f := new(file)
	r := newReader(nil, 1<<16, func(b *source.Batch) error {
		f.records = append(f.records, b.Records...)
		if b.End != nil {
			f.FileEnd = *b.End
		}
		return nil
	})
	var err error
	if asSmall {
		r.small.open(in, r.smallSize(), &r.unpack)
		err = r.stream(context.Background(), &r.small, nil, source.From{}, new(source.FileEnd))
	} else {
		err = r.stream(context.Background(), &r.unpack, r.unpack.start(in), source.From{}, new(source.FileEnd))
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestSmallFilesAreReadAsLargeOnes(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		list(rec(1), rec(2)), rec(3) + "\n", indented, digestFile, message(rec(4)), csvHead + "\n", " ", "\x00", "PK\x03\x04", byteOrderMark,
		list(rec(5))[:40], strings.Repeat(rec(6)+"\n", 300), "text\n", "[", strings.Repeat(" ", 600),
	})
	rapid.Check(t, func(t *rapid.T) {
		content := []byte(strings.Join(rapid.SliceOfN(piece, 0, 5).Draw(t, "pieces"), ""))
		for range rapid.IntRange(0, 4).Draw(t, "layers") {
			var b bytes.Buffer
			w, _ := gzip.NewWriterLevel(&b, rapid.IntRange(-2, 9).Draw(t, "level"))
			_, _ = w.Write(content)
			_ = w.Close()
			content = b.Bytes()
		}
		if n := len(content); n > 0 {
			switch rapid.IntRange(0, 6).Draw(t, "damage") {
			case 0:
				content[rapid.IntRange(0, n-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			case 1:
				content = content[:rapid.IntRange(0, n-1).Draw(t, "cut")]
			case 2:
				content = append(content, content...)
			}
		}
		breaks := rapid.Bool().Draw(t, "breaks off")
		in := func() io.Reader {
			if breaks {
				return io.MultiReader(bytes.NewReader(content), iotest.ErrReader(errors.New("broke off")))
			}
			return bytes.NewReader(content)
		}
		a, b := readStored(t, in(), false), readStored(t, in(), true)
		sameOutcome(t, content, a, b)
		if a.Unpacked != b.Unpacked {
			t.Fatalf("%q\n%d bytes as a large file, %d as a small one", content, a.Unpacked, b.Unpacked)
		}
	})
}

func TestADeliveredFileIsUnpackedAtOneGo(t *testing.T) {
	var s small
	s.open(strings.NewReader(zipped(t, list(rec(1), rec(2)))), 1<<10, nil)
	if got, err := s.fill(context.Background(), make([]byte, 0, 4<<10)); err != io.EOF || string(got) != list(rec(1), rec(2)) {
		t.Errorf("%q, %v", got, err)
	}
}
