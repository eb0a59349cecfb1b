package detail

import (
	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
)

// fact is one value of the summary.
type fact struct {
	// shown is what stands on screen; it is clean.
	shown string
	// raw is the value itself; "" for words of our own that stand for none.
	raw string
	// what names it to the person: "access key".
	what string
	// field and path say how the filter language asks for it; field is
	// query.FieldNone where it cannot.
	field query.Field
	path  string
	style canvas.Style
	// joined says that it follows the one before without a dot between them.
	joined bool
}

// line is one line of the summary; on a narrow screen it takes several.
type line struct {
	label string
	facts []fact
}

// widestFact is how much of a value the summary shows, in cells; all of it is in
// the record.
const widestFact = 1200

// lines collects a summary. What is not known is left out.
type lines struct {
	all  []line
	text canvas.Style
	dim  canvas.Style
	// names are the user's own names for values.
	names *pane.Names
}

// label begins a line; a line to which nothing is added is not shown.
func (l *lines) label(label string) { l.all = append(l.all, line{label: label}) }

func (l *lines) add(f fact) {
	if f.shown == "" {
		return
	}
	if f.style == (canvas.Style{}) {
		f.style = l.text
	}
	f.shown = event.Cut(f.shown, widestFact)
	at := &l.all[len(l.all)-1]
	at.facts = append(at.facts, f)
}

// field adds the value of a field of the filter language.
func (l *lines) field(f query.Field, what, raw string) {
	l.add(fact{shown: event.Clean(event.Mask("", raw)), raw: raw, what: what, field: f})
	if name := l.names.Of(f, raw); name != "" {
		l.word(name)
	}
}

// path adds a value that has no field but a path inside the record.
func (l *lines) path(path, what, raw string) {
	l.add(fact{shown: event.Clean(event.Mask(path, raw)), raw: raw, what: what, field: query.FieldPath, path: path})
}

// word adds a word of our own.
func (l *lines) word(s string) { l.add(fact{shown: s, style: l.dim}) }

// done returns the lines that hold something.
func (l *lines) done() []line {
	var some []line
	for _, line := range l.all {
		if len(line.facts) > 0 {
			some = append(some, line)
		}
	}
	return some
}
