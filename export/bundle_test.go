package export_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"spoor/bundle"
	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/ingest"
	"spoor/internal/realdata"
	"spoor/query"
	"spoor/source"
	"spoor/source/demo"
	"spoor/source/evidence"
	"spoor/source/trail"
)

var now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// held returns a cache with all that the sources have.
func held(t testing.TB, sources ...source.Source) *cache.Cache {
	t.Helper()
	c, err := cache.Open(t.Context(), cache.Options{Path: filepath.Join(t.TempDir(), "cache.bolt")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	for _, s := range sources {
		if _, err := ingest.Run(t.Context(), c, s, ingest.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func filter(t testing.TB, text string) query.Expr {
	t.Helper()
	x, err := query.Parse(text, query.Options{Zone: time.UTC, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// exported writes a bundle of what a filter lets through and returns its path.
func exported(t testing.TB, c *cache.Cache, text string, change func(*export.Options)) (path string, result export.Result) {
	t.Helper()
	o := export.Options{Format: export.Evidence, Filter: filter(t, text), Zone: time.UTC, Tool: "spoor test", Now: now}
	if change != nil {
		change(&o)
	}
	path = filepath.Join(t.TempDir(), "case.zip")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if result, err = export.Run(t.Context(), c, file, o); err != nil {
		t.Fatal(err)
	}
	return path, result
}

// verdict checks the bundle at a path.
func verdict(t testing.TB, path string) *bundle.Verdict {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v, err := bundle.Check(t.Context(), bytes.NewReader(content), int64(len(content)), bundle.CheckOptions{ID: idOf})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func idOf(record []byte) (string, error) {
	ev, err := event.Decode(record, nil)
	return ev.ID, err
}

// whole is an event with all that is held about it, put so that two can be
// compared.
type whole struct {
	Row              cache.Row
	Record, Envelope string
	Shape            uint8
	Seen             []string
	Variants         []string
	Mark             cache.Mark
}

// everything returns all events of a cache. What a bundle tells of sightings is
// taken as the sightings themselves, and the bundle's own are left out.
func everything(t testing.TB, c *cache.Cache) []whole {
	t.Helper()
	if _, err := c.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, err := c.Answer(t.Context(), query.Query{}, cache.View{})
	if err != nil {
		t.Fatal(err)
	}
	var all []whole
	err = a.EachWhole(t.Context(), func(row cache.Row, s *cache.Stored) error {
		w := whole{Row: row, Record: string(s.Record), Envelope: string(s.Envelope), Shape: s.Shape, Mark: s.Mark, Seen: seen(s)}
		for i := range s.Variants {
			v := &s.Variants[i]
			w.Variants = append(w.Variants, fmt.Sprintf("%s|%s|%d", v.Record, v.Envelope, v.Shape))
			// Which record a further sighting was of is not kept by a cache.
			w.Seen = append(w.Seen, seen(v)...)
		}
		slices.Sort(w.Seen)
		all = append(all, w)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func seen(s *cache.Stored) []string {
	var out []string
	for _, p := range s.Provenance {
		if p.Origin.Kind == evidence.Kind {
			continue
		}
		out = append(out, fmt.Sprintf("%s %s page %d at %d on %s with %s", strings.TrimPrefix(p.Origin.Kind, "bundle/"), p.Origin.Place,
			p.Origin.Page, p.Position, p.Origin.Fetched.UTC(), p.Envelope))
	}
	return out
}

// roundTrip exports everything, imports it into an empty cache and compares.
func roundTrip(t *testing.T, c *cache.Cache) {
	t.Helper()
	path, result := exported(t, c, "", nil)
	v := verdict(t, path)
	if len(v.Problems) > 0 || v.Identity != result.Identity {
		t.Errorf("identity %s, want %s; problems: %v", v.Identity, result.Identity, v.Problems)
	}
	again := held(t, evidence.New(path, nil))
	before, after := everything(t, c), everything(t, again)
	if len(before) != result.Events || len(after) != len(before) {
		t.Fatalf("%d events, %d exported, %d after", len(before), result.Events, len(after))
	}
	for i := range before {
		if reflect.DeepEqual(before[i], after[i]) {
			continue
		}
		if diff := cmp.Diff(before[i], after[i], cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("event %d differs: %s", i, diff)
		}
	}
}

func TestExportedAndImportedTheDemoIsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the whole demo twice")
	}
	roundTrip(t, held(t, demo.New(demo.End)))
}

func TestExportedAndImportedRealRecordsAreTheSame(t *testing.T) {
	for _, folder := range []string{"invictus", "stratus", "cloud-snitch", "grycap", "rubysoho07", "lookup-events", "digest"} {
		t.Run(folder, func(t *testing.T) {
			if testing.Short() && folder == "invictus" {
				t.Skip("large")
			}
			roundTrip(t, held(t, trail.New(trail.Options{Workers: 1}, realdata.Folder(t, folder))))
		})
	}
}

// sample is a source of a few records with everything that can be about them.
type sample struct{ batches []source.Batch }

func (s sample) Name() string { return "sample" }

func (s sample) Pull(_ context.Context, yield func(*source.Batch) error) error {
	for i := range s.batches {
		if err := yield(&s.batches[i]); err != nil {
			return err
		}
	}
	return nil
}

func sampleRecord(id, text string) string {
	return fmt.Sprintf(`{"eventID":%q,"eventTime":"2026-11-20T10:00:00Z","awsRegion":"us-east-1","recipientAccountId":"111122223333","eventName":"CreateUser",`+
		`"eventSource":"iam.amazonaws.com","userIdentity":{"type":"IAMUser","userName":"mallory"},"requestParameters":{"userName":%q}}`, id, text)
}

func looked(record string) source.Record {
	return source.Record{Raw: []byte(record), Shape: source.ShapeLookup, Position: 7,
		Envelope: fmt.Appendf(nil, `{"EventId":"x","Username":"as AWS says","CloudTrailEvent":%q}`, record)}
}

func samples() sample {
	file := source.From{Kind: "trail", Place: "/logs/a.json.gz", Fetched: now.Add(-2 * time.Hour)}
	page := source.From{Kind: "lookup", Place: "us-east-1", Page: 3, Fetched: now.Add(-time.Hour)}
	first, second := sampleRecord("one", "alice"), sampleRecord("two", "bob")
	return sample{[]source.Batch{
		{From: file, Records: []source.Record{{Raw: []byte(first), Position: 12}, {Raw: []byte(second), Position: 900}}},
		{From: page, Records: []source.Record{looked(first), {Raw: []byte(sampleRecord("two", "bob, redacted in part")), Position: 90}}, Stretches: []source.Stretch{
			{Account: "111122223333", Region: "us-east-1", Category: "Management", From: now.Add(-24 * time.Hour), To: now, State: source.Complete},
		}},
		{From: source.From{Kind: "trail", Place: "/logs/b.json", Fetched: now}, Records: []source.Record{{Raw: []byte(first), Position: 3}, looked(sampleRecord("three", "eve"))}},
	}}
}

func TestVariantsSightingsEnvelopesAndMarksComeThroughABundle(t *testing.T) {
	c := held(t, samples())
	refs, err := c.Find(t.Context(), "two")
	if err != nil || len(refs) != 1 {
		t.Fatalf("%v, %v", refs, err)
	}
	if err := c.SetMarks(t.Context(), []cache.Marked{{Ref: refs[0], Mark: cache.Mark{Star: true, Tags: []string{"case 7"}, Note: "the one"}}}); err != nil {
		t.Fatal(err)
	}
	all := everything(t, c)
	if len(all) != 3 || len(all[0].Variants)+len(all[1].Variants)+len(all[2].Variants) != 1 {
		t.Fatalf("the sample is not what this test needs: %+v", all)
	}
	roundTrip(t, c)
}

func TestABundleOfABundleSaysTheSameOfTheEvents(t *testing.T) {
	first, _ := exported(t, held(t, samples()), "", nil)
	middle := held(t, evidence.New(first, nil))
	second, _ := exported(t, middle, "", nil)
	last := held(t, evidence.New(second, nil))
	if diff := cmp.Diff(everything(t, middle), everything(t, last), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestABundleImportedTwiceAddsNothing(t *testing.T) {
	path, _ := exported(t, held(t, samples()), "", nil)
	c := held(t, evidence.New(path, nil))
	before := everything(t, c)
	report, err := ingest.Run(t.Context(), c, evidence.New(path, nil), ingest.Options{})
	if err != nil || report.New+report.Variants != 0 || report.Records != 4 || report.Duplicates != 4 {
		t.Errorf("%+v, %v", report, err)
	}
	if diff := cmp.Diff(before, everything(t, c)); diff != "" {
		t.Error(diff)
	}
	report, err = ingest.Run(t.Context(), c, evidence.New(path, ingest.Known(c)), ingest.Options{})
	if err != nil || report.Files[source.Known] != 1 || report.Records != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestAMarkThatIsThereAlreadyIsAddedTo(t *testing.T) {
	c := held(t, samples())
	mark := func(c *cache.Cache, m cache.Mark) {
		refs, err := c.Find(t.Context(), "one")
		if err == nil {
			err = c.SetMarks(t.Context(), []cache.Marked{{Ref: refs[0], Mark: m}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	mark(c, cache.Mark{Tags: []string{"theirs", "both"}, Note: "their note"})
	path, _ := exported(t, c, "", nil)
	mine := held(t, samples())
	mark(mine, cache.Mark{Star: true, Tags: []string{"both"}, Note: "my note"})
	for range 2 {
		if _, err := ingest.Run(t.Context(), mine, evidence.New(path, nil), ingest.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	marks, err := mine.Marks(t.Context())
	want := cache.Mark{Star: true, Tags: []string{"both", "theirs"}, Note: "my note\ntheir note"}
	if err != nil || len(marks) != 1 || !cmp.Equal(marks[0].Mark, want) {
		t.Errorf("%+v, %v", marks, err)
	}
}

func TestCoverageOfAFilteredBundleStandsForNoMoreThanItsFilter(t *testing.T) {
	for text, want := range map[string]source.State{"": source.Complete, "after:2026-11-20T09:00Z": source.Complete, "event:CreateUser": source.Filtered} {
		path, _ := exported(t, held(t, samples()), text, nil)
		c := held(t, evidence.New(path, nil))
		stretches, err := c.Coverage(t.Context(), cache.CoverageQuery{Account: "111122223333"})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, s := range stretches {
			if s.Source != evidence.Kind {
				t.Errorf("%q: coverage of %q, as if it had been fetched here", text, s.Source)
			}
			if source.State(s.State) == want && s.Filter == text && want == source.Filtered || source.State(s.State) == want && want != source.Filtered {
				found = true
			}
			if want == source.Filtered && source.State(s.State) == source.Complete {
				t.Errorf("%q: complete", text)
			}
		}
		if !found {
			t.Errorf("%q: no %s stretch among %+v", text, want, stretches)
		}
	}
}

func TestNoEventsMakeABundleThatStatesTheCoverage(t *testing.T) {
	path, result := exported(t, held(t, samples()), "event:DeleteTrail", nil)
	v := verdict(t, path)
	if result.Events != 0 || len(v.Problems) > 0 || v.Manifest.Events != 0 {
		t.Errorf("%+v, %v", result, v.Problems)
	}
	summary := summaryOf(t, path)
	for _, want := range []string{"No event", "complete", "event:DeleteTrail", `the event name is "DeleteTrail"`} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary does not say %q:\n%s", want, summary)
		}
	}
}

func summaryOf(t testing.TB, path string) string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	r, err := bundle.NewReader(file, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.Summary()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWhatCouldNotBeReadIsSaidInTheBundle(t *testing.T) {
	var b bytes.Buffer
	w := export.NewBundle(&b, export.BundleOptions{Missing: []string{"segment 7 (412 events): checksum differs"}})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := bundle.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	coverage, err := r.Coverage()
	if err != nil || len(coverage.Missing) != 1 {
		t.Errorf("%+v, %v", coverage, err)
	}
	if summary, err := r.Summary(); err != nil || !bytes.Contains(summary, []byte(`segment 7 \(412 events\)`)) {
		t.Errorf("%s, %v", summary, err)
	}
}

func TestTextOfEventsIsNoMarkupInTheSummary(t *testing.T) {
	record := strings.Replace(sampleRecord("one", "x"), `"mallory"`, `"<script>|[a](http://evil) **x** \u001b[31m\n# y"`, 1)
	c := held(t, sample{[]source.Batch{{From: source.From{Kind: "trail", Place: "x"}, Records: []source.Record{{Raw: []byte(record)}}}}})
	path, _ := exported(t, c, "", nil)
	summary := summaryOf(t, path)
	for _, bad := range []string{"<script>", "[a](", "**x**", "\x1b", "\n# y"} {
		if strings.Contains(summary, bad) {
			t.Errorf("the summary holds %q:\n%s", bad, summary)
		}
	}
}

func TestASummarySaysHowManyWhenByWhomAndWhatIsMarked(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC) }
	batch := source.Batch{From: source.From{Kind: "trail", Place: "x"}}
	for i := range 1200 {
		who := `"userIdentity":{"type":"IAMUser","userName":"mallory"},`
		if i%3 == 0 {
			who = ""
		}
		batch.Records = append(batch.Records, source.Record{Position: int64(i), Raw: fmt.Appendf(nil,
			`{"eventID":"id-%d",%s"eventTime":%q,"eventName":"CreateUser","eventSource":"iam.amazonaws.com","awsRegion":"us-east-1","recipientAccountId":"111122223333"}`,
			i, who, at(10).Add(time.Duration(i)*time.Second).Format(time.RFC3339))})
	}
	for _, hours := range [][2]int{{8, 9}, {10, 11}, {12, 14}} {
		batch.Stretches = append(batch.Stretches, source.Stretch{Account: "111122223333", Region: "us-east-1", Category: "Management",
			From: at(hours[0]), To: at(hours[1]), State: source.Complete})
	}
	c := held(t, sample{[]source.Batch{batch}})
	var marks []cache.Marked
	for id, mark := range map[string]cache.Mark{"id-0": {Star: true, Tags: []string{"first"}}, "id-1150": {Note: "look"}} {
		found, err := c.Find(t.Context(), id)
		if err != nil || len(found) == 0 {
			t.Fatal(found, err)
		}
		marks = append(marks, cache.Marked{Ref: found[0], Mark: mark})
	}
	if err := c.SetMarks(t.Context(), marks); err != nil {
		t.Fatal(err)
	}
	path, _ := exported(t, c, "", nil)
	summary := summaryOf(t, path)
	for _, want := range []string{
		"# Evidence bundle\n", "**1,200 events** from 2026-11-20T10:00:00Z to 2026-11-20T10:19:59Z.",
		"| trail | 111122223333 | us-east-1 | Management | complete | 2026-11-20T08:00:00Z | 2026-11-20T14:00:00Z | 3 |",
		"attention 1,200 ·", "\n- Users: mallory 800\n", "\n- Event names: CreateUser 1,200\n",
		"| 111122223333 | ★ · first |\n", "| 111122223333 | look |\n", "| 111122223333 |  |\n",
	} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary does not say %q:\n%.3000s", want, summary)
		}
	}
	if strings.Count(summary, "★") != 1 {
		t.Error("events are starred that are not")
	}
}

func TestASummaryOfManyEventsShowsTheWorstOfThem(t *testing.T) {
	batch := source.Batch{From: source.From{Kind: "trail", Place: "x"}}
	for i := range 3000 {
		record := fmt.Sprintf(`{"eventID":"id-%d","eventTime":"2026-11-20T10:%02d:%02dZ","eventName":"DescribeInstances","readOnly":true,`+
			`"eventSource":"ec2.amazonaws.com","userIdentity":{"invokedBy":"x.amazonaws.com","type":"AWSService"}}`, i, i/60%60, i%60)
		if i == 2900 {
			record = `{"eventID":"worst","eventTime":"2026-11-20T11:00:00Z","eventName":"DeleteTrail","eventSource":"cloudtrail.amazonaws.com","userIdentity":{"type":"Root"}}`
		}
		batch.Records = append(batch.Records, source.Record{Raw: []byte(record), Position: int64(i)})
	}
	path, _ := exported(t, held(t, sample{[]source.Batch{batch}}), "", nil)
	summary := summaryOf(t, path)
	if !strings.Contains(summary, "DeleteTrail") || !strings.Contains(summary, "2,000 more are in") || strings.Count(summary, "\n| ") > 1010 {
		t.Errorf("%d lines, or not the one that matters:\n%.3000s", strings.Count(summary, "\n| "), summary)
	}
}

func TestPickedEventsMakeABundleThatSaysSo(t *testing.T) {
	c := held(t, samples())
	refs, err := c.Find(t.Context(), "three")
	if err != nil {
		t.Fatal(err)
	}
	path, result := exported(t, c, "", func(o *export.Options) { o.Picked = refs })
	v := verdict(t, path)
	if result.Events != 1 || !v.Manifest.Query.Picked || v.Manifest.Query.Whole || len(v.Problems) > 0 {
		t.Errorf("%+v, %+v", result, v)
	}
}

func TestWordsSayWhatAFilterAsksFor(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "all events",
		"source:iam is:write":            `the events where the service is "iam" and the event is "write" (changed something, by the record's readOnly)`,
		"-user:(alice OR bob*)":          `the events where it is not so that the user or role is "alice" or is like "bob*"`,
		"ip:10.0.0.0/8 OR payroll":       `the events where the source address lies in 10.0.0.0/8 or the record's text holds "payroll"`,
		"user:* resource:/^p/":           `the events where the user or role is there and the resource matches the regular expression "^p"`,
		"after:2026-11-20T09:00Z user:a": `the events from 2026-11-20 09:00:00 UTC on where the user or role is "a"`,
		"requestParameters.name:x":       `the events where the value at requestParameters.name is "x"`,
	} {
		if got := export.Words(filter(t, text)); got != want {
			t.Errorf("%s: %s\nwant %s", text, got, want)
		}
	}
}
