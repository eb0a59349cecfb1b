package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"

	"spoor/cache/bitmap"
	"spoor/query"
)

// set is a set of a part's rows: none, all, or some.
type set struct {
	bits *bitmap.Bits // nil for none and all
	all  bool
}

var (
	noRows  = set{}
	allRows = set{all: true}
)

func someRows(b *bitmap.Bits) set { return set{bits: b} }

func (s set) none() bool { return s.bits == nil && !s.all }

// count is the number of rows of a set over n rows.
func (s set) count(n int) int {
	switch {
	case s.all:
		return n
	case s.bits == nil:
		return 0
	}
	return s.bits.Count()
}

// each calls f with the rows of a set over n rows, in order.
func (s set) each(n int, f func(row int)) {
	switch {
	case s.all:
		for row := range n {
			f(row)
		}
	case s.bits != nil:
		s.bits.Each(f)
	}
}

// complement returns the other rows.
func (s set) complement() set {
	if s.bits == nil {
		return set{all: !s.all}
	}
	b := s.bits.Clone()
	b.Not()
	return someRows(b)
}

func intersect(a, b set) set {
	switch {
	case a.all:
		return b
	case b.all:
		return a
	case a.none() || b.none():
		return noRows
	}
	c := a.bits.Clone()
	c.And(b.bits)
	return someRows(c)
}

func unite(a, b set) set {
	switch {
	case a.none():
		return b
	case b.none():
		return a
	case a.all || b.all:
		return allRows
	}
	c := a.bits.Clone()
	c.Or(b.bits)
	return someRows(c)
}

// between returns the rows from ≤ row < to of n.
func between(from, to, n int) set {
	switch {
	case from >= to:
		return noRows
	case from <= 0 && to >= n:
		return allRows
	}
	b := bitmap.Full(n)
	b.Keep(from, to)
	return someRows(b)
}

// leafCache keeps the rows that leaves asked last were found to hold for, so
// that a filter that narrows, widens or comes back is not computed again. A
// segment never changes, so what is kept stays right.
type leafCache struct {
	mu   sync.Mutex
	sets map[string]set
	keys []string // the one used last at the end
	// searched are the blocks that filters on records have to search.
	searched map[string]*candidates
	// texts are those that filters on records look for and nothing else.
	texts map[string]string
}

// keptLeaves is how many leaves are kept for each segment: at 64 Ki rows eight
// kilobytes each.
const keptLeaves = 12

func (c *leafCache) get(key string) (set, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.sets[key]
	if ok {
		c.touch(key)
	}
	return s, ok
}

func (c *leafCache) touch(key string) {
	for i, k := range c.keys {
		if k == key {
			c.keys = append(append(c.keys[:i], c.keys[i+1:]...), key)
			return
		}
	}
	c.keys = append(c.keys, key)
}

func (c *leafCache) put(key string, s set) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sets == nil {
		c.sets = map[string]set{}
	}
	c.sets[key] = s
	c.touch(key)
	c.limit()
}

// learn adds what was found for some more rows: of looked, exactly found hold.
// It returns all that is found so far.
func (c *leafCache) learn(key string, looked, found set) set {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := unite(c.sets[key+knownSuffix], looked)
	all := unite(c.sets[key], found)
	if c.sets == nil {
		c.sets = map[string]set{}
	}
	c.sets[key], c.sets[key+knownSuffix] = all, known
	c.touch(key)
	c.limit()
	return all
}

// learnText says that the rows of a leaf are those whose records hold the text.
func (c *leafCache) learnText(key, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.texts == nil {
		c.texts = map[string]string{}
	}
	c.texts[key] = text
	c.touch(key)
	c.limit()
}

// without returns rows of which it is known that their records do not hold the
// text, because they were found not to hold a part of it.
func (c *leafCache) without(text string) set {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := noRows
	for key, part := range c.texts {
		if strings.Contains(text, part) {
			out = unite(out, intersect(c.sets[key+knownSuffix], c.sets[key].complement()))
		}
	}
	return out
}

// known returns what was learnt: the rows looked at and those found.
func (c *leafCache) known(key string) (looked, found set) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.sets[key]; ok {
		c.touch(key)
	}
	return c.sets[key+knownSuffix], c.sets[key]
}

func (c *leafCache) blocks(key string) *candidates {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.searched[key]
}

func (c *leafCache) setBlocks(key string, found *candidates) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.searched == nil {
		c.searched = map[string]*candidates{}
	}
	c.searched[key] = found
	c.touch(key)
	c.limit()
}

// knownSuffix names the rows that a leaf has been evaluated for.
const knownSuffix = " known"

// limit drops what was used longest ago.
func (c *leafCache) limit() {
	if len(c.keys) > keptLeaves {
		delete(c.sets, c.keys[0])
		delete(c.sets, c.keys[0]+knownSuffix)
		delete(c.searched, c.keys[0])
		delete(c.texts, c.keys[0])
		c.keys = append(c.keys[:0], c.keys[1:]...)
	}
}

func (c *leafCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sets, c.keys, c.searched, c.texts = nil, nil, nil, nil
}

// leafKey names a term so that equal terms share what was found for them.
func leafKey(t query.Term) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %q", t.Field, t.Path)
	for _, p := range t.Patterns {
		fmt.Fprintf(&b, " %d %q", p.Kind, p.Value)
		if p.Kind == query.FromFile {
			h := sha256.New()
			for _, v := range p.Values {
				var n [8]byte
				binary.LittleEndian.PutUint64(n[:], uint64(len(v)))
				h.Write(n[:])
				h.Write([]byte(v))
			}
			fmt.Fprintf(&b, " %x", h.Sum(nil))
		}
	}
	return b.String()
}
