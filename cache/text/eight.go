package text

import (
	"encoding/binary"
	"math/bits"
)

// Eight bytes of a text are looked at as one number, the first byte the lowest.

const (
	ones  = 0x0101010101010101
	lows  = 0x7f * ones
	highs = 0x80 * ones
	// spaces is what a letter in upper case lacks. Digits have it.
	spaces = ' ' * ones
)

// eightAt returns the eight bytes at a place in a text, zeros behind its end.
func eightAt(text []byte, i int) uint64 {
	if i+8 <= len(text) {
		return binary.LittleEndian.Uint64(text[i:])
	}
	return lastAt(text, i)
}

func lastAt(text []byte, i int) (w uint64) {
	for k := len(text) - 1; k >= i; k-- {
		w = w<<8 | uint64(text[k])
	}
	return w
}

// eightKinds has the high bit of every byte set that is of a kind: a digit, a
// letter from a to f, a digit or letter.
type eightKinds struct{ digit, hexLetter, word uint64 }

// kindsOf is what kinds says of eight bytes. A sum has the high bit set where a
// byte is at least what the number added lacks to 0x80.
func kindsOf(w uint64) eightKinds {
	ascii := highs &^ w
	digit := w & lows
	letter := digit | spaces
	digit = (digit + (0x80-'0')*ones) &^ (digit + (0x80-'9'-1)*ones)
	fromA := letter + (0x80-'a')*ones
	return eightKinds{
		digit & ascii,
		fromA &^ (letter + (0x80-'f'-1)*ones) & ascii,
		(fromA&^(letter+(0x80-'z'-1)*ones) | digit) & ascii,
	}
}

// alike is how many bytes two texts have in common before they differ.
func alike(a, b []byte) int {
	n := min(len(a), len(b))
	a, b = a[:n], b[:n]
	i := 0
	for ; i+32 <= n; i += 32 {
		x, y := (*[32]byte)(a[i:]), (*[32]byte)(b[i:])
		first := binary.LittleEndian.Uint64(x[:]) ^ binary.LittleEndian.Uint64(y[:])
		second := binary.LittleEndian.Uint64(x[8:]) ^ binary.LittleEndian.Uint64(y[8:])
		third := binary.LittleEndian.Uint64(x[16:]) ^ binary.LittleEndian.Uint64(y[16:])
		fourth := binary.LittleEndian.Uint64(x[24:]) ^ binary.LittleEndian.Uint64(y[24:])
		if first|second|third|fourth == 0 {
			continue
		}
		at := 16
		if third == 0 {
			third, at = fourth, 24
		}
		if second != 0 {
			third, at = second, 8
		}
		if first != 0 {
			third, at = first, 0
		}
		return i + at + bits.TrailingZeros64(third)>>3
	}
	for ; i+8 <= n; i += 8 {
		if x := binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]); x != 0 {
			return i + bits.TrailingZeros64(x)>>3
		}
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}
