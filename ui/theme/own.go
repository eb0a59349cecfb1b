package theme

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"spoor/ui/canvas"
)

// Own are the user's own colours, by the names of colorNames. They stand in the
// place of those of whatever theme is in force, but not where there is to be no
// colour at all.
type Own map[string]canvas.Color

// tokens are the colours that a theme is made from, by name.
var tokens = []struct {
	name string
	of   func(*Tokens) *canvas.Color
}{
	{"text", func(k *Tokens) *canvas.Color { return &k.Text }},
	{"strong", func(k *Tokens) *canvas.Color { return &k.Strong }},
	{"dim", func(k *Tokens) *canvas.Color { return &k.Dim }},
	{"faint", func(k *Tokens) *canvas.Color { return &k.Faint }},
	{"border", func(k *Tokens) *canvas.Color { return &k.Border }},
	{"accent", func(k *Tokens) *canvas.Color { return &k.Accent }},
	{"danger", func(k *Tokens) *canvas.Color { return &k.Danger }},
	{"attention", func(k *Tokens) *canvas.Color { return &k.Attention }},
	{"selected", func(k *Tokens) *canvas.Color { return &k.Selected }},
	{"selected-blur", func(k *Tokens) *canvas.Color { return &k.SelectedBlur }},
	{"cell", func(k *Tokens) *canvas.Color { return &k.Cell }},
	{"share", func(k *Tokens) *canvas.Color { return &k.Share }},
	{"brush", func(k *Tokens) *canvas.Color { return &k.Brush }},
	{"popup", func(k *Tokens) *canvas.Color { return &k.Popup }},
	{"match", func(k *Tokens) *canvas.Color { return &k.Match }},
	{"match-text", func(k *Tokens) *canvas.Color { return &k.MatchText }},
}

// colorNames returns the names of the colours that can be set.
func colorNames() []string {
	var names []string
	for _, t := range tokens {
		names = append(names, t.name)
	}
	return names
}

// ParseOwn reads colours as the settings write them: "#rrggbb", one of the
// terminal's own from "0" to "15", or "default" for the terminal's usual one. An
// error is about the one called wrong.
func ParseOwn(written map[string]string) (own Own, wrong string, err error) {
	own = Own{}
	for _, name := range slices.Sorted(maps.Keys(written)) {
		if !slices.Contains(colorNames(), name) {
			return nil, name, fmt.Errorf("there is no colour %q: use %s", name, strings.Join(colorNames(), ", "))
		}
		if own[name], err = parseColor(written[name]); err != nil {
			return nil, name, err
		}
	}
	return own, "", nil
}

func parseColor(written string) (canvas.Color, error) {
	if hex, ok := strings.CutPrefix(written, "#"); ok && len(hex) == 6 {
		if rgb, err := strconv.ParseUint(hex, 16, 32); err == nil {
			return canvas.RGB(uint32(rgb)), nil
		}
	}
	if n, err := strconv.ParseUint(written, 10, 8); err == nil && n < 16 {
		return canvas.Palette(uint8(n)), nil
	}
	if written == "default" {
		return 0, nil
	}
	return 0, fmt.Errorf(`%q is no colour: write "#6cb6ff", a number from "0" to "15" or "default"`, written)
}

// over puts the user's colours in the place of a theme's.
func (own Own) over(k Tokens) Tokens {
	for _, t := range tokens {
		if c, ok := own[t.name]; ok {
			*t.of(&k) = c
		}
	}
	return k
}

// grounds gives a theme that does without grounds those that the user set.
func (own Own) grounds(t *Theme) {
	for name, style := range map[string]*canvas.Style{
		"selected": &t.Selected, "selected-blur": &t.SelectedBlur, "cell": &t.Cell, "brush": &t.Brush,
	} {
		if c := own[name]; c != 0 {
			*style = canvas.Style{BG: c}
		}
	}
	if c := own["share"]; c != 0 {
		t.Share, t.Gauge = canvas.Style{BG: c}, false
	}
}
