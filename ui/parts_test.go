package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"spoor/config"
	"spoor/query"
)

func TestAPartSwitchedOffAsksNothingAndStaysInTheLine(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory is:write -event:CreateUser", "enter", "F")
	s.shows("Parts of the filter", "1 ● user:mallory", "2 ● is:write", "3 ● -event:CreateUser")
	s.keys("j", "space")
	if got := s.filter(); got != "user:mallory -event:CreateUser" {
		t.Fatalf("the filter is %q", got)
	}
	s.shows("2 ○ is:write", "off", "1 off")
	s.keys("enter")
	s.shows("❯ user:mallory is:write -event:CreateUser", "of 471 events")
	s.hides("Parts of the filter")
	s.keys("F", "2", "esc")
	if got := s.filter(); got != "user:mallory is:write -event:CreateUser" {
		t.Errorf("switched on again it is %q", got)
	}
}

func TestWhatIsSwitchedOffSurvivesUndoPivotsEditsAndSavedQueries(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	off := func() string {
		var texts []string
		for _, p := range s.m.history.now.off {
			texts = append(texts, query.Print(p.part))
		}
		return strings.Join(texts, " ")
	}
	queries := config.BuiltIn()
	logging := queries[slices.IndexFunc(queries, func(q config.NamedQuery) bool { return q.Name == "logging touched" })].Filter
	s.keys("f", "type:user:mallory is:write", "enter", "F", "2", "enter")
	for _, step := range []struct {
		keys         []string
		filter, offs string
	}{
		{nil, "user:mallory", "is:write"},
		{[]string{"u"}, "user:mallory is:write", ""},
		{[]string{"ctrl+r"}, "user:mallory", "is:write"},
		{[]string{"5", "p", "i"}, "ip:192.0.2.66", "is:write"},
		{[]string{"["}, "user:mallory", "is:write"},
		{[]string{"f", "type: source:iam", "enter"}, "user:mallory source:iam", "is:write"},
		{[]string{":", "type:logging touched", "enter"}, query.Print(mustParse(t, logging)), "is:write"},
		{[]string{"u"}, "user:mallory source:iam", "is:write"},
		// Asked for again it is off no longer.
		{[]string{"W"}, "user:mallory source:iam is:write", ""},
	} {
		s.keys(step.keys...)
		if got := s.filter(); got != step.filter || off() != step.offs {
			t.Fatalf("after %v the filter is %q with %q off, want %q with %q", step.keys, got, off(), step.filter, step.offs)
		}
		if step.offs != "" && !strings.Contains(s.view(), step.offs) {
			s.shows("1 off")
		}
	}
}

func TestAPartIsTakenOutForGood(t *testing.T) {
	s := openOn(t, 80, 24, sharedAccount(t))
	s.keys("f", "type:user:mallory is:write", "enter", "F", "x")
	if got := s.filter(); got != "is:write" {
		t.Errorf("the filter is %q", got)
	}
	s.keys("x")
	s.shows("nothing is left of it", "no filter")
	s.keys("esc", "F")
	s.shows("there is no filter to switch off · f writes one")
}

func TestWhatIsOffIsCountedWhereTheLineIsTooNarrow(t *testing.T) {
	s := openOn(t, 60, 20, sharedAccount(t))
	s.keys("f", "type:user:(mallory OR alice OR deploy) -event:(GetMetricData OR ListBuckets) is:write", "enter", "F", "3", "esc")
	s.shows("1 off", "❯ user:(mallory OR alice")
	s.keys("f")
	s.shows("1 off")
}

// Switching parts off and on again in any order brings the filter back as it
// was, and none of them is lost on the way.
func TestSwitchingPartsLosesNone(t *testing.T) {
	filter := []string{"user:mallory", "is:write", "(source:iam OR source:sts)", "-event:X", "text"}
	rapid.Check(t, func(t *rapid.T) {
		s := state{filter: mustParse(t, strings.Join(filter, " "))}
		off := map[int]bool{}
		for _, i := range rapid.SliceOf(rapid.IntRange(0, len(filter)-1)).Draw(t, "switched") {
			parts := s.parts()
			parts[i].off = !parts[i].off
			off[i] = !off[i]
			s = s.ofParts(parts)
		}
		var want, got, shown []string
		for i, text := range filter {
			if !off[i] {
				want = append(want, text)
			}
		}
		if s.filter != nil {
			got = append(got, query.Print(s.filter))
		}
		if len(want) == 1 {
			want[0] = strings.Trim(want[0], "()")
		}
		if d := cmp.Diff(strings.Join(want, " "), strings.Join(got, " ")); d != "" {
			t.Fatal(d)
		}
		for _, segment := range s.segments() {
			shown = append(shown, strings.Trim(segment.Text, "()"))
		}
		for i := range filter {
			filter := strings.Trim(filter[i], "()")
			if shown[i] != filter {
				t.Fatalf("shown are %v", shown)
			}
		}
	})
}

func mustParse(t interface{ Fatal(...any) }, text string) query.Expr {
	x, err := query.Parse(text, query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}
