package trail

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestMemoryIsNotUsedAgainBeforeItIsFreed(t *testing.T) {
	type given struct {
		chunk []byte
		mark  byte
		free  func()
	}
	rapid.Check(t, func(t *rapid.T) {
		m := memory{chunk: 256}
		var held []given
		for mark := range byte(rapid.IntRange(1, 60).Draw(t, "chunks")) {
			rest := rapid.IntRange(0, 300).Draw(t, "rest")
			needs := rapid.IntRange(0, 300).Draw(t, "needs")
			m.reserve(needs)
			b := m.room(rest)
			if cap(b) < rest+1 || needs <= m.chunk && rest == 0 && cap(b) < needs {
				t.Fatalf("room for %d bytes where %d are known and %d needed", cap(b), rest, needs)
			}
			b = b[:rapid.IntRange(rest, cap(b)).Draw(t, "length")]
			for i := range b {
				b[i] = mark
			}
			if rapid.Bool().Draw(t, "kept") {
				chunk, free := m.own(b)
				if len(chunk) != len(b) || cap(chunk) > len(b) && free != nil {
					t.Fatalf("%d bytes with room for %d of %d", len(chunk), cap(chunk), len(b))
				}
				held = append(held, given{chunk, mark, free})
			}
			for len(held) > 0 && rapid.Bool().Draw(t, "let go") {
				i := rapid.IntRange(0, len(held)-1).Draw(t, "which")
				if held[i].free != nil {
					held[i].free()
				}
				held = append(held[:i], held[i+1:]...)
			}
			for _, h := range held {
				if len(bytes.Trim(h.chunk, string([]byte{h.mark}))) > 0 {
					t.Fatalf("chunk %d was written to", h.mark)
				}
			}
		}
	})
}
