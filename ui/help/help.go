// Package help is the two overlays over the list of actions: help, with what
// works here, and the palette, with everything there is. Both are searched as
// one types and run what is chosen.
package help

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"spoor/keymap"
	"spoor/ui/dialog"
	"spoor/ui/entry"
	"spoor/ui/pane"
)

// Overlay is help or the palette.
type Overlay struct {
	title  string
	input  *entry.Entry
	all    []action
	shown  []line
	cursor int
	offset int
	height int
	dialog.Drawn
}

// action is one thing that can be run.
type action struct {
	keymap.Binding
	group string
	// intent is what running it asks for, nil for the action.
	intent pane.Intent
}

// line is one line of the list: an action, or the heading of a group.
type line struct {
	heading string
	action  *action
	// matched are the bytes of the action's help that were searched for.
	matched []int
}

// groups are what the places of actions are called here.
var groups = map[keymap.Context]string{
	keymap.Anywhere: "always", keymap.Screen: "everywhere", keymap.List: "in every list",
	keymap.Time: "in Time", keymap.Facet: "in a facet", keymap.Event: "on an event", keymap.Events: "in Events", keymap.Detail: "in Detail",
}

// New returns the help for a context: what works there, its own first.
func New(keys *keymap.Map, c keymap.Context) *Overlay {
	return overlay("What works here", keys.Bindings(c))
}

// Entry is something else that the palette lists. Says must be clean text.
type Entry struct {
	Says   string
	Intent pane.Intent
}

// NewPalette returns the palette: every action that can be asked for by name,
// and more.
func NewPalette(keys *keymap.Map, more ...Entry) *Overlay {
	o := overlay("Every action", keys.All())
	for _, e := range more {
		o.all = append(o.all, action{keymap.Binding{Help: e.Says}, "saved queries", e.Intent})
	}
	o.list()
	return o
}

func overlay(title string, bindings []keymap.Binding) *Overlay {
	o := &Overlay{title: title, input: entry.New(), height: 1}
	for _, b := range bindings {
		group, ok := groups[b.Context]
		// What belongs to a text field or a dialog cannot be run from outside,
		// and these two would only open themselves.
		if ok && b.Action != keymap.ShowHelp && b.Action != keymap.ShowPalette && b.Action != keymap.Back {
			o.all = append(o.all, action{b, group, nil})
		}
	}
	o.list()
	return o
}

// list makes the lines for what was typed: without anything all actions by
// group, else the best matches first.
func (o *Overlay) list() {
	o.shown = o.shown[:0]
	o.cursor, o.offset = 0, 0
	words := strings.TrimSpace(o.input.Value())
	if words == "" {
		for i := range o.all {
			if a := &o.all[i]; i == 0 || a.group != o.all[i-1].group {
				o.shown = append(o.shown, line{heading: a.group})
			}
			o.shown = append(o.shown, line{action: &o.all[i]})
		}
		o.move(0)
		return
	}
	for i := range o.all {
		if slices.Contains(o.all[i].Keys, words) {
			o.shown = append(o.shown, line{action: &o.all[i]})
		}
	}
	// What is called so comes first, then what holds the words as they are, what
	// other tools call so, and what only has their letters, near each other.
	var named, holding, elsewhere, scattered []line
	for i := range o.all {
		if a := &o.all[i]; calledElsewhere(a.Action, words) && !strings.Contains(strings.ToLower(searched(o.all).String(i)), strings.ToLower(words)) {
			elsewhere = append(elsewhere, line{action: a})
		}
	}
	for _, m := range fuzzy.FindFrom(words, searched(o.all)) {
		a := &o.all[m.Index]
		if slices.Contains(a.Keys, words) {
			continue
		}
		l, together := line{action: a, matched: m.MatchedIndexes}, near(m.MatchedIndexes)
		at := strings.Index(strings.ToLower(m.Str), strings.ToLower(words))
		if at >= 0 && len(strings.ToLower(m.Str)) == len(m.Str) {
			l.matched = nil
			for i := range len(words) {
				l.matched = append(l.matched, at+i)
			}
		}
		l.matched = slices.DeleteFunc(l.matched, func(i int) bool { return i >= len(a.Help) })
		switch {
		case strings.EqualFold(string(a.Action), words):
			named = append(named, l)
		case at >= 0:
			holding = append(holding, l)
		case together && !calledElsewhere(a.Action, words):
			scattered = append(scattered, l)
		}
	}
	o.shown = slices.Concat(o.shown, named, holding, elsewhere, scattered)
}

// calledElsewhere reports whether other tools call an action by a name that begins
// so.
func calledElsewhere(a keymap.Action, begun string) bool {
	const enough = 3
	return len(begun) >= enough && slices.ContainsFunc(a.OtherNames(), func(name string) bool { return strings.HasPrefix(name, strings.ToLower(begun)) })
}

// near reports whether letters that were found stand close enough together for
// somebody to have meant them.
func near(matched []int) bool {
	const apart = 2
	return len(matched) > 0 && matched[len(matched)-1]-matched[0] < apart*len(matched)
}

// searched is what the typed words are looked for in: an action's help, then
// its name.
type searched []action

func (s searched) String(i int) string { return s[i].Help + "  " + string(s[i].Action) }
func (s searched) Len() int            { return len(s) }

// Context implements pane.Dialog.
func (o *Overlay) Context() keymap.Context { return keymap.Pick }

// Type implements pane.Dialog.
func (o *Overlay) Type(msg tea.Msg) pane.Intent {
	if o.input.Type(msg) {
		o.list()
	}
	return nil
}

// Do implements pane.Dialog.
func (o *Overlay) Do(a keymap.Action) pane.Intent {
	switch a {
	case keymap.PickUp:
		o.move(-1)
	case keymap.PickDown:
		o.move(1)
	case keymap.PickPageUp:
		o.move(-max(1, o.height-1))
	case keymap.PickPageDown:
		o.move(max(1, o.height-1))
	case keymap.PickClose:
		return pane.Close{}
	case keymap.PickChoose:
		if o.cursor < len(o.shown) && o.shown[o.cursor].action != nil {
			chosen := o.shown[o.cursor].action
			if chosen.intent != nil {
				return pane.Several{pane.Close{}, chosen.intent}
			}
			return pane.Several{pane.Close{}, pane.Run{Action: chosen.Action}}
		}
	}
	return nil
}

// Click implements pane.Clicked: an action is run.
func (o *Overlay) Click(x, y int) pane.Intent {
	i := o.Line(x, y, o.offset, len(o.shown))
	if i < 0 || o.shown[i].action == nil {
		return nil
	}
	o.cursor = i
	return o.Do(keymap.PickChoose)
}

// Wheel implements pane.Clicked.
func (o *Overlay) Wheel(by int) { o.move(by) }

// Hint implements pane.Hinter.
func (o *Overlay) Hint(a keymap.Action, usual string) string {
	switch {
	case a == keymap.PickChoose && len(o.shown) == 0:
		return ""
	case a == keymap.PickChoose:
		return "run"
	}
	return usual
}

// move moves the cursor, over headings.
func (o *Overlay) move(by int) {
	n := len(o.shown)
	if n == 0 {
		return
	}
	to := max(0, min(o.cursor+by, n-1))
	step := 1
	if by < 0 {
		step = -1
	}
	// At an end that is a heading the nearest action is on the other side.
	for range 2 {
		for to >= 0 && to < n && o.shown[to].action == nil {
			to += step
		}
		if to >= 0 && to < n {
			o.cursor = to
			break
		}
		step = -step
		to += step
	}
	o.offset = dialog.Scroll(o.offset, o.cursor, n, o.height)
	// The heading above the first action comes back with it.
	if o.cursor == 1 {
		o.offset = 0
	}
}
