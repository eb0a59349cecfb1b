package query

import (
	"fmt"
	"slices"
	"strings"
)

// Advice says what somebody may have overlooked in a filter that nothing matches, in
// one line, or "": what other search boxes and languages mean by the same signs.
func Advice(x Expr) string {
	switch x := x.(type) {
	case And:
		if advice := bothAtOnce(x); advice != "" {
			return advice
		}
		return firstAdvice(x)
	case Or:
		return firstAdvice(x)
	case Text:
		if x.Pattern.Kind == Word {
			if advice := meantAsQuote(x.Pattern.Value); advice != "" {
				return advice
			}
			return meantAsOperator(x.Pattern.Value)
		}
	case Term:
		for _, p := range x.Patterns {
			if advice := meantAsQuote(p.Value); p.Kind == Word && advice != "" {
				return advice
			}
			if p.Kind == Quoted && ruleOf(x.Field) == ruleContains {
				within := Print(Term{Field: x.Field, Patterns: []Pattern{NewWord(p.Value)}})
				return fmt.Sprintf("in quotes that is the whole %s; %s looks within it", x.Field, within)
			}
			if p.Kind == Word && comparesNumbers(p.Value) {
				return fmt.Sprintf("%s is looked for as text here; numbers are told by a regular expression, as in /^[0-9]{4,}$/ for those from 1000 on", shown(p.Value))
			}
		}
	}
	return ""
}

func firstAdvice(parts []Expr) string {
	for _, part := range parts {
		if advice := Advice(part); advice != "" {
			return advice
		}
	}
	return ""
}

// meantAsQuote tells of a word that begins as other languages begin a text.
func meantAsQuote(word string) string {
	if len(word) < 2 || word[0] != '\'' {
		return ""
	}
	return fmt.Sprintf(`%s is looked for with its ' as a letter here; quotes are ", as in user:"Jane Doe"`, shown(word))
}

// meantAsOperator tells of a text that is one of an operator of other languages.
func meantAsOperator(word string) string {
	switch word {
	case "|", "||":
		return word + " is looked for as text here; OR stands between what may hold"
	case "&", "&&":
		return word + " is looked for as text here; what stands side by side must all hold"
	}
	if attribute, ok := strings.CutPrefix(word, "AttributeKey="); ok {
		word = strings.Replace(attribute, ",AttributeValue=", "=", 1) // as lookup-events takes it
	}
	excludes := strings.HasPrefix(word, "!")
	name := strings.TrimPrefix(word, "!")
	at := strings.IndexAny(name, "=!:")
	if at <= 0 {
		return ""
	}
	sign := name[at : len(name)-len(strings.TrimLeft(name[at:], "=!:"))]
	name, value := name[:at], name[at+len(sign):]
	if !excludes && sign == ":" || value == "" || !isName(firstName(name)) {
		return ""
	}
	meant := name + ":" + value
	if excludes != strings.HasPrefix(sign, "!") {
		meant = "-" + meant
	}
	if _, err := Parse(meant, Options{}); err != nil {
		return ""
	}
	return fmt.Sprintf("%s is looked for as text here; %s asks for the field", shown(word), shown(meant))
}

// firstName is the first name of what may be a path.
func firstName(path string) string {
	first, _, _ := strings.Cut(path, ".")
	return first
}

// comparesNumbers reports whether a value looks like a comparison with a number.
func comparesNumbers(value string) bool {
	number := strings.TrimLeft(value, "<>=")
	return number != value && number != "" && strings.Trim(number, "0123456789.") == ""
}

// bothAtOnce tells of two values of one field of which an event rarely has both.
func bothAtOnce(parts And) string {
	for i, part := range parts {
		one, ok := part.(Term)
		if !ok {
			continue
		}
		for _, part := range parts[i+1:] {
			other, ok := part.(Term)
			if !ok || other.Field != one.Field || other.Path != one.Path {
				continue
			}
			either := one
			either.Patterns = slices.Concat(one.Patterns, other.Patterns)
			return fmt.Sprintf("an event would have to be %s and %s at once; %s asks for either", shown(Print(one)), shown(Print(other)), shown(Print(either)))
		}
	}
	return ""
}
