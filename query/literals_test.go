package query

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTheLiteralsOfAnExpressionStandWhereverItMatches(t *testing.T) {
	pieces := []string{"a", "B", "k", "s", "é", "x", "(a|b)", "(abc|Sk)", "[a-k]", ".", "?", "*", "+", "{2}", "{0,1}", "^", "$", `\b`, "(?-i)", "(", ")", "|", `\x{FFFD}`}
	rapid.Check(t, func(t *rapid.T) {
		pattern := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 6).Draw(t, "pattern"), "")
		p, err := NewRegular(pattern)
		if err != nil {
			return
		}
		record := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "A", "K", "\u212a", "ſ", "S", "É", "x", "k", "\xff", " "}), 0, 8).Draw(t, "record"), ""))
		m := Text{p}.Matcher()
		if got, want := m.Match(record), p.Regexp.Match(record); got != want {
			t.Fatalf("/%s/ (literals %q) in %q: %v, want %v", pattern, m.Literals(), record, got, want)
		}
		start, end := m.Find(record)
		if at := p.Regexp.FindIndex(record); at != nil && (start != at[0] || end != at[1]) {
			t.Fatalf("/%s/ in %q is at %v, not %d–%d", pattern, record, at, start, end)
		}
	})
}

func TestTextIsFoundAsItsDefinitionSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word, record := drawText(t, "word"), drawText(t, "record")+drawText(t, "more")
		if word == "" || !utf8.ValidString(word) {
			return
		}
		m := Text{NewWord(word)}.Matcher()
		if got, want := m.Match([]byte(record)), strings.Contains(Fold(record), Fold(word)); got != want {
			t.Fatalf("%q in %q: %v, want %v", word, record, got, want)
		}
		start, end := m.Find([]byte(record))
		if start >= 0 && Fold(record[start:end]) != Fold(word) {
			t.Fatalf("%q in %q is said to be at %d–%d", word, record, start, end)
		}
		if first, _ := indexFold(record, Fold(word)); first != start {
			t.Fatalf("%q in %q is first at %d, not %d", word, record, first, start)
		}
	})
}

func TestTheChosenLiterals(t *testing.T) {
	for text, want := range map[string][]string{
		"Zebra":             {"zebra"},
		"/zebra[0-9]+lion/": {"zebra"},
		"/(zebra|lion)s/":   {"lion", "zebra"},
		"/(AccessKey)+Id/":  {"accesskey"},
		"/a*/":              nil,
		"/[0-9]/":           nil,
		"/(a|[0-9])/":       nil,
		"/(key|)x?/":        nil,
		"z*bra?x":           {"bra"},
		"?*?":               nil,
	} {
		got := slices.Sorted(slices.Values(mustParse(t, text).(Text).Matcher().Literals()))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestARecordIsReadForItsPathsWheneverItMayHoldTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		term := drawPatterns(t, Term{Field: FieldPath, Path: ".a"})
		value := rapid.SampledFrom(testWords).Draw(t, "value")
		if !utf8.ValidString(value) {
			return
		}
		record := encode(t, map[string]any{"a": []any{value, 1}})
		m := term.Matcher()
		got := m.MatchRecord(record)
		if want := m.MatchValue(value) || m.MatchValue("1"); got != want {
			t.Fatalf("%s in %s: %v, want %v", Print(term), record, got, want)
		}
	})
}

func TestANeedleIsFoundWhereTheFoldedTextFirstHoldsIt(t *testing.T) {
	letters := []string{"a", "A", "k", "K", "\u212a", "@", "`", "[", "{", "-", "1", "é", "\xc1", "\xff", "\x00", " "}
	draw := func(t *rapid.T, most int, label string) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(letters), 0, most).Draw(t, label), "")
	}
	rapid.Check(t, func(t *rapid.T) {
		word := strings.Map(func(r rune) rune {
			if r >= 0x80 {
				return -1
			}
			return r
		}, Fold(draw(t, 4, "word")))
		text := draw(t, 40, "text")
		start, end := NewNeedle(word).Find([]byte(text))
		want := 0
		if word != "" {
			want, _ = indexFold(text, word)
		}
		if start != want || start >= 0 && end != start+len(word) {
			t.Fatalf("%q in %q is at %d–%d, want %d", word, text, start, end, want)
		}
	})
}

func TestTheTextThatMatchesBeginWith(t *testing.T) {
	for pattern, want := range map[string]string{
		`"bucketName":\s?"[a-z]+"`: `"bucketname":`,
		`(arn:aws)[a-z]`:           "arn:aws",
		`(?-i)Arn:`:                "arn:",
		`^arn`:                     "",
		`\barn`:                    "",
		`arn|urn`:                  "",
		`[ua]rn`:                   "",
		`(arn)?x`:                  "",
	} {
		tree, err := parseRegular(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := leadingLiteral(tree); got != want {
			t.Errorf("/%s/: %q, want %q", pattern, got, want)
		}
	}
}
