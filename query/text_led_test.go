package query

import (
	"bytes"
	"testing"
)

// Of 256 KiB a try from every place where the text stands would go through
// 16 GiB.
func TestAnExpressionIsNotTriedFromEveryPlaceWhereItsBeginningStands(t *testing.T) {
	re, err := NewRegular(`ab[^c]*[0-9]z[0-9]`)
	if err != nil {
		t.Fatal(err)
	}
	m := Text{Pattern: re}.Matcher()
	if m.led == nil {
		t.Fatal("no text is known with which a match begins")
	}
	record := bytes.Repeat([]byte("ab"), 128<<10)
	if m.Match(record) {
		t.Error("there is a match")
	}
	record = append(record, "c__ABx1z2"...)
	if start, end := m.Find(record); start != len(record)-6 || end != len(record) {
		t.Errorf("the match is from %d to %d of %d", start, end, len(record))
	}
}
