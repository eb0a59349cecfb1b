package dialog

import (
	"slices"
	"strings"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// around is how much of the time before and after an event "same time" shows.
const around = 5 * time.Minute

// mostResources is how many targets of an event can be pivoted on.
const mostResources = 4

// Pivots is the menu of what an event shares with others. Each choice is two
// questions: over all of the time, and in the window of the query.
type Pivots struct {
	menu
	from     pane.Pivot
	zone     *time.Location
	window   query.Window
	names    *pane.Names
	pivots   []pivot
	inWindow bool
}

type pivot struct {
	filter query.Expr
	// window is set for a pivot on a time.
	window query.Window
	// label names it, crumb in few letters.
	label, crumb string
	// leaves says that the event itself is not among those it leads to.
	leaves bool
	// counts are over all of the time and in the window; -1 while unknown.
	counts [2]int
}

// NewPivots returns the pivots of an event; window is the one of the query, zone the
// one that times are shown in, and names the user's own for numbers.
func NewPivots(from pane.Pivot, window query.Window, zone *time.Location, names *pane.Names) *Pivots {
	p := &Pivots{menu: menu{title: "Everything with the same…", verb: "go there"}, from: from, zone: zone, window: window, names: names}
	e := &from.Row.Event
	seen := map[query.Field][]string{}
	add := func(key, what string, f query.Field, value string) {
		if value == "" || slices.Contains(seen[f], value) {
			return
		}
		seen[f] = append(seen[f], value)
		shown := names.Beside(f, value)
		p.add(key, what, shown, pivot{
			filter: query.ValueTerm(f, value), label: what + " " + shown, crumb: crumb(f.String(), p.brief(f, value)),
		})
	}
	v := from.Value
	if v.Field == query.FieldPath && v.Value != "" {
		shown := event.Clean(v.Value)
		path := event.Clean(v.Path)
		p.add("v", "value here", shown, pivot{
			filter: query.PathTerm(v.Path, v.Value), label: path + " " + shown, crumb: crumb(path[strings.LastIndexByte(path, '.')+1:], shown),
		})
	}
	add("a", "access key", query.FieldKey, e.AccessKey)
	p.addKeys(e, from.Record)
	if e.Session != e.AccessKey { // a key that lasts is its own session
		add("s", "session", query.FieldSession, e.Session)
	}
	add("i", "IP address", query.FieldIP, e.IP)
	add("u", "user", query.FieldUser, e.User)
	add("o", "role", query.FieldRole, e.Role)
	for i, target := range e.Targets {
		if i == mostResources {
			break
		}
		add([mostResources]string{"r", "2", "3", "4"}[i], "resource", query.FieldResource, target.Name)
	}
	add("e", "request", query.FieldRequest, e.RequestID)
	add("h", "shared id", query.FieldShared, e.SharedID)
	if worthGoing(v.Field) {
		add("v", v.Field.String()+" here", v.Field, v.Value)
	}
	p.cursor = max(0, slices.IndexFunc(p.pivots, func(o pivot) bool {
		return v.Field != query.FieldPath && v.Value != "" && query.Equal(o.filter, query.ValueTerm(v.Field, v.Value))
	}))
	if !e.Time.IsZero() {
		when := e.Time.In(zone)
		at := "around " + when.Format("15:04:05") + " " + text.Zone(when, zone)
		p.add("t", "time, filter lifted", "5 minutes before and after", pivot{
			window: query.Window{From: e.Time.Add(-around), To: e.Time.Add(around)}, label: at, crumb: at,
		})
	}
	p.name()
	return p
}

// WithRecord returns the pivots with those that only the record of their event
// tells of, the same one chosen; nil where there are no more.
func (p *Pivots) WithRecord(ref cache.Ref, record []byte) *Pivots {
	if p.from.Record != nil || p.from.Row.Ref != ref {
		return nil
	}
	p.from.Record = record
	made := NewPivots(p.from, p.window, p.zone, p.names)
	if len(made.pivots) == len(p.pivots) {
		return nil
	}
	made.cursor = max(0, slices.IndexFunc(made.items, func(it item) bool { return it.key == p.items[p.cursor].key }))
	made.inWindow = p.inWindow
	made.name()
	return made
}

// mostOfCrumb is how much of a value stands in the path of pivots.
const mostOfCrumb = 18

func crumb(what, value string) string {
	return event.CutMiddle(what, mostOfCrumb) + " " + event.CutMiddle(value, mostOfCrumb)
}

// brief is a value, or its name in its place.
func (p *Pivots) brief(f query.Field, value string) string {
	if name := p.names.Of(f, value); name != "" {
		return name
	}
	return event.Clean(value)
}

// worthGoing reports whether the events that share a field's value have much to
// do with each other: not where there are only few values, or free text.
func worthGoing(f query.Field) bool {
	return f != query.FieldNone && f != query.FieldPath && f != query.FieldMessage && len(f.Info().Choices) == 0
}

func (p *Pivots) add(key, what, value string, of pivot) {
	of.counts = [2]int{-1, -1}
	p.pivots = append(p.pivots, of)
	p.items = append(p.items, item{key: key, label: what, value: value})
}

// Queries returns what has to be counted, the questions on screen first.
func (p *Pivots) Queries() []query.Query {
	var all []query.Query
	for _, inWindow := range [...]bool{false, true} {
		for i := range p.pivots {
			all = append(all, p.query(i, inWindow))
		}
	}
	return all
}

func (p *Pivots) query(i int, inWindow bool) query.Query {
	q := query.Query{Filter: p.pivots[i].filter}
	switch {
	case p.pivots[i].window != (query.Window{}):
		q.Window = p.pivots[i].window
	case inWindow:
		q.Window = p.window
	}
	return q
}

// Counted says how many events one of Queries gives.
func (p *Pivots) Counted(i, n int) {
	if len(p.pivots) == 0 {
		return
	}
	p.pivots[i%len(p.pivots)].counts[i/len(p.pivots)] = n
	p.name()
}

// Do implements pane.Dialog.
func (p *Pivots) Do(a keymap.Action) pane.Intent {
	if a == keymap.MenuSwitch {
		p.inWindow = !p.inWindow
		p.name()
		return nil
	}
	return p.menu.Do(a)
}

// name writes the counts, and what each choice leads to.
func (p *Pivots) name() {
	mode := 0
	p.foot = "in all of the time · tab: in this window"
	if p.inWindow {
		mode = 1
		p.foot = "in this window · tab: in all of the time"
	}
	for i := range p.pivots {
		p.items[i].intent = pane.Jump{Query: p.query(i, p.inWindow), Label: p.pivots[i].label, Crumb: p.pivots[i].crumb}
		p.items[i].end = "…"
		switch n := p.pivots[i].counts[mode]; {
		case n == 1 && !p.pivots[i].leaves:
			p.items[i].end = "only this"
		case n >= 0:
			p.items[i].end = text.Count(n, "event")
		}
	}
}
