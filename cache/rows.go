package cache

import (
	"context"
	"errors"
	"math"

	"spoor/cache/segment"
)

// Page returns up to limit rows of the answer from offset on, in its order and
// of its snapshot. Where the cache has been merged or compacted so far that the
// snapshot is no more, or a part of it turns out to be damaged, the rows are
// those of the same question asked now.
func (a *Answer) Page(ctx context.Context, offset, limit int) (rows []Row, err error) {
	err = a.whileItLasts(ctx, func(r *result) error {
		rows, err = r.rows(ctx, a.cache, offset, limit)
		return err
	})
	return rows, err
}

// Index returns the position of an event in the answer's order, and false when
// the answer does not hold it.
func (a *Answer) Index(ctx context.Context, ref Ref) (n int, ok bool, err error) {
	err = a.whileItLasts(ctx, func(r *result) error {
		n, ok, err = r.index(ctx, a.cache, ref)
		return err
	})
	return n, ok, err
}

// Near returns the position in the answer's order of the newest event that is no
// newer than an instant, in nanoseconds since 1970, or how many events there are
// where all are newer; false where the order is not by falling time.
func (a *Answer) Near(ctx context.Context, nanos int64) (n int, ok bool, err error) {
	err = a.whileItLasts(ctx, func(r *result) error {
		var o *newestFirst
		if o, ok = r.order.(*newestFirst); ok && nanos < math.MaxInt64 {
			n = o.from(nanos + 1)
		}
		return nil
	})
	return n, ok, err
}

// whileItLasts does something with what an answer knows of its rows. Where a
// segment of these has been merged away, or turns out to be damaged, it is done
// anew with what the same question knows asked now.
func (a *Answer) whileItLasts(ctx context.Context, do func(*result) error) error {
	for now := a; ; {
		err := do(now.result)
		if !errors.Is(err, errGone) && !a.cache.leaveOut(ctx, err) {
			return err
		}
		if now, err = now.again(ctx); err != nil {
			return err
		}
	}
}

// index returns the position of an event among the rows, and false where it is
// none of them.
func (r *result) index(ctx context.Context, c *Cache, ref Ref) (int, bool, error) {
	at, ok, err := r.find(ctx, c, ref)
	if err != nil || !ok {
		return 0, false, err
	}
	n, err := r.order.index(ctx, c, at)
	return n, err == nil, err
}

// again asks the same question of the cache as it is now.
func (a *Answer) again(ctx context.Context) (*Answer, error) {
	if _, err := a.cache.Refresh(ctx); err != nil {
		return nil, err
	}
	return a.cache.Answer(ctx, a.Query, View{Sort: a.View.Sort})
}

func (r *result) rows(ctx context.Context, c *Cache, offset, limit int) ([]Row, error) {
	at, err := r.order.page(ctx, c, offset, limit)
	if err != nil || len(at) == 0 {
		return nil, err
	}
	out := make([]Row, len(at))
	err = c.reading(ctx, func(rd *reading) error {
		for i, a := range at {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.fill(rd, a, &out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// fill reads one row out of the columns.
func (r *result) fill(rd *reading, at rowAt, row *Row) error {
	p := r.parts[at.part]
	if err := rd.event(p.sealed, at.row, &row.Event); err != nil {
		return err
	}
	row.Ref = Ref{Key: KeyOf(&row.Event), Nanos: segment.Nanos(row.Event.Time)}
	row.Variants = p.overlay.variantsOf(at.row)
	_, row.Marked = r.snap.marks[row.Ref.Key]
	return nil
}

// find returns where an event stands in the result.
func (r *result) find(ctx context.Context, c *Cache, ref Ref) (at rowAt, ok bool, err error) {
	err = c.reading(ctx, func(rd *reading) error {
		for i, p := range r.parts {
			if r.counts[i] == 0 || ref.Nanos < p.manifest.First || ref.Nanos > p.manifest.Last {
				continue
			}
			rows, err := rd.rowsWith(p.sealed, ref.Key)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if s := r.sets[i]; s.all || s.bits != nil && s.bits.Has(row) {
					at, ok = rowAt{i, row}, true
					return nil
				}
			}
		}
		return nil
	})
	return at, ok, err
}
