package cache

import (
	"context"
	"slices"
	"strings"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
	"spoor/query"
)

// identityNode compares event ids or request ids, which are not in columns.
type identityNode struct {
	key     string
	request bool
	match   func(string) bool
	// whole, unless nil, are the only ids that match, but for their case.
	whole []string
	// exact is set where of all UUIDs only this one matches.
	exact string
	// absent are the segments that surely hold none of them.
	absent map[*sealed]bool
}

func newIdentityNode(t query.Term, key string) *identityNode {
	n := &identityNode{key: key, request: t.Field == query.FieldRequest, match: t.Matcher().MatchValue}
	for _, p := range t.Patterns {
		if p.Kind != query.Word && p.Kind != query.Quoted {
			n.whole = nil
			break
		}
		n.whole = append(n.whole, p.Value)
	}
	if len(t.Patterns) == 1 {
		p := t.Patterns[0]
		if p.Kind == query.Word || p.Kind == query.Quoted {
			if id := strings.ToLower(p.Value); segment.IsUUID(id) {
				n.exact = id
			}
		}
	}
	return n
}

func (*identityNode) slow() bool { return false }

func (n *identityNode) rows(at *evaluation, _ set) (set, error) {
	return at.leaf(n.key, func() (set, error) {
		if n.absent[at.part.sealed] {
			return noRows, nil
		}
		out := bitmap.New(at.part.rows())
		err := at.cache.reading(at.ctx, func(r *reading) error {
			which := segment.EventIDs
			if n.request {
				which = segment.RequestIDs
			}
			if n.exact != "" {
				return r.idsMatching(at.part.sealed, which, n.exact, n.match, out.Set)
			}
			return r.eachID(at.part.sealed, which, func(row int, id string) {
				if n.match(id) {
					out.Set(row)
				}
			})
		})
		return someRows(out), err
	})
}

// prepare asks the parts' filters of ids.
func (n *identityNode) prepare(ctx context.Context, c *Cache, parts []*part) error {
	if n.whole == nil {
		return nil
	}
	n.absent = map[*sealed]bool{}
	return c.reading(ctx, func(r *reading) error {
		for _, p := range parts {
			if err := ctx.Err(); err != nil {
				return err
			}
			if _, known := p.leaves.get(n.key); known || p.rows() == 0 {
				continue
			}
			err := r.section(p.sealed, segment.IDFilter, func(v []byte) error {
				ids, err := p.manifest.OpenIDs(v)
				n.absent[p.sealed] = err == nil && !slices.ContainsFunc(n.whole, ids.Maybe)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// markedNode finds the rows that carry a mark.
type markedNode struct{}

func (markedNode) slow() bool { return false }

func (markedNode) rows(at *evaluation, _ set) (set, error) {
	if len(at.marks) == 0 {
		return noRows, nil
	}
	out := bitmap.New(at.part.rows())
	err := at.cache.reading(at.ctx, func(r *reading) error {
		for key := range at.marks {
			rows, err := r.rowsWith(at.part.sealed, key)
			if err != nil {
				return err
			}
			for _, row := range rows {
				out.Set(row)
			}
		}
		return nil
	})
	return someRows(out), err
}
