package query

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Apart from the Kelvin sign and the long s, an expression finds what Go's own
// package finds.
func TestARegularExpressionMeansWhatItMeansInGo(t *testing.T) {
	pieces := []string{
		"a", "B", "k", "s", "é", "x", "(a|b)", "(?P<n>ab|Sk)", "[a-k]", "[^k]", "[[:digit:]]", `\d`, `\W`, `\pL`, ".", "?", "*", "+", "*?", "+?", "??",
		"{2}", "{0,1}", "{1,}", "{1,2}?", "^", "$", `\b`, `\B`, `\A`, `\z`, "(?-i)", "(?m)", "(?s)", "(?U)", "(", ")", "|", `\x{FFFD}`, `\.`, `\Qa.b\E`, "\n", "-",
	}
	texts := []string{"a", "b", "A", "K", "S", "É", "x", "k", "\xff", " ", ".", "\n", "1", "-"}
	rapid.Check(t, func(t *rapid.T) {
		pattern := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 7).Draw(t, "pattern"), "")
		ours, err := compileRegular(pattern)
		theirs, theirErr := regexp.Compile("(?i)" + pattern)
		if (err == nil) != (theirErr == nil) {
			t.Fatalf("%q: %v, in Go %v", pattern, err, theirErr)
		}
		if err != nil {
			return
		}
		text := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(texts), 0, 8).Draw(t, "text"), ""))
		if got, want := ours.FindIndex(text), theirs.FindIndex(text); !slices.Equal(got, want) {
			t.Fatalf("/%s/ in %q is at %v, in Go at %v (compiled %s)", pattern, text, got, want, ours)
		}
	})
}

func TestEveryPartOfARegularExpressionCounts(t *testing.T) {
	for pattern, finds := range map[string]map[string]bool{
		"create|delete":        {"CREATE": true, "delete": true, "createdelete": true, "crea": false},
		"create|delete|put":    {"CREATE": true, "delete": true, "put": true, "x": false},
		"x(?:create|delete)y":  {"xcreatey": true, "xdeletey": true, "xcreatedeletey": false},
		"ab{2}c":               {"abbc": true, "abc": false, "abbbc": false},
		"ab{2,3}c":             {"abbc": true, "abbbc": true, "abc": false, "abbbbc": false},
		"ab{2,}c":              {"abbbbc": true, "abc": false},
		"ab?c":                 {"ac": true, "abc": true, "abbc": false},
		"^create":              {"create": true, "recreate": false},
		"create$":              {"recreate": true, "created": false},
		`\bcreate\b`:           {"to create it": true, "recreate": false},
		"[^0-9]x":              {"ax": true, "1x": false},
		"prod.log":             {"prod-log": true, "prod\nlog": false},
		"(?s)prod.log":         {"prod\nlog": true},
		`AKIA[A-Z0-9]{4}|root`: {"akia12ab": true, "Root": true, "AKIA1": false},
	} {
		re, err := compileRegular(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range finds {
			if re.MatchString(text) != want {
				t.Errorf("/%s/ in %q: %v", pattern, text, !want)
			}
		}
	}
}

func TestARegularExpressionFoldsAsTextDoes(t *testing.T) {
	for pattern, finds := range map[string]map[string]bool{
		"key":      {"KEY": true, "\u212aey": false},
		"pass":     {"PASS": true, "paſſ": false},
		"(?-i)key": {"KEY": false, "key": true},
		"élan":     {"ÉLAN": true},
	} {
		re, err := compileRegular(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range finds {
			if re.MatchString(text) != want {
				t.Errorf("/%s/ in %q: %v", pattern, text, !want)
			}
		}
	}
}

func TestARegularExpressionIsBounded(t *testing.T) {
	for _, pattern := range []string{
		strings.Repeat("a", maxRegularBytes+1), "((a{1,100}){1,100}){1,100}", "(a{999}){999}", strings.Repeat("(", 1500) + strings.Repeat(")", 500), `\C`, "\xff",
		strings.Repeat("a{1000}", 20), strings.Repeat(`\pL`, 300),
	} {
		if _, err := compileRegular(pattern); err == nil {
			t.Errorf("a pattern of %d bytes that begins %.20q is accepted", len(pattern), pattern)
		}
	}
}
