package cache

import (
	"bytes"
	"context"
	"sort"
	"sync"

	"spoor/query"
)

// verdict says which words passed a test: a bit for each.
type verdict []uint64

// of is 1 where the word passed.
func (v verdict) of(word uint32) uint8 { return uint8(v[word>>6] >> (word & 63) & 1) }

func (v verdict) pass(word int) { v[word>>6] |= 1 << (word & 63) }

// verdicts are the outcomes of one test for the words of a lexicon.
type verdicts struct {
	mu     sync.Mutex
	tested int
	passed verdict
	used   uint64
}

// verdictCache keeps the verdicts of the tests made last.
type verdictCache struct {
	mu   sync.Mutex
	byID map[string]*verdicts
	tick uint64
}

// keptVerdicts is how many tests are remembered.
const keptVerdicts = 32

func (c *verdictCache) get(key string) *verdicts {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick++
	v := c.byID[key]
	if v == nil {
		if c.byID == nil {
			c.byID = map[string]*verdicts{}
		}
		if len(c.byID) >= keptVerdicts {
			oldest := ""
			for k, o := range c.byID {
				if oldest == "" || o.used < c.byID[oldest].used {
					oldest = k
				}
			}
			delete(c.byID, oldest)
		}
		v = &verdicts{}
		c.byID[key] = v
	}
	v.used = c.tick
	return v
}

func (c *verdictCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byID = nil
}

const (
	// manyWords is from how many words on literals are searched for in all of them
	// at once before any is tested.
	manyWords = 1 << 10
	// testRun is how many words are tested in one go: whole words of verdicts.
	testRun = 1 << 13
)

// of returns which words passed the test, testing those that are new. literals,
// unless nil, are folded texts one of which stands in every word that passes.
func (v *verdicts) of(ctx context.Context, all textOf, literals []string, test func(word string) bool) (verdict, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.tested >= all.Len() {
		return v.passed, nil
	}
	t := tester{words: all, test: test, passed: make(verdict, (all.Len()+63)/64)}
	copy(t.passed, v.passed)
	if literals != nil && all.Len()-v.tested > manyWords {
		t.needles = []query.Needle{}
		for _, literal := range literals {
			t.needles = append(t.needles, query.NewNeedle(literal))
		}
	}
	first := v.tested / testRun
	err := each(ctx, (all.Len()+testRun-1)/testRun-first, func(k int) error {
		k += first
		t.run(max(v.tested, k*testRun), min((k+1)*testRun, all.Len()))
		return nil
	})
	if err != nil {
		return nil, err
	}
	v.tested, v.passed = all.Len(), t.passed
	return v.passed, nil
}

// tester tests words.
type tester struct {
	words textOf
	test  func(word string) bool
	// needles, unless nil, are what is looked for before a word is tested.
	needles []query.Needle
	passed  verdict
}

// run tests the words from ≤ word < to.
func (t *tester) run(from, to int) {
	if t.needles == nil {
		for word := from; word < to; word++ {
			t.word(word)
		}
		return
	}
	for from < to {
		// Words of one block stand behind each other.
		block := t.words.ends[from] >> placeBits
		end := from + sort.Search(to-from, func(k int) bool { return t.words.ends[from+k]>>placeBits != block })
		for i := range t.needles {
			t.holding(&t.needles[i], from, end)
		}
		from = end
	}
}

func (t *tester) word(word int) {
	if t.test(textAt(t.words, word)) {
		t.passed.pass(word)
	}
}

// holding tests the words of a block that hold the needle.
func (t *tester) holding(n *query.Needle, from, to int) {
	if !n.IsASCII() {
		// Where one word ends and the next begins, letters might be made out that
		// neither has.
		var folded []byte
		for word := from; word < to; word++ {
			folded = query.AppendFold(folded[:0], t.words.at(word))
			if bytes.Contains(folded, []byte(n.Text())) {
				t.word(word)
			}
		}
		return
	}
	block, at, _ := t.words.span(from)
	_, _, end := t.words.span(to - 1)
	text := t.words.blocks[block][:end]
	for word := from; word < to; {
		start, stop := n.Find(text[at:])
		if start < 0 {
			return
		}
		start, stop = at+start, at+stop
		// The word that holds the first byte of it.
		word += sort.Search(to-word, func(k int) bool { _, _, end := t.words.span(word + k); return end > start })
		_, _, end := t.words.span(word)
		if stop > end {
			at = start + 1 // it reaches into the next word
			continue
		}
		t.word(word)
		at = end
		word++
	}
}
