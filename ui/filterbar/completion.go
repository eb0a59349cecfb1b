package filterbar

import (
	"strings"

	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/dialog"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Candidate is one way to go on with what is typed.
type Candidate struct {
	query.Completion
	// Count is how many events have the value; 0 says nothing.
	Count int
	// Name is the user's own name for the value: clean, empty for none.
	Name string
}

// completion is the list of the ways to go on. It opens by itself where a word
// was begun, and elsewhere when it is asked for. Nothing in it is chosen until
// one goes into it.
type completion struct {
	// text and at are what was typed, and the cursor in it, when the items were
	// made.
	text  string
	at    int
	items []Candidate
	// asked says that the list is to open though no word was begun, closed that it
	// is not to for this text.
	asked, closed bool
	// chosen is the item one has gone to, -1 for none.
	chosen, offset int
	// box is where the list was last drawn, its frame included, empty for nowhere.
	box canvas.Rect
}

// Offer gives the ways to go on with a text and the cursor at a byte of it. They
// are dropped if either has changed.
func (b *Bar) Offer(typed string, at int, items []Candidate) {
	if typed != b.Value() || at != b.Cursor() {
		return
	}
	c := &b.completion
	if b.Chosen() || c.closed && c.text == typed && c.at == at {
		// Nothing moves under somebody who is choosing, or who has done with it.
		return
	}
	c.text, c.at, c.items, c.chosen, c.offset, c.closed = typed, at, c.items[:0], -1, 0, false
	for _, item := range items {
		if typed[item.Start:item.End] != item.Text {
			c.items = append(c.items, item)
		}
	}
}

// Listing reports whether the list of the ways to go on is seen.
func (b *Bar) Listing() bool {
	c := &b.completion
	if !b.editing || len(c.items) == 0 || c.text != b.Value() || c.at != b.Cursor() {
		return false
	}
	begun := c.at > 0 && c.text[c.at-1] != ' '
	return c.asked || begun
}

// Chosen reports whether one has gone into the list.
func (b *Bar) Chosen() bool { return b.Listing() && b.completion.chosen >= 0 }

// Ask opens the list though no word was begun.
func (b *Bar) Ask() { b.completion.asked = true }

// Choose goes down or up in the list, and out of it above the first item.
func (b *Bar) Choose(by int) {
	if b.Listing() {
		c := &b.completion
		c.chosen = max(-1, min(c.chosen+by, len(c.items)-1))
	}
}

// Over reports whether the list, its frame included, is at a cell of the screen.
func (b *Bar) Over(x, y int) bool { return b.Listing() && b.completion.box.Contains(x, y) }

// Point chooses the item at a cell of the screen, and reports whether the list,
// its frame included, is there.
func (b *Bar) Point(x, y int) bool {
	c := &b.completion
	if !b.Over(x, y) {
		return false
	}
	if i := c.offset + y - c.box.Y - 1; y > c.box.Y && y < c.box.Y+c.box.H-1 && i < len(c.items) {
		c.chosen = i
	}
	return true
}

// CloseList closes the list until more is typed.
func (b *Bar) CloseList() {
	b.completion = completion{chosen: -1, closed: true, text: b.Value(), at: b.Cursor()}
}

// Unchoose goes out of the list.
func (b *Bar) Unchoose() { b.completion.chosen, b.completion.asked = -1, false }

// Take puts the chosen item, or the first one, in the place of the word that was
// begun, and reports whether there was one.
func (b *Bar) Take() bool {
	if !b.Listing() {
		return false
	}
	c := &b.completion
	item := c.items[max(0, c.chosen)]
	after := c.text[item.End:]
	put := item.Text
	if item.Kind != query.CompleteField && after == "" {
		// The next word may follow.
		put += " "
	}
	before := c.text[:item.Start] + put
	b.input.SetValue(before + after)
	b.input.SetCursor(len([]rune(before)))
	c.items, c.asked, c.chosen = nil, false, -1
	return true
}

// Cursor returns the byte of the text before which the cursor stands.
func (b *Bar) Cursor() int { return byteAt(b.input.Value(), b.input.Position()) }

// mostListed is how many ways to go on are seen at a time.
const mostListed = 9

// DrawList draws the list below the line, over what is there.
func (b *Bar) DrawList(screen canvas.Area, env pane.Env) {
	const top, edges, gap, leastDetail = 2, 4, 3, 8
	b.completion.box = canvas.Rect{}
	w, h := screen.Size()
	rows := min(len(b.completion.items), mostListed, h-top-3)
	if !b.Listing() || rows < 1 || w < 24 {
		return
	}
	c := &b.completion
	texts, details, counts := 0, 0, 0
	for _, item := range c.items {
		texts = max(texts, canvas.Width(event.Clean(item.Text)))
		details = max(details, canvas.Width(detail(item)))
		if item.Count > 0 {
			counts = max(counts, len(text.Group(item.Count)))
		}
	}
	if details > 0 {
		// What a field means is worth more than all of a long path.
		const leastText, someDetail = 24, 34
		texts = min(texts, max(leastText, w-edges-2*gap-counts-min(details, someDetail)))
	}
	texts = min(texts, 64, w-edges-counts)
	need := texts
	if counts > 0 {
		need += gap + counts
	}
	if room := w - edges - need - gap; details > 0 && room >= min(details, leastDetail) {
		details = min(details, room)
		need += gap + details
	} else {
		details = 0
	}
	column := b.column + canvas.Width(event.Clean(c.text[:c.items[0].Start])) - 2
	r := canvas.Rect{X: max(0, min(column, w-need-edges)), Y: top, W: need + edges, H: rows + 2}
	c.box = r
	box := screen.Sub(r)
	t := env.Theme
	box.Blank(t.Popup)
	drawBox(box, t.Border.On(t.Popup), r)
	c.offset = dialog.Scroll(c.offset, max(0, c.chosen), len(c.items), rows)
	if len(c.items) > rows {
		box.PutRight(r.W-2, r.H-1, t.Dim.On(t.Popup), " "+text.Group(max(1, c.chosen+1))+" / "+text.Group(len(c.items))+" ")
	}
	for line := range rows {
		i := c.offset + line
		item := c.items[i]
		row := box.Sub(canvas.Rect{X: 1, Y: 1 + line, W: r.W - 2, H: 1})
		switch {
		case i == c.chosen:
			row.Tint(t.Selected)
			row.Put(0, 0, t.Accent, "▌")
		case i == 0 && c.chosen < 0:
			// What tab takes.
			row.Tint(t.SelectedBlur)
		}
		field := row.Sub(canvas.Rect{X: 1, W: texts, H: 1})
		b.drawItem(field, env, item)
		right := row.Width() - 1
		if item.Count > 0 {
			row.PutRight(right, 0, t.Dim, text.Group(item.Count))
		}
		if details > 0 {
			row.Put(1+texts+gap, 0, t.Dim, event.Cut(detail(item), details))
		}
	}
}

// detail says what an item is; a value with its field before it, or alone behind
// it, says so itself, and may have a name.
func detail(item Candidate) string {
	if item.Field != query.FieldNone {
		return item.Name
	}
	return item.Detail
}

// drawItem writes what an item puts in, with what is typed of it marked.
func (b *Bar) drawItem(field canvas.Area, env pane.Env, item Candidate) {
	t := env.Theme
	shown := event.Clean(item.Text)
	if canvas.Width(shown) > field.Width() {
		field.Put(0, 0, t.Text, event.CutMiddle(shown, field.Width()))
		return
	}
	field.Put(0, 0, t.Text, shown)
	typed := strings.Trim(b.completion.text[item.Start:b.completion.at], `"`)
	if from, to := text.Find(shown, event.Clean(typed)); from >= 0 {
		field.Put(canvas.Width(shown[:from]), 0, t.Strong, shown[from:to])
	}
}

func drawBox(box canvas.Area, style canvas.Style, r canvas.Rect) {
	line := canvas.Repeat("─", r.W-2)
	box.Put(0, 0, style, "╭"+line+"╮")
	box.Put(0, r.H-1, style, "╰"+line+"╯")
	for y := 1; y < r.H-1; y++ {
		box.Put(0, y, style, "│")
		box.Put(r.W-1, y, style, "│")
	}
}

// Set puts another text in the place of the one typed.
func (b *Bar) Set(filter string) {
	b.input.SetValue(filter)
	b.input.CursorEnd()
	b.completion = completion{chosen: -1}
}
