package serve

import (
	"context"
	"errors"
	"time"

	"spoor/cache"
	"spoor/query"
)

// history is how long Event history reaches back.
const history = 90 * 24 * time.Hour

// lookupEvents answers a LookupEvents request for a Region.
func (h *Handler) lookupEvents(ctx context.Context, region string, body []byte) (*page, error) {
	in, bad := readLookup(body)
	if bad != nil {
		return nil, bad
	}
	asked := question{account: h.account, region: region, lookup: in}
	var after *cursor
	if in.token != "" {
		c, ok := asked.cursor(in.token)
		if !ok {
			return nil, invalidNextToken()
		}
		after = &c
	}
	window, bad := h.window(in, after)
	if bad != nil {
		return nil, bad
	}
	if err := h.fresh.refresh(ctx, h.cache); err != nil {
		return nil, err
	}
	for {
		out, err := h.page(ctx, &asked, window, after)
		if !errors.Is(err, cache.ErrMerged) {
			return out, err
		}
		if _, err := h.cache.Refresh(ctx); err != nil {
			return nil, err
		}
	}
}

// window is the span of time that a request asks about, which a cursor ends.
func (h *Handler) window(in lookup, after *cursor) (query.Window, *failure) {
	w := query.Window{From: in.start}
	if !in.end.IsZero() {
		w.To = in.end.Add(1)
	}
	if !h.noWindow {
		earliest := h.now().Add(-history)
		if !in.end.IsZero() && in.end.Before(earliest) {
			return w, invalidTimeRange("EndTime is more than 90 days ago.")
		}
		if w.From.Before(earliest) {
			w.From = earliest
		}
	}
	if after != nil {
		w.To = time.Unix(0, after.nanos).UTC().Add(1)
	}
	return w, nil
}

// category is the name that records use for what a request asks for.
func (in *lookup) category() string {
	if in.insight {
		return "Insight"
	}
	return "Management"
}

// page collects one page: at most as many events as asked for, and a token when
// there are more.
func (h *Handler) page(ctx context.Context, asked *question, window query.Window, after *cursor) (*page, error) {
	in := &asked.lookup
	whole := func(field query.Field, value string) query.Expr {
		return query.Term{Field: field, Patterns: []query.Pattern{query.NewQuoted(value)}}
	}
	filter := []query.Expr{
		whole(query.FieldAccount, asked.account), whole(query.FieldRegion, asked.region), whole(query.FieldCategory, in.category()),
	}
	if x := in.attribute.filter(); x != nil {
		filter = append(filter, x)
	}
	answer, err := h.cache.Answer(ctx, query.Query{Filter: query.All(filter...), Window: window}, cache.View{})
	if err != nil {
		return nil, err
	}
	out := &page{Events: make([]lookupEvent, 0, min(in.max, answer.Matched))}
	last := cursor{}
	// One event beyond the page tells whether there are more.
	for offset, chunk := 0, in.max+1; offset < answer.Matched; offset += chunk {
		rows, stored, err := answer.Records(ctx, offset, chunk)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			row := &rows[i]
			if after != nil && after.passed(row.Ref) {
				continue
			}
			if row.Event.Account != asked.account || row.Event.Region != asked.region || row.Event.Category != in.category() {
				continue
			}
			found := newLookupEvent(row, stored[i])
			if !in.attribute.of(&found) {
				continue
			}
			if len(out.Events) == in.max {
				out.NextToken = asked.token(last)
				return out, nil
			}
			out.Events = append(out.Events, found)
			last = cursor{row.Ref.Nanos, row.Ref.Key}
		}
	}
	return out, nil
}
