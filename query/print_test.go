package query

import (
	"errors"
	"flag"
	"testing"

	"pgregory.net/rapid"
)

var errNotThere = errors.New("no such file")

// checkMany checks a property on a hundred thousand cases, or on rapid's usual
// number with -short.
func checkMany(t *testing.T, property func(*rapid.T)) {
	checks := flag.Lookup("rapid.checks")
	if usual := checks.Value.String(); !testing.Short() && usual == checks.DefValue {
		if err := checks.Value.Set("100000"); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = checks.Value.Set(usual) }()
	}
	rapid.Check(t, property)
}

func TestThePrintedFormParsesBackToTheSameExpression(t *testing.T) {
	checkMany(t, func(t *rapid.T) {
		x := drawExpr(t, 4)
		printed := Print(x)
		back, err := Parse(printed, testOptions())
		if err != nil {
			t.Fatalf("Parse(%q): %v\nfrom %#v", printed, err, x)
		}
		if !Equal(x, back) {
			t.Fatalf("%q came back as %q\nfrom %#v\nto   %#v", printed, Print(back), canonical(x), back)
		}
	})
}

func TestThePrintedFormMeansTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, s := drawExpr(t, 3), drawSubject(t)
		back, err := Parse(Print(x), testOptions())
		if err != nil {
			t.Fatal(err)
		}
		if Match(x, s) != Match(back, s) {
			t.Fatalf("%q matches %v, its printed form %v", Print(x), Match(x, s), Match(back, s))
		}
	})
}
