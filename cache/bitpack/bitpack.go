// Package bitpack holds many small numbers in as many bits each as the largest of
// them needs.
package bitpack

import "encoding/binary"

// MaxWidth is the most bits that a number can have.
const MaxWidth = 32

// Slack is how many bytes of Bits there are behind the last number, so that eight
// bytes can be read from where any of them begins.
const Slack = 8

// Numbers are numbers of Width bits, behind each other from the lowest bit of the
// first byte on.
type Numbers struct {
	Width uint
	Bits  []byte
}

// New makes room for n numbers of width bits, at most MaxWidth, all 0, and for as many more as fill
// the last 64.
func New(n int, width uint) Numbers {
	return Numbers{width, make([]byte, (n+63)/64*8*int(width)+Slack)}
}

// At returns the i-th number.
func (p *Numbers) At(i int) uint32 {
	bit := uint(i) * p.Width
	return uint32(binary.LittleEndian.Uint64(p.Bits[bit>>3:])>>(bit&7)) & (1<<(p.Width&63) - 1)
}

// Set gives the i-th number, which must be 0, a value that fits.
func (p *Numbers) Set(i int, v uint32) {
	bit := uint(i) * p.Width
	b := p.Bits[bit>>3:]
	binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)|uint64(v)<<(bit&7))
}

// Of packs a list of numbers, which must fit into width bits.
func Of(list []uint16, width uint) Numbers {
	p := New(len(list), width)
	var word uint64
	have, at := uint(0), 0 // bits of word, bytes written
	for _, v := range list {
		word |= uint64(v) << (have & 63)
		if have += width; have >= 64 {
			binary.LittleEndian.PutUint64(p.Bits[at:], word)
			at += 8
			have -= 64
			word = uint64(v) >> ((width - have) & 63)
		}
	}
	binary.LittleEndian.PutUint64(p.Bits[at:], word)
	return p
}
