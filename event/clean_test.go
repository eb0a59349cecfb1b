package event_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"spoor/event"
)

func TestCleanShowsWhatATerminalWouldObey(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"AttachUserPolicy", "AttachUserPolicy"},
		{"a\tb\r\nc", "a␉b␍␊c"},
		{"\x00\x1b[31mred\x1b]52;c;aGk=\a", "␀␛[31mred␛]52;c;aGk=␇"},
		{"del\x7f", "del␡"},
		{"c1\u009b31m\u0085", "c1␦31m␦"},
		{"raw\x9b31m", "raw\ufffd31m"},
		{"invoice\u202egpj.exe", "invoice\ufffdgpj.exe"},
		{"a\u2066b\u2069\u200f\u061c", "a\ufffdb\ufffd\ufffd\ufffd"},
		{"ad\u200bmin\u200d\ufeff\u2060\u00ad", "ad\ufffdmin\ufffd\ufffd\ufffd\ufffd"},
		{"❤\ufe0f", "❤\ufffd"},
		{"👍🏽", "👍\ufffd"},
		{"👨\u200d👩", "👨\ufffd👩"},
		{"🇩🇪", "\ufffd\ufffd"},
		{"\xff\xfe\xc3", "\ufffd\ufffd\ufffd"},
		{"surrogate \xed\xa0\x80", "surrogate \ufffd\ufffd\ufffd"},
		{"tag\U000e0041", "tag\ufffd"},
		{"line\u2028break\u2029", "line\ufffdbreak\ufffd"},
		{"müller 漢字 한국어 ñ", "müller 漢字 한국어 ñ"},
		{"e\u0301 Vie\u0323\u0302t", "é Việt"},
		{"\u1112\u1161\u11ab", "한"},
		{"\u1112", "\ufffd"},
		{"x\u0301\u0301\u0301", "x\ufffd\ufffd\ufffd"},
		{"\u0301x", "\ufffdx"},
		{"漢\u0301ñ\u0301", "漢\ufffdñ\ufffd"},
		{"\u212a", "\u212a"}, // the Kelvin sign stays what it is and does not turn into a K
		{"\u3164\uffa0\u2800", "\ufffd\ufffd\ufffd"},
	} {
		if got := event.Clean(c.in); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCleanReturnsPlainTextAsItIs(t *testing.T) {
	s := strings.Repeat("arn:aws:iam::210987654321:user/backup-svc ", 10)
	if n := testing.AllocsPerRun(100, func() { s = event.Clean(s) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

// checkClean fails unless s is safe to draw and as wide as Width says in every
// way of measuring.
func checkClean(t *testing.T, s string) {
	t.Helper()
	clean := event.Clean(s)
	if !utf8.ValidString(clean) {
		t.Fatalf("Clean(%q) = %q is no UTF-8", s, clean)
	}
	sum := 0
	for _, r := range clean {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn, unicode.Me, unicode.Mc, unicode.Zl, unicode.Zp,
			unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, unicode.Bidi_Control, unicode.Join_Control) {
			t.Fatalf("Clean(%q) = %q lets %U through", s, clean, r)
		}
		w := ansi.StringWidth(string(r))
		if w != 1 && w != 2 {
			t.Fatalf("Clean(%q) = %q: %U is %d cells wide", s, clean, r, w)
		}
		sum += w
	}
	width := event.Width(clean)
	if wc, grapheme := ansi.StringWidthWc(clean), ansi.StringWidth(clean); width != sum || width != wc || width != grapheme {
		t.Fatalf("Clean(%q) = %q: Width %d, sum of runes %d, by code points %d, by graphemes %d", s, clean, width, sum, wc, grapheme)
	}
	if again := event.Clean(clean); again != clean {
		t.Fatalf("Clean(%q) = %q, cleaned again %q", s, clean, again)
	}
}

// drawn returns how many cells an emulated terminal moves on when it draws s.
func drawn(s, mode string) int {
	e := vt.NewEmulator(len(s)*2+8, 2)
	defer e.Close()
	e.WriteString(mode + s)
	p := e.CursorPosition()
	return p.Y*e.Width() + p.X
}

func TestEveryCodePointIsDrawnAsWideAsItSays(t *testing.T) {
	neighbours := []string{"a", "é", "漢", "😀", "ก", "한", "ᄀ", "©", "🇩", "1", "क"}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		s := string(r)
		if clean := event.Clean(s); clean == "\ufffd" && r != 0xfffd {
			continue // nothing of it is drawn
		}
		checkClean(t, s+s)
		for _, n := range neighbours {
			checkClean(t, n+s+n)
		}
		// Ideographs, syllables and private use are long runs of the like.
		if r > 0x3400 && r < 0xd700 || r > 0x17000 && r < 0x1b000 || r > 0x20000 || testing.Short() && r > 0x2000 {
			r += 60
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"plain", "\x1b[31m\x9b0m\u009b", "e\u0301", "👨‍👩‍👧‍👦", "❤️", "🇩🇪", "👍🏽", "\u202e\u2066", "\u1112\u1161\u11ab", "स्ते",
		"\xff\xf0\x9f", "ก็", "ｶﾞ", "\u0600\u0661", "\U000e0041", "กำ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkClean(t, s)
		clean := event.Clean(s)
		if len(clean) > 400 {
			return
		}
		for _, mode := range []string{"", "\x1b[?2027h"} {
			if got := drawn(clean, mode); got != event.Width(clean) {
				t.Fatalf("Clean(%q) = %q: Width %d, an emulated terminal draws %d (mode %q)", s, clean, event.Width(clean), got, mode)
			}
		}
		for width := range 12 {
			for name, cut := range map[string]string{"Cut": event.Cut(clean, width), "CutMiddle": event.CutMiddle(clean, width)} {
				if w := event.Width(cut); w > width {
					t.Fatalf("%s(%q, %d) = %q, %d cells", name, clean, width, cut, w)
				}
				checkClean(t, cut)
			}
		}
	})
}

func TestCutShortensToTheWidth(t *testing.T) {
	for _, c := range []struct {
		s           string
		width       int
		end, middle string
	}{
		{"backup-svc", 10, "backup-svc", "backup-svc"},
		{"backup-svc", 9, "backup-s…", "back…-svc"},
		{"backup-svc", 6, "backu…", "bac…vc"},
		{"backup-svc", 2, "b…", "b…"},
		{"backup-svc", 1, "…", "…"},
		{"backup-svc", 0, "", ""},
		{"backup-svc", -3, "", ""},
		{"漢字漢字", 8, "漢字漢字", "漢字漢字"},
		{"漢字漢字", 6, "漢字…", "漢…字"},
		{"漢字漢字", 2, "…", "…"},
		{"", 4, "", ""},
	} {
		if got := event.Cut(c.s, c.width); got != c.end {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.s, c.width, got, c.end)
		}
		if got := event.CutMiddle(c.s, c.width); got != c.middle {
			t.Errorf("CutMiddle(%q, %d) = %q, want %q", c.s, c.width, got, c.middle)
		}
	}
}

func BenchmarkCleanPlain(b *testing.B) {
	s := "arn:aws:sts::210987654321:assumed-role/deploy-bot/deploy-17"
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		event.Clean(s)
	}
}

func BenchmarkCleanHostile(b *testing.B) {
	s := strings.Repeat("müller\x1b[31m\u202egpj 漢字 ", 4)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		event.Clean(s)
	}
}
