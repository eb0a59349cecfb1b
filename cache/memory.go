package cache

import (
	"cmp"
	"slices"

	"spoor/cache/segment"
	"spoor/event"
)

// What is kept of columns in memory may come to memoryBase bytes and
// memoryPerEvent for every event; beyond that what was used longest ago is let
// go, to be read again when it is needed: first what only the rows of a page are
// read from, then what only the loading of columns needs.
const (
	memoryBase     = 16 << 20
	memoryPerEvent = 14
)

// keptFor says what something is kept for; what comes first is let go first.
type keptFor uint8

const (
	forRows keptFor = iota
	forLoading
	forAnswers
)

// largeIndex is from how many bytes on the index of a lexicon is worth letting go.
const largeIndex = 1 << 20

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
		what  keptFor
		used  uint64
		bytes int
	}
	var all []kept
	total := 0
	for i := range c.lexicons {
		lexicon := &c.lexicons[i]
		bytes, index := lexicon.Bytes()
		total += bytes
		if index >= largeIndex {
			all = append(all, kept{lexicon.forgetIndex, forLoading, 0, index})
		}
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
			all = append(all, kept{func() { p.places.Store(nil) }, forRows, p.usedPlaces.Load(), t.Bytes()})
		}
		for i := range p.others {
			if o := p.others[i].Load(); o != nil {
				total += o.Bytes()
				all = append(all, kept{func() { p.others[i].Store(nil) }, forRows, p.usedOthers[i].Load(), o.Bytes()})
			}
		}
		for id := range p.columns {
			if col := p.columns[id].Load(); col != nil {
				total += col.Bytes()
				all = append(all, kept{func() { p.columns[id].Store(nil) }, forRows, p.usedText[id].Load(), col.Bytes()})
			}
			if n := p.numbers[id].Load(); n != nil {
				total += n.Bytes()
				all = append(all, kept{func() { p.numbers[id].Store(nil) }, forAnswers, p.used[id].Load(), n.Bytes()})
			}
		}
	}
	if total <= budget {
		return
	}
	slices.SortFunc(all, func(a, b kept) int {
		return cmp.Or(cmp.Compare(a.what, b.what), cmp.Compare(a.used, b.used))
	})
	for _, k := range all {
		if total <= budget-budget/32 {
			return
		}
		k.drop()
		total -= k.bytes
	}
}
