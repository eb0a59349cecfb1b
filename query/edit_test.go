package query

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestEditsChangeWhatTheFilterSaysAboutAValue(t *testing.T) {
	for _, test := range []struct {
		before string
		edit   func(Expr, Term) Expr
		field  Field
		value  string
		after  string
	}{
		{"", Include, FieldUser, "alice", "user:alice"},
		{"is:write", Include, FieldUser, "alice", "is:write user:alice"},
		{"user:bob is:write", Include, FieldUser, "alice", "user:(bob OR alice) is:write"},
		{"user:alice", Include, FieldUser, "alice", "user:alice"},
		{"-user:alice is:write", Include, FieldUser, "alice", "user:alice is:write"},
		{"-user:(alice OR bob)", Include, FieldUser, "alice", "user:alice -user:bob"},
		{"", Include, FieldSource, "iam.amazonaws.com", "source:iam"},
		{"", Include, FieldType, "AWS::S3::Bucket", `type:"AWS::S3::Bucket"`},
		{"", Include, FieldAgent, "aws-cli/2", `agent:"aws-cli/2"`},
		{"", Include, FieldUser, "a b", `user:"a b"`},
		{"", Include, FieldUser, "a*b", `user:"a*b"`},
		{"", Include, FieldUser, "-a", `user:"-a"`},
		{"", Include, FieldUser, "@a", `user:"@a"`},
		{"", Include, FieldUser, "/a/", `user:"/a/"`},
		{"", Include, FieldUser, `a"b\c`, `user:"a\"b\\c"`},
		{"", Include, FieldIP, "AWS Internal/3", `ip:"AWS Internal/3"`},
		{"", Include, FieldUser, "", "-user:*"},
		{"user:alice", Include, FieldUser, "", "user:alice OR -user:*"},
		{"is:write (user:alice OR -user:*)", Include, FieldUser, "bob", "is:write (user:(alice OR bob) OR -user:*)"},

		{"", Exclude, FieldUser, "alice", "-user:alice"},
		{"-user:bob", Exclude, FieldUser, "alice", "-user:(bob OR alice)"},
		{"user:(alice OR bob) is:write", Exclude, FieldUser, "alice", "user:bob -user:alice is:write"},
		{"user:alice", Exclude, FieldUser, "alice", "-user:alice"},
		{"", Exclude, FieldUser, "", "user:*"},
		{"user:alice OR -user:*", Exclude, FieldUser, "", "user:alice user:*"},

		{"user:(alice OR bob) -user:carol is:write (user:x OR user:y)", Only, FieldUser, "dan", "user:dan is:write"},
		{"is:write", Only, FieldUser, "dan", "is:write user:dan"},
		{"(user:a OR source:iam)", Only, FieldUser, "dan", "(user:a OR source:iam) user:dan"},
		{"user:a OR source:iam", Only, FieldUser, "dan", "(user:a OR source:iam) user:dan"},

		{"", Toggle, FieldUser, "alice", "user:alice"},
		{"user:alice", Toggle, FieldUser, "alice", ""},
		{"user:alice", Toggle, FieldUser, "bob", "user:(alice OR bob)"},
		{"user:(alice OR bob)", Toggle, FieldUser, "alice", "user:bob"},
		{"source:iam.amazonaws.com", Toggle, FieldSource, "iam.amazonaws.com", ""},
		{`source:"iam.amazonaws.com"`, Toggle, FieldSource, "iam.amazonaws.com", ""},
		{"type:bucket", Toggle, FieldType, "AWS::S3::Bucket", ""},
		{"event:Delete*", Toggle, FieldEvent, "DeleteBucket", "event:Delete* -event:DeleteBucket"},
		{"event:Delete* -event:DeleteBucket", Toggle, FieldEvent, "DeleteBucket", "event:(Delete* OR DeleteBucket)"},
		{"-user:*", Toggle, FieldUser, "", ""},
	} {
		x := mustParse(t, test.before)
		got := test.edit(x, ValueTerm(test.field, test.value))
		if Print(got) != test.after {
			t.Errorf("%q with %v %q becomes %q, want %q", test.before, test.field, test.value, Print(got), test.after)
		}
		if !Equal(mustParse(t, Print(got)), got) {
			t.Errorf("%q does not come back as it is", Print(got))
		}
		if Print(x) != test.before && test.before != "(user:a OR source:iam)" {
			t.Errorf("the filter %q was changed in place to %q", test.before, Print(x))
		}
	}
}

func TestAValueAtAPathIsEditedLikeAField(t *testing.T) {
	x := mustParse(t, "requestParameters.a:1 requestParameters.b:2")
	x = Include(x, PathTerm("requestParameters.a", "3"))
	x = Exclude(x, PathTerm(PathOf("custom", "x.y"), "z w"))
	if got, want := Print(x), `requestParameters.a:(1 OR 3) requestParameters.b:2 -.custom.x\.y:"z w"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What an edit promises, over random filters and values: an included value is
// included, an excluded one excluded, and the text always comes back.
func TestEditsDoWhatTheySay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := All(drawExpr(t, 2), drawExpr(t, 1))
		f := rapid.SampledFrom([]Field{FieldUser, FieldSource, FieldType, FieldAgent, FieldIP, FieldResource}).Draw(t, "field")
		value := rapid.SampledFrom(testWords).Draw(t, "value")
		for name, edit := range map[string]func(Expr, Term) Expr{"include": Include, "exclude": Exclude, "only": Only, "toggle": Toggle} {
			y := edit(x, ValueTerm(f, value))
			back, err := Parse(Print(y), testOptions())
			if err != nil || !Equal(back, y) {
				t.Fatalf("%s %v %q: %q does not come back: %v", name, f, value, Print(y), err)
			}
			chosen := ChosenOf(y, Term{Field: f})(value)
			if name == "include" && chosen == Excluded && ChosenOf(x, Term{Field: f})(value) != Excluded || name == "only" && chosen != Included || name == "exclude" && chosen != Excluded {
				t.Fatalf("%s %v %q in %q gives %q, where it is %v", name, f, value, Print(x), Print(y), chosen)
			}
		}
	})
}

func TestTheChoiceOfAField(t *testing.T) {
	x := mustParse(t, `user:(alice OR "bob" OR ad*) -user:carol is:write user:*`)
	included, excluded := Choice(x, Term{Field: FieldUser})
	if got, want := fmt.Sprintf("%q %q", included, excluded), `["alice" "bob"] ["carol" ""]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	chosen := ChosenOf(x, Term{Field: FieldUser})
	for value, want := range map[string]Chosen{"alice": Included, "Bob": Included, "admin": Included, "carol": Excluded, "dan": Unchosen, "": Excluded} {
		if got := chosen(value); got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	}
}

func TestAPatternExcludesMany(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "-ip:203.0.113.7": false, "-ip:10.0.0.0/8": true, "-ip:*.amazonaws.com": true, "ip:10.0.0.0/8": false, "-ip:*": false, "-user:ad*": false,
	} {
		x, err := Parse(text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := ExcludesMany(x, Term{Field: FieldIP}); got != want {
			t.Errorf("%q excludes many addresses: %t", text, got)
		}
	}
}
