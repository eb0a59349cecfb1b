//go:build unix

package ingest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"spoor/cache"
	"spoor/ingest"
	"spoor/source"
	"spoor/source/demo"
	"spoor/source/trail"
)

// lines is a file of records that is too large to be held in memory whole.
func lines(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := demo.NewCorpus(4000, 5).WriteJSONL(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if b.Len() < 5<<20 {
		t.Fatalf("%d bytes are too few", b.Len())
	}
	return b.Bytes()
}

func zstandard(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
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

func readAgain(t *testing.T, c *cache.Cache, path string) ingest.Report {
	t.Helper()
	return run(t, c, trail.New(trail.Options{Known: ingest.Known(c), Contents: ingest.Contents(c)}, path))
}

func TestACopyUnderAnotherNameIsKnown(t *testing.T) {
	large := lines(t)
	// Hardly longer than others as stored, and too long for memory unpacked.
	dense := trailFile(1, 9000)
	if packed := zipped(t, dense); len(packed) > 128<<10 || len(dense) <= 2<<20 {
		t.Fatalf("%d bytes in %d", len(dense), len(packed))
	}
	for name, content := range map[string][]byte{
		"large.jsonl": large, "large.jsonl.gz": zipped(t, large),
		"small.json": trailFile(1, 12), "small.json.gz": zipped(t, trailFile(1, 12)),
		"dense.json.gz": zipped(t, dense), "dense.json.zst": zstandard(t, dense),
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			folder := t.TempDir()
			write := func(name string, content []byte) string {
				path := filepath.Join(folder, name)
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				return path
			}
			first := readAgain(t, c, write(name, content))
			if first.New == 0 || first.Files[source.Read] != 1 {
				t.Fatalf("first: %+v", first)
			}
			copied := write("copy-"+name, content)
			if r := readAgain(t, c, copied); r.Records != 0 || r.Files[source.Known] != 1 {
				t.Errorf("copy: %+v", r)
			}
			if err := os.Chtimes(copied, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
			if r := readAgain(t, c, copied); r.Records != 0 || r.Files[source.Known] != 1 {
				t.Errorf("touched copy: %+v", r)
			}
			other := bytes.Clone(content)
			switch filepath.Ext(name) {
			case ".gz":
				other = zipped(t, trailFile(1, 13))
			case ".zst":
				other = zstandard(t, trailFile(1, 13))
			default:
				i := bytes.LastIndex(other, []byte(`"eventID":"`)) + len(`"eventID":"`)
				other[i] = map[bool]byte{true: '1', false: '0'}[other[i] == '0']
			}
			if r := readAgain(t, c, write("other-"+name, other)); r.Files[source.Read] != 1 || r.Records == 0 {
				t.Errorf("of the same size with another id: %+v", r)
			}
		})
	}
}

func TestWhatIsRememberedOfAKnownFileStays(t *testing.T) {
	c := open(t)
	path := filepath.Join(t.TempDir(), "a.json")
	if err := os.WriteFile(path, trailFile(1, 12), 0o600); err != nil {
		t.Fatal(err)
	}
	remembered := func() []cache.File {
		files, _, err := c.FilesFrom(t.Context(), "", 10)
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	readAgain(t, c, path)
	first := remembered()
	if len(first) != 1 || first[0].Records != 12 || len(first[0].SHA256) == 0 {
		t.Fatalf("%+v", first)
	}
	if r := readAgain(t, c, path); r.Files[source.Known] != 1 {
		t.Fatalf("%+v", r)
	}
	if diff := cmp.Diff(first, remembered()); diff != "" {
		t.Error(diff)
	}
}

func TestACopyBringsBackWhatWasPruned(t *testing.T) {
	c := open(t)
	folder := t.TempDir()
	for _, name := range []string{"a.json", "b.json"} {
		if err := os.WriteFile(filepath.Join(folder, name), trailFile(1, 12), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first := readAgain(t, c, filepath.Join(folder, "a.json"))
	if _, err := c.Prune(t.Context(), time.Now().AddDate(10, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if held := total(t, c); held != 0 {
		t.Fatalf("%d events are left", held)
	}
	if r := readAgain(t, c, filepath.Join(folder, "b.json")); r.New != first.New {
		t.Errorf("%d events were pruned, %+v", first.New, r)
	}
}

func TestAFileOfWhichSomethingWasLostIsNoReasonToPassOverACopy(t *testing.T) {
	c := open(t)
	folder := t.TempDir()
	damaged := append(trailFile(1, 12), "\n{\"eventID\":"...)
	for _, name := range []string{"a.json", "b.json"} {
		if err := os.WriteFile(filepath.Join(folder, name), damaged, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := readAgain(t, c, filepath.Join(folder, "a.json")); r.Files[source.Partial] != 1 {
		t.Fatalf("%+v", r)
	}
	if r := readAgain(t, c, filepath.Join(folder, "b.json")); r.Files[source.Partial] != 1 || r.Duplicates != 12 {
		t.Errorf("%+v", r)
	}
}
