package filterbar

import (
	"strings"

	"spoor/ui/canvas"
	"spoor/ui/theme"
)

// Highlight writes filter text with its field names and operators dim, its
// values plain, and what stands at cell bad (-1 for nothing) marked as wrong.
func Highlight(row canvas.Area, x int, t *theme.Theme, filter string, bad int) {
	start := x
	for len(filter) > 0 {
		word, rest := split(filter)
		for _, span := range spans(t, word) {
			for _, r := range span.text {
				char := string(r)
				style := span.style
				if bad >= 0 && x-start >= bad {
					style = t.Problem.With(canvas.Underline)
				}
				x = row.Put(x, 0, style, char)
			}
		}
		if bad >= 0 && x-start > bad && strings.TrimSpace(word) != "" {
			bad = -1
		}
		filter = rest
	}
	if bad >= 0 && x-start <= bad {
		row.Put(x, 0, t.Problem.With(canvas.Underline), " ")
	}
}

// split takes the first run of blanks, or the first word with its quotes, off
// a filter.
func split(s string) (word, rest string) {
	blank := s[0] == ' '
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' && !blank:
			quote = c
		case (c == ' ') != blank:
			return s[:i], s[i:]
		}
	}
	return s, ""
}

type span struct {
	text  string
	style canvas.Style
}

// spans divides a word into what it is made of.
func spans(t *theme.Theme, word string) []span {
	switch word {
	case "OR", "AND", "NOT":
		return []span{{word, t.Operator}}
	}
	i := strings.IndexByte(word, ':')
	if i <= 0 || strings.ContainsAny(word[:i], `"/`) {
		return []span{{word, t.Text}}
	}
	field := strings.TrimLeft(word[:i+1], "-(")
	sign := word[:i+1-len(field)]
	s := t.Text
	if strings.HasPrefix(strings.TrimLeft(sign, "("), "-") {
		s = t.Dim
	}
	return []span{{sign, t.Strong}, {field, t.Field}, {word[i+1:], s}}
}
