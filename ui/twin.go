package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
)

// twinWithin is how far apart the two records of one call may be in time: the
// clocks of this machine and of AWS need not agree.
const twinWithin = 15 * time.Minute

// twinMsg is the other record of a call.
type twinMsg struct {
	ref  cache.Ref
	twin *cache.Row
}

// twin looks for the other record of a call: of one that was recorded on this
// machine AWS's own, and the other way round. Both hold the same request id.
func (a *asker) twin(row *cache.Row) tea.Cmd {
	if row.Event.RequestID == "" || row.Event.Time.IsZero() {
		return nil
	}
	ctx, store, ref := a.ctx, a.store, row.Ref
	local := row.Event.Flags.Has(event.FlagLocal)
	near := query.Window{From: row.Event.Time.Add(-twinWithin), To: row.Event.Time.Add(twinWithin)}
	return func() tea.Msg {
		if !local && !anyLocal(ctx, store, near) {
			return nil
		}
		const enough = 10
		q := query.Query{Filter: query.ValueTerm(query.FieldRequest, row.Event.RequestID), Window: near}
		answer, err := store.Answer(ctx, q, cache.View{Limit: enough})
		if err != nil {
			return nil // nothing is said of a twin then; the record itself is shown
		}
		for i := range answer.Rows {
			if other := &answer.Rows[i]; other.Ref != ref && other.Event.Flags.Has(event.FlagLocal) != local {
				return twinMsg{ref, other}
			}
		}
		return nil
	}
}

// anyLocal reports whether anything was recorded on this machine in a window.
// Most caches hold nothing of the kind, and need not be searched for requests at
// every move of the cursor.
func anyLocal(ctx context.Context, store store, near query.Window) bool {
	answer, err := store.Answer(ctx, query.Query{Filter: query.Flag{Name: query.FlagLocal}, Window: near}, cache.View{Limit: 1})
	return err == nil && answer.Matched > 0
}
