package inflate

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func packed(t testing.TB, content []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// text is like what trail files hold.
func text(records int) []byte {
	var b bytes.Buffer
	r := rand.New(rand.NewPCG(1, 2))
	for range records {
		fmt.Fprintf(&b, `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROA%X:deploy","accountId":"210987654321"},"eventTime":"2026-03-02T10:14:05Z","eventName":"%s","requestID":"%x-%x"},`,
			r.Uint64(), []string{"PutObject", "GetObject", "AssumeRole"}[r.IntN(3)], r.Uint64(), r.Uint64())
	}
	return b.Bytes()
}

func TestWhatWasPackedIsUnpacked(t *testing.T) {
	random := make([]byte, 70_000)
	for i := range random {
		random[i] = byte(rand.Uint32())
	}
	var d Decoder
	for name, content := range map[string][]byte{
		"text": text(50), "long text": text(3000), "random": random, "a run": bytes.Repeat([]byte("x"), 100_000),
		"two in turn": bytes.Repeat([]byte("xy"), 1000), "seven in turn": bytes.Repeat([]byte("abcdefg"), 1000), "short": []byte(`{"Records":[]}`),
		"far back": append(append(text(1), random[:32_000]...), text(1)...),
	} {
		for level := gzip.HuffmanOnly; level <= gzip.BestCompression; level++ {
			file := packed(t, content, level)
			before := []byte("before")
			got, ok := d.Gzip(before, file)
			if ok && string(got) != "before"+string(content) {
				t.Errorf("%s, level %d: unpacked to something else", name, level)
			}
			// Codes of one symbol are left to others.
			if !ok && level != gzip.HuffmanOnly && (name == "text" || name == "long text") {
				t.Errorf("%s, level %d: refused", name, level)
			}
		}
	}
}

// sameAsStream fails the test where a file is unpacked otherwise than as a stream.
func sameAsStream(t rapid.TB, d *Decoder, file []byte) (taken bool) {
	t.Helper()
	room := make([]byte, 0, 64)
	got, ok := d.Gzip(room, file)
	if !ok {
		return false
	}
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("%x: unpacked what has no header: %v", file, err)
	}
	want, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%x: unpacked to %d bytes; as a stream to %d, %v", file, len(got), len(want), err)
	}
	return true
}

func TestSmallFilesAreUnpackedAsStreams(t *testing.T) {
	var d Decoder
	piece := rapid.SampledFrom([]string{"a", "ab", `{"eventVersion":"1.08"}`, strings.Repeat("x", 300), "\x00", "\xff\xfe", string(text(1)), string(text(40))})
	rapid.Check(t, func(t *rapid.T) {
		content := []byte(strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), ""))
		content = append(content, rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "bytes")...)
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, rapid.IntRange(-2, 9).Draw(t, "level"))
		w.Name = rapid.SampledFrom([]string{"", "name.json", strings.Repeat("n", 600)}).Draw(t, "name")
		for at := 0; at < len(content); {
			n := rapid.IntRange(1, len(content)-at).Draw(t, "write")
			w.Write(content[at : at+n])
			w.Flush()
			at += n
		}
		w.Close()
		file := b.Bytes()
		sameAsStream(t, &d, file)
		switch rapid.IntRange(0, 3).Draw(t, "damage") {
		case 0:
			file[rapid.IntRange(0, len(file)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		case 1:
			file = file[:rapid.IntRange(0, len(file)-1).Draw(t, "cut")]
		case 2:
			file = append(file, rapid.SampledFrom([]string{"\x00", "\x1f\x8b", string(file)}).Draw(t, "behind")...)
		}
		sameAsStream(t, &d, file)
	})
}

func FuzzGzip(f *testing.F) {
	for _, content := range []string{"", "x", strings.Repeat("abc", 50), string(text(2))} {
		for level := gzip.HuffmanOnly; level <= gzip.BestCompression; level += 3 {
			f.Add(packed(f, []byte(content), level))
		}
	}
	var d Decoder
	f.Fuzz(func(t *testing.T, file []byte) { sameAsStream(t, &d, file) })
}

// FuzzInflate looks at what a checksum would hide.
func FuzzInflate(f *testing.F) {
	for _, content := range []string{"", "x", strings.Repeat("abc", 50), string(text(2))} {
		for level := gzip.HuffmanOnly; level <= gzip.BestCompression; level += 3 {
			file := packed(f, []byte(content), level)
			f.Add(file[headerSize:len(file)-trailerSize], uint16(len(content)))
		}
	}
	var d Decoder
	f.Fuzz(func(t *testing.T, in []byte, size uint16) {
		out := make([]byte, int(size)+Spare)
		used, ok := d.inflate(out, in, int(size))
		if !ok {
			return
		}
		want, err := io.ReadAll(streamOf(in))
		if err != nil || !bytes.Equal(out[:size], want) || used > len(in) {
			t.Fatalf("%x: unpacked to %q; as a stream to %q, %v", in, out[:size], want, err)
		}
	})
}

func BenchmarkGzip(b *testing.B) {
	file := packed(b, text(60), gzip.DefaultCompression)
	content := text(60)
	b.Run("file", func(b *testing.B) {
		var d Decoder
		room := make([]byte, 0, len(content)+Spare)
		b.SetBytes(int64(len(content)))
		for b.Loop() {
			if _, ok := d.Gzip(room, file); !ok {
				b.Fatal("refused")
			}
		}
	})
	b.Run("stream", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		r := new(klauspost)
		room := make([]byte, len(content))
		for b.Loop() {
			if err := r.Reset(bytes.NewReader(file)); err != nil {
				b.Fatal(err)
			}
			if _, err := io.ReadFull(r, room); err != nil {
				b.Fatal(err)
			}
		}
	})
}
