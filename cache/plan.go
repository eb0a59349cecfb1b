package cache

import (
	"context"
	"fmt"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
	"spoor/query"
)

// plan is an expression made ready to be evaluated on parts.
type plan struct {
	root node
	// columns are those that the root reads.
	columns map[segment.ID]bool
	// leaves are the nodes that test the values of a column.
	leaves []*columnNode
	// ids are the nodes that compare event ids or request ids.
	ids []*identityNode
	// records are the nodes that read records.
	records []*recordNode
	// slow says that records have to be read.
	slow bool
}

// rowsOf returns the rows of a part, among those of base, that the plan asks for.
func (p *plan) rowsOf(at *evaluation, base set) (set, error) {
	s, err := p.root.rows(at, base)
	if err != nil {
		return noRows, err
	}
	return intersect(base, s), nil
}

// prepare tests the values of all columns, which must have been numbered, and asks
// which of the parts may hold ids.
func (p *plan) prepare(ctx context.Context, c *Cache, parts []*part) (err error) {
	for _, n := range p.ids {
		if err := n.prepare(ctx, c, parts); err != nil {
			return err
		}
	}
	for _, n := range p.leaves {
		n.verdict, err = c.verdicts.get(n.key).of(ctx, c.lexicons[n.column].view(), n.literals, n.test)
		if err != nil {
			return err
		}
	}
	return nil
}

// node is one operation of a plan.
type node interface {
	// rows returns the rows of the part that satisfy the node. The result is
	// right within the given rows only, and must not be changed.
	rows(at *evaluation, within set) (set, error)
	// slow says that records have to be read.
	slow() bool
}

// evaluation is the evaluation of plans on one part. It is used by one
// goroutine.
type evaluation struct {
	ctx   context.Context
	cache *Cache
	part  *part
	marks map[Key]Marked
}

func compile(x query.Expr) *plan {
	p := &plan{columns: map[segment.ID]bool{}}
	p.root = p.node(x)
	p.slow = p.root.slow()
	return p
}

func (p *plan) node(x query.Expr) node {
	switch x := x.(type) {
	case nil:
		return andNode(nil)
	case query.And:
		return andNode(p.nodes(x))
	case query.Or:
		return orNode(p.nodes(x))
	case query.Not:
		return notNode{p.node(x.X)}
	case query.Time:
		return timeNode(x.Window)
	case query.Flag:
		return p.flag(x.Name)
	case query.Text:
		return p.record(newTextNode(x))
	case query.Term:
		return p.term(x)
	}
	return andNode(nil)
}

// nodes puts what is slow last, so that it is asked about as few rows as can be.
func (p *plan) nodes(list []query.Expr) []node {
	var quick, slow []node
	for _, x := range list {
		if n := p.node(x); n.slow() {
			slow = append(slow, n)
		} else {
			quick = append(quick, n)
		}
	}
	return append(quick, slow...)
}

func (p *plan) flag(name query.FlagName) node {
	switch name {
	case query.FlagMarked:
		return markedNode{}
	case query.FlagVariant:
		return variantNode{}
	}
	want := name.EventFlags()
	p.columns[segment.Flags] = true
	return p.leaf(&columnNode{key: fmt.Sprintf("flag %d", want), column: segment.Flags, test: func(value string) bool {
		flags, err := segment.FlagsOf(value)
		return err == nil && flags&want != 0
	}})
}

func (p *plan) leaf(n *columnNode) node {
	p.leaves = append(p.leaves, n)
	return n
}

func (p *plan) record(n *recordNode) node {
	p.records = append(p.records, n)
	return n
}

func (p *plan) term(t query.Term) node {
	m := t.Matcher()
	key := leafKey(t)
	switch t.Field {
	case query.FieldPath:
		return p.record(newPathNode(t, key))
	case query.FieldID, query.FieldRequest:
		n := newIdentityNode(t, key)
		p.ids = append(p.ids, n)
		return n
	}
	column, ok := fieldColumn[t.Field]
	if !ok {
		return orNode(nil)
	}
	p.columns[column] = true
	return p.leaf(&columnNode{key: key, column: column, test: m.MatchValue, literals: m.Literals()})
}

type andNode []node

func (n andNode) slow() bool { return anySlow(n) }

func (n andNode) rows(at *evaluation, within set) (set, error) {
	for _, x := range n {
		if within.none() {
			return noRows, nil
		}
		s, err := x.rows(at, within)
		if err != nil {
			return noRows, err
		}
		within = intersect(within, s)
	}
	return within, nil
}

type orNode []node

func (n orNode) slow() bool { return anySlow(n) }

func (n orNode) rows(at *evaluation, within set) (set, error) {
	out := noRows
	for _, x := range n {
		if out.all || within.none() {
			break
		}
		s, err := x.rows(at, within)
		if err != nil {
			return noRows, err
		}
		if !n.slow() {
			out = unite(out, s)
			continue
		}
		// Records are read only for rows that nothing has held for yet.
		out = unite(out, intersect(within, s))
		within = intersect(within, out.complement())
	}
	return out, nil
}

type notNode struct{ x node }

func (n notNode) slow() bool { return n.x.slow() }

func (n notNode) rows(at *evaluation, within set) (set, error) {
	s, err := n.x.rows(at, within)
	return s.complement(), err
}

type timeNode query.Window

func (timeNode) slow() bool { return false }

func (n timeNode) rows(at *evaluation, _ set) (set, error) {
	from, to := at.part.window(query.Window(n))
	return between(from, to, at.part.rows()), nil
}

type columnNode struct {
	key    string
	column segment.ID
	test   func(value string) bool
	// literals are folded texts one of which stands in every value that passes,
	// or nil.
	literals []string
	// verdict says which values of the column passed.
	verdict verdict
}

func (*columnNode) slow() bool { return false }

func (n *columnNode) rows(at *evaluation, _ set) (set, error) {
	return at.leaf(n.key, func() (set, error) {
		column, err := at.numbered(n.column)
		if err != nil {
			return noRows, err
		}
		return column.rows(n.verdict), nil
	})
}

type variantNode struct{}

func (variantNode) slow() bool { return false }

func (variantNode) rows(at *evaluation, _ set) (set, error) {
	o := at.part.overlay
	if o == nil || len(o.variants) == 0 {
		return noRows, nil
	}
	b := bitmap.New(at.part.rows())
	for row := range o.variants {
		b.Set(row)
	}
	return someRows(b), nil
}

func anySlow(list []node) bool {
	for _, n := range list {
		if n.slow() {
			return true
		}
	}
	return false
}
