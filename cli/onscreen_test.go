package cli

import (
	"bytes"
	"testing"
)

func TestWhatRecordsHoldDoesNotSteerATerminal(t *testing.T) {
	const text = "a,\x1b[31mred\x1b[0m,\u009b2J\n{\t\"é\u202e\": \"\r\"}\nno end\x07"
	const want = "a,␛[31mred␛[0m,␦2J\n{\t\"é�\": \"␍\"}\nno end␇"
	for size := 1; size <= len(text); size++ {
		var shown bytes.Buffer
		screen := &onScreen{to: &shown}
		for rest := []byte(text); len(rest) > 0; {
			n, err := screen.Write(rest[:min(size, len(rest))])
			if err != nil || n != min(size, len(rest)) {
				t.Fatal(n, err)
			}
			rest = rest[n:]
		}
		if err := screen.end(); err != nil || shown.String() != want {
			t.Fatalf("in pieces of %d: %q, %v; want %q", size, shown.String(), err, want)
		}
	}
}
