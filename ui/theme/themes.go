package theme

import (
	"fmt"
	"strings"

	"spoor/event"
	"spoor/ui/canvas"
)

// The names of the themes. Auto chooses by what the terminal says of itself.
const (
	Auto     = "auto"
	Dark     = "dark"
	Light    = "light"
	Plain    = "plain"
	Contrast = "contrast"
	Mono     = "mono"
)

// Names returns the themes that can be asked for by name.
func Names() []string { return []string{Auto, Dark, Light, Plain, Contrast, Mono} }

// Terminal is what is known of the terminal.
type Terminal struct {
	// Light says that its background is light.
	Light bool
	// Colors is how many colours it can show: 0 for none (or NO_COLOR), 16, 256
	// or 1<<24.
	Colors int
}

// For returns the theme of a name on a terminal, with the user's own colours in
// it.
func For(name string, t Terminal, own Own) (*Theme, error) {
	switch name {
	case Auto, "":
		switch {
		case t.Colors == 0:
			return mono(), nil
		case t.Colors <= 16:
			return plain(own), nil
		case t.Light:
			return light(t.Colors, own), nil
		}
		return dark(t.Colors, own), nil
	case Dark:
		return dark(t.Colors, own), nil
	case Light:
		return light(t.Colors, own), nil
	case Plain:
		return plain(own), nil
	case Contrast:
		return contrast(t.Light, own), nil
	case Mono:
		return mono(), nil
	}
	return nil, fmt.Errorf("there is no theme %q: take one of %s", name, strings.Join(Names(), ", "))
}

// dark256 and light256 are colours that a terminal of 256 has. The nearest to
// those of more would be blue, green and teal where quiet greys are meant.
var (
	dark256 = Tokens{
		Text: canvas.RGB(0xd0d0d0), Strong: canvas.RGB(0xeeeeee), Dim: canvas.RGB(0x8a8a8a), Faint: canvas.RGB(0x626262),
		Border: canvas.RGB(0x444444), Accent: canvas.RGB(0x5fafff),
		Danger: canvas.RGB(0xff5f5f), Attention: canvas.RGB(0xd7af5f),
		Selected: canvas.RGB(0x303030), SelectedBlur: canvas.RGB(0x262626), Cell: canvas.RGB(0x005f87), Share: canvas.RGB(0x262626), Brush: canvas.RGB(0x303030),
		Popup: canvas.RGB(0x1c1c1c), Match: canvas.RGB(0x5f5f00), MatchText: canvas.RGB(0xffffd7),
	}
	light256 = Tokens{
		Text: canvas.RGB(0x303030), Strong: canvas.RGB(0x080808), Dim: canvas.RGB(0x6c6c6c), Faint: canvas.RGB(0x9e9e9e),
		Border: canvas.RGB(0xc6c6c6), Accent: canvas.RGB(0x005fd7),
		Danger: canvas.RGB(0xd70000), Attention: canvas.RGB(0x875f00),
		Selected: canvas.RGB(0xdadada), SelectedBlur: canvas.RGB(0xeeeeee), Cell: canvas.RGB(0xafd7ff), Share: canvas.RGB(0xeeeeee), Brush: canvas.RGB(0xdadada),
		Popup: canvas.RGB(0xeeeeee), Match: canvas.RGB(0xffffaf), MatchText: canvas.RGB(0x303030),
	}
)

func dark(colors int, own Own) *Theme {
	k := Tokens{
		Text: canvas.RGB(0xc9ced6), Strong: canvas.RGB(0xeef1f5), Dim: canvas.RGB(0x7d8694), Faint: canvas.RGB(0x565e6b),
		Border: canvas.RGB(0x3a414c), Accent: canvas.RGB(0x6cb6ff),
		Danger: canvas.RGB(0xff7b72), Attention: canvas.RGB(0xe3b341),
		Selected: canvas.RGB(0x243044), SelectedBlur: canvas.RGB(0x1f242c), Cell: canvas.RGB(0x3a5a8c), Share: canvas.RGB(0x232933), Brush: canvas.RGB(0x26344a),
		Popup: canvas.RGB(0x1b1f26), Match: canvas.RGB(0x51462a), MatchText: canvas.RGB(0xffe9b0),
	}
	if colors <= 256 {
		k = dark256
	}
	return fromTokens(Dark, own.over(k))
}

func light(colors int, own Own) *Theme {
	k := Tokens{
		Text: canvas.RGB(0x2b3138), Strong: canvas.RGB(0x0b0e12), Dim: canvas.RGB(0x6a7380), Faint: canvas.RGB(0x9aa3ae),
		Border: canvas.RGB(0xc8cfd8), Accent: canvas.RGB(0x0a62c4),
		Danger: canvas.RGB(0xc5221f), Attention: canvas.RGB(0x946000),
		Selected: canvas.RGB(0xdbe8f8), SelectedBlur: canvas.RGB(0xeef0f3), Cell: canvas.RGB(0xaccdf3), Share: canvas.RGB(0xe9edf2), Brush: canvas.RGB(0xd4e4f8),
		Popup: canvas.RGB(0xf7f8fa), Match: canvas.RGB(0xffe9a8), MatchText: canvas.RGB(0x3a2c00),
	}
	if colors <= 256 {
		k = light256
	}
	t := fromTokens(Light, own.over(k))
	// Many terminals make faint text darker, which is no fainter on white.
	t.Behind = canvas.RGB(0xffffff)
	return t
}

// plain uses the 16 colours that the user's terminal defines, and so fits any
// terminal theme.
func plain(own Own) *Theme {
	t := fromTokens(Plain, own.over(Tokens{
		Dim: canvas.Palette(8), Faint: canvas.Palette(8), Border: canvas.Palette(8), Accent: canvas.Palette(6),
		Danger: canvas.Palette(1), Attention: canvas.Palette(3),
		Match: canvas.Palette(3), MatchText: canvas.Palette(0),
	}))
	withoutGrounds(t)
	own.grounds(t)
	return t
}

func contrast(light bool, own Own) *Theme {
	ink, danger, attention, accent := canvas.Palette(15), canvas.Palette(9), canvas.Palette(11), canvas.Palette(14)
	if light {
		ink, danger, attention, accent = canvas.Palette(0), canvas.Palette(1), canvas.RGB(0x6b3f00), canvas.Palette(4)
	}
	t := fromTokens(Contrast, own.over(Tokens{
		Text: ink, Strong: ink, Dim: ink, Faint: ink, Border: ink, Accent: accent,
		Danger: danger, Attention: attention,
	}))
	withoutGrounds(t)
	t.Selected.FG = ink
	t.severity[event.Danger].Attr |= canvas.Bold
	own.grounds(t)
	return t
}

// mono uses no colour at all.
func mono() *Theme {
	t := fromTokens(Mono, Tokens{})
	withoutGrounds(t)
	t.Colourless = true
	t.Border = t.Border.With(canvas.Faint)
	t.Dim, t.Faint = t.Dim.With(canvas.Faint), t.Faint.With(canvas.Faint)
	t.BorderFocus = t.BorderFocus.With(canvas.Bold)
	t.Accent = t.Accent.With(canvas.Bold)
	t.Off = t.Off.With(canvas.Faint)
	t.Problem = t.Problem.With(canvas.Bold)
	t.severity[event.Danger].Attr |= canvas.Bold
	t.severity[event.Quiet].Attr |= canvas.Faint
	return t
}

// withoutGrounds replaces the backgrounds, for which 16 colours have no soft
// shade, by attributes.
func withoutGrounds(t *Theme) {
	t.Selected = canvas.Style{Attr: canvas.Reverse}
	t.SelectedBlur = canvas.Style{Attr: canvas.Bold}
	t.Share, t.Gauge = canvas.Style{}, true
	t.Cell = canvas.Style{Attr: canvas.Bold | canvas.Underline}
	t.Brush = canvas.Style{Attr: canvas.Reverse}
	if t.Match.BG == 0 {
		t.Match = canvas.Style{Attr: canvas.Reverse | canvas.Bold}
	}
}
