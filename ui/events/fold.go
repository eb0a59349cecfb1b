package events

import (
	"sort"

	"spoor/cache"
	"spoor/query"
	"spoor/ui/pane"
)

// foldFrom is how long a run must be to be folded: two rows say what they say as
// fast as one that stands for both.
const foldFrom = 3

// folding is how runs of alike events are shown as one row each. A row on
// screen is then a line: a closed run, or one event.
type folding struct {
	on bool
	// runs are those held, one after the other.
	runs []cache.Run
	// guessed says that they are those among the rows held: the cache is still to
	// say how long they are and what differs in them.
	guessed bool
	// opened are the runs that were opened, by their last event: newer ones come
	// in before the first.
	opened map[cache.Ref]bool
	// rows are events inside opened runs, by position.
	rows map[int]cache.Row
	// reveal says that the run with the cursor in it is to be opened when it is
	// known.
	reveal bool
}

// differing are the fields in which the events of a run may differ, with what
// their values are called. Those that tell the most are in its note.
var differing = []struct {
	field  query.Field
	many   string
	inNote bool
}{
	{query.FieldIP, "IPs", true}, {query.FieldResource, "resources", true}, {query.FieldRegion, "Regions", true},
	{query.FieldKey, "keys", true}, {query.FieldOrigin, "clients", true}, {query.FieldSession, "sessions", false},
	{query.FieldAgent, "agents", false}, {query.FieldType, "types", false}, {query.FieldRole, "roles", false},
	{query.FieldMessage, "messages", false},
}

// RunView returns which runs to fetch for so many lines around a position.
func RunView(lines, at int) cache.RunView {
	v := cache.RunView{At: at, Before: lines / 2, After: lines / 2}
	for _, d := range differing {
		v.Differ = append(v.Differ, d.field)
	}
	return v
}

// Folded reports whether runs of alike events are folded.
func (p *Pane) Folded() bool { return p.fold.on }

// SetFolded folds runs of alike events, or shows every event.
func (p *Pane) SetFolded(on bool) {
	line := p.lineOnScreen()
	p.fold = folding{on: on}
	p.offset = p.cursor - line
	p.scroll()
}

// AddRuns gives the runs around the cursor.
func (p *Pane) AddRuns(runs []cache.Run) {
	line := p.lineOnScreen()
	p.fold.runs, p.fold.guessed = runs, false
	p.settleRuns(line)
}

// settleRuns puts the cursor on a line of the runs as they are now, line lines
// from the top of the pane.
func (p *Pane) settleRuns(line int) {
	p.reveal()
	p.cursor = p.start(p.cursor)
	p.offset = p.step(p.cursor, -line)
	p.scroll()
}

// reveal opens the run that the cursor is to be seen in, once it is known, unless
// the cursor is on its first event.
func (p *Pane) reveal() {
	if !p.fold.reveal || p.run(p.cursor) == nil {
		return
	}
	p.fold.reveal = false
	if r := p.closed(p.cursor); r != nil && p.cursor != r.Offset {
		p.open(r)
	}
}

func (p *Pane) open(r *cache.Run) {
	if p.fold.opened == nil {
		p.fold.opened = map[cache.Ref]bool{}
	}
	p.fold.opened[r.Last.Ref] = true
}

// toggleRun opens the run under the cursor, or closes it.
func (p *Pane) toggleRun() pane.Intent {
	if !p.fold.on {
		return pane.Notice{Text: "{fold-runs} folds runs of alike events, {toggle-run} then opens and closes one"}
	}
	r := p.run(p.cursor)
	switch {
	case r == nil:
	case r.Len < foldFrom:
		return pane.Notice{Text: "no run of alike events here"}
	case p.fold.opened[r.Last.Ref]:
		delete(p.fold.opened, r.Last.Ref)
		p.cursor = r.Offset
		p.settled = true
		p.scroll()
	default:
		p.open(r)
		p.scroll()
	}
	return nil
}

// run returns the run that holds a position, nil if it is not held.
func (p *Pane) run(at int) *cache.Run {
	runs := p.fold.runs
	i := sort.Search(len(runs), func(i int) bool { return runs[i].Offset > at }) - 1
	if i < 0 || at >= runs[i].Offset+runs[i].Len {
		return nil
	}
	return &runs[i]
}

// closed returns the closed run that holds a position, nil if there is none.
func (p *Pane) closed(at int) *cache.Run {
	if !p.fold.on {
		return nil
	}
	r := p.run(at)
	if r == nil || r.Len < foldFrom || p.fold.opened[r.Last.Ref] {
		return nil
	}
	return r
}

// start returns where the line begins that holds a position.
func (p *Pane) start(at int) int {
	if r := p.closed(at); r != nil {
		return r.Offset
	}
	return at
}

// next returns where the line after that at a position begins.
func (p *Pane) next(at int) int {
	if r := p.closed(at); r != nil {
		return r.Offset + r.Len
	}
	return at + 1
}

// step returns where the line begins that is by lines after that at a position,
// or the first or last there is.
func (p *Pane) step(at, by int) int {
	last := max(0, p.answer.Matched-1)
	if !p.fold.on {
		return min(max(0, at+by), last)
	}
	at = p.start(min(max(0, at), last))
	for ; by < 0 && at > 0; by++ {
		at = p.start(at - 1)
	}
	for ; by > 0; by-- {
		next := p.next(at)
		if next > last {
			break
		}
		at = next
	}
	return at
}

// lineOnScreen is how many lines the cursor stands from the top of the pane.
func (p *Pane) lineOnScreen() int {
	if !p.fold.on {
		return p.cursor - p.offset
	}
	n := 0
	for at := p.offset; at < p.cursor && n < p.Rows(); n++ {
		at = p.next(at)
	}
	return n
}

// missingFolded is Missing where runs are folded: first what runs there are,
// then the events inside those that are open.
func (p *Pane) missingFolded() (Window, bool) {
	at := p.offset
	for range p.Rows() {
		if at >= p.answer.Matched {
			break
		}
		if p.run(at) == nil || p.fold.guessed && !p.answer.Partial {
			return Window{Offset: p.cursor, Limit: (2*Margin + 1) * p.Rows(), Runs: true}, true
		}
		if p.closed(at) == nil && p.row(at) == nil {
			return Window{Offset: max(0, at-p.Rows()), Limit: (Margin + 1) * p.Rows()}, true
		}
		at = p.next(at)
	}
	return Window{}, false
}

// mostFolded is how many screens of rows inside opened runs are held.
const mostFolded = 20

func (p *Pane) addFolded(offset int, rows []cache.Row) {
	if p.fold.rows == nil || len(p.fold.rows) > mostFolded*p.Rows() {
		p.fold.rows = map[int]cache.Row{}
	}
	for i := range rows {
		p.fold.rows[offset+i] = rows[i]
	}
}

// foldedRow returns the row at a position where runs are folded, nil if it is
// not held.
func (p *Pane) foldedRow(at int) *cache.Row {
	r := p.run(at)
	switch {
	case r == nil:
	case at == r.Offset:
		return &r.First
	case at == r.Offset+r.Len-1:
		return &r.Last
	}
	if row, ok := p.fold.rows[at]; ok {
		return &row
	}
	return nil
}

// runsAmong parts rows into runs, for as long as the cache has not said how long
// they are.
func runsAmong(rows []cache.Row, offset int) []cache.Run {
	var runs []cache.Run
	for i := range rows {
		if n := len(runs); n > 0 && cache.Alike(&runs[n-1].Last, &rows[i]) {
			runs[n-1].Last = rows[i]
			runs[n-1].Len++
			continue
		}
		runs = append(runs, cache.Run{Offset: offset + i, Len: 1, First: rows[i], Last: rows[i]})
	}
	return runs
}

// differs says how many values a run has of a field, and what they are called; 0 or 1 where they do not differ.
func differs(r *cache.Run, field query.Field) (n int, many string) {
	for i, d := range differing {
		if d.field == field && i < len(r.Distinct) {
			return r.Distinct[i], d.many
		}
	}
	return 0, ""
}
