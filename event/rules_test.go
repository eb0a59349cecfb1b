package event

import (
	"strings"
	"testing"
)

func TestTheTableOfRulesIsWellFormed(t *testing.T) {
	rules, err := parseRules(targetRules)
	if err != nil {
		t.Fatal(err)
	}
	services := map[string]bool{}
	lines := map[string]bool{}
	for _, r := range rules {
		for _, s := range r.services {
			services[s] = true
			if s != strings.ToLower(s) || strings.Contains(s, "amazonaws") {
				t.Errorf("%q is no service", s)
			}
		}
		for _, name := range r.path {
			if len(name) > 64 {
				t.Errorf("%q is longer than a look-up allows", name)
			}
		}
		line := strings.Join(r.services, "|") + " " + strings.Join(r.events, "|") + " " + strings.Join(r.path, ".")
		if r.response {
			line += " response"
		}
		if lines[line] {
			t.Errorf("%s: twice", line)
		}
		lines[line] = true
	}
	if len(services) < 100 {
		t.Errorf("rules for %d services", len(services))
	}
	for _, bad := range []string{"a b c", "a b c NoType", "a b c d e"} {
		if _, err := parseRules("# head\n" + bad); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: error %v should name line 2", bad, err)
		}
	}
}

func TestEventPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*", "", true}, {"*", "CreateUser", true}, {"CreateUser", "CreateUser", true}, {"CreateUser", "CreateUser2", false},
		{"Create*", "CreateUser", true}, {"*User", "CreateUser", true}, {"*User", "CreateUserPolicy", false}, {"*User*", "CreateUserPolicy", true},
		{"*a*b*c", "xaxbxc", true}, {"*a*b*c", "xbxaxc", false}, {"a*a", "a", false}, {"*aa", "aaa", true}, {"ab*ba", "aba", false},
	} {
		if got := globMatches(c.pattern, c.name); got != c.want {
			t.Errorf("%s matches %s: %v, want %v", c.pattern, c.name, got, c.want)
		}
	}
}
