package query

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestATextIsFoundInLongRecordsAsInShortOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		re, err := NewRegular(rapid.SampledFrom([]string{`ab.*[0-9]z`, `[^a]\bx`, `(a|é){3,}\xff?$`, `^"?ab`, `z\z`, `y.{2}y`, `\x{FFFD}`}).Draw(t, "expression"))
		if err != nil {
			t.Fatal(err)
		}
		m := Text{Pattern: re}.Matcher()
		filler := rapid.SampledFrom([]string{"ab", "é", "-", "\xff", " "}).Draw(t, "filler")
		record := bytes.Repeat([]byte(filler), rapid.IntRange(0, 2*longText).Draw(t, "fillers")/len(filler))
		record = append(record, rapid.SampledFrom([]string{"", "AB 3z", "-x", "aéa", "yÿÿy", "\xff", "xz"}).Draw(t, "end")...)
		if got, want := m.MatchWhile(func() bool { return true }, record), m.Match(record); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func TestGoingThroughALongRecordIsGivenUp(t *testing.T) {
	re, err := NewRegular(`(.?.?.?.?.?.?.?.?){300}[0-9]`)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	m := Text{Pattern: re}.Matcher()
	m.MatchWhile(func() bool { asked++; return asked < 3 }, bytes.Repeat([]byte("ab"), 8<<20))
	if asked != 3 {
		t.Errorf("it is asked %d times whether to go on", asked)
	}
}
