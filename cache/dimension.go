package cache

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"spoor/cache/segment"
	"spoor/cache/text"
	"spoor/query"
)

// dimension is a Dimension made ready to be counted by.
type dimension struct {
	Dimension
	column segment.ID  // 0 where there is none
	record *recordNode // what finds the blocks that may have something at the path
	words  *numbering  // those of paths and times; a column's are in its lexicon
}

func newDimension(d Dimension) dimension {
	switch {
	case d.Path != nil:
		need := text.Need{Any: true, Values: true}
		for _, key := range query.PathKeys(d.Path.String()) {
			need = text.And(need, text.Whole(key))
		}
		return dimension{Dimension: d, words: &numbering{}, record: &recordNode{key: "has " + d.Path.String(), need: need}}
	case d.Moment != nil:
		return dimension{Dimension: d, words: &numbering{}}
	}
	return dimension{Dimension: d, column: facetColumn(d.Field)}
}

// texts returns what the numbers of a dimension's words stand for.
func (d *dimension) texts(c *Cache) func(word uint32) string {
	if d.column == 0 {
		return func(word uint32) string { return d.words.words[word] }
	}
	words, seen := c.lexicons[d.column].view(), map[uint32]string{}
	return func(word uint32) string {
		text, ok := seen[word]
		if !ok {
			text = strings.Clone(textAt(words, int(word)))
			seen[word] = text
		}
		return text
	}
}

// coding says of the rows of one part what they have of a dimension: a code for
// each row, and the words that a code stands for.
type coding struct {
	column *segment.Codes
	rows   []uint32 // where there is no column
	words  []uint32
	ends   []uint32 // of a code's words
}

func (c *coding) of(row int) uint32 {
	switch {
	case c.column != nil:
		return uint32(c.column.Code(row))
	case c.rows == nil:
		return 0
	}
	return c.rows[row]
}

func (c *coding) meaning(code uint32) []uint32 {
	from := uint32(0)
	if code > 0 {
		from = c.ends[code-1]
	}
	return c.words[from:c.ends[code]]
}

// stands gives the next code its words, or noWord where there are none.
func (c *coding) stands(words ...uint32) (code uint32) {
	if len(words) == 0 {
		words = []uint32{noWord}
	}
	c.words = append(c.words, words...)
	c.ends = append(c.ends, uint32(len(c.words)))
	return uint32(len(c.ends) - 1)
}

// code codes the rows of a set of a part.
func (d *dimension) code(at *evaluation, s set) (c coding, err error) {
	switch {
	case d.Path != nil:
		return d.codeRecords(at, s)
	case d.Moment != nil:
		return d.codeTimes(at, s)
	case d.column == 0:
		c.stands()
		return c, nil
	}
	n, err := at.numbered(d.column)
	if err != nil {
		return c, err
	}
	c.column = &n.codes
	of := n.of.reader()
	for range n.codes.Codes() {
		c.stands(of.next()...)
	}
	return c, nil
}

func (d *dimension) codeTimes(at *evaluation, s set) (c coding, err error) {
	c.rows = make([]uint32, at.part.rows())
	c.stands() // events without a time
	times, codes := at.part.times.Load(), map[string]uint32{}
	second, code := int64(math.MinInt64), uint32(0)
	s.each(at.part.rows(), func(row int) {
		nanos := times.At(row)
		if nanos == segment.NoTime {
			return
		}
		// Times of one second are in one minute of every zone.
		if t := segment.Time(nanos); t.Unix() != second {
			second = t.Unix()
			word := d.Moment(t)
			known := false
			if code, known = codes[word]; !known {
				number, ok := d.words.number(word)
				if !ok {
					err = errTooMany
				}
				code = c.stands(number)
				codes[word] = code
			}
		}
		c.rows[row] = code
	})
	return c, err
}

// codeRecords reads the records that may have something at the path.
func (d *dimension) codeRecords(at *evaluation, s set) (c coding, err error) {
	c.rows = make([]uint32, at.part.rows())
	c.stands()
	candidates, err := d.record.candidates(at)
	if err != nil {
		return c, err
	}
	codes := map[string]uint32{}
	var words []uint32
	var key []byte
	full := false
	err = eachRecord(at, candidates, s, func(row int, record []byte) {
		if full {
			return
		}
		words, key = words[:0], key[:0]
		d.Path.Each(record, func(value string) {
			word, ok := d.words.number(value)
			if !ok {
				full = true
				return
			}
			if !slices.Contains(words, word) {
				words = append(words, word)
				key = binary.LittleEndian.AppendUint32(key, word)
			}
		})
		if len(words) == 0 || full {
			return
		}
		code, known := codes[string(key)]
		if !known {
			code = c.stands(words...)
			codes[string(key)] = code
		}
		c.rows[row] = code
	})
	if err == nil && full {
		err = errTooMany
	}
	return c, err
}

// eachRecord calls f with the rows of a set whose records stand in one of the
// blocks. The record is valid for that call.
func eachRecord(at *evaluation, c *candidates, s set, f func(row int, record []byte)) error {
	var blocks []int
	for _, k := range c.blocks {
		if wanted(at.part.sealed, c.places, k, s) {
			blocks = append(blocks, k)
		}
	}
	return openBlocks(at, blocks, func(k int, open *searcher) {
		for record := range open.scan.Len() {
			if row := c.places.Row(k, record); s.all || s.bits.Has(row) {
				f(row, open.scan.Record(record))
			}
		}
	})
}
