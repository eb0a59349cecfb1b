package csm

import (
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// attempt is one that lasted from one millisecond to another and failed with a
// code, or did not.
func attempt(id string, from, to int64, code string) *datagram {
	d := &datagram{Type: ofAttempt, Service: "S3", Api: "X", Timestamp: noon.UnixMilli() + from, AttemptLatency: to - from,
		XAmznRequestID: id, HTTPStatusCode: 200, AwsException: code, from: "127.0.0.1:1", received: noon}
	if code != "" {
		d.HTTPStatusCode = 500
	}
	return d
}

// ended is the end of a call that went well.
func ended(from, to int64, attempts int) *datagram {
	return &datagram{Type: ofCall, Service: "S3", Api: "X", Timestamp: noon.UnixMilli() + from, Latency: to - from,
		AttemptCount: attempts, FinalHTTPStatusCode: 200, from: "127.0.0.1:1", received: noon}
}

// ids are those of the attempts that wait, in their order.
func (m *merger) ids() string {
	var ids []string
	for _, d := range m.waiting {
		ids = append(ids, d.XAmznRequestID)
	}
	return strings.Join(ids, " ")
}

func TestACallTakesNoAttemptOfAnother(t *testing.T) {
	for name, change := range map[string]func(d *datagram){
		"another process":   func(d *datagram) { d.from = "127.0.0.1:2" },
		"another client":    func(d *datagram) { d.ClientID = "other" },
		"another service":   func(d *datagram) { d.Service = "SQS" },
		"another operation": func(d *datagram) { d.Api = "Y" },
		"begun before":      func(d *datagram) { d.Timestamp -= 13; d.AttemptLatency += 13 },
		"ended behind":      func(d *datagram) { d.AttemptLatency += 13 },
	} {
		var m merger
		other := attempt("other", 10, 90, "")
		change(other)
		m.add(other)
		m.add(attempt("own", 10, 90, ""))
		got := m.add(ended(0, 100, 2))
		if len(got) != 1 || got[0].RequestID != "own" || m.ids() != "other" {
			t.Errorf("%s: %+v, and %q wait", name, got, m.ids())
		}
	}
}

func TestOfAttemptsAtOnceACallTakesThoseThatLedToItsEnd(t *testing.T) {
	for name, c := range map[string]struct {
		attempts []*datagram
		call     *datagram
		last     string // the id of the attempt that the call ended with
		left     string
	}{
		"one that failed is nearer": {
			[]*datagram{attempt("other", 0, 60, "Broken"), attempt("own", 2, 58, "")}, ended(0, 60, 1), "own", "other",
		},
		"one without an answer is nearer": {
			[]*datagram{func() *datagram { d := attempt("other", 0, 60, "Timeout"); d.HTTPStatusCode = 200; return d }(), attempt("own", 2, 58, "")},
			ended(0, 60, 1), "own", "other",
		},
		"one with another status is nearer": {
			[]*datagram{func() *datagram { d := attempt("other", 0, 60, ""); d.HTTPStatusCode = 404; return d }(), attempt("own", 2, 58, "")},
			ended(0, 60, 1), "own", "other",
		},
		"its own failed at once": {
			[]*datagram{attempt("own.1", 1, 2, "Broken"), attempt("own.2", 3, 3, "Broken"), attempt("other", 0, 60, ""), attempt("own.3", 30, 60, "")},
			ended(0, 60, 3), "own.3", "other",
		},
		"one that made no second attempt is nearer": {
			[]*datagram{attempt("own.1", 2, 20, "Broken"), attempt("own.2", 30, 58, ""), attempt("other", 0, 60, "")}, ended(0, 60, 2), "own.2", "other",
		},
		"others failed before": {
			[]*datagram{attempt("early", 0, 20, "Broken"), attempt("own.1", 5, 25, "Broken"), attempt("fine", 3, 29, ""),
				attempt("late", 10, 33, "Broken"), attempt("own.2", 30, 60, "")},
			ended(0, 60, 2), "own.2", "early fine late",
		},
		"no more than it made": {
			[]*datagram{attempt("other", -1, 0, "Broken"), attempt("own.1", 1, 20, "Broken"), attempt("own.2", 30, 60, "")}, ended(0, 60, 2), "own.2", "other",
		},
		"three of its own": {
			[]*datagram{attempt("own.1", 1, 10, "Broken"), attempt("own.2", 20, 30, "Broken"), attempt("other", 5, 45, ""), attempt("own.3", 40, 60, "")},
			ended(0, 60, 3), "own.3", "other",
		},
	} {
		var m merger
		for _, a := range c.attempts {
			m.add(a)
		}
		got := m.add(c.call)
		if len(got) != 1 || got[0].RequestID != c.last || m.ids() != c.left {
			t.Errorf("%s: it ended with %q, and %q wait; want %q and %q", name, got[0].RequestID, m.ids(), c.last, c.left)
		}
	}
}

func TestAttemptsThatWaitedTooLongBecomeCalls(t *testing.T) {
	var m merger
	for i, d := range []*datagram{attempt("1", 0, 20, "Broken"), attempt("2", 30, 60, "Broken"), attempt("3", 80, 100, ""), attempt("4", 120, 130, "")} {
		d.received = noon.Add(time.Duration(i) * time.Second)
		m.add(d)
	}
	if got := m.expire(noon); len(got) != 0 || m.ids() != "1 2 3 4" {
		t.Fatalf("%+v, and %q wait", got, m.ids())
	}
	got := m.expire(noon.Add(3 * time.Second))
	if len(got) != 1 || m.ids() != "4" {
		t.Fatalf("%+v, and %q wait", got, m.ids())
	}
	if c := got[0]; c.Attempts != 3 || c.RequestID != "3" || !c.Start.Equal(noon) || c.Duration != 100*time.Millisecond || c.Failed() || c.Extra["callEnd"] == "" {
		t.Errorf("the call is %+v", c)
	}
}

func TestOnlyWhatTriesAgainWhatFailedIsOneCallWithIt(t *testing.T) {
	const minute = 60_000
	for name, c := range map[string]struct {
		second *datagram
		change func(d *datagram)
		one    bool
	}{
		"again":                {attempt("2", 30, 60, ""), nil, true},
		"again, a little late": {attempt("2", 20+minute-1, 20+minute, ""), nil, true},
		"much later":           {attempt("2", 20+minute, 30+minute, ""), nil, false},
		"at the same time":     {attempt("2", 10, 60, ""), nil, false},
		"another process":      {attempt("2", 30, 60, ""), func(d *datagram) { d.from = "127.0.0.1:2" }, false},
		"another client":       {attempt("2", 30, 60, ""), func(d *datagram) { d.ClientID = "other" }, false},
		"another service":      {attempt("2", 30, 60, ""), func(d *datagram) { d.Service = "SQS" }, false},
		"another operation":    {attempt("2", 30, 60, ""), func(d *datagram) { d.Api = "Y" }, false},
		"another key":          {attempt("2", 30, 60, ""), func(d *datagram) { d.AccessKey = "AKIAEXAMPLE" }, false},
	} {
		for _, code := range []string{"Broken", ""} {
			var m merger
			if c.change != nil {
				c.change(c.second)
			}
			m.add(attempt("1", 0, 20, code))
			m.add(c.second)
			got := m.giveUp(2)
			want := []string{"1", "2"}
			if c.one && code != "" {
				want = []string{"2"}
			}
			var ids []string
			for _, c := range got {
				ids = append(ids, c.RequestID)
			}
			if !slices.Equal(ids, want) || len(m.waiting) != 0 {
				t.Errorf("%s, behind %q: the calls end with %q, want %q; %q wait", name, code, ids, want, m.ids())
			}
		}
	}
}
