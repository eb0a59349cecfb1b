package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func about() About {
	return About{Created: noon, Tool: "spoor test", Query: Query{Text: "is:write", Words: "the events that write", Zone: "UTC"}}
}

// some returns n events with everything an event can have among them.
func some(n int) []Event {
	events := make([]Event, n)
	for i := range events {
		record := fmt.Sprintf(`{"eventID":"id-%d","text":"\u00e9 {} ]}"}`, i)
		if i%3 == 1 {
			record = fmt.Sprintf("{\n  \"eventID\" : \"id-%d\"\n}", i)
		}
		events[i] = Event{
			ID: fmt.Sprintf("id-%d", i), Time: noon.Add(time.Duration(i) * time.Second), Account: "111122223333", Region: "us-east-1",
			Held: Held{Record: []byte(record), Shape: "record", Seen: []Sighting{
				{Kind: "trail", Place: "logs/<a>.json.gz", Position: int64(i * 100), Fetched: noon},
			}},
		}
		if i%4 == 2 {
			events[i].Shape, events[i].Envelope = "lookup", []byte("{\"EventId\":\"x\"}\n")
			events[i].Seen = append(events[i].Seen, Sighting{Kind: "lookup", Place: "us-east-1", Page: 3, Fetched: noon.Add(time.Hour),
				Shape: "lookup", Envelope: []byte(`{"EventId":"y"}`)})
		}
		if i%5 == 3 {
			events[i].Variants = []Held{{Record: []byte(`{"short":true}`), Shape: "csv", Envelope: []byte("a,b,c"), Seen: []Sighting{{Kind: "trail", Place: "x"}}}}
			events[i].Mark = &Mark{Star: true, Tags: []string{"t"}, Note: "look\nhere"}
		}
	}
	return events
}

func write(t testing.TB, events []Event) (content []byte, identity string) {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, about())
	for i := range events {
		if err := w.Add(&events[i]); err != nil {
			t.Fatal(err)
		}
	}
	identity, err := w.Finish(Coverage{Stretches: []Stretch{{Source: "trail", Account: "111122223333", State: "delivered", From: "2026-11-20T00:00:00Z",
		To: "2026-11-21T00:00:00Z", AsOf: "2026-11-20T12:00:00Z"}}}, []byte("# Summary\n"))
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), identity
}

func open(t testing.TB, content []byte) *Reader {
	t.Helper()
	r, err := NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func read(t testing.TB, content []byte) []Event {
	t.Helper()
	r := open(t, content)
	var events []Event
	for chunk := 1; chunk <= r.Chunks(); chunk++ {
		some, err := r.Chunk(context.Background(), chunk)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, some...)
	}
	return events
}

func check(t testing.TB, content []byte) *Verdict {
	t.Helper()
	v, err := Check(context.Background(), bytes.NewReader(content), int64(len(content)), CheckOptions{ID: eventID})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func eventID(record []byte) (string, error) {
	var r struct{ EventID string }
	err := json.Unmarshal(record, &r)
	return r.EventID, err
}

// member is one file of a zip.
type member struct {
	name    string
	content []byte
}

func unzip(t testing.TB, content []byte) []member {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var members []member
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, member{f.Name, text})
	}
	return members
}

func rezip(t testing.TB, members []member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.CreateHeader(&zip.FileHeader{Name: m.name, Method: zip.Store, Modified: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(m.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsReadBackByteForByte(t *testing.T) {
	for _, n := range []int{0, 1, 7, 40} {
		events := some(n)
		content, identity := write(t, events)
		got := read(t, content)
		if diff := cmp.Diff(events, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%d events: %s", n, diff)
		}
		r := open(t, content)
		if r.Identity != identity || r.Manifest.Events != n {
			t.Errorf("identity %s, want %s; %d events, want %d", r.Identity, identity, r.Manifest.Events, n)
		}
		if v := check(t, content); len(v.Problems) > 0 {
			t.Errorf("%d events: %v", n, v.Problems)
		}
	}
}

func TestAnEmptyEnvelopeIsToldFromNone(t *testing.T) {
	events := some(2)
	events[0].Envelope, events[1].Envelope = nil, []byte{}
	events[0].Seen[0].Envelope, events[1].Seen[0].Envelope = []byte{}, nil
	content, _ := write(t, events)
	for i, got := range read(t, content) {
		if (got.Envelope == nil) != (i == 0) || (got.Seen[0].Envelope == nil) != (i == 1) {
			t.Errorf("event %d came back with the envelopes %#v and %#v", i+1, got.Envelope, got.Seen[0].Envelope)
		}
	}
}

func TestTheSpanOfABundleIsThatOfTheTimesThatCanBeWritten(t *testing.T) {
	events := some(5)
	events[0].Time, events[4].Time = time.Time{}, time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)
	content, _ := write(t, events)
	if m := open(t, content).Manifest; m.First != "2026-11-20T12:00:01Z" || m.Last != "2026-11-20T12:00:03Z" {
		t.Errorf("from %q to %q", m.First, m.Last)
	}
	if v := check(t, content); len(v.Problems) > 0 {
		t.Error(v.Problems)
	}
}

func TestABundleGoesOverSeveralChunks(t *testing.T) {
	events := some(2*chunkEvents + 5)
	content, _ := write(t, events)
	r := open(t, content)
	if r.Chunks() != 3 {
		t.Errorf("%d chunks, want 3", r.Chunks())
	}
	if got := read(t, content); len(got) != len(events) || string(got[len(got)-1].Record) != string(events[len(events)-1].Record) {
		t.Errorf("%d events came back of %d", len(got), len(events))
	}
	if v := check(t, content); len(v.Problems) > 0 {
		t.Error(v.Problems)
	}
}

func TestAnEventLargerThanAChunkIsKept(t *testing.T) {
	events := some(3)
	events[1].Record = []byte(`{"eventID":"id-1","x":"` + strings.Repeat("y", chunkBytes+1) + `"}`)
	content, _ := write(t, events)
	if got := read(t, content); len(got) != 3 || !bytes.Equal(got[1].Record, events[1].Record) {
		t.Errorf("%d events came back", len(got))
	}
}

func TestTheSameContentMakesTheSameFile(t *testing.T) {
	a, first := write(t, some(20))
	b, second := write(t, some(20))
	if !bytes.Equal(a, b) || first != second {
		t.Error("two writings of the same events differ")
	}
}

func TestRecordsHaveTheShapeOfTrailFiles(t *testing.T) {
	content, _ := write(t, some(5))
	for _, m := range unzip(t, content) {
		if !strings.HasPrefix(m.name, "records/") {
			continue
		}
		var file struct{ Records []json.RawMessage }
		if err := json.Unmarshal(m.content, &file); err != nil || len(file.Records) != 5 {
			t.Errorf("%s: %d records, %v", m.name, len(file.Records), err)
		}
	}
}

func TestPackedAgainItIsTheSameBundle(t *testing.T) {
	content, identity := write(t, some(9))
	members := unzip(t, content)
	for i, j := 0, len(members)-1; i < j; i, j = i+1, j-1 {
		members[i], members[j] = members[j], members[i]
	}
	members = append([]member{{"records/", nil}, {"provenance/", nil}}, members...)
	again := rezip(t, members)
	v := check(t, again)
	if len(v.Problems) > 0 || v.Identity != identity {
		t.Errorf("identity %s, want %s; %v", v.Identity, identity, v.Problems)
	}
}

func TestAChangedByteInAnyMemberIsFoundAndNamed(t *testing.T) {
	content, identity := write(t, some(9))
	members := unzip(t, content)
	if len(members) != 8 {
		t.Fatalf("%d members", len(members))
	}
	for i, m := range members {
		for _, at := range []int{0, len(m.content) / 2, len(m.content) - 1} {
			changed := append([]member{}, members...)
			text := bytes.Clone(m.content)
			text[at] ^= 1
			changed[i].content = text
			packed := rezip(t, changed)
			v, err := Check(context.Background(), bytes.NewReader(packed), int64(len(packed)), CheckOptions{})
			if err != nil {
				// A manifest that does not even say what it is.
				if m.name != manifestName || !errors.Is(err, ErrNotBundle) {
					t.Errorf("%s, byte %d: %v", m.name, at, err)
				}
				continue
			}
			named := false
			for _, p := range v.Problems {
				named = named || p.Member == m.name
			}
			if !named && v.Identity == identity {
				t.Errorf("%s, byte %d: not found: %v", m.name, at, v.Problems)
			}
			if m.name != manifestName && !named {
				t.Errorf("%s, byte %d: not named: %v", m.name, at, v.Problems)
			}
		}
	}
}

func TestMembersThatAreMissingExtraOrTwiceAreNamed(t *testing.T) {
	content, _ := write(t, some(9))
	members := unzip(t, content)
	for i, m := range members {
		without := append(append([]member{}, members[:i]...), members[i+1:]...)
		packed := rezip(t, without)
		v, err := Check(context.Background(), bytes.NewReader(packed), int64(len(packed)), CheckOptions{})
		if m.name == manifestName {
			if !errors.Is(err, ErrNotBundle) {
				t.Errorf("without a manifest: %v", err)
			}
			continue
		}
		if err != nil || len(v.Problems) == 0 || v.Problems[0].Member != m.name {
			t.Errorf("without %s: %v, %v", m.name, v, err)
		}
	}
	for _, extra := range []string{"records/0002.json", "../../etc/passwd", "/abs", "notes.txt", "records/../x", "MANIFEST.JSON"} {
		v := check(t, rezip(t, append(append([]member{}, members...), member{extra, []byte("{}")})))
		if len(v.Problems) != 1 || v.Problems[0].Member != extra {
			t.Errorf("with %s: %v", extra, v.Problems)
		}
	}
	v := check(t, rezip(t, append(append([]member{}, members...), member{summaryName, []byte("another")})))
	if len(v.Problems) != 1 || v.Problems[0].Member != summaryName {
		t.Errorf("with two summaries: %v", v.Problems)
	}
}
