package cache

import (
	"fmt"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
	"spoor/cache/text"
	"spoor/query"
)

// recordNode looks into the records: for bare text, or for a value at a path.
type recordNode struct {
	key  string
	need text.Need
	// A record can match only if it holds one of the needles, if there are any;
	// for values at a path, unless its block has escaped letters.
	needles []*segment.Needle
	// exact says that a record that holds the one does match, and text that every
	// record that matches holds that text, if it is set.
	exact bool
	text  string
	match func(goesOn func() bool, record []byte) bool
}

func newTextNode(x query.Text) *recordNode {
	m := x.Matcher()
	n := &recordNode{key: fmt.Sprintf("text %d %q", x.Pattern.Kind, x.Pattern.Value), match: m.MatchWhile, need: text.Need{Any: true}}
	literals := m.Literals()
	for i, literal := range literals {
		if i == 0 {
			n.need = text.Literal(literal)
		} else {
			n.need = text.Or(n.need, text.Literal(literal))
		}
	}
	n.lookFor(literals)
	if len(literals) == 1 {
		n.text = literals[0]
	}
	n.exact = n.needles != nil && m.IsLiteral() && n.needles[0].Text() == literals[0]
	return n
}

// lookFor sets the needles to what of each text is ASCII, if something is.
func (n *recordNode) lookFor(texts []string) {
	for _, t := range texts {
		run := text.LongestASCII(t)
		if run == "" {
			n.needles = nil
			return
		}
		n.needles = append(n.needles, segment.NewNeedle(run))
	}
}

func newPathNode(t query.Term, key string) *recordNode {
	m := t.Matcher()
	n := &recordNode{key: key, match: func(_ func() bool, record []byte) bool { return m.MatchRecord(record) }}
	n.need = pathNeed(t)
	var words []string
	for _, p := range t.Patterns {
		word := ""
		if p.Kind == query.Word || p.Kind == query.Quoted {
			word = text.Longest(p.Value)
		}
		words = append(words, word)
	}
	if n.lookFor(words); n.needles == nil {
		// Not the value, then, but at least the name.
		name := ""
		for _, key := range query.PathKeys(t.Path) {
			name = text.Longest(key)
		}
		n.lookFor([]string{name})
	}
	return n
}

// pathNeed returns what a record must hold to have a value at a path that one
// of the patterns accepts: the path's keys and the value's words.
func pathNeed(t query.Term) text.Need {
	keys := text.Need{Any: true, Values: true}
	for _, key := range query.PathKeys(t.Path) {
		keys = text.And(keys, text.Whole(key))
	}
	var values text.Need
	for i, p := range t.Patterns {
		one := text.Need{Any: true, Values: true}
		switch p.Kind {
		case query.Word, query.Quoted:
			one = text.Whole(p.Value)
		}
		if i == 0 {
			values = one
		} else {
			values = text.Or(values, one)
		}
	}
	return text.And(keys, values)
}

func (*recordNode) slow() bool { return true }

// rows searches the records of the rows in within that have not been searched
// for this before.
func (n *recordNode) rows(at *evaluation, within set) (set, error) {
	if within.none() {
		return noRows, nil
	}
	known, found := at.part.leaves.known(n.key)
	left := intersect(within, known.complement())
	if left.none() || left.count(at.part.rows()) == 0 {
		return found, nil
	}
	c, err := n.candidates(at)
	if err != nil {
		return noRows, err
	}
	unknown := left
	if n.text != "" {
		unknown = intersect(left, at.part.leaves.without(n.text).complement())
	}
	out := bitmap.New(at.part.rows())
	if err := n.search(at, c, unknown, out); err != nil {
		return noRows, err
	}
	if n.exact {
		at.part.leaves.learnText(n.key, n.text)
	}
	// What was known before may be forgotten by now.
	return unite(found, at.part.leaves.learn(n.key, left, someRows(out))), nil
}

// candidates are the blocks that the index of words leaves to be searched.
type candidates struct {
	places *segment.Places
	// blocks may hold a match; those in escaped have escaped letters.
	blocks  []int
	escaped map[int]bool
}

// candidates asks the index of words, once for each filter.
func (n *recordNode) candidates(at *evaluation) (*candidates, error) {
	if c := at.part.leaves.blocks(n.key); c != nil {
		return c, nil
	}
	c := &candidates{escaped: map[int]bool{}}
	err := at.cache.reading(at.ctx, func(r *reading) (err error) {
		if c.places, err = r.places(at.part.sealed); err != nil {
			return err
		}
		return r.section(at.part.sealed, segment.TextIndex, func(v []byte) error {
			x, err := at.part.manifest.OpenText(v)
			if err != nil {
				return err
			}
			blocks, err := x.Lookup(n.need)
			if err != nil {
				return fmt.Errorf("%w: %w", err, errDamaged)
			}
			escaped := x.Escaped()
			for k := range at.part.manifest.Blocks {
				if blocks.Has(k) {
					c.blocks = append(c.blocks, k)
					if escaped(k) {
						c.escaped[k] = true
					}
				}
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	at.part.leaves.setBlocks(n.key, c)
	return c, nil
}
