package cache

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// streamRows is how many rows are searched before what was found is shown.
	streamRows = 8 << 10
	// streamPause is the least time between two partial answers.
	streamPause = 40 * time.Millisecond
)

// stretch is a run of a part's rows.
type stretch struct{ part, from, to int }

// stream evaluates a slow filter a stretch at a time, newest first, and calls
// the view's Progress with what has been found so far. What the leaves find
// stays with the segments, so that the whole answer afterwards is quick.
func (c *Cache) stream(ctx context.Context, res *result, filter *plan, a *Answer) error {
	var todo []stretch
	for i, p := range res.parts {
		for to := p.rows(); to > 0; to -= streamRows {
			todo = append(todo, stretch{i, max(0, to-streamRows), to})
		}
	}
	slices.SortStableFunc(todo, func(x, y stretch) int {
		return cmp.Compare(res.parts[y.part].times.Load().At(y.to-1), res.parts[x.part].times.Load().At(x.to-1))
	})
	s := streaming{sets: make([]set, len(res.parts)), fresh: make(chan struct{}, 1)}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() {
		done <- each(ctx, len(todo), func(k int) error {
			t := todo[k]
			p := res.parts[t.part]
			at := &evaluation{ctx: ctx, cache: c, part: p, marks: res.snap.marks}
			within := intersect(p.base(a.Query.Window), between(t.from, t.to, p.rows()))
			found, err := filter.root.rows(at, within)
			if err == nil {
				s.add(t.part, intersect(within, found), p.rows())
			}
			return err
		})
	}()
	shown := 0
	for {
		select {
		case err := <-done:
			return err
		case <-s.fresh:
		}
		partial, matched := s.answer(res, a)
		if matched > shown {
			shown = matched
			rows, err := partial.result.rows(ctx, c, a.View.Offset, a.View.Limit)
			if err != nil {
				stop()
				<-done
				return err
			}
			partial.Rows = rows
			a.View.Progress(partial)
		}
		select {
		case err := <-done:
			return err
		case <-time.After(streamPause):
		}
	}
}

// streaming collects what the workers find.
type streaming struct {
	mu    sync.Mutex
	sets  []set
	fresh chan struct{} // holds something when there is news
}

func (s *streaming) add(part int, found set, rows int) {
	if found.none() || found.count(rows) == 0 {
		return
	}
	s.mu.Lock()
	s.sets[part] = unite(s.sets[part], found)
	s.mu.Unlock()
	select {
	case s.fresh <- struct{}{}:
	default:
	}
}

// answer returns what is known so far, without rows.
func (s *streaming) answer(res *result, a *Answer) (partial *Answer, matched int) {
	s.mu.Lock()
	sets := slices.Clone(s.sets)
	s.mu.Unlock()
	sofar := &result{snap: res.snap, parts: res.parts, sets: sets, counts: make([]int, len(sets))}
	for i, p := range res.parts {
		sofar.counts[i] = sets[i].count(p.rows())
	}
	sofar.order = newOrder(sofar, a.View.Sort)
	partial = &Answer{Query: a.Query, View: a.View, Total: a.Total, Warnings: a.Warnings, Partial: true, cache: a.cache, result: sofar}
	partial.summarise()
	return partial, partial.Matched
}
