package cache

import (
	"errors"

	"spoor/cache/segment"
	"spoor/event"
)

// entries reads the rows that stay of a part that loses others.
func (p *pruning) entries(c *cut) ([]segment.Entry, error) {
	entries := make([]segment.Entry, c.rows()-c.row)
	events := make([]event.Event, len(entries))
	numbers := map[uint64]int{}
	for i := range entries {
		if i&1023 == 0 && p.ctx.Err() != nil {
			return nil, p.ctx.Err()
		}
		if err := p.entry(c, c.row+i, &entries[i], &events[i], numbers); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// entry reads a row for a segment that it is to stand in.
func (p *pruning) entry(c *cut, row int, e *segment.Entry, ev *event.Event, numbers map[uint64]int) error {
	if err := p.read.event(c.sealed, row, ev); err != nil {
		return err
	}
	record, envelope, err := p.read.record(c.sealed, row)
	if err != nil {
		return err
	}
	shape, err := p.read.column(c.sealed, segment.Shape)
	if err != nil {
		return err
	}
	origin, position, err := p.read.provenance(c.sealed, row)
	if err != nil {
		return err
	}
	at, ok := numbers[origin]
	if !ok {
		at = len(c.origins)
		numbers[origin] = at
		c.origins = append(c.origins, origin)
	}
	*e = segment.Entry{Event: ev, Key: KeyOf(ev), Record: record, Envelope: envelope, Origin: at, Position: position}
	if v := shape.Value(row); len(v) == 1 {
		e.Shape = v[0]
	}
	return nil
}

// from is the overlay of the rows from first on.
func (o *overlay) from(first, rows int) *overlay {
	rest := newOverlay(rows - first)
	o.hidden.Each(func(row int) {
		if row >= first {
			rest.hidden.Set(row - first)
		}
	})
	for row, n := range o.variants {
		if row >= first {
			rest.variants[row-first] = n
		}
	}
	return rest
}

// staying calls f with every row under the identity that stays, by the part it
// is in now and the segment and row where it will be.
func (p *pruning) staying(key Key, f func(in *part, at int, id uint64, row int) error) error {
	cuts := map[uint64]*cut{}
	for _, c := range p.cuts {
		cuts[c.part.id] = c
	}
	for _, held := range p.snap.parts {
		c := cuts[held.id]
		if held.broken.Load() != nil || c != nil && c.rest == nil {
			continue
		}
		var failed error
		err := p.read.among(held, []Key{key}, func(_ int, rows []int) {
			for _, row := range rows {
				switch {
				case failed != nil || c != nil && row < c.row:
				case c != nil:
					failed = f(held, row, c.id, row-c.row)
				default:
					failed = f(held, row, held.id, row)
				}
			}
		})
		if err := errors.Join(err, failed); err != nil {
			return err
		}
	}
	return nil
}

// settleContested decides anew which record is shown where some have gone.
func (p *pruning) settleContested() error {
	type place struct {
		in  *part
		id  uint64
		row int
	}
	for key := range p.contested {
		var all []place
		var best int
		var bestRecord []byte
		err := p.staying(key, func(in *part, at int, id uint64, row int) error {
			record, _, err := p.read.record(in.sealed, at)
			if err != nil {
				return err
			}
			if bestRecord == nil || prefer(record, bestRecord) {
				best, bestRecord = len(all), record
			}
			all = append(all, place{in, id, row})
			return nil
		})
		if err != nil {
			return err
		}
		for i, at := range all {
			o := p.overlays[at.id]
			if o == nil {
				o = newOverlay(at.in.rows())
				if at.id == at.in.id {
					o = at.in.overlay.clone(at.in.rows())
				}
				p.overlays[at.id] = o
			}
			if i == best {
				if o.isHidden(at.row) {
					// It takes the place of one that went.
					p.done.Events--
					p.done.Variants++
				}
				o.show(at.row, len(all)-1)
			} else {
				o.hide(at.row)
			}
		}
	}
	return nil
}
