package refine

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/event"
	"spoor/query"
	"spoor/ui/pane"
)

func parse(t interface{ Fatal(...any) }, text string) query.Expr {
	x, err := query.Parse(text, query.Options{Now: time.Unix(1e9, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func printed(x query.Expr) string {
	if x == nil {
		return ""
	}
	return query.Print(x)
}

func TestChoosingAValueChangesTheFilterOfItsFieldOnly(t *testing.T) {
	for _, c := range []struct {
		filter string
		choose pane.Choose
		want   string
	}{
		{"", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Only}, "user:alice"},
		{"user:bob is:write", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Only}, "is:write user:alice"},
		{"user:alice is:write", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Only}, "is:write"},
		{"-user:bob", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Only}, "user:alice"},
		{"user:bob", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Toggle}, "user:(bob OR alice)"},
		{"user:(bob OR alice)", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Toggle}, "user:bob"},
		{"user:alice", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Toggle}, ""},
		{"-user:alice", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Include}, "user:alice"},
		{"user:alice", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Include}, "user:alice"},
		{"user:alice", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Exclude}, "-user:alice"},
		{"-user:alice", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Exclude}, ""},
		{"-user:bob", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Exclude}, "-user:(bob OR alice)"},
		{"", pane.Choose{Field: query.FieldSource, Value: "iam.amazonaws.com", How: pane.Only}, "source:iam"},
		{"", pane.Choose{Field: query.FieldType, Value: "AWS::IAM::User", How: pane.Only}, "type:IAM::User"},
		{"", pane.Choose{Field: query.FieldUser, Value: "two words", How: pane.Only}, `user:"two words"`},
		{"", pane.Choose{Field: query.FieldUser, Value: "", How: pane.Only}, "-user:*"},
		{"-user:*", pane.Choose{Field: query.FieldUser, Value: "", How: pane.Only}, ""},
		{"", pane.Choose{Field: query.FieldUser, Value: "", How: pane.Exclude}, "user:*"},
		{"user:*", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Include}, "user:* user:alice"},
		{"user:al*", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Exclude}, "user:al* -user:alice"},
		{"user:al*", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Toggle}, "user:al* -user:alice"},
		{"a OR b", pane.Choose{Field: query.FieldUser, Value: "alice", How: pane.Include}, "(a OR b) user:alice"},
		{"", pane.Choose{Field: query.FieldPath, Path: "requestParameters.bucketName", Value: "payroll", How: pane.Include}, "requestParameters.bucketName:payroll"},
	} {
		if got := printed(Apply(parse(t, c.filter), c.choose)); got != c.want {
			t.Errorf("%q with %+v is %q, want %q", c.filter, c.choose, got, c.want)
		}
	}
}

// Whatever the value and the filter before, events with the value are in after
// Only and Include, and out after Exclude; and the filter can be written and
// read back.
func TestAChosenValueIsInAndAnExcludedOneOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := parse(t, rapid.SampledFrom([]string{"", "user:bob", "-user:bob", "user:(al* OR bob)", "-user:(al* OR bob)", "user:*"}).Draw(t, "before"))
		name := rapid.OneOf(rapid.SampledFrom([]string{"alice", "bob", "AND", "-x", "a:b", `q"uote`, "*", "/re/", "@file", "(", "漢字"}), rapid.StringN(1, 10, -1)).Draw(t, "name")
		how := rapid.SampledFrom([]pane.Choice{pane.Include, pane.Exclude}).Draw(t, "how")
		if in, out := Chosen(before, query.FieldUser, name); how == pane.Exclude && out || how == pane.Include && in {
			return
		}
		after := Apply(before, pane.Choose{Field: query.FieldUser, Value: name, How: how})
		back := parse(t, printed(after))
		ev := event.Event{User: name}
		if got, want := query.Match(orAll(back), query.Subject{Event: &ev}), how != pane.Exclude; got != want {
			t.Fatalf("%q after %v of %q matches it: %v", printed(after), how, name, got)
		}
	})
}

func orAll(x query.Expr) query.Expr {
	if x == nil {
		return query.And{}
	}
	return x
}

func TestAFlagIsToggledWithoutTouchingTheRest(t *testing.T) {
	x := ToggleFlag(parse(t, "user:alice"), query.FlagWrite)
	if got := printed(x); got != "user:alice is:write" {
		t.Error(got)
	}
	if got := printed(ToggleFlag(x, query.FlagWrite)); got != "user:alice" {
		t.Error(got)
	}
}
