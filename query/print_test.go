package query

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

var errNotThere = errors.New("no such file")

func TestThePrintedFormParsesBackToTheSameExpression(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
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
