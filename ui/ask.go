package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/query"
	"spoor/ui/events"
	"spoor/ui/timeline"
)

// store is the part of the cache that the screen needs.
type store interface {
	Span(ctx context.Context) (first, last time.Time, n int, err error)
	Answer(ctx context.Context, q query.Query, v cache.View) (*cache.Answer, error)
	ValuesUnder(ctx context.Context, q query.Query, field query.Field, prefix string, limit int) ([]cache.FacetValue, error)
	Load(ctx context.Context, ref cache.Ref) (*cache.Stored, error)
	Records(ctx context.Context, refs []cache.Ref, each func(cache.Ref, []byte)) error
	Refresh(ctx context.Context) (changed bool, err error)
	Coverage(ctx context.Context, q cache.CoverageQuery) ([]cache.Stretch, error)
	marker
}

// asker makes commands that ask the cache. It hands out nothing but commands,
// so that whoever holds it can do no I/O of its own.
type asker struct {
	ctx   context.Context
	store store
	// gen numbers questions; an answer to another than the newest is dropped.
	gen uint64
	// cancel stops the question under way; nil when there is none.
	cancel context.CancelFunc
}

// question is everything a new answer depends on.
type question struct {
	filter query.Expr
	window window
	facets []cache.FacetView
	// bars is the width of the histogram.
	bars int
	// rows is how many are seen at a time. keep is the event that keeps the
	// cursor if it stays, line how far from the top of the pane it stands.
	rows  int
	keep  cache.Ref
	line  int
	stays bool
	// at is where the cursor was put among rows that have not come yet, whose events
	// nobody knows; 0 for nowhere.
	at   int
	sort []cache.Sort
	// folded says that runs of alike events are wanted.
	folded bool
	// anchor is where a range of the selection begins, zero for none.
	anchor cache.Ref
}

// answeredMsg is an answer, or the first part of one.
type answeredMsg struct {
	gen    uint64
	answer *cache.Answer
	place  events.Place
	// keep is the event for which place was made.
	keep cache.Ref
	// folded says that runs of alike events were wanted.
	folded bool
	// window is the one that was asked about, with its bounds filled in.
	window query.Window
	// held is how many events the cache holds.
	held int
	// span is from the oldest of them to the newest.
	span query.Window
	took time.Duration
	err  error
	// more delivers the rest; nil when this is all.
	more <-chan answeredMsg
}

// pageMsg is more rows of an answer.
type pageMsg struct {
	answer *cache.Answer
	offset int
	rows   []cache.Row
	// runs come in place of rows where those were wanted.
	runs []cache.Run
	err  error
}

// loadedMsg is an event with its record.
type loadedMsg struct {
	ref    cache.Ref
	stored *cache.Stored
	err    error
}

// busy reports whether a question is under way.
func (a *asker) busy() bool { return a.cancel != nil }

// done notes that the newest question was answered.
func (a *asker) done() {
	if a.cancel != nil {
		a.cancel()
		a.cancel = nil
	}
}

// ask stops the question under way and asks another.
func (a *asker) ask(q question) tea.Cmd {
	a.done()
	a.gen++
	ctx, cancel := context.WithCancel(a.ctx)
	a.cancel = cancel
	gen, store := a.gen, a.store
	return func() tea.Msg {
		answers := make(chan answeredMsg, 1)
		go func() {
			defer close(answers)
			start := time.Now()
			last := answer(ctx, store, q, func(part answeredMsg) {
				part.gen, part.more = gen, answers
				select {
				case <-answers:
				default:
				}
				answers <- part
			})
			last.gen, last.took = gen, time.Since(start)
			select {
			case answers <- last:
			case <-ctx.Done():
			}
		}()
		return <-answers
	}
}

// rest waits for the rest of an answer.
func rest(more <-chan answeredMsg) tea.Cmd {
	return func() tea.Msg {
		msg, ok := <-more
		if !ok {
			return nil
		}
		return msg
	}
}

// answer asks the cache, and places the cursor in what it says.
func answer(ctx context.Context, s store, q question, part func(answeredMsg)) answeredMsg {
	var msg answeredMsg
	first, last, held, err := s.Span(ctx)
	if err != nil {
		return answeredMsg{err: err}
	}
	msg.folded = q.folded
	msg.held, msg.span = held, query.Window{From: first, To: last}
	msg.window = q.window.resolve(first, last, held)
	view := cache.View{
		Limit: events.Around(q.rows, 0, 0).Limit, Facets: q.facets, Sort: q.sort,
		Histogram: timeline.View(msg.window, q.bars),
		Progress: func(a *cache.Answer) {
			m := msg
			m.answer, m.place, m.keep = a, events.Place{Rows: a.Rows}, q.keep
			m.place.Find(q.keep, q.line)
			part(m)
		},
	}
	msg.answer, msg.err = s.Answer(ctx, query.Query{Filter: q.filter, Window: msg.window}, view)
	if msg.err != nil {
		return msg
	}
	msg.place = events.Place{Rows: msg.answer.Rows}
	switch {
	case q.stays:
		msg.keep = q.keep
		msg.err = msg.settle(ctx, q.rows, q.line)
	case q.at > 0 && msg.answer.Matched > 0:
		msg.err = msg.put(ctx, q.rows, min(q.at, msg.answer.Matched-1), q.line)
	}
	if msg.err != nil {
		return msg
	}
	if msg.err = msg.fold(ctx, q.rows); msg.err != nil {
		return msg
	}
	if q.anchor != (cache.Ref{}) {
		msg.place.Anchor, msg.place.Anchored, msg.err = msg.answer.Index(ctx, q.anchor)
	}
	return msg
}

// settle puts the cursor on the event to keep, or where the answer does not hold
// it on the one nearest before it in time, and fetches the rows around that.
func (msg *answeredMsg) settle(ctx context.Context, rows, line int) error {
	if msg.place.Find(msg.keep, line) {
		return nil
	}
	at, found, err := msg.answer.Index(ctx, msg.keep)
	if err == nil && !found {
		at, found, err = msg.near(ctx)
	}
	if err != nil || !found {
		return err
	}
	return msg.put(ctx, rows, at, line)
}

// put puts the cursor at a position and fetches the rows around that.
func (msg *answeredMsg) put(ctx context.Context, rows, at, line int) (err error) {
	want := events.Around(rows, at, line)
	msg.place.Offset, msg.place.Cursor, msg.place.Line = want.Offset, at, line
	msg.place.Rows, err = msg.answer.Page(ctx, want.Offset, want.Limit)
	return err
}

// near returns the position of the event nearest before the one to keep, and false
// where that is not of the window or the order not one by time.
func (msg *answeredMsg) near(ctx context.Context) (int, bool, error) {
	was, w := time.Unix(0, msg.keep.Nanos), msg.window
	if msg.answer.Matched == 0 || was.Before(w.From) || !was.Before(w.To) {
		return 0, false, nil
	}
	at, ok, err := msg.answer.Near(ctx, msg.keep.Nanos)
	return min(at, msg.answer.Matched-1), ok, err
}

// fold finds the runs of alike events around the cursor, if they are wanted.
func (msg *answeredMsg) fold(ctx context.Context, rows int) (err error) {
	if msg.folded {
		msg.place.Runs, err = msg.answer.Runs(ctx, events.RunView((2*events.Margin+1)*rows, msg.place.Cursor))
	}
	return err
}

// settle brings an answer anew with the cursor on another event.
func (a *asker) settle(msg answeredMsg, rows, line int) tea.Cmd {
	ctx := a.ctx
	return func() tea.Msg {
		if msg.err = msg.settle(ctx, rows, line); msg.err == nil {
			msg.err = msg.fold(ctx, rows)
		}
		return msg
	}
}

// page fetches more rows of an answer.
func (a *asker) page(ans *cache.Answer, w events.Window) tea.Cmd {
	ctx := a.ctx
	return func() tea.Msg {
		msg := pageMsg{answer: ans, offset: w.Offset}
		if w.Runs {
			msg.runs, msg.err = ans.Runs(ctx, events.RunView(w.Limit, w.Offset))
			return msg
		}
		msg.rows, msg.err = ans.Page(ctx, w.Offset, w.Limit)
		return msg
	}
}

// load fetches an event's record.
func (a *asker) load(ref cache.Ref) tea.Cmd {
	ctx, store := a.ctx, a.store
	return func() tea.Msg {
		stored, err := store.Load(ctx, ref)
		return loadedMsg{ref: ref, stored: stored, err: err}
	}
}

// coveredMsg says how well a window is covered of what a filter asks for.
type coveredMsg struct {
	window query.Window
	filter query.Expr
	fetched
	err error
}

// coverage asks how well a window is covered of the accounts and Regions that a
// filter asks for. It is asked beside the answer, because it reads the file and
// may have to wait for a writer.
func (a *asker) coverage(w query.Window, filter query.Expr) tea.Cmd {
	ctx, store := a.ctx, a.store
	return func() tea.Msg {
		stretches, err := store.Coverage(ctx, cache.CoverageQuery{})
		return coveredMsg{w, filter, summarize(stretches, w, filter), err}
	}
}

// refreshedMsg says whether other processes wrote to the cache.
type refreshedMsg struct {
	changed bool
	// held is how many events the cache now holds.
	held int
	err  error
}

// refresh looks for what other processes wrote.
func (a *asker) refresh() tea.Cmd {
	ctx, store := a.ctx, a.store
	return func() tea.Msg {
		changed, err := store.Refresh(ctx)
		if err != nil {
			return refreshedMsg{err: err}
		}
		_, _, held, err := store.Span(ctx)
		return refreshedMsg{changed, held, err}
	}
}

// ended reports whether an error only says that a question was given up.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
