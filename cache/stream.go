package cache

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"
)

// streamPause is the least time between two partial answers.
const streamPause = 40 * time.Millisecond

// stream evaluates a slow filter a stretch at a time, newest first, and calls
// the view's Progress, if there is one, with what has been found so far. What
// the leaves find stays with the segments, so that the whole answer afterwards
// is quick.
func (c *Cache) stream(ctx context.Context, res *result, filter *plan, a *Answer) error {
	todo := newStretches(res.parts, filter.records)
	s := streaming{sets: make([]set, len(res.parts)), fresh: make(chan struct{}, 1)}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() {
		workers := runtime.GOMAXPROCS(0)
		done <- eachWorker(ctx, workers, func(int, int) error {
			for ctx.Err() == nil {
				t, ok, err := todo.next(ctx, c)
				if err != nil || !ok {
					return err
				}
				p := res.parts[t.part]
				at := &evaluation{ctx: ctx, cache: c, part: p, marks: res.snap.marks}
				within := intersect(p.base(a.Query.Window), t.rows)
				found, err := filter.root.rows(at, within)
				if err != nil {
					return err
				}
				s.add(t.part, intersect(within, found), p.rows())
			}
			return ctx.Err()
		})
	}()
	if a.View.Progress == nil || a.View.Limit == 0 {
		return <-done
	}
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
