// Package theme says how everything on the screen looks. A theme is made from a
// handful of colours (Tokens); panes use its styles and never a colour of their
// own.
//
// One accent colour marks the focus and nothing else. Severity is the only
// other use of colour, and is always doubled by a letter or sign.
package theme

import (
	"spoor/event"
	"spoor/ui/canvas"
)

// Theme is the styles of the screen, by what they are for.
type Theme struct {
	Name string
	// Text is plain text, Strong what stands out of it, Dim what explains it,
	// Faint what is there only for those who look for it.
	Text, Strong, Dim, Faint canvas.Style
	// Border and Title are a pane's frame, Count the count in it; the Focus ones
	// are for the pane that has the focus.
	Border, Title, Count    canvas.Style
	BorderFocus, TitleFocus canvas.Style
	// Accent is the cursor, the prompt, the brand.
	Accent canvas.Style
	// Selected lies under the row with the cursor in the pane with the focus,
	// SelectedBlur in the others.
	Selected, SelectedBlur canvas.Style
	// Cell lies under the chosen cell of that row.
	Cell canvas.Style
	// Share lies behind a facet's text as far as its share goes; Gauge says that
	// there is no such ground, and a small bar before the count stands for it.
	Share canvas.Style
	Gauge bool
	// Brush lies under the chosen part of the histogram.
	Brush canvas.Style
	// Match marks text that was searched for.
	Match canvas.Style
	// Include and Exclude mark values that the filter names.
	Include, Exclude canvas.Style
	// Off is a part of the filter that is switched off.
	Off canvas.Style
	// Problem is an error.
	Problem canvas.Style
	// Key is a key in the line of hints and in help.
	Key canvas.Style
	// Popup is the ground of what lies over the screen. What lies behind it fades
	// to Behind; where that is no colour the terminal makes it faint.
	Popup  canvas.Style
	Behind canvas.Color
	// The parts of filter text and JSON.
	Field, String, Number, Operator canvas.Style

	severity, bars [event.Severities]canvas.Style
	// Colourless says that severities cannot be told apart by colour.
	Colourless bool
}

// Severity returns the style of an event of a severity: the same in rows,
// histogram and detail.
func (t *Theme) Severity(s event.Severity) canvas.Style {
	if int(s) >= len(t.severity) {
		s = event.Normal
	}
	return t.severity[s]
}

// Bar returns the style of a severity in a bar of the histogram: the same colour
// as in rows, but a shade back where nothing asks for attention, because bars
// are ink and text is not.
func (t *Theme) Bar(s event.Severity) canvas.Style {
	if int(s) >= len(t.bars) {
		s = event.Normal
	}
	return t.bars[s]
}

// Frame returns the styles of a pane's border and title.
func (t *Theme) Frame(focused bool) (border, title canvas.Style) {
	if focused {
		return t.BorderFocus, t.TitleFocus
	}
	return t.Border, t.Title
}

// SelectedRow returns what lies under the row with the cursor.
func (t *Theme) SelectedRow(focused bool) canvas.Style {
	if focused {
		return t.Selected
	}
	return t.SelectedBlur
}

// Tokens are the colours a theme is made from. The zero colour is the
// terminal's own.
type Tokens struct {
	Text, Strong, Dim, Faint canvas.Color
	Border, Accent           canvas.Color
	Danger, Attention        canvas.Color
	// The grounds.
	Selected, SelectedBlur, Cell, Share, Brush, Popup, Match canvas.Color
	// MatchText is written on Match.
	MatchText canvas.Color
}

func fromTokens(name string, k Tokens) *Theme {
	fg := func(c canvas.Color) canvas.Style { return canvas.Style{FG: c} }
	bg := func(c canvas.Color) canvas.Style { return canvas.Style{BG: c} }
	return &Theme{
		Name: name,
		Text: fg(k.Text), Strong: fg(k.Strong).With(canvas.Bold), Dim: fg(k.Dim), Faint: fg(k.Faint),
		Border: fg(k.Border), Title: fg(k.Dim), Count: fg(k.Dim),
		BorderFocus: fg(k.Accent), TitleFocus: fg(k.Accent).With(canvas.Bold),
		Accent:   fg(k.Accent),
		Selected: bg(k.Selected), SelectedBlur: bg(k.SelectedBlur),
		Cell: bg(k.Cell), Share: bg(k.Share), Brush: bg(k.Brush),
		Match:   canvas.Style{FG: k.MatchText, BG: k.Match},
		Include: fg(k.Strong).With(canvas.Bold), Exclude: fg(k.Dim).With(canvas.Strike),
		Off:     fg(k.Dim).With(canvas.Strike),
		Problem: fg(k.Danger),
		Key:     fg(k.Strong),
		Popup:   canvas.Style{FG: k.Text, BG: k.Popup},
		Field:   fg(k.Dim), String: fg(k.Text), Number: fg(k.Text), Operator: fg(k.Dim),
		severity: [event.Severities]canvas.Style{
			event.Quiet:     fg(k.Dim),
			event.Normal:    fg(k.Text),
			event.Attention: fg(k.Attention),
			event.Danger:    fg(k.Danger),
		},
		bars: [event.Severities]canvas.Style{
			event.Quiet:     fg(k.Faint),
			event.Normal:    fg(k.Dim),
			event.Attention: fg(k.Attention),
			event.Danger:    fg(k.Danger),
		},
	}
}
