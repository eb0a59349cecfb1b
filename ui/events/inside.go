package events

import (
	"strings"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
)

// Inside is what stands in a record at the paths of the columns that look into it,
// by the names of these.
type Inside map[string]inside

// inside is what stands at one path.
type inside struct {
	// shown is all of it, secrets masked; first is the first value as it stands.
	shown, first string
}

// InsideOf reads what a record holds at some paths.
func InsideOf(record []byte, paths []*query.RecordPath) Inside {
	found := make(Inside, len(paths))
	for _, path := range paths {
		at := inside{shown: pane.ShortValue(export.ShownAt(path, record))}
		path.Each(record, func(value string) {
			if at.first == "" {
				at.first = pane.ShortValue(value)
			}
		})
		found[path.String()] = at
	}
	return found
}

// columnOfPath returns the column of a path into the record.
func columnOfPath(text string) (column, error) {
	path, err := query.ParsePath(text)
	if err != nil {
		return column{}, err
	}
	return column{name: path.String(), field: query.FieldPath, path: path, least: 12, most: 60, grow: 3, extra: true}, nil
}

// looking is what the columns that look into records have seen there.
type looking struct {
	// paths are those of the columns.
	paths []*query.RecordPath
	// seen is what stands in records, fresh of which of them that was read since
	// anything changed.
	seen  map[cache.Ref]Inside
	fresh map[cache.Ref]bool
	// round counts the changes.
	round int
}

// mostSeen is of how many events that is kept.
const mostSeen = 1024

// at makes columns look at other paths.
func (k *looking) at(paths []*query.RecordPath) {
	*k = looking{paths: paths, round: k.round + 1}
}

// Reread has all records looked into again, since what is held may have changed.
func (p *Pane) Reread() {
	p.looking.fresh = nil
	p.looking.round++
}

// Reading is which records are to be looked into, and for what.
type Reading struct {
	Refs  []cache.Ref
	Paths []*query.RecordPath
	round int
}

// Unread returns the records that are to be looked into before all that is seen can
// be drawn, with those near them, and whether there are any.
func (p *Pane) Unread() (Reading, bool) {
	k := &p.looking
	if len(k.paths) == 0 || p.answer == nil || len(p.unread(p.offset, p.Rows())) == 0 {
		return Reading{}, false
	}
	return Reading{p.unread(p.step(p.offset, -p.Rows()), 3*p.Rows()), k.paths, k.round}, true
}

// unread returns the events whose records are to be looked into among so many lines
// from a position on.
func (p *Pane) unread(at, lines int) (refs []cache.Ref) {
	for range lines {
		if at >= p.answer.Matched {
			break
		}
		if r := p.row(at); r != nil && !p.looking.fresh[r.Ref] {
			refs = append(refs, r.Ref)
		}
		at = p.next(at)
	}
	return refs
}

// AddInside gives what was found in records; in those that it names no more of,
// nothing. Where columns or records have changed meanwhile, it counts for nothing.
func (p *Pane) AddInside(read Reading, found map[cache.Ref]Inside) {
	k := &p.looking
	if read.round != k.round {
		return
	}
	if k.fresh == nil {
		k.fresh = make(map[cache.Ref]bool, len(read.Refs))
	}
	if k.seen == nil || len(k.seen) > mostSeen {
		k.seen, k.fresh = make(map[cache.Ref]Inside, len(read.Refs)), make(map[cache.Ref]bool, len(read.Refs))
	}
	for _, ref := range read.Refs {
		k.seen[ref], k.fresh[ref] = found[ref], true
	}
}

// title is what stands above a column: of a path that does not fit, the end.
func (c *placed) title() string {
	if c.path == nil {
		return c.name
	}
	title := c.name
	for canvas.Width(title) > c.w {
		_, rest, ok := strings.Cut(title, ".")
		if !ok {
			break
		}
		title = rest
	}
	return event.Clean(title)
}

// drawInside writes what an event has at the path of a column. A run is told by
// its newest event, and others of it may have something else.
func (c *placed) drawInside(cell canvas.Area, r *cache.Row, run bool, l *look) {
	in, known := l.inside[r.Ref]
	shown := event.Clean(in[c.name].shown)
	switch w := cell.Width(); {
	case !known:
		cell.Put(0, 0, l.theme.Faint, "…")
	case run && shown != "":
		cell.Put(0, 0, l.theme.Dim, event.Cut(event.Cut(shown, w-2)+" …", w))
	default:
		cell.Put(0, 0, l.theme.Dim, event.CutMiddle(shown, w))
	}
}

// pathValue is cellValue for a column of a path.
func (p *Pane) pathValue(c column, row *cache.Row) (pane.Choose, *pane.Notice) {
	in, known := p.looking.seen[row.Ref]
	value := in[c.name].first
	switch {
	case !known:
		return pane.Choose{}, &pane.Notice{Text: "the record has not been read yet"}
	case pane.Composite(value):
		return pane.Choose{}, &pane.Notice{Text: "there is more than one value in this: choose one of them in Detail"}
	case len(value) > pane.LongestValue:
		return pane.Choose{}, &pane.Notice{Text: "this is too long for a filter"}
	case event.IsSecret(c.name, value):
		return pane.Choose{}, &pane.Notice{Text: "a secret does not go into a filter"}
	}
	return pane.Choose{Field: query.FieldPath, Path: c.name, Value: value}, nil
}
