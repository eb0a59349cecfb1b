package jsontree

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"spoor/event"
	"spoor/ui/canvas"
)

// Part is what a part of a line is.
type Part uint8

// The parts of a line.
const (
	// Space is empty.
	Space Part = iota
	// Marker is the sign of something that can be unfolded or is.
	Marker
	// Name is the name of a member, Place the index of an element.
	Name
	Place
	// Quoted is a string, Digits a number, Word true, false or null.
	Quoted
	Digits
	Word
	// Preview is what a folded value holds, Note what is said about a value.
	Preview
	Note
)

// Span is a stretch of a line. Its text is clean.
type Span struct {
	Part Part
	Text string
	// Match says that it was searched for.
	Match bool
}

const (
	// step is how much further in a value stands than the one around it.
	step = 2
	// spreadIndent is how much further in the lines of a long text stand.
	spreadIndent = 4
	// widestName is up to which width names push the values of their siblings to
	// the right.
	widestName = 24
)

// Line returns the parts of a line, together no wider than the width.
func (t *Tree) Line(row Row) []Span {
	indent := t.indent(row.ID)
	if row.Part > 0 {
		line := []Span{{Part: Space, Text: canvas.Repeat(" ", indent+spreadIndent)}}
		if lines := t.spreadLines(row.ID); row.Part <= len(lines) {
			line = append(line, Span{Part: Quoted, Text: lines[row.Part-1]})
		}
		return t.highlight(line)
	}
	line := []Span{{Part: Space, Text: canvas.Repeat(" ", indent)}, {Part: Marker, Text: t.marker(row.ID) + " "}}
	name, part := t.shownName(row.ID)
	name = event.Cut(name, max(1, t.rows.width-indent-step))
	line = append(line, Span{Part: part, Text: name})
	gap := 1
	if !t.Container(row.ID) {
		gap = max(0, t.align(row.ID)-canvas.Width(name)) + 2
	}
	room := t.rows.width - indent - step - canvas.Width(name) - gap
	if room <= 0 {
		return t.highlight(line)
	}
	line = append(line, Span{Part: Space, Text: canvas.Repeat(" ", gap)})
	return t.highlight(append(line, t.value(row.ID, room)...))
}

// indent returns how far in a value stands.
func (t *Tree) indent(id ID) int {
	// What lies deeper than half the width is not moved in further, so that it
	// can still be read.
	return min(step*int(t.nodes[id].depth), t.rows.width/2)
}

// room returns how wide a scalar's value may be.
func (t *Tree) room(id ID) int {
	name, _ := t.shownName(id)
	return t.rows.width - t.indent(id) - step - max(canvas.Width(name), t.align(id)) - 2
}

func (t *Tree) shownName(id ID) (string, Part) {
	if parent := t.Parent(id); parent != None && t.Kind(parent) == Array {
		return strconv.Itoa(t.Index(id)), Place
	}
	return event.Clean(t.Name(id)), Name
}

// align returns how wide the names beside a scalar are, so that values stand
// under each other.
func (t *Tree) align(id ID) int {
	parent := t.Parent(id)
	if parent == None {
		return 0
	}
	n := &t.nodes[parent]
	if n.align == 0 {
		widest := 1
		// The first ones decide where there are very many.
		const enough = 1000
		for c, seen := n.first, 0; c != None && seen < enough; c, seen = t.nodes[c].next, seen+1 {
			if t.Container(c) {
				continue
			}
			name, _ := t.shownName(c)
			if w := canvas.Width(name); w <= widestName {
				widest = max(widest, w)
			}
		}
		// Looking into strings may have moved the nodes.
		n = &t.nodes[parent]
		n.align = uint8(widest)
	}
	return int(n.align)
}

func (t *Tree) marker(id ID) string {
	switch {
	case t.Foldable(id) && t.Folded(id), t.Long(id) && !t.Spread(id):
		return "▸"
	case t.Foldable(id), t.Spread(id):
		return "▾"
	}
	return " "
}

// value returns what stands behind the name.
func (t *Tree) value(id ID, room int) []Span {
	switch {
	case t.Secret(id):
		return []Span{{Part: Note, Text: event.Cut(event.Masked+" hidden, "+characters(t.Value(id)), room)}}
	case t.Container(id):
		return t.containerValue(id, room)
	case t.Spread(id):
		return []Span{{Part: Note, Text: event.Cut(characters(t.Value(id)), room)}}
	}
	part, shown := t.scalar(id, room)
	if strings.HasPrefix(shown, `"arn:`) && len(t.Value(id)) <= looked(room) {
		// An ARN tells most at its end.
		return []Span{{Part: part, Text: event.CutMiddle(shown, room)}}
	}
	return []Span{{Part: part, Text: event.Cut(shown, room)}}
}

func characters(s string) string {
	n := utf8.RuneCountInString(s)
	if n == 1 {
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}

func (t *Tree) containerValue(id ID, room int) []Span {
	var notes []string
	if t.Kind(id) == Array {
		notes = append(notes, "["+strconv.Itoa(int(t.nodes[id].count))+"]")
	}
	switch t.Embedding(id) {
	case Text:
		notes = append(notes, "JSON in a string")
	case PercentEncoded:
		notes = append(notes, "JSON in a string, percent-encoded")
	}
	var spans []Span
	if !t.Foldable(id) {
		empty := map[Kind]string{Array: "[]", Object: "{}"}[t.Kind(id)]
		return []Span{{Part: Word, Text: event.Cut(empty, room)}}
	}
	if len(notes) > 0 {
		note := event.Cut(strings.Join(notes, " · "), room)
		spans = append(spans, Span{Part: Note, Text: note})
		room -= canvas.Width(note) + 1
	}
	if t.Folded(id) && room > 4 {
		if len(spans) > 0 {
			spans = append(spans, Span{Part: Space, Text: " "})
		}
		spans = append(spans, Span{Part: Preview, Text: t.preview(id, room)})
	}
	return spans
}

// looked is how many bytes of a text are looked at to fill so many cells.
func looked(room int) int { return 8*room + 64 }

// scalar returns the text of a scalar, cut some way behind the room there is.
func (t *Tree) scalar(id ID, room int) (Part, string) {
	value := t.Value(id)
	if most := looked(room); len(value) > most {
		value = value[:most]
	}
	switch t.nodes[id].kind {
	case String:
		return Quoted, `"` + event.Clean(value) + `"`
	case Number:
		return Digits, event.Clean(value)
	}
	return Word, event.Clean(value)
}

// preview returns the beginning of what a value holds, on one line.
func (t *Tree) preview(id ID, room int) string {
	var b strings.Builder
	t.writePreview(&b, id, room, 0)
	return event.Cut(b.String(), room)
}

func (t *Tree) writePreview(b *strings.Builder, id ID, room, depth int) {
	const deepest = 4
	switch {
	case t.Secret(id):
		b.WriteString(event.Masked)
		return
	case !t.Container(id):
		_, shown := t.scalar(id, room)
		b.WriteString(shown)
		return
	}
	opening, closing := "{", "}"
	if t.Kind(id) == Array {
		opening, closing = "[", "]"
	}
	b.WriteString(opening)
	if depth == deepest && t.nodes[id].first != None {
		b.WriteString("…" + closing)
		return
	}
	for c := t.nodes[id].first; c != None && b.Len() <= 4*room; c = t.nodes[c].next {
		if t.nodes[c].index > 0 {
			b.WriteString(", ")
		}
		if opening == "{" {
			b.WriteString(event.Clean(t.Name(c)) + ": ")
		}
		t.writePreview(b, c, room, depth+1)
	}
	b.WriteString(closing)
}
