package cache

import (
	"context"

	"spoor/cache/segment"
	"spoor/query"
)

// rowAt is a row of the i-th part of a result.
type rowAt struct {
	part, row int
}

// order puts the rows of a result into an order.
type order interface {
	// page returns the rows from offset on, at most limit.
	page(ctx context.Context, c *Cache, offset, limit int) ([]rowAt, error)
	// index returns the position of a row of the result.
	index(ctx context.Context, c *Cache, at rowAt) (int, error)
}

func newOrder(r *result, by []Sort) order {
	if len(by) == 0 || by[0].Field == query.FieldTime && by[0].Descending {
		return &newestFirst{r: r}
	}
	return &sorted{r: r, by: by}
}

// newestFirst is the order by falling time; rows of the same instant go by
// falling key. Parts hold their rows in that order already, so a page is found
// by counting, not by sorting.
type newestFirst struct{ r *result }

// from counts the rows of the result at or after nanos.
func (o *newestFirst) from(nanos int64) int {
	total := 0
	for i, p := range o.r.parts {
		switch {
		case o.r.counts[i] == 0 || p.manifest.Last < nanos:
		case p.manifest.First >= nanos:
			total += o.r.counts[i]
		default:
			total += o.countFrom(i, p.times.Load().Search(nanos))
		}
	}
	return total
}

// countFrom counts the rows of a part's set from a row on.
func (o *newestFirst) countFrom(i, row int) int {
	n := o.r.parts[i].rows()
	if s := o.r.sets[i]; s.all {
		return n - row
	} else {
		return s.bits.CountRange(row, n)
	}
}

// prev returns the last row of a part's set that is ≤ row, or -1.
func (r *result) prev(i, row int) int {
	switch s := r.sets[i]; {
	case s.all:
		return row
	case s.bits == nil:
		return -1
	default:
		return s.bits.Prev(row)
	}
}

func (o *newestFirst) page(ctx context.Context, c *Cache, offset, limit int) ([]rowAt, error) {
	total := 0
	for _, n := range o.r.counts {
		total += n
	}
	offset = max(offset, 0)
	if limit <= 0 || offset >= total {
		return nil, nil
	}
	limit = min(limit, total-offset)

	// start is the latest instant with more than offset rows at or after it: the
	// instant of the first row wanted.
	start := int64(0)
	if offset == 0 {
		start = 1<<63 - 1
	} else {
		lo, hi := int64(segment.NoTime), int64(1<<63-1) // from(lo) > offset ≥ from(hi)
		for hi > lo && uint64(hi)-uint64(lo) > 1 {
			mid := lo + int64((uint64(hi)-uint64(lo))/2)
			if o.from(mid) > offset {
				lo = mid
			} else {
				hi = mid
			}
		}
		start = lo
	}

	// heads holds for each part its newest row not after start.
	heads := make([]head, 0, len(o.r.parts))
	skip := offset
	for i, p := range o.r.parts {
		if o.r.counts[i] == 0 {
			continue
		}
		row := p.rows()
		if start < p.manifest.Last {
			row = p.times.Load().Search(start + 1)
			skip -= o.countFrom(i, row)
		}
		if row = o.r.prev(i, row-1); row >= 0 {
			heads = append(heads, head{part: i, row: row, nanos: p.times.Load().At(row)})
		}
	}
	return o.walk(ctx, c, heads, skip, limit)
}

// head is the next row of a part.
type head struct {
	part, row int
	nanos     int64
	key       Key
	keyed     bool
}

// walk merges the parts' rows, newest first, leaving out the first skip.
func (o *newestFirst) walk(ctx context.Context, c *Cache, heads []head, skip, limit int) ([]rowAt, error) {
	out := make([]rowAt, 0, min(limit, 1<<16))
	keys := newKeyReader(ctx, c)
	for len(heads) > 0 && len(out) < limit {
		if len(out)&1023 == 1023 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		best := 0
		for i := 1; i < len(heads); i++ {
			if heads[i].nanos > heads[best].nanos {
				best = i
			} else if heads[i].nanos == heads[best].nanos {
				for _, h := range []*head{&heads[i], &heads[best]} {
					if !h.keyed {
						k, err := keys.key(o.r.parts[h.part].sealed, h.row)
						if err != nil {
							return nil, err
						}
						h.key, h.keyed = k, true
					}
				}
				if string(heads[i].key[:]) > string(heads[best].key[:]) {
					best = i
				}
			}
		}
		h := &heads[best]
		if skip > 0 {
			skip--
		} else {
			out = append(out, rowAt{h.part, h.row})
		}
		h.row = o.r.prev(h.part, h.row-1)
		h.keyed = false
		if h.row < 0 {
			heads[best] = heads[len(heads)-1]
			heads = heads[:len(heads)-1]
			continue
		}
		h.nanos = o.r.parts[h.part].times.Load().At(h.row)
	}
	return out, nil
}

func (o *newestFirst) index(ctx context.Context, c *Cache, at rowAt) (int, error) {
	times := o.r.parts[at.part].times.Load()
	nanos := times.At(at.row)
	n := 0
	if nanos < 1<<63-1 {
		n = o.from(nanos + 1)
	}
	// Among rows of the same instant those with a larger key come first. Within
	// the part that is a matter of row numbers.
	to := times.Len()
	if nanos < 1<<63-1 {
		to = times.Search(nanos + 1)
	}
	n += o.countFrom(at.part, at.row+1) - o.countFrom(at.part, to)
	keys := newKeyReader(ctx, c)
	var mine Key
	for i, p := range o.r.parts {
		if i == at.part || o.r.counts[i] == 0 || p.manifest.First > nanos || p.manifest.Last < nanos {
			continue
		}
		t := p.times.Load()
		row := p.rows() - 1
		if nanos < p.manifest.Last {
			row = t.Search(nanos+1) - 1
		}
		for row = o.r.prev(i, row); row >= 0 && t.At(row) == nanos; row = o.r.prev(i, row-1) {
			if mine == (Key{}) {
				var err error
				if mine, err = keys.key(o.r.parts[at.part].sealed, at.row); err != nil {
					return 0, err
				}
			}
			k, err := keys.key(p.sealed, row)
			if err != nil {
				return 0, err
			}
			if string(k[:]) < string(mine[:]) {
				break
			}
			n++
		}
	}
	return n, nil
}

// keyReader reads identities in chunks of neighbours, so that the file is not
// opened for each of them.
type keyReader struct {
	ctx   context.Context
	cache *Cache
	known map[*sealed]map[int]Key
}

func newKeyReader(ctx context.Context, c *Cache) *keyReader {
	return &keyReader{ctx: ctx, cache: c, known: map[*sealed]map[int]Key{}}
}

// ahead is how many older neighbours are read along with a key.
const ahead = 64

func (k *keyReader) key(s *sealed, row int) (Key, error) {
	if key, ok := k.known[s][row]; ok {
		return key, nil
	}
	if k.known[s] == nil {
		k.known[s] = map[int]Key{}
	}
	err := k.cache.reading(k.ctx, func(r *reading) error {
		for at := row; at >= 0 && at > row-ahead; at-- {
			key, err := r.key(s, at)
			if err != nil {
				return err
			}
			k.known[s][at] = key
		}
		return nil
	})
	return k.known[s][row], err
}
