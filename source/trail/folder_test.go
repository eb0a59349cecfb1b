package trail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"spoor/source"
)

func TestEveryFileBelowAFolderIsReadWhateverTheLayout(t *testing.T) {
	root := t.TempDir()
	odd := "odd \x1b[31m\xff\n name.json"
	if runtime.GOOS == "windows" {
		odd = "odd ␛ name.json" // where no name has control characters
	}
	for n, name := range []string{
		"AWSLogs/210987654321/CloudTrail/eu-west-1/2026/03/02/210987654321_CloudTrail_eu-west-1_20260302T1015Z_AbCdEfGhIjKlMnOp.json.gz",
		"prefix/AWSLogs/o-1234/210987654321/CloudTrail/us-east-1/2026/03/02/x.json.gz",
		"flat.json",
		"without an ending",
		"journal/2026.jsonl",
		".hidden/x",
		odd,
	} {
		content := list(rec(n))
		if strings.HasSuffix(name, "x.json.gz") {
			content = zipped(t, content)
		}
		write(t, root, name, content)
	}
	if err := os.Mkdir(filepath.Join(root, "empty folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	read := pull(t, Options{}, root)
	if len(read) != 7 {
		t.Errorf("%d files", len(read))
	}
	for place, f := range read {
		if f.Status != source.Read || f.Records != 1 || !filepath.IsAbs(place) || f.ModTime.IsZero() || f.Bytes == 0 {
			t.Errorf("%q: %+v", place, f.FileEnd)
		}
	}
}

func TestPlacesAreAbsolute(t *testing.T) {
	root := t.TempDir()
	want := write(t, root, "a/b.json", rec(1))
	t.Chdir(root)
	for _, path := range []string{"a", "./a/../a/b.json", "."} {
		if read := pull(t, Options{}, path); len(read) != 1 || read[want] == nil {
			t.Errorf("%s: %v", path, read)
		}
	}
}

func TestLinksAreFollowedAndNeverInCircles(t *testing.T) {
	root, outside := t.TempDir(), t.TempDir()
	write(t, root, "a/one.json", rec(1))
	write(t, outside, "two.json", rec(2))
	write(t, outside, "deep/three.json", rec(3))
	for name, to := range map[string]string{
		"a/up": "..", "a/self": ".", "loop": "loop", "nowhere": "missing",
		"b": outside, "c": outside + "/deep", "linked.json": outside + "/two.json",
	} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			t.Skip(err) // Windows asks for a privilege
		}
	}
	var places []string
	for place, f := range pull(t, Options{}, root) {
		name, _ := filepath.Rel(root, place)
		places = append(places, fmt.Sprint(filepath.ToSlash(name), " ", f.Status, " ", f.Records))
	}
	slices.Sort(places)
	want := []string{"a/one.json 0 1", "b/deep/three.json 0 1", "b/two.json 0 1", "linked.json 0 1",
		fmt.Sprint("loop ", source.Failed, " 0"), fmt.Sprint("nowhere ", source.Failed, " 0")}
	if !slices.Equal(places, want) {
		t.Errorf("got  %q\nwant %q", places, want)
	}
}

func TestFilesThatVanishAreNamed(t *testing.T) {
	root := t.TempDir()
	missing := filepath.Join(root, "missing.json")
	if f := pull(t, Options{}, missing)[missing]; f.Status != source.Failed || f.Reason != "there is no such file or folder" {
		t.Errorf("%+v", f.FileEnd)
	}
	write(t, root, "a.json", rec(1))
	doomed := write(t, root, "b.json", rec(2))
	write(t, root, "c.json", rec(3))
	remove := func(_ context.Context, place string, _ int64, _ time.Time, _ string) (bool, error) {
		if place == doomed {
			return false, os.Remove(place)
		}
		return false, nil
	}
	read := pull(t, Options{Known: remove}, root)
	if f := read[doomed]; f.Status != source.Failed || len(read) != 3 {
		t.Errorf("%d files, %+v", len(read), f.FileEnd)
	}
}

func TestFilesReadBeforeAreNotOpened(t *testing.T) {
	root := t.TempDir()
	old := write(t, root, "old.json", rec(1))
	write(t, root, "new.json", rec(2))
	known := func(_ context.Context, place string, size int64, modTime time.Time, etag string) (bool, error) {
		info, err := os.Stat(place)
		if err != nil || size != info.Size() || !modTime.Equal(info.ModTime()) || etag != "" {
			t.Errorf("asked for %s with %d bytes of %v", place, size, modTime)
		}
		return place == old, nil
	}
	read := pull(t, Options{Known: known}, root)
	if f := read[old]; f.Status != source.Known || f.Records != 0 || f.Bytes == 0 {
		t.Errorf("%+v", f.FileEnd)
	}
	if len(read) != 2 {
		t.Errorf("%d files", len(read))
	}
	broken := errors.New("cache closed")
	err := New(Options{Known: func(context.Context, string, int64, time.Time, string) (bool, error) { return false, broken }}, root).
		Pull(t.Context(), func(*source.Batch) error { return nil })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestWithOneWorkerTheOrderIsThatOfNames(t *testing.T) {
	root := t.TempDir()
	var want []string
	for n := range 50 {
		want = append(want, write(t, root, fmt.Sprintf("%02d/x.json", n), rec(n)))
	}
	for range 3 {
		var got []string
		err := New(Options{Workers: 1}, root).Pull(t.Context(), func(b *source.Batch) error {
			got = append(got, b.From.Place)
			return nil
		})
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("got %q, %v", got, err)
		}
	}
}

func TestAPullEndsWhenYieldFailsOrTheContextDoes(t *testing.T) {
	root := t.TempDir()
	for n := range 100 {
		write(t, root, fmt.Sprintf("%02d.json", n), rec(n))
	}
	full := errors.New("disk full")
	calls := 0
	err := New(Options{Workers: 4}, root).Pull(t.Context(), func(*source.Batch) error {
		if calls++; calls == 5 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || calls != 5 {
		t.Errorf("%v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancel(t.Context())
	calls = 0
	err = New(Options{Workers: 4}, root).Pull(ctx, func(*source.Batch) error {
		if calls++; calls == 5 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || calls > 6 {
		t.Errorf("%v after %d calls", err, calls)
	}
	if _, _, err := New(Options{}, root).Size(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("sizing went on: %v", err)
	}
}

func TestStandardInputIsReadAsItComes(t *testing.T) {
	read, written := io.Pipe()
	s := New(Options{Stdin: read}, "-")
	if s.Name() != "standard input" {
		t.Errorf("called %q", s.Name())
	}
	go io.WriteString(written, rec(1)+"\n"+rec(2)[:10])
	step := 0
	err := s.Pull(t.Context(), func(b *source.Batch) error {
		step++
		if b.From.Place != "stdin" {
			t.Errorf("place %q", b.From.Place)
		}
		switch step {
		case 1: // the first record is here though the second is not yet whole
			if b.End != nil || len(b.Records) != 1 || string(b.Records[0].Raw) != rec(1) {
				t.Errorf("%+v", b)
			}
			go func() {
				io.WriteString(written, rec(2)[10:])
				written.Close()
			}()
		default:
			if b.End != nil && (b.End.Records != 2 || b.End.Unpacked != int64(len(rec(1)+rec(2)))+1 || b.End.SHA256 == nil) {
				t.Errorf("%+v", b.End)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWaitingForStandardInputCanBeCancelled(t *testing.T) {
	read, written := io.Pipe()
	defer written.Close()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	err := New(Options{Stdin: read}, "-").Pull(ctx, func(*source.Batch) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestStandardInputMayBeAnything(t *testing.T) {
	for name, content := range map[string]string{
		"compressed": zipped(t, list(rec(1))), "CSV": csvHead + "\n,,t,s,n,,,,,,,e,,,,\n", "indented": "  \n " + indented,
	} {
		f := pull(t, Options{Stdin: slow{strings.NewReader(content)}}, "-")["stdin"]
		if f.Status != source.Read || f.Records != 1 || f.Bytes != int64(len(content)) {
			t.Errorf("%s: %+v", name, f.FileEnd)
		}
	}
	if f := pull(t, Options{Stdin: bytes.NewReader(nil)}, "-")["stdin"]; f.Status != source.Empty {
		t.Errorf("%+v", f.FileEnd)
	}
}

// slow reads a byte at a time.
type slow struct{ from io.Reader }

func (s slow) Read(p []byte) (int, error) { return s.from.Read(p[:min(1, len(p))]) }

func TestNamesSayWhatIsRead(t *testing.T) {
	root := t.TempDir()
	path := write(t, root, "a.json", "")
	for want, s := range map[string]*Source{
		"folder " + root: New(Options{}, root), "file " + path: New(Options{}, path), "2 paths": New(Options{}, root, path),
	} {
		if s.Name() != want {
			t.Errorf("got %q, want %q", s.Name(), want)
		}
	}
}

func TestManyFilesAreReadSideBySide(t *testing.T) {
	root := t.TempDir()
	for n := range 300 {
		write(t, root, fmt.Sprintf("%03d.json", n), zipped(t, list(rec(n), rec(n+1000))))
	}
	var asked atomic.Int64
	read := pull(t, Options{Workers: 8, Known: func(context.Context, string, int64, time.Time, string) (bool, error) {
		asked.Add(1)
		return false, nil
	}}, root)
	records := 0
	for _, f := range read {
		records += f.Records
	}
	if len(read) != 300 || records != 600 || asked.Load() != 300 {
		t.Errorf("%d files, %d records, asked %d times", len(read), records, asked.Load())
	}
}
