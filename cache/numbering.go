package cache

import (
	"errors"
	"strings"
	"sync"
)

// errTooMany says that what events are counted by differs in too many of them.
var errTooMany = errors.New("too many different values to count at once: narrow the filter, or count by a path further inside the record")

// mostNumbered is how much memory the words of a numbering may take, in bytes;
// tests lower it.
var mostNumbered = 256 << 20

// wordCosts is about what a word takes beside its text.
const wordCosts = 64

// numbering numbers words that no lexicon holds. It is safe for concurrent use.
type numbering struct {
	mu      sync.Mutex
	numbers map[string]uint32
	words   []string
	bytes   int
}

// number returns the number of a word, and false where there is no room for it.
func (n *numbering) number(word string) (number uint32, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if number, ok = n.numbers[word]; ok {
		return number, true
	}
	if n.bytes += len(word) + wordCosts; n.bytes > mostNumbered {
		return 0, false
	}
	if n.numbers == nil {
		n.numbers = map[string]uint32{}
	}
	word = strings.Clone(word)
	number = uint32(len(n.words))
	n.numbers[word] = number
	n.words = append(n.words, word)
	return number, true
}
