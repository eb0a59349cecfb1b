package lookup

import (
	"testing"
	"time"
)

func TestAnAnswerThatIsNoPageIsAnError(t *testing.T) {
	for _, body := range []string{
		``, `[]`, `"x"`, `null`, `{`, `{"Events":`, `{"Events":[`, `{"Events":[{]}`, `{"Events":{}}`, `{"Events":[{"EventId":"1"}}`,
		`{"Events":[],"NextToken":7}`, `{"Events":[],"NextToken":"a"`, `{"Events":[],"Other":}`, `{"Events":[] "NextToken":"a"}`,
	} {
		if p, err := parsePage([]byte(body)); err == nil {
			t.Errorf("%s is a page of %d events", body, len(p.records))
		}
	}
	for body, want := range map[string]int{
		`{}`: 0, `{"Events":null,"NextToken":null}`: 0, `{"Events":[]}`: 0, `{"Other":{"Events":[1]},"Events":[{"EventId":"1"},{"EventId":"2"}]}`: 2,
	} {
		if p, err := parsePage([]byte(body)); err != nil || len(p.records) != want || p.next != "" {
			t.Errorf("%s: %+v, %v; want %d events", body, p, err, want)
		}
	}
}

func TestTheTimeOfAnEnvelope(t *testing.T) {
	for envelope, want := range map[string]time.Time{
		`{"EventTime":1763251970}`:       time.Unix(1763251970, 0).UTC(),
		`{"EventTime":1763251970.5}`:     time.Unix(1763251970, 500_000_000).UTC(),
		`{"EventTime":1.76325197E9}`:     time.Unix(1763251970, 0).UTC(),
		`{"EventTime":0}`:                time.Unix(0, 0).UTC(),
		`{"EventTime":-1}`:               {},
		`{"EventTime":253402300800}`:     {},
		`{"EventTime":1e300}`:            {},
		`{"EventTime":1e400}`:            {},
		`{"EventTime":"2025-11-16"}`:     {},
		`{"EventTime":null}`:             {},
		`{}`:                             {},
		`{"EventTime":1763251970,"a":?}`: {},
	} {
		if got := timeOf([]byte(envelope)); !got.Equal(want) {
			t.Errorf("%s is at %v, want %v", envelope, got, want)
		}
	}
}
