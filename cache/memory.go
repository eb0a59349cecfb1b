package cache

import (
	"cmp"
	"slices"

	"spoor/cache/segment"
	"spoor/event"
)

// What is kept of columns in memory may come to memoryBase bytes and
// memoryPerEvent for every event; beyond that what was used longest ago is let
// go, to be read again when it is needed, and first what only the rows of a page
// are read from.
const (
	memoryBase     = 16 << 20
	memoryPerEvent = 14
)

// touch notes that columns of parts are being used.
func (c *Cache) touch(parts []*part, columns map[segment.ID]bool) {
	now := c.clock.Add(1)
	for _, p := range parts {
		for id := range columns {
			p.used[id].Store(now)
		}
	}
}

// trim lets go of columns until what is kept is within bounds.
func (c *Cache) trim() {
	snap := c.snap.Load()
	budget := memoryBase + memoryPerEvent*snap.total
	type kept struct {
		drop  func()
		rows  bool // it is read for the rows of a page, and not by every answer
		used  uint64
		bytes int
	}
	var all []kept
	total := 0
	for i := range c.lexicons {
		total += c.lexicons[i].Bytes()
	}
	for _, p := range snap.parts {
		if t := p.times.Load(); t != nil {
			total += t.Bytes()
		}
		if p.severities.Load() != nil {
			total += int(event.Severities) * p.rows() / 8
		}
		if t := p.places.Load(); t != nil {
			total += t.Bytes()
			all = append(all, kept{func() { p.places.Store(nil) }, true, p.usedPlaces.Load(), t.Bytes()})
		}
		for i := range p.others {
			if o := p.others[i].Load(); o != nil {
				total += o.Bytes()
				all = append(all, kept{func() { p.others[i].Store(nil) }, true, p.usedOthers[i].Load(), o.Bytes()})
			}
		}
		for id := range p.columns {
			if col := p.columns[id].Load(); col != nil {
				total += col.Bytes()
				all = append(all, kept{func() { p.columns[id].Store(nil) }, true, p.usedText[id].Load(), col.Bytes()})
			}
			if n := p.numbers[id].Load(); n != nil {
				total += n.Bytes()
				all = append(all, kept{func() { p.numbers[id].Store(nil) }, false, p.used[id].Load(), n.Bytes()})
			}
		}
	}
	if total <= budget {
		return
	}
	slices.SortFunc(all, func(a, b kept) int {
		if a.rows != b.rows {
			if a.rows {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.used, b.used)
	})
	for _, k := range all {
		if total <= budget-budget/16 {
			return
		}
		k.drop()
		total -= k.bytes
	}
}
