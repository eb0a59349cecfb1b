package cache

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
	"spoor/query"
)

// leaf returns what is known for a leaf, finding it out first if need be.
func (at *evaluation) leaf(key string, find func() (set, error)) (set, error) {
	if s, ok := at.part.leaves.get(key); ok {
		return s, nil
	}
	s, err := find()
	if err == nil {
		at.part.leaves.put(key, s)
	}
	return s, err
}

// column returns a column of the part, fetching it where ensure has not.
func (at *evaluation) column(id segment.ID) (*segment.Column, error) {
	if c := at.part.columns[id].Load(); c != nil {
		return c, nil
	}
	var c *segment.Column
	err := at.cache.reading(at.ctx, func(r *reading) (err error) {
		c, err = r.column(at.part.sealed, id)
		return err
	})
	return c, err
}

// numbered returns a column of the part with the numbers of its values.
func (at *evaluation) numbered(id segment.ID) (*segment.Column, *numbered, error) {
	c, err := at.column(id)
	if err != nil {
		return nil, nil, err
	}
	n := at.part.numbers[id].Load()
	if n == nil {
		n = at.cache.lexicons[id].number(c)
		at.part.numbers[id].Store(n)
	}
	return c, n, nil
}

// number gives the values of columns their numbers in all parts.
func (c *Cache) number(ctx context.Context, parts []*part, columns map[segment.ID]bool) error {
	return each(ctx, len(parts), func(i int) error {
		at := &evaluation{ctx: ctx, cache: c, part: parts[i]}
		for id := range columns {
			if parts[i].numbers[id].Load() == nil {
				if _, _, err := at.numbered(id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// ensure loads the times and the given columns of parts. The file is opened
// only when something is missing.
func (c *Cache) ensure(ctx context.Context, parts []*part, columns map[segment.ID]bool) error {
	type want struct {
		part *part
		id   segment.ID // 0 for times
	}
	var missing []want
	for _, p := range parts {
		if p.rows() == 0 {
			continue
		}
		if p.times.Load() == nil {
			missing = append(missing, want{p, 0})
		}
		for id := range columns {
			if p.columns[id].Load() == nil {
				missing = append(missing, want{p, id})
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return c.reading(ctx, func(r *reading) error {
		for _, w := range missing {
			if err := ctx.Err(); err != nil {
				return err
			}
			var err error
			if w.id == 0 {
				_, err = r.times(w.part.sealed)
			} else {
				_, err = r.column(w.part.sealed, w.id)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// window returns the rows from ≤ row < to whose time lies in w. The times must
// be loaded.
func (p *part) window(w query.Window) (from, to int) {
	n := p.rows()
	from, to = 0, n
	t := p.times.Load()
	if !w.From.IsZero() {
		if at := segment.Nanos(w.From); at > p.manifest.First {
			from = t.Search(at)
		}
	}
	if !w.To.IsZero() {
		if at := segment.Nanos(w.To); at <= p.manifest.Last {
			to = t.Search(at)
		}
	}
	return from, max(from, to)
}

// overlaps reports whether any row may lie in w.
func (p *part) overlaps(w query.Window) bool {
	return p.rows() > 0 &&
		(w.From.IsZero() || p.manifest.Last >= segment.Nanos(w.From)) &&
		(w.To.IsZero() || p.manifest.First < segment.Nanos(w.To))
}

// base returns the rows of the part that are events of their own and lie in w.
func (p *part) base(w query.Window) set {
	from, to := p.window(w)
	s := between(from, to, p.rows())
	if p.overlay == nil || s.none() {
		return s
	}
	var b *bitmap.Bits
	if s.all {
		b = bitmap.Full(p.rows())
	} else {
		b = s.bits.Clone()
	}
	b.AndNot(p.overlay.hidden)
	return someRows(b)
}

// each runs f for every i below n on all processors, until one fails or ctx
// ends.
func each(ctx context.Context, n int, f func(i int) error) error {
	return eachWorker(ctx, n, func(_, i int) error { return f(i) })
}

// workersFor is how many workers eachWorker uses for n tasks.
func workersFor(n int) int { return max(1, min(runtime.GOMAXPROCS(0), n)) }

// eachWorker is each for tasks that keep something for each worker.
func eachWorker(ctx context.Context, n int, f func(worker, i int) error) error {
	workers := workersFor(n)
	if workers <= 1 {
		for i := range n {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := f(0, i); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	var once sync.Once
	var failed error
	for worker := range workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := f(worker, i); err != nil {
					once.Do(func() { failed = err })
					next.Store(int64(n))
					return
				}
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return failed
	}
	return ctx.Err()
}
