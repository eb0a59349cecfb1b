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

// keptFor says what something is kept for; what comes first is let go first, the
// last never.
type keptFor uint8

const (
	forRows keptFor = iota
	forLoading
	forAnswers
	forGood
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
	total := 0
	c.eachKept(snap, func(k keptItem) { total += k.bytes })
	if total <= budget {
		return
	}
	var all []keptItem
	c.eachKept(snap, func(k keptItem) {
		if k.what != forGood {
			all = append(all, k)
		}
	})
	slices.SortFunc(all, func(a, b keptItem) int {
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

// keptItem is something kept in memory.
type keptItem struct {
	what  keptFor
	used  uint64
	bytes int
	// It is the i-th of its kind that part has.
	part *part
	kind keptKind
	i    int
	// lexicon is set for an index.
	lexicon *lexicon
}

// keptKind says what it is.
type keptKind uint8

const (
	keptOther keptKind = iota
	keptPlaces
	keptOthers
	keptColumn
	keptNumbers
	keptIndex
)

// drop lets go of it.
func (k *keptItem) drop() {
	switch k.kind {
	case keptPlaces:
		k.part.places.Store(nil)
	case keptOthers:
		k.part.others[k.i].Store(nil)
	case keptColumn:
		k.part.columns[k.i].Store(nil)
	case keptNumbers:
		k.part.numbers[k.i].Store(nil)
	case keptIndex:
		k.lexicon.forgetIndex()
	}
}

// eachKept calls f with everything that is kept in memory.
func (c *Cache) eachKept(snap *snapshot, f func(keptItem)) {
	for i := range c.lexicons {
		all, index := c.lexicons[i].Bytes()
		if index < largeIndex {
			index = 0
		}
		f(keptItem{what: forGood, bytes: all - index})
		if index > 0 {
			f(keptItem{what: forLoading, bytes: index, kind: keptIndex, lexicon: &c.lexicons[i]})
		}
	}
	for _, p := range snap.parts {
		if t := p.times.Load(); t != nil {
			f(keptItem{what: forGood, bytes: t.Bytes()})
		}
		if p.severities.Load() != nil {
			f(keptItem{what: forGood, bytes: int(event.Severities) * p.rows() / 8})
		}
		if t := p.places.Load(); t != nil {
			f(keptItem{what: forRows, used: p.usedPlaces.Load(), bytes: t.Bytes(), part: p, kind: keptPlaces})
		}
		for i := range p.others {
			if o := p.others[i].Load(); o != nil {
				f(keptItem{what: forRows, used: p.usedOthers[i].Load(), bytes: o.Bytes(), part: p, kind: keptOthers, i: i})
			}
		}
		for id := range p.columns {
			if col := p.columns[id].Load(); col != nil {
				f(keptItem{what: forRows, used: p.usedText[id].Load(), bytes: col.Bytes(), part: p, kind: keptColumn, i: id})
			}
			if n := p.numbers[id].Load(); n != nil {
				f(keptItem{what: forAnswers, used: p.used[id].Load(), bytes: n.Bytes(), part: p, kind: keptNumbers, i: id})
			}
		}
	}
}
