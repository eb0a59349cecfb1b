package text

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// fragments are what random texts and searches are made of: words, ids, what
// stands between them, and what JSON does to text.
var fragments = []string{
	"payroll", "Pay", "roll", "bucketName", `"`, `":"`, " ", "-", "/", ".", "é", "ﬁ", `\n`, `\u00e9`, `\u0061`, `\\n`, "K", "\u212a", "s", "ſ",
	"deadbeef", "0a1b2c3d", "4000", "face", "2026", "11", "111122223333", "AKIAEXAMPLE0000000001", "x", "\x00", "\xff",
	strings.Repeat("abcdefghij", 9), strings.Repeat("0123456789abcdef", 5),
}

func drawText(t *rapid.T, most int, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(fragments), 0, most).Draw(t, label), "")
}

func drawBlocks(t *rapid.T) []string {
	var out []string
	for range rapid.IntRange(0, 8).Draw(t, "blocks") {
		out = append(out, drawText(t, 12, "block"))
	}
	return out
}

func build(blocks []string) *Builder {
	b := NewBuilder()
	for _, text := range blocks {
		b.Block()
		b.Add([]byte(text))
	}
	return b
}

func lookup(t *rapid.T, stored []byte, n Need) Blocks {
	x, err := Open(stored)
	if err != nil {
		t.Fatal(err)
	}
	found, err := x.Lookup(n)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// count is how many blocks are found.
func count(found Blocks) (n int) {
	found.each(func(int) { n++ })
	return n
}

// lowered is text with ASCII letters in lower case.
func lowered(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = map[bool]byte{true: b[i] | 0x20, false: b[i]}['A' <= b[i] && b[i] <= 'Z']
	}
	return string(b)
}

func TestNoBlockThatHoldsTheTextIsPassedOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blocks := drawBlocks(t)
		stored := build(blocks).Encode()
		needle := drawText(t, 4, "needle")
		if len(blocks) > 0 && rapid.Bool().Draw(t, "from a block") {
			from := rapid.SampledFrom(blocks).Draw(t, "of")
			at := rapid.IntRange(0, len(from)).Draw(t, "at")
			needle = from[at:rapid.IntRange(at, len(from)).Draw(t, "to")]
		}
		found := lookup(t, stored, Literal(needle))
		for k, text := range blocks {
			if strings.Contains(lowered(text), lowered(needle)) && !found.Has(k) {
				t.Fatalf("block %d %q holds %q and is passed over", k, text, needle)
			}
		}
	})
}

func TestNoBlockThatHoldsAWholeValueIsPassedOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blocks := drawBlocks(t)
		value := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"payroll", "Pay", "-", "x", "11", "AKIAEXAMPLE0000000001", "deadbeef"}), 1, 3).Draw(t, "value"), "")
		for k := range blocks {
			if rapid.Bool().Draw(t, "holds it") {
				blocks[k] += `"` + value + `"`
			}
		}
		for _, p := range strings.Fields(strings.Repeat("w1 ", rapid.IntRange(0, 3).Draw(t, "more"))) {
			for n := range 40 { // so that there are several marks
				blocks = append(blocks, fmt.Sprint(p, n, " z", n))
			}
		}
		found := lookup(t, build(blocks).Encode(), Whole(value))
		some := 0
		for k, text := range blocks {
			if !strings.Contains(lowered(text), lowered(`"`+value+`"`)) {
				continue
			}
			if some++; !found.Has(k) {
				t.Fatalf("block %d %q holds %q and is passed over", k, text, value)
			}
		}
		if value == "payroll" && count(found) > some {
			for k, text := range blocks {
				if found.Has(k) && !strings.Contains(lowered(text), "payroll") && !strings.Contains(text, `\`) {
					t.Fatalf("block %d %q is said to hold %q", k, text, value)
				}
			}
		}
	})
}

func TestMergedIndexesSayWhatOneOfAllBlocksWouldSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []string
		var indexes []*Index
		var moved [][]int
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			blocks := drawBlocks(t)
			x, err := Open(build(blocks).Encode())
			if err != nil {
				t.Fatal(err)
			}
			to := make([]int, len(blocks))
			for i := range to {
				to[i] = len(all)
				all = append(all, blocks[i])
			}
			indexes, moved = append(indexes, x), append(moved, to)
		}
		extra := drawBlocks(t)
		var at []int
		for range extra {
			at = append(at, len(all)+len(at))
		}
		merged, err := Merge(indexes, moved, build(extra), at, len(all)+len(extra))
		if err != nil {
			t.Fatal(err)
		}
		if want := build(append(all, extra...)).Encode(); !bytes.Equal(merged, want) {
			t.Fatal("the merged index is another")
		}
	})
}

func TestWhatIsNotThereIsFoundInNoBlock(t *testing.T) {
	stored := build([]string{`{"eventName":"CreateUser"}`, `{"eventName":"DeleteBucket","id":"0a1b2c3d-4000-4000-8000-deadbeef0011"}`}).Encode()
	for search, want := range map[string]int{
		"nowhere": 0, "createuser": 1, "CREATE": 1, `"eventname":"delete`: 1, "eventName": 2, "deletebuckets": 0,
		// Ids are left out, so they may be anywhere.
		"0a1b2c3d": 2, "beef": 2,
	} {
		x, err := Open(stored)
		if err != nil {
			t.Fatal(err)
		}
		found, err := x.Lookup(Literal(search))
		if err != nil || count(found) != want {
			t.Errorf("%s: %d blocks, %v; want %d", search, count(found), err, want)
		}
	}
}

func TestBlocksMayHaveNoWords(t *testing.T) {
	x, err := Open(build(make([]string, 100)).Encode())
	if err != nil || x.Blocks() != 100 {
		t.Fatal(x, err)
	}
	if found, err := x.Lookup(Literal("one")); err != nil || count(found) != 0 {
		t.Error(found, err)
	}
}

func FuzzAHostileIndexCostsAnError(f *testing.F) {
	f.Add([]byte{}, "a")
	f.Add(build([]string{"one two", "two three"}).Encode(), "two")
	f.Add(build([]string{strings.Repeat("x y z ", 100), fmt.Sprint(1)}).Encode(), "z")
	f.Fuzz(func(t *testing.T, stored []byte, search string) {
		x, err := Open(stored)
		if err != nil {
			return
		}
		_, _ = x.Lookup(Literal(search))
		moved := make([]int, x.blocks)
		_, _ = Merge([]*Index{x}, [][]int{moved}, nil, nil, 1)
	})
}
