package evidence

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"spoor/bundle"
	"spoor/source"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// bundled writes a bundle of n events and returns its path.
func bundled(t *testing.T, n int, about bundle.About, coverage ...bundle.Stretch) string {
	t.Helper()
	var b bytes.Buffer
	w := bundle.NewWriter(&b, about)
	for range n {
		err := w.Add(&bundle.Event{ID: "x", Held: bundle.Held{Record: []byte(`{"eventID":"x"}`), Shape: "record", Seen: []bundle.Sighting{
			{Kind: "trail", Place: "a.json", Position: 5, Fetched: noon},
		}}, Mark: &bundle.Mark{Note: "n"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Finish(bundle.Coverage{Stretches: coverage}, nil); err != nil {
		t.Fatal(err)
	}
	return file(t, b.Bytes())
}

func file(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.zip")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func pulled(t *testing.T, s *Source) (batches []*source.Batch, end *source.FileEnd) {
	t.Helper()
	err := s.Pull(t.Context(), func(b *source.Batch) error {
		if b.End != nil {
			if end != nil {
				t.Error("the file ends twice")
			}
			end = b.End
		}
		batches = append(batches, b)
		return nil
	})
	if err != nil || end == nil {
		t.Fatalf("%v, %v", end, err)
	}
	return batches, end
}

func TestRecordsAreSeenInTheBundleAndBeforeIt(t *testing.T) {
	path := bundled(t, 2, bundle.About{})
	batches, end := pulled(t, New(path, nil))
	if end.Status != source.Read || end.Records != 2 || len(end.SHA256) != 32 || end.Place != path {
		t.Errorf("%+v", end)
	}
	b := batches[0]
	if b.From.Kind != "bundle" || b.From.Place != path || b.From.Page != 1 || len(b.Records) != 2 {
		t.Fatalf("%+v", b)
	}
	r := b.Records[1]
	if r.Position != 13+15+2 || r.Mark == nil || r.Mark.Note != "n" || len(r.Earlier) != 1 {
		t.Fatalf("%+v", r)
	}
	if e := r.Earlier[0]; e.From != (source.From{Kind: "bundle/trail", Place: "a.json", Fetched: noon}) || e.Position != 5 {
		t.Errorf("%+v", e)
	}
}

func TestAKindIsWrappedOnce(t *testing.T) {
	for kind, want := range map[string]string{"trail": "bundle/trail", "bundle": "bundle", "bundle/trail": "bundle/trail", "bundles": "bundle/bundles"} {
		if got := kindBefore(kind); got != want {
			t.Errorf("%s became %s", kind, got)
		}
	}
}

func TestCoverageKeepsWhenItWasFoundOut(t *testing.T) {
	stretch := func(state, asOf string) bundle.Stretch {
		return bundle.Stretch{Account: "1", State: state, From: "2026-11-20T00:00:00Z", To: "2026-11-21T00:00:00Z", AsOf: asOf}
	}
	path := bundled(t, 0, bundle.About{Created: noon, Query: bundle.Query{Text: "is:write"}},
		stretch("complete", "2026-11-20T10:00:00Z"), stretch("observed", "2026-11-20T11:00:00Z"), stretch("damaged", ""), stretch("no such state", ""))
	batches, end := pulled(t, New(path, nil))
	if end.Status != source.Empty || len(batches) != 4 {
		t.Fatalf("%+v, %d batches", end, len(batches))
	}
	for i, want := range []struct {
		state  source.State
		filter string
		asOf   time.Time
	}{{source.Filtered, "is:write", noon.Add(-2 * time.Hour)}, {source.Observed, "", noon.Add(-time.Hour)}, {source.Damaged, "", noon}} {
		b := batches[i]
		if len(b.Stretches) != 1 || b.Stretches[0].State != want.state || b.Stretches[0].Filter != want.filter || !b.From.Fetched.Equal(want.asOf) {
			t.Errorf("%d: %+v as of %s", i, b.Stretches, b.From.Fetched)
		}
	}
}

func TestWhatCannotBeReadIsNamedWithItsReason(t *testing.T) {
	whole, err := os.ReadFile(bundled(t, 3, bundle.About{}))
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(whole, []byte("records/0001"), []byte("records/0009"), -1)
	var other bytes.Buffer
	if err := zip.NewWriter(&other).Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path   string
		status source.Status
		reason string
	}{
		"no file":        {filepath.Join(t.TempDir(), "none"), source.Failed, syscall.ENOENT.Error()},
		"another zip":    {file(t, other.Bytes()), source.Skipped, "unpack it"},
		"a part of one":  {file(t, whole[:len(whole)/2]), source.Failed, "part of it is missing"},
		"a member moved": {file(t, changed), source.Failed, "records/0001.json is missing; 'spoor verify'"},
		"an empty file":  {file(t, nil), source.Skipped, "not an evidence bundle"},
	} {
		_, end := pulled(t, New(c.path, nil))
		if end.Status != c.status || !strings.Contains(end.Reason, c.reason) {
			t.Errorf("%s: %d, %q", name, end.Status, end.Reason)
		}
	}
}

func TestAKnownBundleIsNotOpened(t *testing.T) {
	path := bundled(t, 1, bundle.About{})
	_, end := pulled(t, New(path, func(context.Context, string, int64, time.Time, string) (bool, error) { return true, nil }))
	if end.Status != source.Known || end.Records != 0 {
		t.Errorf("%+v", end)
	}
	odd := errors.New("odd")
	err := New(path, func(context.Context, string, int64, time.Time, string) (bool, error) { return false, odd }).Pull(t.Context(), nil)
	if !errors.Is(err, odd) {
		t.Error(err)
	}
}

func TestABundleIsToldByHowItBegins(t *testing.T) {
	for content, want := range map[string]bool{"PK\x03\x04rest": true, "PK\x05\x06": true, "PK": false, "": false, `{"Records":[]}`: false, "\x1f\x8b\x08\x00": false} {
		if got := Is(file(t, []byte(content))); got != want {
			t.Errorf("%q: %v", content, got)
		}
	}
	if Is(t.TempDir()) || Is(filepath.Join(t.TempDir(), "none")) {
		t.Error("a folder, or nothing, was taken for a bundle")
	}
}

func TestPullStopsAtTheFirstErrorOfItsReceiver(t *testing.T) {
	full := errors.New("full")
	calls := 0
	err := New(bundled(t, 3, bundle.About{}), nil).Pull(t.Context(), func(*source.Batch) error { calls++; return full })
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}
