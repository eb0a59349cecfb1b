package cache

import (
	"context"
	"strings"

	"spoor/query"
)

// Values returns the values of a field that begin with prefix, ignoring case,
// the most frequent first: what completion offers. Limit 0 means all.
func (c *Cache) Values(ctx context.Context, field query.Field, prefix string, limit int) ([]FacetValue, error) {
	folded := query.Fold(prefix)
	v := View{Facets: []FacetView{{Field: field, Limit: limit}}}
	a, err := c.ask(ctx, query.Query{}, v, func(value string) bool {
		return value != "" && strings.HasPrefix(query.Fold(value), folded)
	})
	if err != nil {
		return nil, err
	}
	return a.Facets[0].Values, nil
}
