package jsontree

import (
	"strings"
	"unicode/utf8"

	"spoor/event"
	"spoor/ui/canvas"
)

// Row is one line of the tree as it is folded: the value's own line, or with
// Part above 0 one of the lines of a long text that is shown in full.
type Row struct {
	ID   ID
	Part int
}

type rows struct {
	list  []Row
	width int
	stale bool
	// spread holds the lines of long texts that are shown in full.
	spread map[ID][]string
}

// SetWidth gives the width of a line in cells.
func (t *Tree) SetWidth(width int) {
	if width = max(1, width); width == t.rows.width {
		return
	}
	t.rows.width, t.rows.stale = width, true
	t.rows.spread = nil
}

// Rows returns the lines of the tree as it is folded. The slice must not be
// changed and holds until the next folding.
func (t *Tree) Rows() []Row {
	if !t.rows.stale && t.rows.list != nil {
		return t.rows.list
	}
	list := t.rows.list[:0]
	if list == nil {
		list = []Row{}
	}
	for _, root := range t.roots {
		t.walk(root, func(id ID) bool {
			list = append(list, Row{ID: id})
			if t.nodes[id].spread {
				for part := range t.spreadLines(id) {
					list = append(list, Row{ID: id, Part: part + 1})
				}
			}
			return !t.nodes[id].folded
		})
	}
	t.rows.list, t.rows.stale = list, false
	return list
}

// RowOf returns the line of a value, -1 if it is folded away.
func (t *Tree) RowOf(id ID) int {
	for i, row := range t.Rows() {
		if row.ID == id {
			return i
		}
	}
	return -1
}

// Long reports whether a text does not fit its line.
func (t *Tree) Long(id ID) bool {
	n := &t.nodes[id]
	if n.kind != String || t.Container(id) || t.Secret(id) {
		return false
	}
	room := t.room(id)
	raw := t.docs[n.doc][n.start:n.end]
	if len(raw)+2 <= room {
		return strings.Contains(string(raw), `\n`)
	}
	value := t.Value(id)
	return strings.Contains(value, "\n") || len(value) > 4*room || canvas.Width(event.Clean(value))+2 > room
}

// Spread reports whether a long text is shown in full.
func (t *Tree) Spread(id ID) bool { return t.nodes[id].spread }

// SetSpread shows a long text in full, on as many lines as it needs, or cuts it
// to its line again.
func (t *Tree) SetSpread(id ID, spread bool) {
	t.nodes[id].spread = spread
	t.rows.stale = true
}

// spreadLines returns a long text in lines that fit, broken behind each line
// feed and where the width ends.
func (t *Tree) spreadLines(id ID) []string {
	if lines, ok := t.rows.spread[id]; ok {
		return lines
	}
	width := max(2, t.rows.width-t.indent(id)-spreadIndent)
	var lines []string
	for paragraph := range strings.Lines(t.Value(id)) {
		lines = append(lines, wrap(event.Clean(paragraph), width)...)
	}
	if t.rows.spread == nil {
		t.rows.spread = map[ID][]string{}
	}
	t.rows.spread[id] = lines
	return lines
}

// wrap breaks clean text where a line is full.
func wrap(s string, width int) []string {
	var lines []string
	from, used := 0, 0
	for i := 0; i < len(s); {
		_, size := utf8.DecodeRuneInString(s[i:])
		w := canvas.Width(s[i : i+size])
		if used+w > width && i > from {
			lines = append(lines, s[from:i])
			from, used = i, 0
		}
		used += w
		i += size
	}
	if from < len(s) {
		lines = append(lines, s[from:])
	}
	return lines
}
