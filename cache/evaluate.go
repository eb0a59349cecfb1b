package cache

import (
	"context"
	"runtime"
	"slices"
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

// numbered returns a column of the part, fetching it where ensure has not.
func (at *evaluation) numbered(id segment.ID) (*numbered, error) {
	if n := at.part.numbers[id].Load(); n != nil {
		return n, nil
	}
	if err := at.cache.ensure(at.ctx, []*part{at.part}, map[segment.ID]bool{id: true}, false); err != nil {
		return nil, err
	}
	if n := at.part.numbers[id].Load(); n != nil {
		return n, nil
	}
	return at.numbered(id) // let go again at once
}

// missing is something that a part needs in memory.
type missing struct {
	part *sealed
	id   segment.ID
	// severities says that the column is wanted as sets of rows.
	severities bool
	stored     []byte
}

// fetchAtOnce is how many sections are copied out of the file before they are
// decoded.
const fetchAtOnce = 256

// ensure loads the times and the given columns of parts, and their rows by
// severity if wanted. The file is opened only when something is missing, and
// held only for copying; decoding is done on all processors.
func (c *Cache) ensure(ctx context.Context, parts []*part, columns map[segment.ID]bool, severities bool) error {
	var all []*missing
	for _, p := range parts {
		if p.rows() == 0 {
			continue
		}
		if p.times.Load() == nil {
			all = append(all, &missing{part: p.sealed, id: segment.RowTimes})
		}
		if severities && p.severities.Load() == nil {
			all = append(all, &missing{part: p.sealed, id: segment.Severity, severities: true})
		}
		for id := range columns {
			if p.numbers[id].Load() == nil {
				all = append(all, &missing{part: p.sealed, id: id})
			}
		}
	}
	for len(all) > 0 {
		run := all[:min(len(all), fetchAtOnce)]
		all = all[len(run):]
		err := c.reading(ctx, func(r *reading) error {
			for _, m := range run {
				err := r.section(m.part, m.id, func(v []byte) error {
					m.stored = slices.Clone(v)
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := each(ctx, len(run), func(i int) error { return c.decode(run[i]) }); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cache) decode(m *missing) error {
	s := m.part
	if m.id == segment.RowTimes {
		t, err := s.manifest.OpenTimes(m.stored)
		if err == nil {
			s.times.Store(t)
		}
		return s.damaged(err)
	}
	column, err := s.manifest.OpenColumn(m.id, m.stored)
	if err != nil {
		return s.damaged(err)
	}
	m.stored = nil
	if m.severities {
		s.severities.Store(bySeverity(column))
		return nil
	}
	n, err := c.lexicons[m.id].number(m.id, column, func(stored string, f func(string)) error { return eachValue(m.id, stored, f) })
	if err == nil {
		s.numbers[m.id].Store(n)
	}
	return s.damaged(err)
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
