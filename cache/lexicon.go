package cache

import (
	"bytes"
	"sort"
	"strings"
	"sync"

	"spoor/cache/segment"
	"spoor/query"
)

// lexicon numbers the distinct values of one column over all segments, so that
// a test or a count is made once for a value and not once for each segment that
// has it. It lives in memory only and grows as columns are loaded.
//
// What is stored in a column may stand for several values of a field (a list of
// targets) or for another text (a verb): words are the values themselves, each
// once, and members says which of them belong to what is stored.
type lexicon struct {
	mu      sync.RWMutex
	numbers numbering // of what is stored
	// members of number n are those up to ends[n], from ends[n-1] on.
	members []uint32
	ends    []uint32
	words   []string
	byWord  numbering
	folded  folded
}

// folded holds the words behind each other as the filter language compares them,
// so that those that hold a text are found by searching all at once.
type folded struct {
	text []byte
	ends []uint32
}

// upTo returns the folded form of the first n words.
func (l *lexicon) upTo(n int) folded {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k := len(l.folded.ends); k < n; k++ {
		l.folded.text = query.AppendFold(l.folded.text, l.words[k])
		l.folded.ends = append(l.folded.ends, uint32(len(l.folded.text)))
	}
	return folded{l.folded.text[:len(l.folded.text):len(l.folded.text)], l.folded.ends[:n:n]}
}

// holding calls f with every word from the given one on that holds the literal.
func (f folded) holding(literal string, from int, found func(word int)) {
	at := 0
	if from > 0 {
		at = int(f.ends[from-1])
	}
	needle := []byte(literal)
	for word := from; word < len(f.ends); {
		i := bytes.Index(f.text[at:], needle)
		if i < 0 {
			return
		}
		at += i
		word += sort.Search(len(f.ends)-word, func(k int) bool { return int(f.ends[word+k]) > at })
		if word == len(f.ends) {
			return
		}
		if at+len(needle) <= int(f.ends[word]) {
			found(word)
			at = int(f.ends[word])
			word++
		} else {
			at++ // it reaches into the next word
		}
	}
}

// view is a lexicon as it stood at one moment. It is never changed.
type view struct {
	members, ends []uint32
	words         []string
	lexicon       *lexicon
}

// of returns the words of what has number n.
func (v view) of(n int) []uint32 {
	from := uint32(0)
	if n > 0 {
		from = v.ends[n-1]
	}
	return v.members[from:v.ends[n]]
}

// numbered is a column of one segment whose values are a lexicon's numbers: what
// filters and facets need, without any text.
type numbered struct {
	// codes is the column without its text.
	codes *segment.Column
	// of is the lexicon's number of each code.
	of []uint32
	// first and last are the first and last row with each code.
	first, last []uint32
}

// Bytes is the memory it takes.
func (n *numbered) Bytes() int {
	return n.codes.Bytes() + 4*(len(n.of)+len(n.first)+len(n.last)) + 96
}

// number gives everything stored in the column its number. each hands over the
// values that something stored stands for.
func (l *lexicon) number(c *segment.Column, each func(stored string, f func(string)) error) (*numbered, error) {
	k := c.Len()
	n := &numbered{codes: c.WithoutText(), of: make([]uint32, k), first: make([]uint32, k), last: make([]uint32, k)}
	if err := l.add(c, n.of, each); err != nil {
		return nil, err
	}
	for row := c.Rows() - 1; row >= 0; row-- {
		n.first[c.Code(row)] = uint32(row)
	}
	for row := range c.Rows() {
		n.last[c.Code(row)] = uint32(row)
	}
	return n, nil
}

func (l *lexicon) add(c *segment.Column, numbers []uint32, each func(stored string, f func(string)) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for code := range numbers {
		stored := c.At(code)
		number, hash, ok := l.numbers.find(stored)
		if !ok {
			err := each(stored, func(word string) {
				w, hash, ok := l.byWord.find(word)
				if !ok {
					w = l.byWord.add(hash)
					l.words = append(l.words, strings.Clone(word))
				}
				l.members = append(l.members, w)
			})
			if err != nil {
				l.members = l.members[:l.endOf(len(l.ends)-1)]
				return err
			}
			l.ends = append(l.ends, uint32(len(l.members)))
			number = l.numbers.add(hash)
		}
		numbers[code] = number
	}
	return nil
}

// endOf returns where the members of number n end; 0 for -1.
func (l *lexicon) endOf(n int) uint32 {
	if n < 0 {
		return 0
	}
	return l.ends[n]
}

// view returns all that is numbered so far.
func (l *lexicon) view() view {
	l.mu.RLock()
	defer l.mu.RUnlock()
	n := len(l.ends)
	m := l.endOf(n - 1)
	return view{l.members[:m:m], l.ends[:n:n], l.words[:len(l.words):len(l.words)], l}
}
