package ui

import "testing"

// Where there is nothing to search, the text behind / is still text: its letters
// are no actions.
func TestASearchOfNothingIsStillTyped(t *testing.T) {
	for _, c := range []struct {
		pane, field, says string
	}{
		{"5", "/ SAWzq", "there are no events here to search"},
		{"6", "/SAWzq", "the event under the cursor is shown here"},
	} {
		s := openOn(t, 120, 40, sharedAccount(t))
		s.keys("f", "type:user:nobody", "enter", c.pane, "/", "type:SAWzq")
		s.shows(c.field, "no event matches")
		s.keys("enter")
		s.shows(c.says, "❯ user:nobody", "0 of 471 events")
		s.hides(c.field)
		s.keys("/", "type:u", "esc")
		s.shows("❯ user:nobody")
	}
}
