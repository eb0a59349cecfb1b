package dialog

import (
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/entry"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Time is the choice of a window: one of the usual ones, or what is typed.
type Time struct {
	input *entry.Entry
	// first and last are the times of the oldest and newest cached event.
	first, last time.Time
	options     query.Options

	presets []preset
	// cursor counts the presets; -1 is what is typed.
	cursor, offset int
	// read is what the typed text means, problem why it means nothing.
	read    query.Window
	problem string
	Drawn
}

// preset is one of the usual windows.
type preset struct {
	label  string
	window query.Window
}

// lengths are the usual lengths of a window.
var lengths = []struct {
	label  string
	length time.Duration
}{
	{"15 minutes", 15 * time.Minute}, {"hour", time.Hour}, {"6 hours", 6 * time.Hour}, {"24 hours", 24 * time.Hour},
	{"3 days", 3 * 24 * time.Hour}, {"7 days", 7 * 24 * time.Hour}, {"30 days", 30 * 24 * time.Hour}, {"90 days", 90 * 24 * time.Hour},
}

// fresh is how old the newest event may be for windows to end now; else they
// end at that event, so that old data is not looked for where it is not.
const fresh = time.Hour

// NewTime returns the choice of a window. first and last are the times of the
// oldest and newest cached event, zero if there is none; zone and now say what
// times without a zone and spoken times mean.
func NewTime(first, last time.Time, zone *time.Location, now time.Time) *Time {
	d := &Time{
		input: entry.New(), first: first, last: last,
		options: query.Options{Zone: zone, Now: now},
	}
	end, before := now, "last "
	if !last.IsZero() && now.Sub(last) > fresh {
		end, before = last.Truncate(time.Second).Add(time.Second), "last cached "
	}
	for _, l := range lengths {
		d.presets = append(d.presets, preset{before + l.label, query.Window{From: end.Add(-l.length), To: end}})
	}
	year, month, day := end.In(zone).Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, zone)
	d.presets = append(d.presets,
		preset{"the day of " + today.Format("2 Jan"), query.Window{From: today, To: time.Date(year, month, day+1, 0, 0, 0, 0, zone)}},
		preset{"the day before", query.Window{From: time.Date(year, month, day-1, 0, 0, 0, 0, zone), To: today}},
		preset{"all that is cached", query.Window{}},
	)
	return d
}

// SetMatched offers the stretch from the oldest to the newest event that matches
// on view; zero times are those of no event.
func (d *Time) SetMatched(first, last time.Time) {
	if first.IsZero() || last.IsZero() {
		return
	}
	all := len(d.presets) - 1
	d.presets = slices.Insert(d.presets, all, preset{"first to last match", query.Window{From: first.Truncate(time.Second), To: last.Truncate(time.Second).Add(time.Second)}})
}

// Context implements pane.Dialog.
func (d *Time) Context() keymap.Context { return keymap.Pick }

// Type implements pane.Dialog.
func (d *Time) Type(msg tea.Msg) pane.Intent {
	if !d.input.Type(msg) {
		return nil
	}
	d.cursor, d.problem = -1, ""
	if strings.TrimSpace(d.input.Value()) == "" {
		d.cursor = 0
		return nil
	}
	read, err := readWindow(d.input.Value(), d.options)
	if d.read = read; err != nil {
		d.problem = event.Clean(err.Error())
	}
	return nil
}

// Do implements pane.Dialog.
func (d *Time) Do(a keymap.Action) pane.Intent {
	top := 0
	if d.typed() {
		top = -1
	}
	switch a {
	case keymap.PickUp:
		d.cursor = max(top, d.cursor-1)
	case keymap.PickDown:
		d.cursor = min(len(d.presets)-1, d.cursor+1)
	case keymap.PickPageUp:
		d.cursor = top
	case keymap.PickPageDown:
		d.cursor = len(d.presets) - 1
	case keymap.PickClose:
		return pane.Close{}
	case keymap.PickChoose:
		if d.cursor < 0 && d.problem != "" {
			return nil
		}
		return pane.Several{pane.Close{}, pane.SetWindow{Window: d.window()}}
	}
	return nil
}

func (d *Time) typed() bool { return strings.TrimSpace(d.input.Value()) != "" }

// window returns what would be chosen now.
func (d *Time) window() query.Window {
	if d.cursor < 0 {
		return d.read
	}
	return d.presets[d.cursor].window
}

// Click implements pane.Clicked: a window is taken.
func (d *Time) Click(x, y int) pane.Intent {
	i := d.Line(x, y, d.offset, len(d.presets))
	if i < 0 {
		return nil
	}
	d.cursor = i
	return d.Do(keymap.PickChoose)
}

// Wheel implements pane.Clicked.
func (d *Time) Wheel(by int) { d.cursor = wheel(max(0, d.cursor), by, len(d.presets)) }

// Draw implements pane.Dialog.
func (d *Time) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	t := env.Theme
	const width, head = 58, 3
	inside := Frame(screen, env, "Time", text.Zone(env.Now, env.Zone), width, head+len(d.presets))
	row := inside.Row(0)
	start := row.Put(0, 0, t.Accent, "❯ ")
	at := d.input.Draw(row.Sub(canvas.Rect{X: start, W: row.Width() - start, H: 1}), t.Text, t.Faint, "yesterday 3pm · 6h · 19 Nov..20 Nov · 14:00..15:30")
	if d.cursor < 0 && d.problem != "" {
		const most = head - 1
		lines := text.Wrap([]string{d.problem}, inside.Width()-2)
		if len(lines) > most {
			lines[most-1] = event.Cut(strings.Join(lines[most-1:], " "), inside.Width()-2)
			lines = lines[:most]
		}
		for y, line := range lines {
			inside.Put(2, 1+y, t.Problem, line)
		}
	} else {
		d.drawPreview(inside.Row(1), env)
	}
	list := inside.Sub(canvas.Rect{Y: head, W: inside.Width(), H: inside.Height() - head})
	d.DrawnAt(inside, list)
	d.offset = Scroll(d.offset, max(0, d.cursor), len(d.presets), max(1, list.Height()))
	for line := range list.Height() {
		i := d.offset + line
		if i >= len(d.presets) {
			break
		}
		row := list.Row(line)
		if i == d.cursor {
			row.Tint(t.Selected)
			row.Put(0, 0, t.Accent, "▌")
		}
		row.Put(2, 0, t.Text, d.presets[i].label)
	}
	left, top := inside.Origin()
	return left + start + at, top, true
}

// drawPreview says which window would be chosen, and whether anything is cached
// in it.
func (d *Time) drawPreview(row canvas.Area, env pane.Env) {
	t, w := env.Theme, d.window()
	if d.outside(w) {
		x := row.Put(2, 0, t.Problem, "nothing cached: ")
		row.Put(x, 0, t.Dim, event.Cut(d.describe(w, env), row.Width()-x))
		return
	}
	shown := d.describe(w, env)
	x := row.Put(2, 0, t.Strong, event.Cut(shown, row.Width()-2))
	if !w.From.IsZero() && !w.To.IsZero() {
		if length := " · " + text.Short(w.To.Sub(w.From)); x+canvas.Width(length) <= row.Width() {
			row.Put(x, 0, t.Dim, length)
		}
	}
}

// outside reports whether no cached event can lie in a window.
func (d *Time) outside(w query.Window) bool {
	if d.last.IsZero() {
		return false
	}
	return !w.From.IsZero() && w.From.After(d.last) || !w.To.IsZero() && !w.To.After(d.first)
}

func (d *Time) describe(w query.Window, env pane.Env) string {
	switch {
	case w.From.IsZero() && w.To.IsZero():
		if d.first.IsZero() {
			return "all that is cached"
		}
		return text.Range(d.first, d.last, env.Now, env.Zone)
	case w.To.IsZero():
		return "from " + text.Moment(w.From, env.Now, env.Zone) + " " + text.Zone(w.From, env.Zone) + " on"
	case w.From.IsZero():
		return "until " + text.Moment(w.To, env.Now, env.Zone) + " " + text.Zone(w.To, env.Zone)
	}
	return text.Range(w.From, w.To, env.Now, env.Zone)
}

// readWindow reads a window as people write it: the time words of the filter
// language (last:24h, after:yesterday), a length (6h), a time (yesterday 3pm),
// or two of them (19 Nov..20 Nov, 14:00 to 15:30).
func readWindow(written string, o query.Options) (query.Window, error) {
	written = strings.TrimSpace(written)
	if w, err := parseWindow(written, o); err == nil {
		return w, nil
	}
	lower := strings.ToLower(written)
	for _, word := range []struct{ said, means string }{
		{"since ", "after:"}, {"after ", "after:"}, {"from ", ""}, {"until ", "before:"}, {"before ", "before:"},
	} {
		if !strings.HasPrefix(lower, word.said) {
			continue
		}
		rest := written[len(word.said):]
		if word.means == "" {
			written = rest
			break
		}
		return parseWindow(word.means+quoteTime(rest), o)
	}
	for _, between := range []string{" to ", " until ", " – ", " - "} {
		if from, to, ok := strings.Cut(written, between); ok {
			if w, err := parseWindow("time:"+quoteTime(from+".."+to), o); err == nil {
				return w, nil
			}
		}
	}
	length := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(written), "last "), "past ")
	if w, err := parseWindow("last:"+quoteTime(length), o); err == nil {
		return w, nil
	}
	return parseWindow("time:"+quoteTime(written), o)
}

func quoteTime(s string) string {
	return `"` + strings.NewReplacer(`"`, "", `\`, "").Replace(strings.TrimSpace(s)) + `"`
}

// parseWindow reads a filter that speaks of nothing but time.
func parseWindow(filter string, o query.Options) (query.Window, error) {
	x, err := query.Parse(filter, o)
	if err != nil {
		return query.Window{}, err
	}
	w, rest := query.WindowOf(x)
	if rest != nil || x == nil {
		return query.Window{}, errors.New("write a time: 6h, yesterday 3pm, 19 Nov..20 Nov")
	}
	// A length up to now ends now, so that the window does not grow.
	if w.To.IsZero() && strings.HasPrefix(filter, "last:") {
		w.To = o.Now
	}
	return w, nil
}
