package fetch

import (
	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/dialog"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// line is a line of a dialog: what it is about in columns, what there is to say
// of it, or a text alone.
type line struct {
	account, place string
	says           string
	// shorter says it where there is no room for that, "" where it is cut.
	shorter string
	problem bool
}

// sheet is a list of lines that can be scrolled.
type sheet struct {
	offset, height, lines int
	dialog.Drawn
}

// Click implements pane.Clicked: there is nothing in it to click on.
func (s *sheet) Click(int, int) pane.Intent { return nil }

// Wheel implements pane.Clicked.
func (s *sheet) Wheel(by int) { s.offset = max(0, min(s.offset+by, s.lines-s.height)) }

func (s *sheet) scroll(a keymap.Action) {
	switch a {
	case keymap.MenuDown:
		s.Wheel(1)
	case keymap.MenuUp:
		s.Wheel(-1)
	}
}

// draw draws lines, of which those at the end are always seen.
func (s *sheet) draw(screen canvas.Area, env pane.Env, title, foot string, lines, always []line) {
	account, place, w := 0, 0, canvas.Width(foot)+2
	names := make([]string, len(lines))
	for i, l := range lines {
		names[i] = env.Names.Beside(query.FieldAccount, l.account)
		account, place = max(account, canvas.Width(names[i])), max(place, canvas.Width(l.place))
	}
	place = min(place, 40)
	for _, l := range append(lines, always...) {
		w = max(w, canvas.Width(event.Clean(l.says)))
	}
	_, most := screen.Size()
	shown := min(len(lines), max(1, most-6-len(always)))
	inside := dialog.Frame(screen, env, title, foot, min(account+place+4+w, 110), shown+len(always))
	s.DrawnAt(inside, inside)
	s.lines, s.height = len(lines), max(0, inside.Height()-len(always))
	s.offset = max(0, min(s.offset, s.lines-s.height))
	t := env.Theme
	for y := range s.height {
		l, row := lines[s.offset+y], inside.Row(y)
		x := 0
		if account > 0 {
			row.Put(0, 0, t.Dim, names[s.offset+y])
			x = account + 2
		}
		row.Put(x, 0, t.Text, event.CutMiddle(event.Clean(l.place), place))
		if place > 0 {
			x += place + 2
		}
		drawSays(row, x, env, l)
	}
	for i, l := range always {
		drawSays(inside.Row(s.height+i), 0, env, l)
	}
}

func drawSays(row canvas.Area, x int, env pane.Env, l line) {
	style := env.Theme.Dim
	switch {
	case l.problem:
		style = env.Theme.Problem
	case l.place == "":
		style = env.Theme.Text
	}
	says := event.Clean(l.says)
	if l.shorter != "" && canvas.Width(says) > row.Width()-x {
		says = event.Clean(l.shorter)
	}
	row.Put(x, 0, style, event.Cut(says, row.Width()-x))
}

// Preview asks whether what is offered is to be fetched.
type Preview struct {
	sheet
	offer  Offer
	narrow bool
}

// NewPreview returns the dialog for an offer; narrow says that it was made for
// what the filter asks for only.
func NewPreview(o Offer, narrow bool) *Preview { return &Preview{offer: o, narrow: narrow} }

// Context implements pane.Dialog.
func (p *Preview) Context() keymap.Context { return keymap.Menu }

// Do implements pane.Dialog.
func (p *Preview) Do(a keymap.Action) pane.Intent {
	switch a {
	case keymap.MenuChoose:
		return pane.Several{pane.Close{}, pane.StartFetch{}}
	case keymap.MenuClose:
		return pane.Close{}
	case keymap.MenuSwitch:
		if p.narrow || p.offer.Narrower != "" {
			return pane.Several{pane.Close{}, pane.PlanFetch{Narrow: !p.narrow}}
		}
	}
	p.scroll(a)
	return nil
}

// Hint implements pane.Hinter.
func (p *Preview) Hint(a keymap.Action, usual string) string {
	switch {
	case a == keymap.MenuChoose:
		return "fetch"
	case a == keymap.MenuSwitch && p.narrow:
		return "every event"
	case a == keymap.MenuSwitch && p.offer.Narrower != "":
		return "only some"
	}
	return usual
}

// Type implements pane.Dialog.
func (p *Preview) Type(tea.Msg) pane.Intent { return nil }

// Draw implements pane.Dialog.
func (p *Preview) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	var lines, always []line
	for _, part := range p.offer.Parts {
		lines = append(lines, line{account: part.Account, place: part.Place, says: part.missing()})
	}
	say := func(says string) {
		if says != "" {
			always = append(always, line{says: says})
		}
	}
	say(p.offer.requests())
	say(p.offer.Push)
	for _, note := range p.offer.Notes {
		say(note)
	}
	for _, problem := range p.offer.Problems {
		always = append(always, line{says: "✗ " + problem, problem: true})
	}
	foot := "enter fetch · esc not now"
	switch {
	case p.narrow:
		foot = "enter fetch · tab every event instead · esc not now"
	case p.offer.Narrower != "":
		foot = "enter fetch · tab only " + event.Cut(event.Clean(p.offer.Narrower), 40) + " · esc not now"
	}
	title := "Fetch from AWS"
	if w := p.offer.Window; !w.From.IsZero() && !w.To.IsZero() {
		title += " · " + text.Range(w.From, w.To, env.Now, env.Zone)
	}
	p.draw(screen, env, title, foot, lines, always)
	return 0, 0, false
}

// Watch shows how far a fetch is, part by part.
type Watch struct {
	sheet
	progress Progress
	over     bool
}

// Set gives it the newest progress.
func (w *Watch) Set(p Progress, over bool) { w.progress, w.over = p, over }

// Context implements pane.Dialog.
func (w *Watch) Context() keymap.Context { return keymap.Menu }

// Do implements pane.Dialog.
func (w *Watch) Do(a keymap.Action) pane.Intent {
	if a == keymap.MenuClose || a == keymap.MenuChoose {
		return pane.Close{}
	}
	w.scroll(a)
	return nil
}

// Hint implements pane.Hinter.
func (w *Watch) Hint(a keymap.Action, usual string) string {
	if a == keymap.MenuChoose {
		return "" // it closes, as esc does
	}
	return usual
}

// Type implements pane.Dialog: x stops the fetch.
func (w *Watch) Type(msg tea.Msg) pane.Intent {
	if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == "x" && !w.over {
		return pane.Several{pane.Close{}, pane.StopFetch{}}
	}
	return nil
}

// Draw implements pane.Dialog.
func (w *Watch) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	var lines []line
	for i := range w.progress.Parts {
		part := &w.progress.Parts[i]
		lines = append(lines, line{
			account: part.Account, place: part.Place, says: part.says(env.Now, env.Zone), shorter: part.shorter(env.Now, env.Zone), problem: part.Problem != "",
		})
	}
	foot, title := "x stop · esc leave it running", "Fetching"
	if w.over {
		foot, title = "esc close", "Fetched"
	}
	sum := w.progress.Sum()
	came := join(text.Count(w.progress.Events, "event"), text.Group(w.progress.New)+" new")
	forms := sum.Lines(env.Now, env.Zone)
	w.draw(screen, env, title, foot, lines, []line{{says: join(forms[0], came), shorter: join(forms[1], came)}})
	return 0, 0, false
}
