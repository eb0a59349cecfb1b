package ingest

import (
	"strings"
	"time"

	"spoor/cache/coverage"
	"spoor/event"
)

// grain is how finely it is kept where events were observed. Every commit
// writes the spans of the streams it touches again, so that quiet Regions with
// a span for every few events would make a long import slower and slower.
const grain = time.Hour

// observer notes when the events of a batch happened.
type observer struct {
	sets map[stream]*coverage.Set
	// last is where the event before went: most go to the same place.
	last     stream
	lastSet  *coverage.Set
	lastFrom time.Time
}

func (o *observer) see(ev *event.Event, asOf time.Time) {
	to := stream{account: ev.Account, region: ev.Region, category: ev.Category}
	from := ev.Time.Truncate(grain)
	if o.lastSet != nil && to == o.last && from.Equal(o.lastFrom) {
		return
	}
	set := o.sets[to]
	if set == nil {
		if o.sets == nil {
			o.sets = map[stream]*coverage.Set{}
		}
		// Events hold on to the memory of their records.
		to = stream{account: strings.Clone(to.account), region: strings.Clone(to.region), category: strings.Clone(to.category)}
		set = &coverage.Set{}
		o.sets[to] = set
	}
	set.Add(coverage.Span{From: from, To: from.Add(grain), State: coverage.Observed, AsOf: asOf})
	o.last, o.lastSet, o.lastFrom = to, set, from
}
