package ui

import (
	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/layout"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// View implements tea.Model.
func (m *Model) View() tea.View {
	v := tea.View{AltScreen: true, MouseMode: m.mouseMode(), WindowTitle: event.Clean("spoor · " + m.options.SourceName)}
	m.canvas.Reset(m.width, m.height)
	screen := m.canvas.All()
	if m.layout.TooSmall {
		m.drawTooSmall(screen)
		v.Content = m.canvas.String()
		return v
	}
	caret := m.drawHeader(screen)
	m.drawTabs(screen)
	m.drawPanes(screen)
	behind := screen.Sub(canvas.Rect{W: m.width, H: m.height - m.drawHints(screen)})
	m.bar.DrawList(screen, m.env(true))
	if caret >= 0 {
		v.Cursor = tea.NewCursor(caret, 1)
	}
	for _, d := range m.dialogs {
		// What keys do in the dialog, and what is said there, stands below.
		behind.Fade(m.theme.Behind)
		if x, y, ok := d.Draw(screen, m.env(true)); ok {
			v.Cursor = tea.NewCursor(x, y)
		}
	}
	v.Content = m.canvas.String()
	return v
}

func (m *Model) env(focused bool) pane.Env {
	return pane.Env{Theme: m.theme, Focused: focused, Zone: m.zone, Now: m.now(), Names: m.options.Names}
}

func (m *Model) drawTooSmall(screen canvas.Area) {
	w, h := screen.Size()
	screen.Put(0, h/2, m.theme.Dim, event.Cut("spoor needs "+text.Group(layout.MinWidth)+"×"+text.Group(layout.MinHeight), w))
}

// hasFocus reports whether a pane has the keys.
func (m *Model) hasFocus(id pane.ID) bool {
	return id == m.focus && !m.bar.Editing() && len(m.dialogs) == 0
}

// drawPanes draws all borders before the one with the focus, because panes may
// share edges, and all titles after the borders.
func (m *Model) drawPanes(screen canvas.Area) {
	frames := &m.layout.Panes
	for id, f := range frames {
		if f.Shown && !m.hasFocus(pane.ID(id)) {
			f.DrawBorder(screen, m.theme, false)
		}
	}
	if f := frames[m.focus]; f.Shown && m.hasFocus(m.focus) {
		f.DrawBorder(screen, m.theme, true)
	}
	for i, f := range frames {
		id := pane.ID(i)
		if !f.Shown {
			continue
		}
		p, focused := m.panes[id], m.hasFocus(id)
		f.DrawHead(screen, m.theme, id, m.head(id, f), focused)
		if e, ok := p.(pane.Edged); ok && f.W > 2 && !f.JoinBelow {
			e.DrawEdge(screen.Sub(canvas.Rect{X: f.X + 1, Y: f.Y + f.H - 1, W: f.W - 2, H: 1}), m.env(focused))
		}
		inside := screen.Sub(f.Inside())
		m.drawInstead(inside, id)
		p.Draw(inside, m.env(focused))
	}
}

// drawTabs names the panes where only one is shown at a time.
func (m *Model) drawTabs(screen canvas.Area) {
	if !m.layout.Tabbed() {
		return
	}
	row := screen.Sub(m.layout.Tabs)
	for _, tab := range m.tabs() {
		_, title := m.theme.Frame(m.hasFocus(tab.id))
		row.Put(tab.from, 0, title, tab.label)
	}
}

// head is what stands in a pane's frame. That of Events tells the path of pivots
// too.
func (m *Model) head(id pane.ID, f pane.Frame) pane.Head {
	h := m.panes[id].Head()
	if id != pane.Events {
		return h
	}
	room := f.Room(h)
	if h.Note != "" {
		room -= canvas.Width(h.Note) + 3
	}
	path, ahead := m.history.now.trail.crumbs(room)
	if path == "" {
		return h
	}
	if h.Note != "" {
		h.Note += " · "
	}
	h.Note, h.Tail = h.Note+path, ahead
	return h
}
