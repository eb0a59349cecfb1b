package query

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPartsOfAFilter(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "",
		" a  b ":                         "a|b",
		"source:iam -user:x NOT is:root": "source:iam|-user:x|NOT is:root",
		"a AND (b OR c) AND d":           "a|(b OR c)|d",
		"event:(A OR B) -(x y)":          "event:(A OR B)|-(x y)",
		" a OR b ":                       "a OR b",
		`"a b" user:"c d" /e f/`:         `"a b"|user:"c d"|/e f/`,
		"- a":                            "-|a",
		"a (b":                           "a|(b",
		"user: a":                        "user:|a",
		"--a b":                          "--a|b",
	} {
		var got []string
		for _, part := range Parts(text) {
			if text[part.Start:part.End] != part.Text {
				t.Errorf("%q: the part %q is not at %d–%d", text, part.Text, part.Start, part.End)
			}
			got = append(got, part.Text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q has the parts %q, want %s", text, got, want)
		}
	}
}

func TestPartsCanBeSwitchedOffAndOn(t *testing.T) {
	parts := Parts("source:iam is:write -user:x")
	parts[1].Off = true
	if got := JoinParts(parts); got != "source:iam -user:x" {
		t.Error(got)
	}
	parts = append(Parts("a OR b"), Parts("c")...)
	if got := JoinParts(parts); got != "(a OR b) c" {
		t.Error(got)
	}
	parts[1].Off = true
	if got := JoinParts(parts); got != "a OR b" {
		t.Error(got)
	}
}

func TestThePartsTogetherAreTheFilter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawExpr(t, 3)
		back, err := Parse(JoinParts(Parts(Print(x))), testOptions())
		if err != nil || !Equal(back, x) {
			t.Fatalf("%q became %q: %v", Print(x), JoinParts(Parts(Print(x))), err)
		}
	})
}
