package cache

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"spoor/cache/bitmap"
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
	// keep, unless nil, says which values are wanted at all.
	keep func(value string) bool
}

func planFacets(q query.Query, v View) []*facetPlan {
	var out []*facetPlan
	for _, view := range v.Facets {
		f := &facetPlan{view: view, column: facetColumn(view.Field)}
		if rest := query.Without(q.Filter, view.Field); !query.Equal(rest, q.Filter) {
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
		maps.Copy(columns, f.plan.columns)
	}
}

// tally is what is known of one value: how many events, the first and the last.
type tally struct {
	count       int
	first, last int64
}

func (t *tally) add(count int, first, last int64) {
	if t.count == 0 {
		t.first, t.last = first, last
	} else {
		t.first, t.last = min(t.first, first), max(t.last, last)
	}
	t.count += count
}

// codeCount counts the rows with one code.
type codeCount struct{ count, first, last uint32 }

// counter counts facets over parts, for one worker. Its tallies are by the
// lexicon's numbers.
type counter struct {
	tallies []tally
	codes   []codeCount // scratch
}

func (f *facetPlan) newCounter(c *Cache) *counter {
	return &counter{tallies: make([]tally, len(c.lexicons[f.column].view().ends))}
}

// count adds the rows of a set of a part.
func (c *counter) count(at *evaluation, id segment.ID, s set) error {
	if s.none() {
		return nil
	}
	n, err := at.numbered(id)
	if err != nil {
		return err
	}
	column := n.codes
	times := at.part.times.Load()
	if s.all {
		for code, number := range n.of {
			c.tallies[number].add(int(column.Counts[code]), times.At(int(n.first[code])), times.At(int(n.last[code])))
		}
		return nil
	}
	if cap(c.codes) < column.Codes() {
		c.codes = make([]codeCount, column.Codes())
	}
	codes := c.codes[:column.Codes()]
	clear(codes)
	if column.Codes() == 1 {
		codes[0] = codeCount{uint32(s.bits.Count()), uint32(s.bits.Next(0)), uint32(s.bits.Prev(column.Rows() - 1))}
	} else if column.Narrow() != nil && s.bits.Count() > column.Rows()/2 {
		countComplement(n, s.bits, codes)
	} else {
		countCodes(column, s.bits, codes, 0)
	}
	for code, v := range codes {
		if v.count > 0 {
			c.tallies[n.of[code]].add(int(v.count), times.At(int(v.first)), times.At(int(v.last)))
		}
	}
	return nil
}

// countCodes counts the codes of the rows in b, or of those not in b where flip
// is all ones.
func countCodes(c *segment.Column, b *bitmap.Bits, codes []codeCount, flip uint64) {
	narrow, wide := c.Narrow(), c.Wide()
	words := b.Words()
	for k, w := range words {
		w ^= flip
		if flip != 0 && k == len(words)-1 && c.Rows()&63 != 0 {
			w &= 1<<(c.Rows()&63) - 1
		}
		base := k << 6
		if narrow != nil {
			for w != 0 {
				row := base + bits.TrailingZeros64(w)
				w &= w - 1
				v := &codes[narrow[row]]
				if v.count == 0 {
					v.first = uint32(row)
				}
				v.count++
				v.last = uint32(row)
			}
			continue
		}
		for w != 0 {
			row := base + bits.TrailingZeros64(w)
			w &= w - 1
			v := &codes[wide[row]]
			if v.count == 0 {
				v.first = uint32(row)
			}
			v.count++
			v.last = uint32(row)
		}
	}
}

// countComplement counts the codes of the rows in b, of which there are many,
// by counting the others.
func countComplement(n *numbered, b *bitmap.Bits, codes []codeCount) {
	c := n.codes
	countCodes(c, b, codes, ^uint64(0))
	// The first and last row with a code are most often in the set. Those of
	// the other codes are looked for in one pass from either end.
	var before, after int
	var first, last [256]bool
	for code := range codes {
		v := &codes[code]
		v.count = c.Counts[code] - v.count
		v.first, v.last = n.first[code], n.last[code]
		if v.count > 0 && !b.Has(int(v.first)) {
			first[code] = true
			before++
		}
		if v.count > 0 && !b.Has(int(v.last)) {
			last[code] = true
			after++
		}
	}
	narrow := c.Narrow()
	for row := b.Next(0); before > 0; row = b.Next(row + 1) {
		if code := narrow[row]; first[code] {
			first[code] = false
			codes[code].first = uint32(row)
			before--
		}
	}
	for row := b.Prev(c.Rows() - 1); after > 0; row = b.Prev(row - 1) {
		if code := narrow[row]; last[code] {
			last[code] = false
			codes[code].last = uint32(row)
			after--
		}
	}
}

// merge adds up what the workers counted and picks the values asked for.
func (f *facetPlan) merge(c *Cache, counters []*counter) Facet {
	out := Facet{Field: f.view.Field}
	if f.column == 0 {
		return out
	}
	all := c.lexicons[f.column].view()
	totals := counters[0].tallies
	for _, o := range counters[1:] {
		for number := range o.tallies {
			if t := &o.tallies[number]; t.count > 0 {
				totals[number].add(t.count, t.first, t.last)
			}
		}
	}
	words := make([]tally, len(all.words)+1) // the last for events without a value
	for number := range totals {
		t := &totals[number]
		if t.count == 0 {
			continue
		}
		members := all.of(number)
		for _, w := range members {
			words[w].add(t.count, t.first, t.last)
		}
		if len(members) == 0 {
			words[len(all.words)].add(t.count, t.first, t.last)
		}
	}
	value := func(w int) string {
		if w < len(all.words) {
			return all.words[w]
		}
		return ""
	}
	for _, w := range f.pick(words, value, &out.Distinct) {
		t := &words[w]
		out.Values = append(out.Values, FacetValue{
			Value: strings.Clone(value(w)), Count: t.count, First: segment.Time(t.first), Last: segment.Time(t.last),
		})
	}
	return out
}

// pick returns the words asked for, in order, and counts those that occur.
func (f *facetPlan) pick(words []tally, value func(int) string, distinct *int) []int {
	compare := func(a, b int) int {
		return cmp.Or(f.view.Order.compare(&words[a], &words[b]), cmp.Compare(value(a), value(b)))
	}
	limit := f.view.Limit
	var kept []int
	worst := -1 // of limit sorted ones, the last: what is no better need not be kept
	for w := range words {
		if words[w].count == 0 || f.keep != nil && !f.keep(value(w)) {
			continue
		}
		*distinct++
		if worst >= 0 && compare(w, worst) > 0 {
			continue
		}
		if kept = append(kept, w); limit > 0 && len(kept) >= 4*limit {
			slices.SortFunc(kept, compare)
			kept = kept[:limit]
			worst = kept[limit-1]
		}
	}
	slices.SortFunc(kept, compare)
	if limit > 0 && len(kept) > limit {
		kept = kept[:limit]
	}
	return kept
}

// compare orders values, but for their names.
func (o FacetOrder) compare(a, b *tally) int {
	switch o {
	case ByCount:
		return cmp.Compare(b.count, a.count)
	case RareFirst:
		return cmp.Compare(a.count, b.count)
	case ByLastSeen:
		return cmp.Compare(b.last, a.last)
	}
	return 0
}
