package cache

import (
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
	// exact is set where of all UUIDs only this one matches.
	exact string
}

func newIdentityNode(t query.Term, key string) *identityNode {
	n := &identityNode{key: key, request: t.Field == query.FieldRequest, match: t.Matcher().MatchValue}
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
