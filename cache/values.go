package cache

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"spoor/query"
)

// Values returns the values of a field: ValuesUnder of everything.
func (c *Cache) Values(ctx context.Context, field query.Field, prefix string, limit int) ([]FacetValue, error) {
	return c.ValuesUnder(ctx, query.Query{}, field, prefix, limit)
}

// ValuesUnder returns the values that a field has under a query and that begin
// with prefix, or in which a word does, ignoring case: what completion offers.
// They are the most frequent ones, and among them those that begin with it come
// first. Limit 0 means all.
func (c *Cache) ValuesUnder(ctx context.Context, q query.Query, field query.Field, prefix string, limit int) ([]FacetValue, error) {
	folded := query.Fold(prefix)
	v := View{Facets: []FacetView{{Field: field, Limit: limit}}}
	a, err := c.ask(ctx, q, v, func(value string) bool {
		return value != "" && hasWord(query.Fold(value), folded)
	})
	if err != nil {
		return nil, err
	}
	values := a.Facets[0].Values
	within := func(v FacetValue) int {
		if strings.HasPrefix(query.Fold(v.Value), folded) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(values, func(a, b FacetValue) int { return within(a) - within(b) })
	return values, nil
}

// hasWord reports whether s, or a word in it, begins with prefix. A word begins
// behind anything that is neither letter nor digit.
func hasWord(s, prefix string) bool {
	for at := 0; ; {
		found := strings.Index(s[at:], prefix)
		if found < 0 {
			return false
		}
		at += found
		before, _ := utf8.DecodeLastRuneInString(s[:at])
		if at == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return true
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
}
