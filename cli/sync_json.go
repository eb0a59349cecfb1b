package cli

import (
	"time"

	"spoor/ingest"
	"spoor/query"
	"spoor/source/lookup"
)

// syncJSON is the form of a sync's report that scripts read; its names are
// stable.
type syncJSON struct {
	From       time.Time        `json:"from"`
	To         time.Time        `json:"to"`
	Filter     string           `json:"filter,omitempty"`
	Asked      string           `json:"asked,omitempty"`
	Requests   int              `json:"requests"`
	Throttled  int              `json:"throttled"`
	Repeated   int              `json:"repeated"`
	Events     int              `json:"events"`
	New        int              `json:"new"`
	Duplicates int              `json:"duplicates"`
	Variants   int              `json:"variants"`
	Lost       int              `json:"lost"`
	Matched    *int             `json:"matched,omitempty"`
	Seconds    float64          `json:"seconds"`
	Streams    []syncStreamJSON `json:"streams"`
	Problems   []string         `json:"problems"`
	LostAt     []lostJSON       `json:"lostAt"`
}

type syncStreamJSON struct {
	Account   string     `json:"account"`
	Profile   string     `json:"profile,omitempty"`
	Region    string     `json:"region"`
	Category  string     `json:"category"`
	State     string     `json:"state"`
	Requests  int        `json:"requests"`
	Throttled int        `json:"throttled"`
	Repeated  int        `json:"repeated"`
	Events    int        `json:"events"`
	Reached   *time.Time `json:"reached,omitempty"`
	Problem   string     `json:"problem,omitempty"`
}

func newSyncJSON(plan *ingest.Plan, r *ingest.SyncReport) syncJSON {
	out := syncJSON{
		From: plan.Window.From, To: plan.Window.To, Filter: filterText(plan.Push.Filter), Asked: plan.Push.Attribute.String(),
		Events: r.Records, New: r.New, Duplicates: r.Duplicates, Variants: r.Variants, Lost: r.Lost, Seconds: r.Elapsed.Seconds(),
		Streams: []syncStreamJSON{}, Problems: []string{}, LostAt: lostAt(&r.Report),
	}
	if plan.Push.Filter != nil {
		out.Matched = &r.Matched
	}
	for _, s := range r.Streams {
		out.Requests += s.Requests
		out.Throttled += s.Throttled
		out.Repeated += s.Retried
		stream := syncStreamJSON{
			Account: s.Account, Profile: s.Profile, Region: s.Region, Category: s.Category, State: fetchState(s.State),
			Requests: s.Requests, Throttled: s.Throttled, Repeated: s.Retried, Events: s.Events,
		}
		if !s.Reached.IsZero() {
			stream.Reached = &s.Reached
		}
		if s.Err != nil {
			stream.Problem = s.Err.Error()
		}
		out.Streams = append(out.Streams, stream)
	}
	for _, problem := range r.Problems() {
		out.Problems = append(out.Problems, problem.Error())
	}
	return out
}

func fetchState(s lookup.State) string {
	return [...]string{lookup.Waiting: "not begun", lookup.Fetching: "stopped", lookup.Done: "done", lookup.Failed: "failed"}[s]
}

// planJSON is the form of a plan that scripts read; its names are stable.
type planJSON struct {
	From     time.Time        `json:"from"`
	To       time.Time        `json:"to"`
	Filter   string           `json:"filter,omitempty"`
	Asked    string           `json:"asked,omitempty"`
	Here     string           `json:"here,omitempty"`
	Requests int              `json:"requests"`
	Known    bool             `json:"known"`
	Seconds  float64          `json:"seconds"`
	Streams  []planStreamJSON `json:"streams"`
}

type planStreamJSON struct {
	Account  string        `json:"account"`
	Profile  string        `json:"profile,omitempty"`
	Region   string        `json:"region"`
	Category string        `json:"category"`
	Requests int           `json:"requests"`
	Known    bool          `json:"known"`
	Missing  []missingJSON `json:"missing"`
}

type missingJSON struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func newPlanJSON(plan *ingest.Plan) planJSON {
	out := planJSON{
		From: plan.Window.From, To: plan.Window.To, Filter: filterText(plan.Push.Filter), Asked: plan.Push.Attribute.String(),
		Here: filterText(plan.Push.Here), Seconds: plan.Time().Seconds(), Streams: []planStreamJSON{},
	}
	out.Requests, out.Known = plan.Requests()
	for _, s := range plan.Streams {
		stream := planStreamJSON{
			Account: s.Account.ID, Profile: s.Account.Profile, Region: s.Region, Category: s.Category,
			Requests: s.Requests, Known: s.Known, Missing: []missingJSON{},
		}
		for _, span := range s.Missing {
			stream.Missing = append(stream.Missing, missingJSON{span.From.UTC(), span.To.UTC()})
		}
		out.Streams = append(out.Streams, stream)
	}
	return out
}

func filterText(x query.Expr) string {
	if x == nil {
		return ""
	}
	return query.Print(x)
}
