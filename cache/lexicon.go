package cache

import (
	"sync"
	"sync/atomic"

	"spoor/cache/segment"
)

// lexicon numbers the distinct values of one field over all segments, so that a
// test or a count is made once for a value and not once for each segment that
// has it. It lives in memory only and grows as columns are loaded.
type lexicon struct {
	mu    sync.RWMutex
	words words
}

// view returns all words so far.
func (l *lexicon) view() textOf {
	l.mu.RLock()
	defer l.mu.RUnlock()
	blocks, ends := l.words.blocks, l.words.ends
	return textOf{blocks[:len(blocks):len(blocks)], ends[:len(ends):len(ends)]}
}

// Bytes is the memory it takes, and how much of that forgetIndex frees.
func (l *lexicon) Bytes() (all, index int) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.words.Bytes(), l.words.indexBytes()
}

// numbered is a column of one segment whose values are a lexicon's numbers: what
// filters and facets need, without any text.
type numbered struct {
	codes segment.Codes
	of    meanings
	// counts are those of all rows, once they are known.
	counts atomic.Pointer[[]segment.CodeCount]
}

// countAll counts the codes of all rows. The result must not be changed.
func (n *numbered) countAll() []segment.CodeCount {
	if c := n.counts.Load(); c != nil {
		return *c
	}
	counts := n.codes.CountAll()
	n.counts.Store(&counts)
	return counts
}

// Bytes is the memory it takes.
func (n *numbered) Bytes() int {
	size := n.codes.Bytes() + len(n.of) + 160
	if c := n.counts.Load(); c != nil {
		size += 8 * cap(*c)
	}
	return size
}

var codeSets = sync.Pool{New: func() any { return new(segment.CodeSet) }}

// rows returns the rows of which some value has the verdict yes.
func (n *numbered) rows(v verdict) set {
	yes := codeSets.Get().(*segment.CodeSet)
	defer codeSets.Put(yes)
	hits := 0
	of := n.of.reader()
	for code := range n.codes.Codes() {
		passed := uint8(0)
		for _, word := range of.next() {
			passed |= v.of(word)
		}
		yes[code] = passed
		hits += int(passed)
	}
	return rowsWith(&n.codes, yes, hits)
}

// rowsWith returns the rows that have one of the codes of a set, of which hits are
// codes of the column.
func rowsWith(c *segment.Codes, yes *segment.CodeSet, hits int) set {
	switch hits {
	case 0:
		return noRows
	case c.Codes():
		return allRows
	}
	return someRows(c.With(yes))
}

// number gives the values of a column their numbers. each hands over the values
// that something stored stands for.
func (l *lexicon) number(id segment.ID, c *segment.Column, each func(stored string, f func(string)) error) (*numbered, error) {
	words, ends := make([]uint32, 0, c.Len()), make([]uint32, c.Len())
	// Most are known: those are looked up beside each other.
	type newWord struct {
		text string
		at   int
	}
	var news []newWord
	find := func(value string) {
		word, _, ok := l.words.find(value)
		if !ok {
			news = append(news, newWord{value, len(words)})
		}
		words = append(words, word)
	}
	err := l.looking(func() error {
		for code := range ends {
			if err := each(c.At(code), find); err != nil {
				return err
			}
			ends[code] = uint32(len(words))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	l.learn(len(news), func(i int) string { return news[i].text }, func(i int, word uint32) { words[news[i].at] = word })
	n := &numbered{codes: c.Codes, of: meaningsOf(words, ends)}
	if c.Counts != nil && segment.InEveryAnswer(id) {
		n.counts.Store(&c.Counts)
	}
	return n, nil
}

// looking runs f while words can be looked up.
func (l *lexicon) looking(f func() error) error {
	l.mu.RLock()
	for !l.words.indexed() {
		l.mu.RUnlock()
		l.mu.Lock()
		if !l.words.indexed() {
			l.words.index()
		}
		l.mu.Unlock()
		l.mu.RLock()
	}
	defer l.mu.RUnlock()
	return f()
}

// forgetIndex lets go of what is only needed to look up words.
func (l *lexicon) forgetIndex() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.words.table, l.words.tags = nil, nil
}

// learn gives n texts that were not known their numbers.
func (l *lexicon) learn(n int, text func(int) string, got func(i int, word uint32)) {
	if n == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.words.indexed() {
		l.words.index()
	}
	for i := range n {
		word, hash, ok := l.words.find(text(i))
		if !ok {
			word = l.words.add(text(i), hash)
		}
		got(i, word)
	}
}
