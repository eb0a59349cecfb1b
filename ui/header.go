package ui

import (
	"fmt"
	"time"

	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/text"
)

var spinner = [...]string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

// drawHeader draws the two lines at the top: what is looked at, over which
// time, how fresh, how much; and the filter. It returns where the text cursor
// is in the second line, -1 for nowhere.
func (m *Model) drawHeader(screen canvas.Area) int {
	t := m.theme
	row := screen.Row(0)
	w := row.Width()

	count, style := m.countText()
	right := row.PutRight(w-1, 0, style, count)

	x := row.Put(1, 0, t.Accent.With(canvas.Bold), "spoor")
	x = row.Put(x+2, 0, t.Text, event.Cut(event.Clean(m.options.SourceName), max(8, w/5)))

	// The window comes before a state that only says that all is well.
	room := right - 3 - x - 3
	state, style, calm := m.stateText(max(min(room, 36), room-canvas.Width(m.windowText())-4))
	needed := canvas.Width(state) + 3
	if calm {
		needed += canvas.Width(m.windowText()) + 4
	}
	if state != "" && right-needed > x {
		right = row.PutRight(right-3, 0, style, state)
	}
	m.drawWindow(row.Sub(canvas.Rect{X: x + 2, W: right - x - 4, H: 1}))

	return m.bar.Draw(m.drawFilterEnd(screen.Row(1)), m.env(true), m.history.now.segments())
}

// windowText is the window in its longest form.
func (m *Model) windowText() string {
	win := m.shown.window
	if win.From.IsZero() || win.To.IsZero() {
		return ""
	}
	return text.Short(win.To.Sub(win.From)) + "  " + text.Range(win.From, win.To, m.now(), m.zone)
}

// drawWindow writes the window in the longest form that fits.
func (m *Model) drawWindow(row canvas.Area) {
	win := m.shown.window
	if win.From.IsZero() || win.To.IsZero() {
		return
	}
	t := m.theme
	length := text.Short(win.To.Sub(win.From))
	span := text.Range(win.From, win.To, m.now(), m.zone)
	full := m.windowText()
	// Roughly centred, as far as there is room.
	switch w := row.Width(); {
	case canvas.Width(full) <= w:
		x := (w - canvas.Width(full)) / 2
		x = row.Put(x, 0, t.Text, length)
		row.Put(x+2, 0, t.Dim, span)
	case canvas.Width(span) <= w:
		row.Put(w-canvas.Width(span), 0, t.Dim, span)
	case canvas.Width(length)+4 <= w:
		row.PutRight(w, 0, t.Dim, length+" "+text.Zone(win.To, m.zone))
	}
}

func (m *Model) countText() (string, canvas.Style) {
	a := m.shown.answer
	if a == nil {
		return "", m.theme.Dim
	}
	more := ""
	if a.Partial {
		more = "+"
	}
	style := m.theme.Strong
	if m.shown.slow || m.bar.Problem() != "" {
		style = m.theme.Dim
	}
	if m.width < 60 {
		return text.Group(a.Matched) + more, style
	}
	if a.Matched == m.shown.held && !a.Partial {
		return text.Count(a.Matched, "event"), style
	}
	return text.Group(a.Matched) + more + " of " + text.Count(m.shown.held, "event"), style
}

// stateText says how fresh what is shown is, in so much room where it can be
// said at length; calm says that it can be left out.
func (m *Model) stateText(room int) (state string, style canvas.Style, calm bool) {
	t := m.theme
	switch p := &m.shown.progress; {
	case m.shown.slow:
		turn := spinner[m.shown.frame%len(spinner)]
		if m.shown.answer == nil {
			return turn + " reading", t.Dim, false
		}
		return turn + " older answer", t.Dim, false
	case m.exporting != nil:
		return "◌ exporting · " + text.Bytes(m.exporting.written.Load()), t.Dim, false
	case m.shown.importing:
		state := "◌ importing"
		switch {
		case p.TotalBytes > 0:
			state += fmt.Sprintf(" %d %%", min(99, p.Bytes*100/p.TotalBytes))
		case p.TotalFiles > 0:
			state += fmt.Sprintf(" %d %%", min(99, p.Files*100/p.TotalFiles))
		}
		if p.EventsPerSecond >= 1 {
			state += " · " + text.Group(int(p.EventsPerSecond)) + "/s"
		}
		if p.Left >= time.Second {
			state += " · " + text.Span(p.Left.Round(time.Second)) + " left"
		}
		return state, t.Dim, false
	case m.fetchText(room) != "":
		return m.fetchText(room), t.Dim, false
	case m.following.on:
		return "● following", t.Text, false
	case m.shown.importErr != nil:
		return "✗ import failed", t.Problem, false
	case !m.shown.imported.IsZero():
		state := "● imported"
		if p.Skipped > 0 {
			return state + " · " + text.Count(p.Skipped, "file") + " skipped", t.Problem, false
		}
		return state, t.Dim, true
	}
	return m.freshText(), t.Dim, true
}

// drawFilterEnd writes what stands at the right of the filter's line and returns
// the rest of the line.
func (m *Model) drawFilterEnd(row canvas.Area) canvas.Area {
	w, t := row.Width(), m.theme
	if m.problemFits() {
		from := row.PutRight(w-1, 0, t.Problem, m.bar.Problem())
		return row.Sub(canvas.Rect{W: from - 2, H: 1})
	}
	note, style := m.newsText(w/2), t.Strong
	if note == "" {
		note, style = m.damageText(), t.Problem
	}
	if note == "" {
		note, style = m.paceText(), t.Dim
	}
	if note == "" {
		note = m.coverageText()
	}
	if m.bar.Editing() || note == "" || w < 60 {
		return row
	}
	from := row.PutRight(w-1, 0, style, note)
	return row.Sub(canvas.Rect{W: from - 2, H: 1})
}

// problemFits reports whether what is wrong with the filter fits beside it. If
// not it is said in the line of hints.
func (m *Model) problemFits() bool {
	problem := m.bar.Problem()
	return problem != "" && m.bar.Width()+canvas.Width(problem)+4 <= m.width
}

// percent writes a share that is not nothing: 100 % is all of it, and 1 % the
// least there is.
func percent(share float64) string {
	return fmt.Sprintf("%d %%", max(1, int(share*100+1e-6)))
}

// coverageText says how much of the window is known to be fetched.
func (m *Model) coverageText() string {
	if len(m.shown.covered) == 0 {
		return ""
	}
	if m.shown.part == 0 {
		return "observed only"
	}
	return "coverage " + percent(m.shown.part)
}
