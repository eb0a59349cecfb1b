package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
	"spoor/query"
)

// set is a set of a part's rows: none, all, or some.
type set struct {
	bits *bitmap.Bits // nil for none and all
	all  bool
}

var (
	noRows  = set{}
	allRows = set{all: true}
)

func someRows(b *bitmap.Bits) set { return set{bits: b} }

func (s set) none() bool { return s.bits == nil && !s.all }

// complement returns the other rows.
func (s set) complement() set {
	if s.bits == nil {
		return set{all: !s.all}
	}
	b := s.bits.Clone()
	b.Not()
	return someRows(b)
}

// codeSet evaluates test once for every value of a column and returns the rows
// whose value passed.
func codeSet(c *segment.Column, test func(stored string) (bool, error)) (set, error) {
	k := c.Len()
	yes := make([]uint8, max(k, 256))
	hits := 0
	for code := range k {
		ok, err := test(c.At(code))
		if err != nil {
			return noRows, err
		}
		if ok {
			yes[code] = 1
			hits++
		}
	}
	switch {
	case hits == 0:
		return noRows, nil
	case hits == k:
		return allRows, nil
	}
	b := bitmap.New(c.Rows())
	words := b.Words()
	if codes := c.Narrow(); codes != nil {
		gatherNarrow(words, codes, (*[256]uint8)(yes))
	} else {
		gatherWide(words, c.Wide(), yes)
	}
	return someRows(b), nil
}

func gatherNarrow(words []uint64, codes []uint8, yes *[256]uint8) {
	for k := range words {
		var w uint64
		for i, c := range codes[k*64 : min(k*64+64, len(codes))] {
			w |= uint64(yes[c]) << (i & 63)
		}
		words[k] = w
	}
}

func gatherWide(words []uint64, codes []uint16, yes []uint8) {
	for k := range words {
		var w uint64
		for i, c := range codes[k*64 : min(k*64+64, len(codes))] {
			w |= uint64(yes[c]) << (i & 63)
		}
		words[k] = w
	}
}

// leafKey names a term so that equal terms share what was found for them.
func leafKey(t query.Term) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %q", t.Field, t.Path)
	for _, p := range t.Patterns {
		fmt.Fprintf(&b, " %d %q", p.Kind, p.Value)
		if p.Kind == query.FromFile {
			h := sha256.New()
			for _, v := range p.Values {
				var n [8]byte
				binary.LittleEndian.PutUint64(n[:], uint64(len(v)))
				h.Write(n[:])
				h.Write([]byte(v))
			}
			fmt.Fprintf(&b, " %x", h.Sum(nil))
		}
	}
	return b.String()
}
