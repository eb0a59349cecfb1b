package cache

import (
	"context"
	"strings"

	"spoor/query"
)

// Values returns the values of a field that begin with prefix, ignoring case,
// the most frequent first: what completion offers. Limit 0 means all.
func (c *Cache) Values(ctx context.Context, field query.Field, prefix string, limit int) ([]FacetValue, error) {
	a, err := c.Answer(ctx, query.Query{}, View{Facets: []FacetView{{Field: field}}})
	if err != nil {
		return nil, err
	}
	folded := query.Fold(prefix)
	var out []FacetValue
	for _, v := range a.Facets[0].Values {
		if v.Value == "" || !strings.HasPrefix(query.Fold(v.Value), folded) {
			continue
		}
		if out = append(out, v); limit > 0 && len(out) == limit {
			break
		}
	}
	return out, nil
}
