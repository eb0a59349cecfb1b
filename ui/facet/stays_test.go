package facet

import (
	"testing"

	"spoor/keymap"
	"spoor/query"
)

// The cursor keeps to its value, also to that of events which have none.
func TestTheCursorKeepsToTheEventsWithoutAValue(t *testing.T) {
	p := shownOn(t, values("iam.amazonaws.com", 9, "", 7, "s3.amazonaws.com", 3))
	p.Do(keymap.Down)
	p.Show(values("", 12, "iam.amazonaws.com", 9, "s3.amazonaws.com", 8))
	if got := p.shown[p.cursor].Value; got != "" {
		t.Errorf("the cursor went to %q", got)
	}
	p.Do(keymap.Last)
	p.Show(values("s3.amazonaws.com", 13, "", 12, "iam.amazonaws.com", 9))
	if got := p.shown[p.cursor].Value; got != "s3.amazonaws.com" {
		t.Errorf("the cursor went to %q", got)
	}
}

// What is chosen already and chosen again changes nothing: a filter from
// elsewhere puts what it names at the top as ever.
func TestChoosingWhatIsChosenLeavesNothingBehind(t *testing.T) {
	p := shownOn(t, values("iam.amazonaws.com", 9, "s3.amazonaws.com", 3))
	s3, err := query.Parse("source:s3", query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.SetFilter(nil)
	p.Do(keymap.IncludeValue)
	p.Unchanged()
	p.SetFilter(s3)
	if got := p.shown[0].Value; got != "s3.amazonaws.com" {
		t.Errorf("%q is at the top", got)
	}
}
