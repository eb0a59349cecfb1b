package theme

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"spoor/event"
	"spoor/ui/canvas"
)

func all(t *testing.T) []*Theme {
	t.Helper()
	var themes []*Theme
	for _, name := range Names()[1:] {
		for _, light := range []bool{false, true} {
			th, err := For(name, Terminal{Light: light, Colors: 1 << 24}, nil)
			if err != nil {
				t.Fatal(err)
			}
			themes = append(themes, th)
		}
	}
	return themes
}

func TestTheAccentIsUsedForNoSeverity(t *testing.T) {
	for _, th := range all(t) {
		if th.Colourless {
			continue
		}
		for s := range event.Severity(event.Severities) {
			if th.Severity(s).FG == th.Accent.FG {
				t.Errorf("%s: severity %d has the accent colour", th.Name, s)
			}
		}
	}
}

func TestTheFocusAndTheCursorCanBeSeenInEveryTheme(t *testing.T) {
	for _, th := range all(t) {
		if th.Border == th.BorderFocus {
			t.Errorf("%s: a border with the focus looks like any other", th.Name)
		}
		if th.Selected == (canvas.Style{}) || th.Selected == th.SelectedBlur {
			t.Errorf("%s: the cursor's row does not show the focus", th.Name)
		}
	}
}

func TestNoColorMeansNoColour(t *testing.T) {
	th, _ := For(Auto, Terminal{Colors: 0}, nil)
	for s := range event.Severity(event.Severities) {
		if st := th.Severity(s); st.FG != 0 || st.BG != 0 {
			t.Errorf("severity %d is coloured", s)
		}
	}
	for _, st := range []canvas.Style{th.Text, th.Dim, th.Accent, th.Selected, th.Border, th.Match, th.Problem} {
		if st.FG != 0 || st.BG != 0 {
			t.Errorf("%+v is coloured", st)
		}
	}
}

func TestTextCanBeReadOnItsGround(t *testing.T) {
	for _, c := range []struct {
		theme  *Theme
		ground uint32
	}{{dark(1<<24, nil), 0x14161b}, {light(1<<24, nil), 0xffffff}, {dark(256, nil), 0x14161b}, {light(256, nil), 0xffffff}} {
		for name, x := range map[string]struct {
			style canvas.Style
			least float64
		}{
			"text":      {c.theme.Text, 7},
			"dim":       {c.theme.Dim, 4.5},
			"faint":     {c.theme.Faint, 2.5},
			"accent":    {c.theme.Accent, 4.5},
			"danger":    {c.theme.Severity(event.Danger), 4.5},
			"attention": {c.theme.Severity(event.Attention), 4.5},
		} {
			for _, ground := range []uint32{c.ground, uint32(c.theme.Selected.BG) & 0xffffff} {
				if name == "faint" && ground != c.ground {
					continue
				}
				least := x.least
				if ground != c.ground {
					least *= 0.75
				}
				if got := contrastRatio(uint32(x.style.FG)&0xffffff, ground); got < least {
					t.Errorf("%s: %s on %06x has contrast %.1f, want %.1f", c.theme.Name, name, ground, got, least)
				}
			}
		}
	}
}

// contrastRatio is WCAG 2's.
func contrastRatio(a, b uint32) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(rgb uint32) float64 {
	var l float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := float64(rgb>>(16-8*i)&255) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		l += weight * v
	}
	return l
}

func TestTheUsersOwnColoursStandInEveryThemeThatHasColours(t *testing.T) {
	own, wrong, err := ParseOwn(map[string]string{"accent": "#ff8800", "danger": "9", "selected": "#101010", "share": "4", "text": "default"})
	if err != nil {
		t.Fatal(wrong, err)
	}
	for _, name := range Names()[1:] {
		th, err := For(name, Terminal{Colors: 1 << 24}, own)
		if err != nil {
			t.Fatal(err)
		}
		if th.Colourless {
			if th.Accent.FG != 0 || th.Selected.BG != 0 {
				t.Errorf("%s is coloured", name)
			}
			continue
		}
		if th.Accent.FG != canvas.RGB(0xff8800) || th.BorderFocus.FG != canvas.RGB(0xff8800) || th.Severity(event.Danger).FG != canvas.Palette(9) ||
			th.Selected.BG != canvas.RGB(0x101010) || th.Share.BG != canvas.Palette(4) || th.Gauge || th.Text.FG != 0 {
			t.Errorf("%s does not have the colours: %+v", name, th)
		}
	}
	if len(tokens) != reflect.TypeFor[Tokens]().NumField() {
		t.Errorf("%d of %d colours can be set", len(tokens), reflect.TypeFor[Tokens]().NumField())
	}
	for name, value := range map[string]string{"accents": "#ffffff", "accent": "#fff", "dim": "16", "text": "blue", "faint": "", "cell": "-1"} {
		if _, wrong, err := ParseOwn(map[string]string{name: value}); err == nil || wrong != name {
			t.Errorf("%s = %q is taken (%v)", name, value, err)
		}
	}
	for range 20 {
		if _, wrong, _ := ParseOwn(map[string]string{"accent": "none", "danger": "none", "text": "none"}); wrong != "accent" {
			t.Fatalf("of several mistakes the one of %s is said", wrong)
		}
	}
}

func TestWhereThereAre256ColoursTheyAreTheTerminals(t *testing.T) {
	levels := []uint32{0, 0x5f, 0x87, 0xaf, 0xd7, 0xff}
	for _, name := range []string{Auto, Dark, Light} {
		th, err := For(name, Terminal{Colors: 256}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, style := range []canvas.Style{
			th.Text, th.Strong, th.Dim, th.Faint, th.Border, th.Accent, th.Severity(event.Danger), th.Severity(event.Attention),
			th.Selected, th.SelectedBlur, th.Cell, th.Share, th.Brush, th.Popup, th.Match,
		} {
			for _, c := range []canvas.Color{style.FG, style.BG} {
				r, g, b := uint32(c)>>16&255, uint32(c)>>8&255, uint32(c)&255
				grey := r == g && g == b && r >= 8 && r <= 0xee && (r-8)%10 == 0
				if c != 0 && !grey && !(slices.Contains(levels, r) && slices.Contains(levels, g) && slices.Contains(levels, b)) {
					t.Errorf("%s: %06x is none of them", name, uint32(c)&0xffffff)
				}
			}
		}
	}
}
