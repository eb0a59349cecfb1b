// Package detail is the Detail pane: one event, what a person wants first at
// the top.
package detail

import (
	"fmt"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Pane is the Detail pane. The zero value is ready for use.
type Pane struct {
	w, h   int
	row    *cache.Row
	stored *cache.Stored
	offset int
	length int
}

// Set says which event is shown; stored is nil until its record is loaded.
func (p *Pane) Set(row *cache.Row, stored *cache.Stored) {
	if row == nil || p.row == nil || row.Ref != p.row.Ref {
		p.offset = 0
	}
	p.row, p.stored = row, stored
}

// SetSize implements pane.Pane.
func (p *Pane) SetSize(w, h int) { p.w, p.h = w, h }

// Show implements pane.Pane. The event comes with Set.
func (p *Pane) Show(*cache.Answer) {}

// Context implements pane.Pane.
func (p *Pane) Context() keymap.Context { return keymap.Detail }

// Head implements pane.Pane.
func (p *Pane) Head() pane.Head {
	h := pane.Head{Title: "Detail"}
	if p.row != nil && p.length > p.h {
		h.Count = fmt.Sprintf("%d–%d / %d", p.offset+1, min(p.offset+p.h, p.length), p.length)
	}
	return h
}

// Do implements pane.Pane.
func (p *Pane) Do(a keymap.Action) pane.Intent {
	switch a {
	case keymap.Down:
		p.offset++
	case keymap.Up:
		p.offset--
	case keymap.PageDown:
		p.offset += max(1, p.h/2)
	case keymap.PageUp:
		p.offset -= max(1, p.h/2)
	case keymap.First:
		p.offset = 0
	case keymap.Last:
		p.offset = p.length
	}
	p.offset = max(0, min(p.offset, p.length-p.h))
	return nil
}

// line is one line of the summary.
type line struct {
	name, text string
	style      canvas.Style
}

// Draw implements pane.Pane.
func (p *Pane) Draw(area canvas.Area, env pane.Env) {
	if p.row == nil {
		area.Put(1, 0, env.Theme.Dim, "the event under the cursor is shown here")
		return
	}
	lines := summary(p.row, env)
	p.length = len(lines)
	for y := range area.Height() {
		i := p.offset + y
		if i >= len(lines) {
			return
		}
		l := lines[i]
		area.Put(1, y, env.Theme.Dim, l.name)
		area.Put(11, y, l.style, event.CutMiddle(event.Clean(l.text), area.Width()-12))
	}
}

// summary returns what a person wants first. What is not known is left out.
func summary(r *cache.Row, env pane.Env) []line {
	t, e := env.Theme, &r.Event
	var lines []line
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, line{name, value, t.Text})
		}
	}
	lines = append(lines, line{"action", text.Service(e.Source) + ":" + e.Name + " · " + outcome(e), t.Severity(e.Severity)})
	add("time", e.Time.In(env.Zone).Format(text.Full)+" "+text.Zone(e.Time, env.Zone)+" · "+text.Ago(max(time.Second, env.Now.Sub(e.Time))))
	add("actor", actor(e))
	for i, target := range e.Targets {
		name := ""
		if i == 0 {
			name = "target"
		}
		lines = append(lines, line{name, text.Type(target.Type) + " " + target.Name, t.Text})
	}
	add("message", e.Message)
	add("from", e.IP)
	add("agent", e.Agent)
	add("region", e.Region)
	add("account", e.Account)
	add("arn", e.ARN)
	add("key", e.AccessKey)
	add("request", e.RequestID)
	add("event id", e.ID)
	return lines
}

func outcome(e *event.Event) string {
	switch {
	case e.Error != "":
		return e.Error
	case e.Failed():
		return "failed"
	}
	return "ok"
}

func actor(e *event.Event) string {
	who := e.User
	if e.Role != "" {
		who += " as role " + e.Role
	}
	if e.ActorType != "" {
		who += " · " + e.ActorType
	}
	switch e.MFA {
	case event.MFANo:
		who += " · no MFA"
	case event.MFAYes:
		who += " · MFA"
	}
	if e.InvokedBy != "" {
		who += " · by " + e.InvokedBy
	}
	return who
}
