package cache

import (
	"bytes"
	"fmt"
	"slices"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
	"spoor/cache/text"
	"spoor/query"
)

// recordNode looks into the records: for bare text, or for a value at a path.
type recordNode struct {
	key  string
	need text.Need
	// needle is set where a record matches exactly when it holds these bytes,
	// ignoring the case of ASCII letters.
	needle []byte
	// hint is set where a record can match only if it holds these bytes, ignoring
	// case; for values at a path, unless its block has escaped letters.
	hint  []byte
	match func(record []byte) bool
}

func newTextNode(x query.Text) *recordNode {
	m := x.Matcher()
	n := &recordNode{key: fmt.Sprintf("text %d %q", x.Pattern.Kind, x.Pattern.Value), match: m.Match, need: text.Need{Any: true}}
	literals := m.Literals()
	for i, literal := range literals {
		if i == 0 {
			n.need = text.Literal(literal)
		} else {
			n.need = text.Or(n.need, text.Literal(literal))
		}
	}
	if len(literals) == 1 && isASCII(literals[0]) {
		n.hint = []byte(literals[0])
		if m.IsLiteral() {
			n.needle = n.hint
		}
	}
	return n
}

func newPathNode(t query.Term, key string) *recordNode {
	n := &recordNode{key: key, match: t.Matcher().MatchRecord}
	n.need = pathNeed(t)
	if len(t.Patterns) == 1 {
		if p := t.Patterns[0]; p.Kind == query.Word || p.Kind == query.Quoted {
			n.hint = []byte(text.Longest(p.Value))
		}
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

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return s != ""
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
	out := bitmap.New(at.part.rows())
	if err := n.search(at, c, left, out); err != nil {
		return noRows, err
	}
	// What was known before may be forgotten by now.
	return unite(found, at.part.leaves.learn(n.key, left, someRows(out))), nil
}

// blocksAtOnce is how many blocks are read while the file is held. They are
// searched after it has been let go.
const blocksAtOnce = 32

// storedBlock is a block as read.
type storedBlock struct {
	k      int
	stored []byte
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
				return fmt.Errorf("%v: %w", err, errDamaged)
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

// search sets the rows among left whose records match.
func (n *recordNode) search(at *evaluation, c *candidates, left set, out *bitmap.Bits) error {
	places, escaped := c.places, c.escaped
	todo := slices.Clone(c.blocks)
	todo = slices.DeleteFunc(todo, func(k int) bool { return !wanted(at.part.sealed, places, k, left) })
	// The newest records are behind.
	slices.Reverse(todo)
	s := searcher{n: n, places: places, left: left, out: out}
	for len(todo) > 0 {
		run := todo[:min(len(todo), blocksAtOnce)]
		todo = todo[len(run):]
		var read []storedBlock
		err := at.cache.reading(at.ctx, func(r *reading) error {
			for _, k := range run {
				err := r.stored(at.part.sealed, k, func(stored []byte) error {
					read = append(read, storedBlock{k, slices.Clone(stored)})
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, b := range read {
			if err := at.ctx.Err(); err != nil {
				return err
			}
			ref := at.part.manifest.Blocks[b.k]
			if err := ref.OpenInto(&s.opened, b.stored); err != nil {
				return at.part.damaged(fmt.Errorf("block %d: %w", ref.Key, err))
			}
			s.block(b.k, &s.opened, escaped[b.k])
		}
	}
	return nil
}

// wanted reports whether any row of a block is in the set.
func wanted(s *sealed, places *segment.Places, k int, left set) bool {
	if left.all {
		return true
	}
	records := s.manifest.Blocks[k].Records
	if places.InOrder() {
		from := places.Row(k, 0)
		return left.bits.CountRange(from, from+records) > 0
	}
	for i := range records {
		if left.bits.Has(places.Row(k, i)) {
			return true
		}
	}
	return false
}

// searcher searches blocks.
type searcher struct {
	n       *recordNode
	places  *segment.Places
	left    set
	out     *bitmap.Bits
	opened  segment.Block
	scratch []byte
}

// block sets the rows of the block's matching records.
func (s *searcher) block(k int, b *segment.Block, escaped bool) {
	needle := s.n.needle
	if needle == nil && !escaped {
		needle = s.n.hint
	}
	if len(needle) == 0 {
		for i := range b.Len() {
			s.record(k, i, b.Record(i), false)
		}
		return
	}
	s.scratch = text.Lower(s.scratch, b.Records())
	for at := 0; ; {
		i := bytes.Index(s.scratch[at:], needle)
		if i < 0 {
			return
		}
		at += i
		record := b.At(at)
		end := b.End(record)
		if at+len(needle) > end {
			// It reaches into the next record: no match of either.
			at++
			continue
		}
		s.record(k, record, b.Record(record), s.n.needle != nil)
		at = end
	}
}

func (s *searcher) record(k, i int, record []byte, matches bool) {
	row := s.places.Row(k, i)
	if !s.left.all && !s.left.bits.Has(row) {
		return
	}
	if matches || s.n.match(record) {
		s.out.Set(row)
	}
}
