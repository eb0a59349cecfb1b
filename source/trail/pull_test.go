package trail

import (
	"bytes"
	"context"
	"github.com/klauspost/compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"spoor/source"
)

// file is what a pull said about one file.
type file struct {
	source.FileEnd
	records []source.Record
	batches int
}

// pull reads paths and returns what was said about each file, by place. It fails
// the test where the rules of source.Source are broken.
func pull(t testing.TB, o Options, paths ...string) map[string]*file {
	t.Helper()
	return pullFrom(t, New(o, paths...))
}

func pullFrom(t testing.TB, s *Source) map[string]*file {
	t.Helper()
	files := make(map[string]*file)
	yielding := false
	err := s.Pull(context.Background(), func(b *source.Batch) error {
		if yielding {
			t.Error("two calls of yield overlap")
		}
		yielding = true
		defer func() { yielding = false }()
		if b.Stretches != nil {
			if len(b.Records) > 0 || b.End != nil {
				t.Error("a statement of coverage in a batch of a file")
			}
			return nil
		}
		f := files[b.From.Place]
		if f == nil {
			f = new(file)
			files[b.From.Place] = f
		}
		if f.Place != "" {
			t.Errorf("%s: a batch after its end", b.From.Place)
		}
		if b.From.Kind != Kind || b.From.Fetched.IsZero() || b.From.Page != 0 {
			t.Errorf("provenance %+v", b.From)
		}
		f.records = append(f.records, b.Records...)
		f.batches++
		if b.End != nil {
			f.FileEnd = *b.End
			if f.Place != b.From.Place {
				t.Errorf("the end of %s is told in a batch of %s", f.Place, b.From.Place)
			}
			if f.Records != len(f.records) {
				t.Errorf("%s: %d records were handed over, its end says %d", f.Place, len(f.records), f.Records)
			}
		} else if len(b.Records) == 0 {
			t.Errorf("%s: an empty batch", b.From.Place)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for place, f := range files {
		if f.Place == "" {
			t.Errorf("%s has no end", place)
		}
	}
	return files
}

// write puts content into a new file and returns its path.
func write(t testing.TB, folder, name, content string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// zipped is content as gzip members, one each.
func zipped(t testing.TB, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	for _, content := range members {
		w := gzip.NewWriter(&b)
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// readString reads content as a file and returns what was said about it.
func readString(t testing.TB, content string) *file {
	t.Helper()
	path := write(t, t.TempDir(), "events.json", content)
	return pull(t, Options{}, path)[path]
}

// pieces is an input that comes step bytes at a time.
type pieces struct {
	data []byte
	step int
	read int
}

func (p *pieces) fill(_ context.Context, b []byte) ([]byte, error) {
	n := min(p.step, cap(b)-len(b), len(p.data)-p.read)
	b = append(b, p.data[p.read:p.read+n]...)
	if p.read += n; p.read == len(p.data) {
		return b, io.EOF
	}
	return b, nil
}

func (p *pieces) size() int64 { return int64(p.read) }

// readPieces reads content, plain, step bytes at a time, with another limit for
// the length of records. Each chunk is overwritten when it was handed over.
func readPieces(t rapid.TB, content []byte, step, limit int) *file {
	t.Helper()
	f := new(file)
	r := newReader(nil, max(step, 16), func(b *source.Batch) error {
		for _, record := range b.Records {
			raw, envelope := record.Raw, record.Envelope
			record.Raw, record.Envelope = bytes.Clone(raw), bytes.Clone(envelope)
			f.records = append(f.records, record)
		}
		for _, record := range b.Records {
			clear(record.Raw)
			clear(record.Envelope)
		}
		if b.End != nil {
			f.FileEnd = *b.End
		}
		f.batches++
		return nil
	})
	r.limit = limit
	if err := r.stream(context.Background(), &pieces{data: content, step: step}, nil, source.From{}, new(source.FileEnd)); err != nil {
		t.Fatal(err)
	}
	return f
}

func raws(records []source.Record) []string {
	var all []string
	for _, r := range records {
		all = append(all, string(r.Raw))
	}
	return all
}

func list(records ...string) string { return `{"Records":[` + strings.Join(records, ",") + `]}` }

func newGzipWriter(t testing.TB, to io.Writer) *gzip.Writer {
	t.Helper()
	w, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
