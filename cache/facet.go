package cache

import (
	"cmp"
	"math/bits"
	"slices"

	"spoor/cache/segment"
	"spoor/query"
)

// facetPlan counts the values of one field.
type facetPlan struct {
	view   FacetView
	column segment.ID // 0 where the field has no column
	// plan is the query without what it says about the field; nil where it says
	// nothing, so that the rows of the answer serve.
	plan *plan
}

func planFacets(q query.Query, v View) []*facetPlan {
	var out []*facetPlan
	for _, view := range v.Facets {
		f := &facetPlan{view: view, column: facetColumn(view.Field)}
		if rest := without(q.Filter, view.Field); !query.Equal(rest, q.Filter) {
			f.plan = compile(rest)
		}
		out = append(out, f)
	}
	return out
}

// facetColumn is the column whose values a facet counts. A term on user looks
// at the role as well, but a list of users that counted every session of a role
// under two names would say everything twice.
func facetColumn(field query.Field) segment.ID {
	if field == query.FieldUser {
		return segment.User
	}
	return fieldColumn[field]
}

// need adds the columns that the facet reads.
func (f *facetPlan) need(columns map[segment.ID]bool) {
	if f.column != 0 {
		columns[f.column] = true
	}
	if f.plan != nil {
		for id := range f.plan.columns {
			columns[id] = true
		}
	}
}

// valueCounts are the counts of one column's codes in one part, with the first
// and last row of each.
type valueCounts struct {
	column *segment.Column
	times  *segment.Times
	count  []uint32
	first  []uint32
	last   []uint32
}

func (f *facetPlan) count(at *evaluation, s set) (*valueCounts, error) {
	if f.column == 0 || s.none() {
		return nil, nil
	}
	c, err := at.column(f.column)
	if err != nil {
		return nil, err
	}
	k := c.Len()
	v := &valueCounts{column: c, times: at.part.times.Load(),
		count: make([]uint32, k), first: make([]uint32, k), last: make([]uint32, k)}
	note := func(row int) {
		code := c.Code(row)
		if v.count[code] == 0 {
			v.first[code] = uint32(row)
		}
		v.count[code]++
		v.last[code] = uint32(row)
	}
	if s.all {
		for row := range c.Rows() {
			note(row)
		}
		return v, nil
	}
	for i, w := range s.bits.Words() {
		for w != 0 {
			note(i<<6 + bits.TrailingZeros64(w))
			w &= w - 1
		}
	}
	return v, nil
}

// merge adds up the counts of all parts and picks the values asked for.
func (f *facetPlan) merge(parts [][]*valueCounts, k int) Facet {
	type total struct {
		count       int
		first, last int64
	}
	totals := map[string]*total{}
	for _, counted := range parts {
		if counted == nil || counted[k] == nil {
			continue
		}
		v := counted[k]
		for code, n := range v.count {
			if n == 0 {
				continue
			}
			first, last := v.times.At(int(v.first[code])), v.times.At(int(v.last[code]))
			add := func(value string) {
				t := totals[value]
				if t == nil {
					t = &total{first: first, last: last}
					totals[value] = t
				}
				t.count += int(n)
				t.first, t.last = min(t.first, first), max(t.last, last)
			}
			some := false
			err := eachValue(f.view.Field, f.column, v.column.At(code), func(value string) {
				some = true
				add(value)
			})
			if err != nil || !some {
				add("")
			}
		}
	}
	out := Facet{Field: f.view.Field, Distinct: len(totals)}
	for value, t := range totals {
		out.Values = append(out.Values, FacetValue{Value: value, Count: t.count, First: segment.Time(t.first), Last: segment.Time(t.last)})
	}
	slices.SortFunc(out.Values, f.view.Order.compare)
	if f.view.Limit > 0 && len(out.Values) > f.view.Limit {
		out.Values = slices.Clone(out.Values[:f.view.Limit])
	}
	return out
}

// compare orders values; equals go by name.
func (o FacetOrder) compare(a, b FacetValue) int {
	c := 0
	switch o {
	case ByCount:
		c = cmp.Compare(b.Count, a.Count)
	case RareFirst:
		c = cmp.Compare(a.Count, b.Count)
	case ByLastSeen:
		c = b.Last.Compare(a.Last)
	}
	return cmp.Or(c, cmp.Compare(a.Value, b.Value))
}
