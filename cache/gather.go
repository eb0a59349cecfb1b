package cache

import (
	"encoding/binary"

	"spoor/cache/bitpack"
)

// gather sets the bit of every row, of n, whose code is wanted. Codes have at most
// 16 bits.
func gather(words []uint64, codes bitpack.Numbers, n int, yes *codeSet) {
	w := codes.Width
	mask := uint16(1<<w - 1)
	half := 4 * w // where the second half of eight codes begins
	for k := range words {
		var word uint64
		run := codes.Bits[8*uint(k)*w:][:8*w+bitpack.Slack]
		for i := uint(0); i < 8; i++ {
			x := binary.LittleEndian.Uint64(run[i*w:])
			y := x >> half
			if w > 8 {
				y = binary.LittleEndian.Uint64(run[i*w+half>>3:]) >> (half & 7)
			}
			b := yes[uint16(x)&mask] | yes[uint16(x>>w)&mask]<<1 |
				yes[uint16(x>>(2*w))&mask]<<2 | yes[uint16(x>>(3*w))&mask]<<3 |
				yes[uint16(y)&mask]<<4 | yes[uint16(y>>w)&mask]<<5 |
				yes[uint16(y>>(2*w))&mask]<<6 | yes[uint16(y>>(3*w))&mask]<<7
			word |= uint64(b) << (8 * i & 63)
		}
		words[k] = word
	}
	if n&63 != 0 {
		words[len(words)-1] &= 1<<(n&63) - 1
	}
}
