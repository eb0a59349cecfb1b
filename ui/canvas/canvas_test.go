package canvas

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestWhateverIsPutEveryLineHasTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 12).Draw(t, "w"), rapid.IntRange(1, 4).Draw(t, "h")
		c := New(w, h)
		for range rapid.IntRange(1, 8).Draw(t, "puts") {
			text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
				"漢字", "a漢", "e\u0301", "\x1b[31mred", "\u202eabc", "\u009b31m", "a\tb\r\n", "\xff\xfe", "👨‍👩‍👧", "❤️",
			})).Draw(t, "text")
			x, y := rapid.IntRange(-3, w+1).Draw(t, "x"), rapid.IntRange(-1, h).Draw(t, "y")
			area := c.Area(Rect{rapid.IntRange(-1, 3).Draw(t, "ax"), 0, rapid.IntRange(0, 9).Draw(t, "aw"), h})
			if end := area.Put(x, y, Style{Attr: Bold}, text); y >= 0 && y < area.Height() && end != x+Width(text) {
				t.Fatalf("Put says %d, Width %d", end-x, Width(text))
			}
		}
		lines := strings.Split(c.Text(), "\n")
		if len(lines) != h {
			t.Fatalf("%d lines, want %d", len(lines), h)
		}
		for _, line := range lines {
			if got := Width(line); got != w {
				t.Fatalf("line %q is %d wide, want %d", line, got, w)
			}
			if !utf8.ValidString(line) {
				t.Fatalf("%q is not UTF-8", line)
			}
			for _, r := range line {
				if r < 0x20 || r >= 0x7f && r < 0xa0 {
					t.Fatalf("control character %U came out", r)
				}
			}
		}
		if plain := ansi.Strip(c.String()); plain != c.Text() {
			t.Fatalf("coloured text %q differs from plain %q", plain, c.Text())
		}
	})
}

func TestTextOutsideAnAreaIsNotDrawn(t *testing.T) {
	c := New(6, 1)
	c.Area(Rect{1, 0, 3, 1}).Put(-1, 0, Style{}, "abcdefgh")
	if got := c.Text(); got != " bcd  " {
		t.Errorf("%q", got)
	}
}

func TestAWideCharacterIsNeverLeftHalf(t *testing.T) {
	c := New(6, 1)
	c.All().Put(0, 0, Style{}, "漢字漢")
	c.All().Put(1, 0, Style{}, "x")
	c.All().Put(4, 0, Style{}, "y")
	if got := c.Text(); got != " x字y " {
		t.Errorf("%q", got)
	}
}

func TestABackgroundShowsThroughTextWithoutOne(t *testing.T) {
	c := New(2, 1)
	c.All().Tint(Style{BG: Palette(4)})
	c.All().Put(0, 0, Style{FG: Palette(9)}, "a")
	if got, want := c.String(), "\x1b[0;91;44ma\x1b[0;44m \x1b[m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWrittenTextIsMarkedInAnyCase(t *testing.T) {
	c := New(9, 1)
	c.All().Put(0, 0, Style{}, "aKey 漢k")
	mark := Style{Attr: Bold}
	c.All().Mark("k", mark)
	c.All().Mark("漢", Style{Attr: Reverse})
	c.All().Mark("nothing", mark)
	if got, want := c.String(), "a\x1b[0;1mK\x1b[0mey \x1b[0;7m漢\x1b[0;1mk\x1b[0m \x1b[m"; got != want && got != strings.TrimSuffix(want, "\x1b[m") {
		t.Errorf("%q, want %q", got, want)
	}
}

func BenchmarkAFullScreenAsText(b *testing.B) {
	c := New(200, 60)
	for b.Loop() {
		c.Reset(200, 60)
		for y := range 60 {
			for x := 0; x < 200; x += 10 {
				c.All().Put(x, y, Style{FG: RGB(uint32(x))}, "some text ")
			}
		}
		_ = c.String()
	}
}

func TestFadingMixesColoursWithTheGround(t *testing.T) {
	c := New(3, 1)
	c.All().Put(0, 0, Style{FG: RGB(0x204060), BG: RGB(0x000000)}, "a")
	c.All().Put(1, 0, Style{FG: Palette(1)}, "b")
	c.All().Fade(RGB(0xffffff))
	want := "\x1b[0;38;2;143;159;175;48;2;127;127;127ma\x1b[0;2;31mb\x1b[0;2m \x1b[m"
	if got := c.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	c = New(1, 1)
	c.All().Put(0, 0, Style{FG: RGB(0x204060)}, "a")
	c.All().Fade(0)
	if got := c.String(); got != "\x1b[0;2;38;2;32;64;96ma\x1b[m" {
		t.Errorf("without a ground %q", got)
	}
}
