package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// batch is a batch of the lines.
func batch(lines ...string) []byte {
	var b []byte
	for _, line := range lines {
		b = append(append(b, line...), '\n')
	}
	return Close(b)
}

// read returns the lines of all whole batches.
func read(t rapid.TB, from io.Reader) (lines []string, damaged int64) {
	s := NewScanner(from, 0)
	for {
		b, err := s.Next()
		if errors.Is(err, io.EOF) {
			return lines, damaged
		}
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		damaged += b.Damaged
		for _, line := range b.Lines {
			lines = append(lines, string(line))
		}
	}
}

func TestWhatWasWrittenInBatchesIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`\{"[ -~]{0,40}\}`)
		batches := rapid.SliceOf(rapid.SliceOf(line)).Draw(t, "batches")
		var file []byte
		var want []string
		for _, lines := range batches {
			file = append(file, batch(lines...)...)
			want = append(want, lines...)
		}
		got, damaged := read(t, iotest.OneByteReader(bytes.NewReader(file)))
		if !slices.Equal(got, want) || damaged != 0 {
			t.Fatalf("read %q with %d bytes damaged, want %q", got, damaged, want)
		}
	})
}

// A kill or a power failure may leave any beginning of a batch behind.
func TestATornTailIsNeverRead(t *testing.T) {
	first, second := batch(`{"a":1}`, `{"a":2}`), batch(`{"a":3}`)
	file := slices.Concat(first, second)
	for n := range len(file) {
		got, damaged := read(t, bytes.NewReader(file[:n]))
		want := 0
		if n >= len(first) {
			want = 2
		}
		if len(got) != want || damaged != 0 {
			t.Errorf("of %d bytes %q are read, %d damaged", n, got, damaged)
		}
	}
}

func TestDamageInOneBatchCostsNoOther(t *testing.T) {
	one, two, three := batch(`{"a":1}`), batch(`{"a":2}`), batch(`{"a":3}`)
	file := slices.Concat(one, two, three)
	for i := range file {
		for _, flip := range []byte{1, 0x80, '\n' ^ '}'} {
			broken := bytes.Clone(file)
			broken[i] ^= flip
			got, damaged := read(t, bytes.NewReader(broken))
			var want []string
			for n, part := range [][]byte{one, two, three} {
				if hit := i / len(one); hit != n {
					want = append(want, strings.Split(string(part), "\n")[0])
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("with byte %d flipped %q are read, want %q", i, got, want)
			}
			if last := i >= len(one)+len(two); !last && damaged != int64(len(one)) {
				t.Fatalf("with byte %d flipped %d bytes are damaged, want %d", i, damaged, len(one))
			}
		}
	}
}

func TestAJournalIsFollowedAsItGrows(t *testing.T) {
	var file bytes.Buffer
	s := NewScanner(&file, 0)
	whole := batch(`{"a":1}`)
	for i, c := range whole {
		if _, err := s.Next(); !errors.Is(err, io.EOF) {
			t.Fatalf("after %d bytes: %v", i, err)
		}
		file.WriteByte(c)
	}
	b, err := s.Next()
	if err != nil || len(b.Lines) != 1 || b.At[0] != 0 || b.End != int64(len(whole)) {
		t.Fatalf("%+v, %v", b, err)
	}
}

func TestAFileThatIsNoJournalTakesUpLittleMemory(t *testing.T) {
	s := NewScanner(io.LimitReader(zeroes{}, 8*MaxBatch), 0)
	if _, err := s.Next(); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if cap(s.buf) > 5*MaxBatch {
		t.Errorf("%d MiB are held", cap(s.buf)>>20)
	}
}

func TestDamageOfAnyLengthIsCountedWhole(t *testing.T) {
	const damage = 3 * (MaxBatch + MaxLine)
	s := NewScanner(io.MultiReader(io.LimitReader(zeroes{}, damage), bytes.NewReader(batch(`{"a":1}`, `{"a":2}`))), 0)
	b, err := s.Next()
	if err != nil || b.Damaged != damage || !slices.Equal(b.At, []int64{damage, damage + int64(len(`{"a":1}`)+1)}) {
		t.Fatalf("%+v, %v", b, err)
	}
	if len(s.buf) != 0 || b.End != damage+int64(len(batch(`{"a":1}`, `{"a":2}`))) {
		t.Errorf("the batch ends at %d", b.End)
	}
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func FuzzScan(f *testing.F) {
	f.Add([]byte("{}\n"))
	f.Add(batch(`{"a":1}`))
	f.Add([]byte(closing + `99999999999999999999,"crc32c":"00000000"}` + "\n"))
	f.Add(slices.Concat([]byte("x\n"), batch(), batch(`{"a":1}`, "")))
	f.Fuzz(func(t *testing.T, file []byte) {
		s := NewScanner(bytes.NewReader(file), 0)
		var end int64
		for {
			b, err := s.Next()
			if err != nil {
				return
			}
			if b.End <= end || b.End > int64(len(file)) || b.Damaged < 0 {
				t.Fatalf("%+v after %d", b, end)
			}
			for i, line := range b.Lines {
				if !bytes.HasPrefix(file[b.At[i]:], append(line, '\n')) {
					t.Fatalf("line %d is not at %d", i, b.At[i])
				}
			}
			end = b.End
		}
	})
}

func Example() {
	fmt.Printf("%s", Close([]byte("{\"eventName\":\"CreateBucket\"}\n")))
	// Output:
	// {"eventName":"CreateBucket"}
	// {"Records":[],"bytes":29,"crc32c":"b397506f"}
}
