package cache

import (
	"context"
	"fmt"
	"time"

	"spoor/cache/segment"
	"spoor/query"
)

// Dimension is one of the things that events are counted by together: what they
// have at a path of their record or make of their time, where one of these is set,
// else a field that is Countable.
type Dimension struct {
	Field  query.Field
	Path   *query.RecordPath
	Moment func(time.Time) string
}

// Combination is one value of each dimension, with how many events have them all
// and when the first and the last of these were.
type Combination struct {
	Values      []string
	Count       int
	First, Last time.Time
}

// Together counts the events of the answer by several dimensions at once, in no
// order. An event with several values of a dimension counts once under each, and
// under each combination; one without counts under "". As in a Facet, users are
// user names alone. Where the answer's snapshot is no more, or a part of it turns
// out to be damaged, what is counted are the events of the same question asked now.
func (a *Answer) Together(ctx context.Context, by []Dimension) (found []Combination, err error) {
	err = a.whileItLasts(ctx, func(r *result) error {
		found, err = r.together(ctx, a.cache, by)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count events of cache %s: %w", a.cache.file.path, err)
	}
	return found, nil
}

func (r *result) together(ctx context.Context, c *Cache, by []Dimension) ([]Combination, error) {
	defer c.trim()
	dimensions := make([]dimension, len(by))
	columns := map[segment.ID]bool{}
	for i, d := range by {
		dimensions[i] = newDimension(d)
		if id := dimensions[i].column; id != 0 {
			columns[id] = true
		}
	}
	if err := c.ensure(ctx, r.parts, columns, false); err != nil {
		return nil, err
	}
	c.touch(r.parts, columns)
	counts := make([]*combinations, workersFor(len(r.parts)))
	for i := range counts {
		counts[i] = newCombinations(len(by))
	}
	err := eachWorker(ctx, len(r.parts), func(worker, i int) error {
		if r.counts[i] == 0 {
			return nil
		}
		at := &evaluation{ctx: ctx, cache: c, part: r.parts[i], marks: r.snap.marks}
		coded := make([]coding, len(dimensions))
		for k := range dimensions {
			var err error
			if coded[k], err = dimensions[k].code(at, r.sets[i]); err != nil {
				return err
			}
		}
		counts[worker].add(at.part, r.sets[i], coded)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := counts[0]
	for _, other := range counts[1:] {
		other.each(func(words []uint32, t *tally) { all.of(words).add(t.count, t.first, t.last) })
	}
	return all.read(c, dimensions), nil
}

// noWord stands for no value of a dimension.
const noWord = 1<<32 - 1

// add counts the rows of a set of a part. They are counted by what they are coded
// as, and only then by the words that the codes stand for.
func (c *combinations) add(p *part, s set, coded []coding) {
	rows, codes := newCombinations(len(coded)), make([]uint32, len(coded))
	s.each(p.rows(), func(row int) {
		for k := range coded {
			codes[k] = coded[k].of(row)
		}
		rows.of(codes).add(1, int64(row), int64(row))
	})
	times, words := p.times.Load(), make([]uint32, len(coded))
	rows.each(func(codes []uint32, t *tally) {
		first, last := times.At(int(t.first)), times.At(int(t.last))
		var combine func(k int)
		combine = func(k int) {
			if k == len(coded) {
				c.of(words).add(t.count, first, last)
				return
			}
			for _, word := range coded[k].meaning(codes[k]) {
				words[k] = word
				combine(k + 1)
			}
		}
		combine(0)
	})
}

// read puts words in the place of their numbers.
func (c *combinations) read(store *Cache, dimensions []dimension) []Combination {
	texts := make([]func(word uint32) string, len(dimensions))
	for k := range dimensions {
		texts[k] = dimensions[k].texts(store)
	}
	out := make([]Combination, 0, len(c.tallies))
	all := make([]string, len(c.tallies)*len(dimensions))
	c.each(func(words []uint32, t *tally) {
		values := all[:len(words):len(words)]
		all = all[len(words):]
		for k, word := range words {
			if word != noWord {
				values[k] = texts[k](word)
			}
		}
		out = append(out, Combination{values, t.count, segment.Time(t.first), segment.Time(t.last)})
	})
	return out
}
