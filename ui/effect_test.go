package ui

import (
	"testing"

	"spoor/keymap"
)

// settings are the keys that bring the screen to where an action can do
// something; actions without one start where their context does.
var settings = map[keymap.Action][]string{
	keymap.Redo:              {"W", "u"},
	keymap.Undo:              {"W"},
	keymap.Back:              {"z"},
	keymap.StepBack:          {"5", "p", "enter"},
	keymap.StepForward:       {"5", "p", "enter", "["},
	keymap.FocusEvents:       {"1"},
	keymap.WholeWindow:       {"<"},
	keymap.Up:                {"5", "j", "j"},
	keymap.PageUp:            {"5", "G"},
	keymap.First:             {"5", "G"},
	keymap.IncludeValue:      {"5", "l"},
	keymap.ExcludeValue:      {"5", "l"},
	keymap.BrushWiden:        {"1", "l", "l", "l"},
	keymap.BrushNarrow:       {"1", "l", "l", "l"},
	keymap.TakeBrush:         {"1", "n"},
	keymap.PreviousBurst:     {"1", "h"},
	keymap.CellLeft:          {"5", "l", "l"},
	keymap.NextMatch:         {"5", "/", "type:mallory", "enter"},
	keymap.PreviousMatch:     {"5", "/", "type:mallory", "enter", "n"},
	keymap.NextSame:          {"5", "l"},
	keymap.PreviousSame:      {"5", "l", "*"},
	keymap.PreviousInSession: {"5", "o"},
	keymap.Collapse:          {"6", "R", "j"},
	keymap.ToggleFold:        {"6", "R", "j"},
	keymap.FoldMore:          {"6", "R"},
	keymap.PreviousSibling:   {"6", "R", "j", "J"},
	keymap.BreakLine:         {"c", "type:one", "left"},
	keymap.SaveQuery:         {"W"},
	keymap.SwitchParts:       {"W"},
	keymap.AcceptFilter:      {"f", "type:is:write"},
	keymap.CompleteFilter:    {"f", "type:us"},
	keymap.FilterDown:        {"f", "type:us"},
	keymap.FilterUp:          {"f", "type:us", "down"},
	keymap.SearchTyped:       {"f", "type:is:write", "enter", "f"},
	keymap.NarrowDown:        {"2", "/"},
	keymap.NarrowUp:          {"2", "/", "down"},
	keymap.MenuUp:            {"5", "y", "j"},
	keymap.MoveUp:            {"5", "C", "j"},
	keymap.ComparePageUp:     {"5", "space", "space", "D", "ctrl+d"},
	keymap.CompareFirst:      {"5", "space", "space", "D", "ctrl+d"},
	keymap.MenuSwitch:        {"5", "p"},
	keymap.PickUp:            {":", "down"},
	keymap.PickPageUp:        {":", "pgdown"},
}

var openers = map[keymap.Context][]string{
	keymap.List: {"5"}, keymap.Time: {"1"}, keymap.Facet: {"2"}, keymap.Event: {"5"}, keymap.Events: {"5"},
	keymap.Detail: {"6"}, keymap.Filter: {"f"}, keymap.Narrow: {"2", "/"}, keymap.Search: {"5", "/"},
	keymap.Menu: {"5", "y"}, keymap.Pick: {":"}, keymap.Arrange: {"5", "C"}, keymap.Compare: {"5", "space", "space", "D"}, keymap.Parts: {"W", "F"}, keymap.Saved: {"Q"}, keymap.Note: {"c"},
}

// A key that help names does something: it changes the screen, or says why not.
func TestEveryActionHasAnEffect(t *testing.T) {
	c := smallAccount(t)
	for _, b := range keymap.Default().All() {
		switch b.Action {
		case keymap.Quit, keymap.Interrupt, keymap.Suspend, keymap.Redraw:
			continue
		}
		t.Run(string(b.Action), func(t *testing.T) {
			s := openOn(t, 120, 40, c)
			setting, ok := settings[b.Action]
			if !ok {
				setting = openers[b.Context]
			}
			s.keys(setting...)
			if got := keymap.Default().Resolve(s.m.context(), b.Keys[0]); got != b.Action {
				t.Fatalf("%s means %q in %s", b.Keys[0], got, s.m.context())
			}
			before := s.m.View()
			s.keys(b.Keys[0])
			after := s.m.View()
			if before.Content == after.Content && (before.Cursor == nil) == (after.Cursor == nil) {
				t.Errorf("%s changes nothing:\n%s", b.Keys[0], s.view())
			}
		})
	}
}
