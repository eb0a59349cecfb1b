package segment

import (
	"encoding/binary"

	"spoor/cache/bitpack"
)

// gather sets the bit of every row, of n, whose code is wanted. Codes have at most
// 16 bits.
func gather(words []uint64, codes bitpack.Numbers, n int, yes *CodeSet) {
	w := codes.Width
	mask := uint16(1<<w - 1)
	half := 4 * w // where the second half of eight codes begins
	// Shifts are masked since the compiler does not know that they are small.
	for k := range words {
		var word uint64
		run := codes.Bits[8*uint(k)*w:][:8*w+bitpack.Slack]
		for i := uint(0); i < 8; i++ {
			x := binary.LittleEndian.Uint64(run[i*w:])
			y := x >> (half & 63)
			if w > 8 {
				y = binary.LittleEndian.Uint64(run[i*w+half>>3:]) >> (half & 7)
			}
			b := yes[uint16(x)&mask] | yes[uint16(x>>(w&63))&mask]<<1 |
				yes[uint16(x>>(2*w&63))&mask]<<2 | yes[uint16(x>>(3*w&63))&mask]<<3 |
				yes[uint16(y)&mask]<<4 | yes[uint16(y>>(w&63))&mask]<<5 |
				yes[uint16(y>>(2*w&63))&mask]<<6 | yes[uint16(y>>(3*w&63))&mask]<<7
			word |= uint64(b) << (8 * i & 63)
		}
		words[k] = word
	}
	if n&63 != 0 {
		words[len(words)-1] &= 1<<(n&63) - 1
	}
}

// unpack64 reads the k-th 64 codes.
func unpack64(codes bitpack.Numbers, k int, out *[64]uint16) {
	w := codes.Width
	mask := uint16(1<<w - 1)
	half := 4 * w
	run := codes.Bits[8*uint(k)*w:][:8*w+bitpack.Slack]
	for i := uint(0); i < 8; i++ {
		x := binary.LittleEndian.Uint64(run[i*w:])
		y := x >> (half & 63)
		if w > 8 {
			y = binary.LittleEndian.Uint64(run[i*w+half>>3:]) >> (half & 7)
		}
		eight := out[8*i&63:][:8]
		eight[0], eight[1] = uint16(x)&mask, uint16(x>>(w&63))&mask
		eight[2], eight[3] = uint16(x>>(2*w&63))&mask, uint16(x>>(3*w&63))&mask
		eight[4], eight[5] = uint16(y)&mask, uint16(y>>(w&63))&mask
		eight[6], eight[7] = uint16(y>>(2*w&63))&mask, uint16(y>>(3*w&63))&mask
	}
}

// gatherPairs is gather for codes of two bits, 32 of them at a time.
func gatherPairs(words []uint64, codes bitpack.Numbers, n int, yes *CodeSet) {
	const low = 0x5555555555555555 // the lower bit of each
	var want [4]uint64
	for code := range want {
		want[code] = low * uint64(yes[code])
	}
	half := func(x uint64) uint64 {
		l, h := x&low, x>>1&low
		return evenBits(^l&^h&want[0] | l&^h&want[1] | ^l&h&want[2] | l&h&want[3])
	}
	for k := range words {
		run := codes.Bits[16*k:][:16]
		words[k] = half(binary.LittleEndian.Uint64(run)) | half(binary.LittleEndian.Uint64(run[8:]))<<32
	}
	if n&63 != 0 {
		words[len(words)-1] &= 1<<(n&63) - 1
	}
}

// evenBits moves every second bit, the others being 0, to the lower half.
func evenBits(x uint64) uint64 {
	x = (x | x>>1) & 0x3333333333333333
	x = (x | x>>2) & 0x0f0f0f0f0f0f0f0f
	x = (x | x>>4) & 0x00ff00ff00ff00ff
	x = (x | x>>8) & 0x0000ffff0000ffff
	return (x | x>>16) & 0x00000000ffffffff
}
