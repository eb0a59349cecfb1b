package keymap

import (
	"fmt"
	"slices"
)

// conflict is one key that means two actions in one place.
type conflict struct {
	key  string
	a, b Action
	in   Context
}

func (c conflict) Error() string {
	return fmt.Sprintf("key %q means both %s and %s in %s", c.key, c.a, c.b, c.in)
}

// conflicts returns the keys that have two meanings: in one context, or in a
// context and one around it.
func (m *Map) conflicts() []conflict {
	var found []conflict
	for i, outer := range m.bindings {
		for _, inner := range m.bindings[i+1:] {
			in, ok := overlap(outer.Context, inner.Context)
			if !ok {
				continue
			}
			for _, k := range outer.Keys {
				if slices.Contains(inner.Keys, k) {
					found = append(found, conflict{key: k, a: outer.Action, b: inner.Action, in: in})
				}
			}
		}
	}
	return found
}

// overlap returns the inner of two contexts of which one is around the other.
func overlap(a, b Context) (Context, bool) {
	if slices.Contains(a.chain(), b) {
		return a, true
	}
	return b, slices.Contains(b.chain(), a)
}
