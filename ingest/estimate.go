package ingest

import (
	"context"
	"time"

	"spoor/cache"
	"spoor/query"
	"spoor/source/lookup"
)

const (
	// perPage is how many events LookupEvents answers at a time.
	perPage = 50
	// samples is how many covered stretches are counted to learn how busy a
	// Region is, and enoughSample how long they have to be together.
	samples      = 4
	enoughSample = time.Hour
)

// estimate says how many requests what is missing of a stream will take, going
// by how many events the cache has of the times that were fetched whole. Where
// it has none it is the least there can be, and not known.
func (p *Plan) estimate(ctx context.Context, c *cache.Cache, s Stream) (requests int, known bool, err error) {
	stretches, err := c.Coverage(ctx, cache.CoverageQuery{Source: lookup.Kind, Account: s.Account.ID, Region: s.Region, Category: s.Category})
	if err != nil {
		return 0, false, err
	}
	attribute := p.Push.Attribute.String()
	counted, events := time.Duration(0), 0
	left := samples
	for i := len(stretches) - 1; i >= 0 && left > 0; i-- {
		st := stretches[i]
		if !answered(st, attribute) {
			continue
		}
		left--
		a, err := c.Answer(ctx, query.Query{Filter: p.of(s), Window: query.Window{From: st.From, To: st.To}}, cache.View{})
		if err != nil {
			return 0, false, err
		}
		counted += st.To.Sub(st.From)
		events += a.Matched
	}
	known = counted >= enoughSample
	for _, span := range s.Missing {
		pages := 1
		if known {
			likely := float64(events) * float64(span.To.Sub(span.From)) / float64(counted)
			pages = max(1, int((likely+perPage-1)/perPage))
		}
		requests += pages
	}
	return requests, known, nil
}

// of is the filter of the events that a stream asks for.
func (p *Plan) of(s Stream) query.Expr {
	parts := []query.Expr{
		quoted(query.FieldAccount, s.Account.ID), quoted(query.FieldRegion, s.Region), quoted(query.FieldCategory, s.Category),
	}
	if p.Push.Attribute != (lookup.Attribute{}) {
		for _, part := range query.Conjuncts(p.Push.Filter) {
			if !contains(p.Push.Here, part) {
				parts = append(parts, part)
			}
		}
	}
	return query.All(parts...)
}

func quoted(f query.Field, value string) query.Expr {
	return query.Term{Field: f, Patterns: []query.Pattern{query.NewQuoted(value)}}
}

func contains(x, part query.Expr) bool {
	if x == nil {
		return false
	}
	for _, other := range query.Conjuncts(x) {
		if query.Equal(other, part) {
			return true
		}
	}
	return false
}

// matched counts the events in the cache that the plan is about and that
// satisfy its filter.
func (p *Plan) matched(ctx context.Context, c *cache.Cache) (int, error) {
	type place struct{ account, region string }
	seen, n := map[place]bool{}, 0
	for _, s := range p.Streams {
		at := place{s.Account.ID, s.Region}
		if seen[at] {
			continue
		}
		seen[at] = true
		filter := query.All(quoted(query.FieldAccount, at.account), quoted(query.FieldRegion, at.region), p.Push.Filter)
		a, err := c.Answer(ctx, query.Query{Filter: filter, Window: p.Window}, cache.View{})
		if err != nil {
			return 0, err
		}
		n += a.Matched
	}
	return n, nil
}

// Requests is how many requests the plan will likely take. Where it is not
// known of every stream how busy it is, it is the least there can be.
func (p *Plan) Requests() (n int, known bool) {
	known = true
	for _, s := range p.Streams {
		n += s.Requests
		known = known && (s.Known || s.Requests == 0)
	}
	return n, known
}

// Time is how long the plan will likely take: each account and Region is asked
// at its own pace, all of them side by side.
func (p *Plan) Time() time.Duration {
	type place struct{ account, region string }
	requests, most, all := map[place]int{}, 0, 0
	rate := lookup.Rate
	for _, s := range p.Streams {
		at := place{s.Account.ID, s.Region}
		requests[at] += s.Requests
		most = max(most, requests[at])
		all += s.Requests
		rate = s.Account.Rate()
	}
	// Only so many are asked at a time.
	most = max(most, all/lookup.SideBySide)
	return time.Duration(float64(most) / rate * float64(time.Second))
}

// Nothing reports whether nothing is missing.
func (p *Plan) Nothing() bool {
	n, _ := p.Requests()
	return n == 0
}
