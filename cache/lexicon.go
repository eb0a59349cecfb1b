package cache

import (
	"context"
	"strings"
	"sync"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
)

// lexicon numbers the distinct values of one column over all segments, so that
// a test or a count is made once for a value and not once for each segment that
// has it. It lives in memory only and grows as columns are loaded.
type lexicon struct {
	mu      sync.RWMutex
	numbers map[string]uint32
	values  []string
}

// numbered is what is kept of one column of one segment beside the column.
type numbered struct {
	// of is the lexicon's number of each code.
	of []uint32
	// first and last are the first and last row with each code.
	first, last []uint32
}

// Bytes is the memory it takes.
func (n *numbered) Bytes() int { return 4*(len(n.of)+len(n.first)+len(n.last)) + 96 }

// number gives every value of the column its number.
func (l *lexicon) number(c *segment.Column) *numbered {
	k := c.Len()
	n := &numbered{of: make([]uint32, k), first: make([]uint32, k), last: make([]uint32, k)}
	l.mu.Lock()
	if l.numbers == nil {
		l.numbers = map[string]uint32{}
	}
	for code := range k {
		value := c.At(code)
		number, ok := l.numbers[value]
		if !ok {
			value = strings.Clone(value)
			number = uint32(len(l.values))
			l.numbers[value] = number
			l.values = append(l.values, value)
		}
		n.of[code] = number
	}
	l.mu.Unlock()
	for row := c.Rows() - 1; row >= 0; row-- {
		n.first[c.Code(row)] = uint32(row)
	}
	for row := range c.Rows() {
		n.last[c.Code(row)] = uint32(row)
	}
	return n
}

// list returns all values by number. The list is never changed.
func (l *lexicon) list() []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.values[:len(l.values):len(l.values)]
}

// verdicts are the outcomes of one test for the values of a lexicon.
type verdicts struct {
	mu   sync.Mutex
	yes  []uint8 // by number; as long as the list it was made for
	used uint64
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

// of returns the verdicts for all values of the list, testing those that are
// new.
func (v *verdicts) of(ctx context.Context, list []string, test func(stored string) (bool, error)) ([]uint8, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	done := len(v.yes)
	if done >= len(list) {
		return v.yes, nil
	}
	yes := make([]uint8, len(list))
	copy(yes, v.yes)
	const run = 2048
	err := each(ctx, (len(list)-done+run-1)/run, func(k int) error {
		for i := done + k*run; i < min(done+(k+1)*run, len(list)); i++ {
			ok, err := test(list[i])
			if err != nil {
				return err
			}
			if ok {
				yes[i] = 1
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	v.yes = yes
	return yes, nil
}

// codeSet returns the rows whose value's number has the verdict yes.
func codeSet(c *segment.Column, n *numbered, verdict []uint8) set {
	k := c.Len()
	yes := make([]uint8, max(k, 256))
	hits := 0
	for code, number := range n.of {
		yes[code] = verdict[number]
		hits += int(verdict[number])
	}
	switch {
	case hits == 0:
		return noRows
	case hits == k:
		return allRows
	}
	b := bitmap.New(c.Rows())
	words := b.Words()
	if codes := c.Narrow(); codes != nil {
		gatherNarrow(words, codes, (*[256]uint8)(yes))
	} else {
		gatherWide(words, c.Wide(), yes)
	}
	return someRows(b)
}

// gatherNarrow sets the bit of every row whose code is wanted.
func gatherNarrow(words []uint64, codes []uint8, yes *[256]uint8) {
	k := 0
	for ; len(codes) >= 64; k++ {
		run := (*[64]uint8)(codes)
		var w uint64
		for i := 0; i < 64; i += 8 {
			b := yes[run[i]] | yes[run[i+1]]<<1 | yes[run[i+2]]<<2 | yes[run[i+3]]<<3 |
				yes[run[i+4]]<<4 | yes[run[i+5]]<<5 | yes[run[i+6]]<<6 | yes[run[i+7]]<<7
			w |= uint64(b) << (i & 63)
		}
		words[k] = w
		codes = codes[64:]
	}
	for i, c := range codes {
		words[k] |= uint64(yes[c]) << (i & 63)
	}
}

// gatherWide is gatherNarrow for codes of 16 bits.
func gatherWide(words []uint64, codes []uint16, yes []uint8) {
	var table [1 << 16]uint8
	copy(table[:], yes)
	k := 0
	for ; len(codes) >= 64; k++ {
		run := (*[64]uint16)(codes)
		var w uint64
		for i := 0; i < 64; i += 8 {
			b := table[run[i]] | table[run[i+1]]<<1 | table[run[i+2]]<<2 | table[run[i+3]]<<3 |
				table[run[i+4]]<<4 | table[run[i+5]]<<5 | table[run[i+6]]<<6 | table[run[i+7]]<<7
			w |= uint64(b) << (i & 63)
		}
		words[k] = w
		codes = codes[64:]
	}
	for i, c := range codes {
		words[k] |= uint64(table[c]) << (i & 63)
	}
}
