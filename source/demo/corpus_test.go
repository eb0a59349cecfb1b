package demo

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"spoor/event"
	"spoor/source"
)

func corpusLines(t testing.TB, events int, seed uint64) []byte {
	t.Helper()
	var text bytes.Buffer
	if err := NewCorpus(events, seed).WriteJSONL(context.Background(), &text); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func TestACorpusHasAsManyEventsAsAskedFor(t *testing.T) {
	for _, n := range []int{0, 1, 2, 17, 4321} {
		if got := bytes.Count(corpusLines(t, n, 9), []byte{'\n'}); got != n {
			t.Errorf("a corpus of %d events has %d", n, got)
		}
	}
}

func TestACorpusIsTheSameForTheSameSeedAndAnotherForAnother(t *testing.T) {
	one, again, other := corpusLines(t, 3000, 1), corpusLines(t, 3000, 1), corpusLines(t, 3000, 2)
	if !bytes.Equal(one, again) {
		t.Error("two corpora of one seed differ")
	}
	if bytes.Equal(one, other) {
		t.Error("two seeds give the same corpus")
	}
}

func TestPullAndWriteJSONLGiveTheSameRecords(t *testing.T) {
	var text []byte
	batches := pull(t, NewCorpus(5000, 3))
	for i, b := range batches {
		for _, r := range b.Records {
			if r.Position != int64(len(text)) {
				t.Fatalf("a record at %d says that it is at %d", len(text), r.Position)
			}
			text = append(append(text, r.Raw...), '\n')
		}
		if (b.End != nil) != (i == len(batches)-1) {
			t.Errorf("batch %d of %d: End is %v", i, len(batches), b.End)
		}
	}
	if !bytes.Equal(text, corpusLines(t, 5000, 3)) {
		t.Error("Pull and WriteJSONL differ")
	}
	if end := batches[len(batches)-1].End; end.Records != 5000 || end.Bytes != int64(len(text)) {
		t.Errorf("the end says %d records, %d bytes; want 5000, %d", end.Records, end.Bytes, len(text))
	}
}

func TestTheRecordsOfACorpusDecodeAndDiffer(t *testing.T) {
	lines := bytes.Split(bytes.TrimSpace(corpusLines(t, 20_000, 1)), []byte{'\n'})
	ids := map[string]bool{}
	for _, line := range lines {
		e, err := event.Decode(line, nil)
		if err != nil || !json.Valid(line) {
			t.Fatalf("%v: %s", err, line)
		}
		if ids[e.ID] {
			t.Fatalf("eventID %s occurs twice", e.ID)
		}
		ids[e.ID] = true
		if e.Time.Before(End.AddDate(0, 0, -corpusDays)) || !e.Time.Before(End) {
			t.Fatalf("an event of %s", e.Time)
		}
	}
}

// TestACorpusIsAsVariedAsALargeCompany holds the numbers of distinct values,
// and that a few of them make up much of the whole.
func TestACorpusIsAsVariedAsALargeCompany(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes 100,000 records")
	}
	counts := map[string]map[string]int{}
	count := func(field, value string) {
		if counts[field] == nil {
			counts[field] = map[string]int{}
		}
		counts[field][value]++
	}
	const events = 100_000
	for line := range bytes.Lines(corpusLines(t, events, 1)) {
		e, err := event.Decode(line, nil)
		if err != nil {
			t.Fatal(err)
		}
		count("session", e.Session)
		count("key", e.AccessKey)
		count("address", e.IP)
		count("user", e.User)
		count("name", e.Name)
		count("place", e.Account+e.Region)
		for _, target := range e.Targets {
			count("resource", target.Name)
		}
	}
	for field, least := range map[string]int{"session": 4000, "key": 4000, "address": 800, "user": 1500, "name": 120, "place": 24, "resource": 20_000} {
		if got := len(counts[field]); got < least {
			t.Errorf("%d distinct values of %s, want at least %d", got, field, least)
		}
	}
	for _, field := range []string{"address", "user", "name"} {
		var sizes []int
		for _, n := range counts[field] {
			sizes = append(sizes, n)
		}
		slices.Sort(sizes)
		top := 0
		for _, n := range sizes[len(sizes)-len(sizes)/10:] {
			top += n
		}
		if top < events*2/5 {
			t.Errorf("a tenth of the values of %s makes up %d of %d events", field, top, events)
		}
	}
}

// TestACorpusPacksLikeRealRecords: real ones come to 10 to 15 % of their size
// in blocks of 256 KiB.
func TestACorpusPacksLikeRealRecords(t *testing.T) {
	text := corpusLines(t, 20_000, 1)
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	packed := 0
	for block := range slices.Chunk(text, 256<<10) {
		packed += len(pack.EncodeAll(block, nil))
	}
	if share := float64(packed) / float64(len(text)); share < 0.08 || share > 0.15 {
		t.Errorf("packed, the corpus has %.1f %% of its size", 100*share)
	}
}

var trailFile = regexp.MustCompile(`^AWSLogs/(\d{12})/CloudTrail/([a-z0-9-]+)/(\d{4})/(\d{2})/(\d{2})/(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{8}T\d{4}Z)_[A-Za-z0-9]{16}\.json\.gz$`)

func TestTheLayoutIsThatOfATrail(t *testing.T) {
	const events = 3000
	dir := t.TempDir()
	wrote, err := NewCorpus(events, 4).WriteS3Layout(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	files, sizes := 0, 0
	var lines [][]byte
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		key, _ := filepath.Rel(dir, path)
		records := readTrailFile(t, path)
		sizes += len(records)
		checkTrailFile(t, filepath.ToSlash(key), records)
		lines = append(lines, records...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files != wrote || sizes != events {
		t.Errorf("%d files with %d records; want %d with %d", files, sizes, wrote, events)
	}
	want := bytes.Split(bytes.TrimSpace(corpusLines(t, events, 4)), []byte{'\n'})
	slices.SortFunc(lines, bytes.Compare)
	slices.SortFunc(want, bytes.Compare)
	if !slices.EqualFunc(lines, want, bytes.Equal) {
		t.Error("the files hold other records than WriteJSONL writes")
	}
}

func readTrailFile(t *testing.T, path string) [][]byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpack, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpack)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Records []json.RawMessage }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	records := make([][]byte, len(file.Records))
	for i, r := range file.Records {
		records[i] = r
	}
	return records
}

// checkTrailFile holds a file to its name: the records are of its account and
// Region, and of the five minutes before it was delivered.
func checkTrailFile(t *testing.T, key string, records [][]byte) {
	t.Helper()
	m := trailFile.FindStringSubmatch(key)
	if m == nil {
		t.Fatalf("%s is no name of a trail's file", key)
	}
	delivered, err := time.Parse("20060102T1504Z", m[8])
	if err != nil || m[1] != m[6] || m[2] != m[7] || !strings.HasPrefix(m[8], m[3]+m[4]+m[5]) {
		t.Errorf("the parts of %s do not agree (%v)", key, err)
	}
	for _, r := range records {
		var h heading
		if err := json.Unmarshal(r, &h); err != nil {
			t.Fatal(err)
		}
		at, _ := time.Parse(time.RFC3339, h.EventTime)
		if h.RecipientAccountID != m[1] || h.AwsRegion != m[2] || !at.Before(delivered) || delivered.Sub(at) > slot*time.Second {
			t.Fatalf("%s holds %s", key, r)
		}
	}
}

func TestWritingACorpusStopsWhenAskedTo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := NewCorpus(1000, 1).WriteJSONL(ctx, io.Discard); err == nil {
		t.Error("WriteJSONL goes on after a cancel")
	}
	if _, err := NewCorpus(1000, 1).WriteS3Layout(ctx, t.TempDir()); err == nil {
		t.Error("WriteS3Layout goes on after a cancel")
	}
}

func BenchmarkCorpus(b *testing.B) {
	const events = 500_000
	b.ReportAllocs()
	for b.Loop() {
		if err := NewCorpus(events, 1).Pull(b.Context(), func(*source.Batch) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*events/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkCorpusAsJSONL(b *testing.B) {
	const events = 500_000
	for b.Loop() {
		if err := NewCorpus(events, 1).WriteJSONL(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*events/b.Elapsed().Seconds(), "events/s")
}
