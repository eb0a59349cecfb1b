package cache

import (
	"context"
	"slices"
	"sync"
)

// verdicts are the outcomes of one test for the words of a lexicon.
type verdicts struct {
	mu    sync.Mutex
	words []uint8 // by word
	yes   []uint8 // by number: whether any of its words passed
	used  uint64
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

// manyWords is from how many words on literals are searched for in all of them
// at once before any is tested.
const manyWords = 1 << 10

// of returns by number whether anything passed the test, testing the words
// that are new. literals, unless nil, are folded texts one of which stands in
// every word that passes.
func (v *verdicts) of(ctx context.Context, all view, literals []string, test func(word string) bool) ([]uint8, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if done := len(v.words); done < len(all.words) {
		words := make([]uint8, len(all.words))
		copy(words, v.words)
		var todo []int
		if literals != nil && len(all.words)-done > manyWords {
			f := all.lexicon.upTo(len(all.words))
			for _, literal := range literals {
				f.holding(literal, done, func(word int) { todo = append(todo, word) })
			}
			if len(literals) > 1 {
				slices.Sort(todo)
				todo = slices.Compact(todo)
			}
		} else {
			for w := done; w < len(words); w++ {
				todo = append(todo, w)
			}
		}
		const run = 1024
		err := each(ctx, (len(todo)+run-1)/run, func(k int) error {
			for _, w := range todo[k*run : min((k+1)*run, len(todo))] {
				if test(all.words[w]) {
					words[w] = 1
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		v.words = words
	}
	if done := len(v.yes); done < len(all.ends) {
		yes := make([]uint8, len(all.ends))
		copy(yes, v.yes)
		for n := done; n < len(yes); n++ {
			for _, w := range all.of(n) {
				yes[n] |= v.words[w]
			}
		}
		v.yes = yes
	}
	return v.yes, nil
}
