package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/ui/facet"
	"spoor/ui/pane"
)

// counts is the counting of values inside records, which takes longer than an
// answer and follows it.
type counts struct {
	// round numbers it; what comes of another round is dropped.
	round uint64
	// cancel ends it, nil where there is none; left is how many facets have not come.
	cancel context.CancelFunc
	left   int
	// again says that the answer is another since it began.
	again bool
}

// stop ends the counting.
func (c *counts) stop() {
	if c.cancel != nil {
		c.cancel()
		c.cancel = nil
	}
	c.left, c.again = 0, false
}

// valuesMsg is the values at a path, counted.
type valuesMsg struct {
	round uint64
	kind  facet.Kind
	facet *cache.Facet
	// labels are how the values are written.
	labels map[string]string
	err    error
}

type countsSlowMsg struct{ round uint64 }

// countValues counts the values of the paths that facets list, each under the rest
// of the query, or where that is being done, once more afterwards.
func (m *Model) countValues() tea.Cmd {
	if m.counts.left > 0 {
		m.counts.again = true
		return nil
	}
	ctx, cancel := context.WithCancel(m.ask.ctx)
	m.counts.round++
	var cmds []tea.Cmd
	for _, f := range m.facets {
		if f.Kind().Path != "" {
			f.Await()
			cmds = append(cmds, countPath(ctx, m.ask.store, m.shown.answer, m.counts.round, f.Kind(), f.Want()))
		}
	}
	if len(cmds) == 0 {
		cancel()
		return nil
	}
	m.counts.cancel, m.counts.left = cancel, len(cmds)
	round := m.counts.round
	return tea.Batch(append(cmds, tea.Tick(slowAfter, func(time.Time) tea.Msg { return countsSlowMsg{round} }))...)
}

func countPath(ctx context.Context, s store, answer *cache.Answer, round uint64, kind facet.Kind, want cache.FacetView) tea.Cmd {
	return func() tea.Msg {
		msg := valuesMsg{round: round, kind: kind}
		msg.facet, msg.labels, msg.err = valuesAt(ctx, s, answer, kind.Path, want)
		return msg
	}
}

// valuesAt counts the values at a path under the query of an answer, without what
// that says about the path, and returns how they are written too.
func valuesAt(ctx context.Context, s store, answer *cache.Answer, path string, want cache.FacetView) (*cache.Facet, map[string]string, error) {
	parsed, err := query.ParsePath(path)
	if err != nil {
		return nil, nil, err
	}
	q := answer.Query
	if q.Filter = query.WithoutPath(q.Filter, path); !query.Equal(q.Filter, answer.Query.Filter) {
		if answer, err = s.Answer(ctx, q, cache.View{}); err != nil {
			return nil, nil, err
		}
	}
	found, err := answer.Together(ctx, []cache.Dimension{{Path: parsed}})
	if err != nil {
		return nil, nil, err
	}
	want.Order.Sort(found)
	out := &cache.Facet{Field: query.FieldPath, Distinct: len(found)}
	labels := map[string]string{}
	for _, c := range found[:min(len(found), want.Limit)] {
		v := cache.FacetValue{Value: pane.ShortValue(c.Values[0]), Count: c.Count, First: c.First, Last: c.Last}
		if out.Values = append(out.Values, v); v.Value != "" {
			// Of all of the value: what is a secret in an object cannot be told in half of it.
			labels[v.Value] = facet.PathLabel(path, c.Values[0])
		}
	}
	return out, labels, nil
}

// valuesCounted shows values that were counted.
func (m *Model) valuesCounted(msg valuesMsg) tea.Cmd {
	if msg.round != m.counts.round || m.counts.left == 0 || msg.err != nil && ended(msg.err) {
		return nil
	}
	for _, f := range m.facets {
		switch {
		case f.Kind() != msg.kind:
		case msg.err != nil:
			f.GiveUp()
		default:
			f.Counted(msg.facet, msg.labels)
		}
	}
	if msg.err != nil {
		m.shown.err = msg.err
	}
	if m.counts.left--; m.counts.left > 0 {
		return nil
	}
	again := m.counts.again
	if m.counts.stop(); again {
		return m.countValues()
	}
	return nil
}

// countsAreSlow lets the facets that are still being counted say so.
func (m *Model) countsAreSlow(msg countsSlowMsg) {
	if msg.round != m.counts.round || m.counts.left == 0 {
		return
	}
	for _, f := range m.facets {
		f.SetSlow()
	}
}

// listValues shows the facet of a field or path, in the lowest pane at the left
// unless another has it, and goes there.
func (m *Model) listValues(of pane.ListValues) tea.Cmd {
	const none = "there is no list of these"
	switch of.Field {
	case query.FieldTime, query.FieldID, query.FieldRequest, query.FieldShared:
		return m.say(none+": nearly every event has its own", false)
	}
	if member := pane.MemberOf(of.Field); member != "" {
		of.Path = member
	}
	kind, err := facet.Of(of.Field, of.Path)
	if err != nil {
		return m.say(none, false)
	}
	var cmd tea.Cmd
	at := slices.IndexFunc(m.facets[:], func(f *facet.Pane) bool { return f.Kind() == kind })
	if at < 0 {
		at = len(m.facets) - 1
		m.facets[at].Become(kind)
		cmd = m.query()
	}
	m.focusOn(pane.Users + pane.ID(at))
	return tea.Batch(cmd, m.say(m.withKeys("the values of "+event.CutMiddle(event.Clean(kind.Name), 60)+"; {choose-facet} lists others here"), false))
}
