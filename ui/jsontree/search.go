package jsontree

import (
	"sort"

	"spoor/event"
	"spoor/ui/text"
)

// search is what is looked for and where it stands.
type search struct {
	words string
	// found are the matches in the roots, in the order in which they are shown,
	// hidden those elsewhere.
	found, hidden []ID
	// order is the place of every value in the roots, -1 for others.
	order []int32
	stale bool
}

// Search looks for text in names and scalar values, ignoring case, folded away
// or not, in the JSON held in strings too; what is secret is passed over. It
// returns how many values in the roots match. No text ends the search.
func (t *Tree) Search(words string) int {
	if words == t.search.words && !t.search.stale {
		return len(t.search.found)
	}
	t.search = search{words: words}
	if words == "" {
		return 0
	}
	t.examineAll()
	t.search.stale = false
	t.search.order = make([]int32, len(t.nodes))
	for i := range t.search.order {
		t.search.order[i] = -1
	}
	place := int32(0)
	for _, root := range t.roots {
		t.walk(root, func(id ID) bool {
			t.search.order[id] = place
			place++
			if t.matches(id) {
				t.search.found = append(t.search.found, id)
			}
			return true
		})
	}
	t.walk(Root, func(id ID) bool {
		if t.search.order[id] < 0 && id != Root && t.matches(id) {
			t.search.hidden = append(t.search.hidden, id)
		}
		return id == Root || t.search.order[id] < 0
	})
	return len(t.search.found)
}

func (t *Tree) matches(id ID) bool {
	if from, _ := text.Find(event.Clean(t.Name(id)), t.search.words); from >= 0 {
		return true
	}
	if t.Container(id) || t.Secret(id) {
		return false
	}
	from, _ := text.Find(event.Clean(t.Value(id)), t.search.words)
	return from >= 0
}

// Found returns the values in the roots that match, in the order in which they
// are shown.
func (t *Tree) Found() []ID { return t.search.found }

// Hidden returns the values that match and lie in none of the roots.
func (t *Tree) Hidden() []ID { return t.search.hidden }

// FoundAt returns the place of a value among those that match, -1 if it does
// not.
func (t *Tree) FoundAt(id ID) int {
	if i := t.foundFrom(id); i < len(t.search.found) && t.search.found[i] == id {
		return i
	}
	return -1
}

// foundFrom returns the place of the first match at or behind a value.
func (t *Tree) foundFrom(id ID) int {
	if id == None || int(id) >= len(t.search.order) {
		return 0
	}
	return sort.Search(len(t.search.found), func(i int) bool {
		return t.search.order[t.search.found[i]] >= t.search.order[id]
	})
}

// NextFound returns the match after a value, or before it, going round at the
// ends; None if nothing matches. None as id stands for the place before the
// first value.
func (t *Tree) NextFound(id ID, back bool) ID {
	n := len(t.search.found)
	if n == 0 {
		return None
	}
	i := t.foundFrom(id)
	switch {
	case back:
		i += n - 1
	case i < n && t.search.found[i] == id:
		i++
	}
	return t.search.found[i%n]
}

// highlight divides the parts of a line where the text that is searched for
// begins and ends.
func (t *Tree) highlight(line []Span) []Span {
	if t.search.words == "" {
		return line
	}
	var out []Span
	for _, s := range line {
		if s.Part != Name && s.Part != Quoted && s.Part != Digits && s.Part != Word {
			out = append(out, s)
			continue
		}
		for s.Text != "" {
			from, to := text.Find(s.Text, t.search.words)
			if from < 0 {
				out = append(out, s)
				break
			}
			if from > 0 {
				out = append(out, Span{Part: s.Part, Text: s.Text[:from]})
			}
			out = append(out, Span{Part: s.Part, Text: s.Text[from:to], Match: true})
			s.Text = s.Text[to:]
		}
	}
	return out
}
