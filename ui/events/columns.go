package events

import (
	"strings"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
	"spoor/ui/theme"
)

// column is one column of the table.
type column struct {
	name string
	// least is the width below which it is useless, most the width it can use,
	// grow its share of what is left.
	least, most, grow int
	// from is the width of the pane from which on it is shown.
	from int
	// extra says that it is shown only if chosen.
	extra bool
	// field is what + and − on a cell are about. Where it is query.FieldPath, path
	// is where in the record the values stand.
	field query.Field
	path  *query.RecordPath
	cell  func(row canvas.Area, r *cache.Row, l *look)
}

// look is what the cells of one drawing share.
type look struct {
	theme  *theme.Theme
	zone   *time.Location
	format string
	// text is the style of the row's text, mark that of what says how much the
	// event matters: its letter, its name.
	text, mark canvas.Style
	names      *pane.Names
	// apart says that the event's error has a column.
	apart bool
	// inside is what is known of the records.
	inside map[cache.Ref]Inside
}

// columns are all there are, in their usual order on screen.
var columns = []column{
	{name: "user", field: query.FieldUser, least: 8, most: 26, grow: 4, cell: userCell},
	{name: "service", field: query.FieldSource, least: 10, most: 20, grow: 1, from: widthForService, cell: serviceCell},
	{name: "event", field: query.FieldEvent, least: 12, most: 44, grow: 8, cell: eventCell},
	{name: "error", field: query.FieldError, least: 12, most: 30, grow: 2, from: 190, cell: errorCell},
	{name: "resource", field: query.FieldResource, least: 8, most: 60, grow: 4, from: widthForDays, cell: resourceCell},
	{name: "region", field: query.FieldRegion, least: 6, most: 9, grow: 1, from: 92, cell: regionCell},
	{name: "from", field: query.FieldIP, least: 15, most: 24, grow: 0, from: 80, cell: fromCell},
	{name: "account", field: query.FieldAccount, least: 12, most: 12, from: 170, cell: accountCell},
	{name: "client", field: query.FieldOrigin, least: 9, most: 9, from: 136, cell: clientCell},
	{name: "role", field: query.FieldRole, least: 8, most: 40, grow: 2, extra: true, cell: valueCell(query.FieldRole)},
	{name: "type", field: query.FieldType, least: 8, most: 30, grow: 2, extra: true, cell: typeCell},
	{name: "key", field: query.FieldKey, least: 20, most: 20, extra: true, cell: keyCell},
	{name: "session", field: query.FieldSession, least: 12, most: 50, grow: 2, extra: true, cell: valueCell(query.FieldSession)},
	{name: "agent", field: query.FieldAgent, least: 10, most: 60, grow: 2, extra: true, cell: valueCell(query.FieldAgent)},
	{name: "verb", field: query.FieldVerb, least: 6, most: 7, extra: true, cell: valueCell(query.FieldVerb)},
	{name: "message", field: query.FieldMessage, least: 12, most: 90, grow: 4, extra: true, cell: valueCell(query.FieldMessage)},
}

const (
	// widthForService is from which width on the service has a column.
	widthForService = 108
)

// placed is a column with where it lies.
type placed struct {
	column
	x, w int
}

// place lays columns out in a width, one cell apart.
func place(cols []column, width, from int) []placed {
	var shown []placed
	used, grow := from, 0
	for _, c := range cols {
		shown = append(shown, placed{column: c, w: c.least})
		used += c.least + 1
		grow += c.grow
	}
	// What one column cannot use goes to those after it; two rounds settle it.
	for range 3 {
		left, shares := width-used+1, 0
		for _, c := range shown {
			if c.w < c.most {
				shares += c.grow
			}
		}
		if left <= 0 || shares == 0 {
			break
		}
		for i := range shown {
			c := &shown[i]
			if c.w >= c.most || c.grow == 0 {
				continue
			}
			more := min(left*c.grow/shares, c.most-c.w)
			left -= more
			shares -= c.grow
			c.w += more
			used += more
			if shares == 0 {
				break
			}
		}
	}
	x := from
	for i := range shown {
		shown[i].x = x
		x += shown[i].w + 1
	}
	return shown
}

// letter is the one letter before an event: ! for danger, else its verb, in
// capitals where it asks for attention. So rows read without colour too.
func letter(e *event.Event) string {
	if e.Severity == event.Danger {
		return "!"
	}
	if e.Severity == event.Quiet {
		return "·"
	}
	l := " "
	switch e.Verb {
	case event.VerbRead:
		l = "r"
	case event.VerbWrite:
		l = "w"
	case event.VerbDelete:
		l = "d"
	case event.VerbSignIn:
		l = "s"
	case event.VerbService:
		l = "v"
	case event.VerbInsight:
		l = "i"
	case event.VerbNetwork:
		l = "n"
	}
	if e.Severity == event.Attention {
		l = strings.ToUpper(l)
	}
	return l
}

func userCell(row canvas.Area, r *cache.Row, l *look) {
	row.Put(0, 0, l.text, event.Cut(event.Clean(text.User(&r.Event)), row.Width()))
}

func eventCell(row canvas.Area, r *cache.Row, l *look) {
	e := &r.Event
	w := row.Width()
	name, failure := event.Clean(e.Name), failureOf(e)
	if l.apart {
		failure = ""
	}
	if failure == "" {
		row.Put(0, 0, l.mark, event.Cut(name, w))
		return
	}
	// That it failed is worth more than the end of its name.
	const sign, leastCode = " ✗", 4
	x := row.Put(0, 0, l.mark, event.Cut(name, w-canvas.Width(sign)))
	x = row.Put(x, 0, l.mark, sign) + 1
	if w-x >= leastCode {
		row.Put(x, 0, l.mark, event.Cut(failure, w-x))
	}
}

// failureOf says how an event failed, empty if it did not.
func failureOf(e *event.Event) string {
	if e.Error != "" {
		return event.Clean(e.Error)
	}
	return event.Clean(e.Message)
}

func errorCell(row canvas.Area, r *cache.Row, l *look) {
	if failure := failureOf(&r.Event); failure != "" {
		row.Put(0, 0, l.mark, event.Cut("✗ "+failure, row.Width()))
	}
}

// valueCell returns a cell that shows the first value of a field.
func valueCell(field query.Field) func(canvas.Area, *cache.Row, *look) {
	return func(row canvas.Area, r *cache.Row, l *look) {
		row.Put(0, 0, l.theme.Dim, event.CutMiddle(event.Clean(event.Mask("", firstOf(&r.Event, field))), row.Width()))
	}
}

func keyCell(row canvas.Area, r *cache.Row, l *look) {
	row.Put(0, 0, l.theme.Dim, event.Cut(l.named(query.FieldKey, r.Event.AccessKey), row.Width()))
}

// named returns the user's name for a value in its place, where there is one.
func (l *look) named(f query.Field, value string) string {
	if name := l.names.Of(f, value); name != "" {
		return name
	}
	return event.Clean(value)
}

func typeCell(row canvas.Area, r *cache.Row, l *look) {
	row.Put(0, 0, l.theme.Dim, event.Cut(event.Clean(text.Type(firstOf(&r.Event, query.FieldType))), row.Width()))
}

// firstOf returns the first value that an event has of a field, empty for none.
func firstOf(e *event.Event, field query.Field) string {
	value, found := "", false
	query.Values(e, field, func(v string) {
		if !found {
			value, found = v, true
		}
	})
	return value
}

func serviceCell(row canvas.Area, r *cache.Row, l *look) {
	row.Put(0, 0, l.theme.Dim, event.Cut(event.Clean(text.Service(r.Event.Source)), row.Width()))
}

func resourceCell(row canvas.Area, r *cache.Row, l *look) {
	if len(r.Event.Targets) == 0 {
		return
	}
	t := r.Event.Targets[0]
	w := row.Width()
	more := ""
	if n := len(r.Event.Targets) - 1; n > 0 && w > 14 {
		more = " +" + text.Group(n)
	}
	name := t.Name
	if name == "" {
		name = text.Type(t.Type)
	}
	x := row.Put(0, 0, l.text, event.CutMiddle(event.Clean(text.Resource(name)), w-len(more)))
	row.Put(x, 0, l.theme.Dim, more)
}

func regionCell(row canvas.Area, r *cache.Row, l *look) {
	row.Put(0, 0, l.theme.Dim, event.Cut(event.Clean(text.Region(r.Event.Region)), row.Width()))
}

func fromCell(row canvas.Area, r *cache.Row, l *look) {
	row.Put(0, 0, l.theme.Dim, event.Cut(l.named(query.FieldIP, text.Service(r.Event.IP)), row.Width()))
}

func accountCell(row canvas.Area, r *cache.Row, l *look) {
	row.Put(0, 0, l.theme.Dim, event.Cut(l.named(query.FieldAccount, r.Event.Account), row.Width()))
}

func clientCell(row canvas.Area, r *cache.Row, l *look) {
	row.Put(0, 0, l.theme.Dim, clientOf(r.Event.Origin))
}

// clientOf names a kind of client.
func clientOf(o event.Origin) string {
	switch o {
	case event.OriginConsole:
		return "console"
	case event.OriginCLI:
		return "cli"
	case event.OriginSDK:
		return "sdk"
	case event.OriginTerraform:
		return "terraform"
	case event.OriginCloudFormation:
		return "cfn"
	case event.OriginService:
		return "service"
	case event.OriginBrowser:
		return "browser"
	}
	return ""
}
