package query

import "fmt"

// Advice says what somebody may have overlooked in a filter that nothing matches, in
// one line, or "". A phrase in quotes is what other search boxes look for within a
// text, and here the whole text.
func Advice(x Expr) string {
	var parts []Expr
	switch x := x.(type) {
	case And:
		parts = x
	case Or:
		parts = x
	case Term:
		for _, p := range x.Patterns {
			if p.Kind == Quoted && ruleOf(x.Field) == ruleContains {
				within := Print(Term{Field: x.Field, Patterns: []Pattern{NewWord(p.Value)}})
				return fmt.Sprintf("in quotes that is the whole %s; %s looks within it", x.Field, within)
			}
		}
	}
	for _, part := range parts {
		if advice := Advice(part); advice != "" {
			return advice
		}
	}
	return ""
}
