package event

import (
	_ "embed" // the tables of rules
	"fmt"
	"strings"
	"sync"
)

// targetRules says where records name the resources that a call acted on. Its
// head explains the columns.
//
//go:embed targets.txt
var targetRules string

// rule is one line of the table.
type rule struct {
	services []string
	events   []string
	// path is in lower case; response says that it leads into
	// responseElements.
	path     []string
	response bool
	// kind is a CloudFormation type, or typeByValue, or typeNone.
	kind string
}

const (
	// typeByValue: only the value itself can tell its type.
	typeByValue = "?"
	// typeNone: the value is no resource.
	typeNone = "-"
)

// rulesByService is the table as parsed, in its own order.
var rulesByService = sync.OnceValue(func() map[string][]rule {
	rules, err := parseRules(targetRules)
	if err != nil {
		panic("event: " + err.Error()) // the table is part of the program; a test reads it
	}
	by := map[string][]rule{}
	for _, r := range rules {
		for _, s := range r.services {
			by[s] = append(by[s], r)
		}
	}
	return by
})

func parseRules(table string) ([]rule, error) {
	var rules []rule
	for i, line := range strings.Split(table, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.Fields(line)
		if len(f) != 4 {
			return nil, fmt.Errorf("target rules, line %d: %d columns in place of 4", i+1, len(f))
		}
		r := rule{services: strings.Split(f[0], "|"), events: strings.Split(f[1], "|"), kind: f[3]}
		f[2], r.response = strings.CutPrefix(f[2], ">")
		r.path = strings.Split(strings.ToLower(f[2]), ".")
		if r.kind != typeByValue && r.kind != typeNone && strings.Count(r.kind, "::") != 2 {
			return nil, fmt.Errorf("target rules, line %d: %q is no CloudFormation type", i+1, r.kind)
		}
		rules = append(rules, r)
	}
	return rules, nil
}

func (r *rule) fits(event string) bool {
	for _, p := range r.events {
		if globMatches(p, event) {
			return true
		}
	}
	return false
}

// globMatches matches a pattern in which * stands for any run of bytes.
func globMatches(pattern, s string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	s, ok := strings.CutPrefix(s, head)
	if !ok {
		return false
	}
	for {
		head, rest, star = strings.Cut(rest, "*")
		if !star {
			return strings.HasSuffix(s, head)
		}
		_, after, found := strings.Cut(s, head)
		if !found {
			return false
		}
		s = after
	}
}

// ruleTree is the rules that fit one event, for one of the two parts of a
// record. It is walked alongside the JSON.
type ruleTree struct {
	members map[string]*ruleTree
	// lengths has a bit for the length of every member's name.
	lengths uint64
	// kind and rank are those of the rule that ends here; the lower rank is
	// the more telling.
	kind string
	rank int
}

func (t *ruleTree) put(path []string, kind string, rank int) *ruleTree {
	if t == nil {
		t = &ruleTree{}
	}
	if len(path) == 0 {
		if t.kind == "" {
			t.kind, t.rank = kind, rank
		}
		return t
	}
	if t.members == nil {
		t.members = map[string]*ruleTree{}
	}
	t.members[path[0]] = t.members[path[0]].put(path[1:], kind, rank)
	t.lengths |= 1 << len(path[0])
	return t
}

// member returns what the rules say about a member, whatever the case of its
// name.
func (t *ruleTree) member(name []byte) *ruleTree {
	var folded [64]byte // longer than any name in a rule
	if t == nil || len(name) >= len(folded) || t.lengths>>len(name)&1 == 0 {
		return nil
	}
	for i, c := range name {
		folded[i] = lower(c)
	}
	return t.members[string(folded[:len(name)])]
}

// rulesFor compiles the rules that fit an event; nil trees where there are
// none.
func rulesFor(source, name string) (request, response *ruleTree) {
	service, _, _ := strings.Cut(source, ".")
	for rank, r := range rulesByService()[service] {
		switch {
		case !r.fits(name):
		case r.response:
			response = response.put(r.path, r.kind, rank)
		default:
			request = request.put(r.path, r.kind, rank)
		}
	}
	return request, response
}
