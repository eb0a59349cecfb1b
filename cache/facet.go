package cache

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unsafe"

	"spoor/cache/segment"
	"spoor/query"
)

// facetPlan counts the values of one field.
type facetPlan struct {
	view   FacetView
	column segment.ID // 0 where the field has no column
	// plan is the query without what it says about the field; nil where the rows
	// of the answer serve: it says nothing, or all of it counts.
	plan *plan
	// words are the values that are counted.
	words textOf
	// keep, unless nil, says which values are wanted at all.
	keep func(value string) bool
}

// count adds what a part says to a counter: answered are the part's rows in the
// answer, of those of base.
func (f *facetPlan) count(at *evaluation, base, answered set, into *counter) error {
	if f.column == 0 {
		return nil
	}
	if f.plan == nil {
		return into.count(at, f.column, answered)
	}
	under, err := f.plan.rowsOf(at, base)
	if err != nil {
		return err
	}
	return into.count(at, f.column, under)
}

func planFacets(q query.Query, v View) []*facetPlan {
	var out []*facetPlan
	for _, view := range v.Facets {
		f := &facetPlan{view: view, column: facetColumn(view.Field)}
		if rest := query.Without(q.Filter, view.Field); !view.Whole && !query.Equal(rest, q.Filter) {
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

// Countable reports whether facets count the values of a field. They do not for
// what is different in nearly every event: a facet of it is empty.
func Countable(field query.Field) bool { return facetColumn(field) != 0 }

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

// counter counts a facet over parts, for one worker: by the lexicon's numbers,
// and last the events that have no value.
type counter struct {
	tallies []tally
	codes   []segment.CodeCount // scratch
}

func (f *facetPlan) newCounter() *counter {
	return &counter{tallies: make([]tally, f.words.Len()+1)}
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
	var codes []segment.CodeCount
	if s.all {
		codes = n.countAll()
	} else {
		room := n.codes.Room()
		if cap(c.codes) < room {
			c.codes = make([]segment.CodeCount, room)
		}
		codes = c.codes[:room]
		clear(codes)
		n.codes.Count(s.bits, codes, n.countAll)
		codes = codes[:n.codes.Codes()]
	}
	times := at.part.times.Load()
	of := n.of.reader()
	for _, v := range codes {
		members := of.next()
		if v.Count == 0 {
			continue
		}
		first, last := times.At(int(v.First)), times.At(int(v.Last))
		for _, word := range members {
			c.tallies[word].add(int(v.Count), first, last)
		}
		if len(members) == 0 {
			c.tallies[len(c.tallies)-1].add(int(v.Count), first, last)
		}
	}
	return nil
}

// merge adds up what the workers counted and picks the values asked for.
func (f *facetPlan) merge(counters []*counter) Facet {
	out := Facet{Field: f.view.Field}
	if f.column == 0 {
		return out
	}
	words := counters[0].tallies
	for _, o := range counters[1:] {
		for word := range o.tallies {
			if t := &o.tallies[word]; t.count > 0 {
				words[word].add(t.count, t.first, t.last)
			}
		}
	}
	value := func(w int) string {
		if w < f.words.Len() {
			return textAt(f.words, w)
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
		if order := f.view.Order.compare(&words[a], &words[b]); order != 0 {
			return order
		}
		return cmp.Compare(value(a), value(b))
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
	case NewFirst:
		return cmp.Compare(b.first, a.first)
	}
	return 0
}

// Sort puts combinations in order, and those that are alike in it by their values.
func (o FacetOrder) Sort(list []Combination) {
	slices.SortFunc(list, func(a, b Combination) int {
		x := tally{a.Count, segment.Nanos(a.First), segment.Nanos(a.Last)}
		y := tally{b.Count, segment.Nanos(b.First), segment.Nanos(b.Last)}
		return cmp.Or(o.compare(&x, &y), slices.Compare(a.Values, b.Values))
	})
}

// textAt returns a word as a string that shares its memory.
func textAt(words textOf, word int) string {
	b := words.at(word)
	return unsafe.String(unsafe.SliceData(b), len(b))
}
