package bitpack_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"spoor/cache/bitpack"
)

func TestNumbersAreReadAsTheyWereSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.UintRange(0, bitpack.MaxWidth).Draw(t, "width")
		list := rapid.SliceOfN(rapid.Uint32Range(0, 1<<width-1), 0, 200).Draw(t, "numbers")
		p := bitpack.New(len(list), width)
		for i, v := range list {
			p.Set(i, v)
		}
		for i, v := range list {
			if got := p.At(i); got != v {
				t.Fatalf("number %d of %d bits is %d, want %d", i, width, got, v)
			}
		}
	})
}

func TestAListIsPackedAsItsNumbersOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.UintRange(0, 16).Draw(t, "width")
		list := rapid.SliceOfN(rapid.Uint16Range(0, 1<<width-1), 0, 200).Draw(t, "numbers")
		want := bitpack.New(len(list), width)
		for i, v := range list {
			want.Set(i, uint32(v))
		}
		if got := bitpack.Of(list, width); got.Width != width || !bytes.Equal(got.Bits, want.Bits) {
			t.Fatalf("%v in %d bits:\n%x, want\n%x", list, width, got.Bits, want.Bits)
		}
	})
}
