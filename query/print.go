package query

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Print returns the text of an expression. Parsing it, with the same Options,
// gives an equal expression; nil and the empty And print as nothing.
func Print(x Expr) string {
	x = canonical(x)
	if isEverything(x) {
		return ""
	}
	var b strings.Builder
	writeExpr(&b, x, false)
	return b.String()
}

// writeExpr writes x; nested says that an And or Or needs parentheses.
func writeExpr(b *strings.Builder, x Expr, nested bool) {
	switch x := x.(type) {
	case And:
		writeJoined(b, x, " ", nested)
	case Or:
		writeJoined(b, x, " OR ", nested)
	case Not:
		b.WriteByte('-')
		if _, twice := x.X.(Not); twice {
			b.WriteByte('(')
			writeExpr(b, x.X, false)
			b.WriteByte(')')
			return
		}
		writeExpr(b, x.X, true)
	case Term:
		writeTerm(b, x)
	case Flag:
		b.WriteString("is:" + x.Name.String())
	case Text:
		writePattern(b, x.Pattern, true, false)
	case Time:
		b.WriteString(x.written())
	}
}

func writeJoined(b *strings.Builder, parts []Expr, between string, nested bool) {
	if len(parts) == 0 {
		b.WriteByte('*')
		return
	}
	if nested {
		b.WriteByte('(')
	}
	for i, part := range parts {
		if i > 0 {
			b.WriteString(between)
		}
		if text, ok := part.(Text); ok && between == " " && i > 0 && endsInTime(parts[i-1]) && text.Pattern.Kind == Word && goesOn(text.Pattern.Value) {
			b.WriteByte('\\')
			b.WriteString(text.Pattern.Value)
			continue
		}
		writeExpr(b, part, true)
	}
	if nested {
		b.WriteByte(')')
	}
}

// endsInTime reports whether a time is the last that is written of x.
func endsInTime(x Expr) bool {
	if not, ok := x.(Not); ok {
		x = not.X
	}
	_, ok := x.(Time)
	return ok
}

func writeTerm(b *strings.Builder, t Term) {
	if t.Field == FieldPath {
		b.WriteString(t.Path)
	} else {
		b.WriteString(t.Field.String())
	}
	b.WriteByte(':')
	if len(t.Patterns) == 1 {
		writePattern(b, t.Patterns[0], false, false)
		return
	}
	b.WriteByte('(')
	for i, p := range t.Patterns {
		if i > 0 {
			b.WriteString(" OR ")
		}
		writePattern(b, p, false, true)
	}
	b.WriteByte(')')
}

// writePattern writes a value: text says that it stands alone and not after a
// field, group that it stands in parentheses after one.
func writePattern(b *strings.Builder, p Pattern, text, group bool) {
	switch p.Kind {
	case Any:
		b.WriteByte('*')
	case Quoted:
		b.WriteString(quote(p.Value))
	case Regular:
		writeRegular(b, p.Value)
	case FromFile:
		b.WriteByte('@')
		if isPlain(p.Value) {
			b.WriteString(p.Value)
		} else {
			b.WriteString(quote(p.Value))
		}
	case Wildcard:
		writeWord(b, p.Value, true, text, group)
	default:
		writeWord(b, p.Value, false, text, group)
	}
}

// quote puts a text in quotes.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(text); i++ {
		if text[i] == '"' || text[i] == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	b.WriteByte('"')
	return b.String()
}

// isPlain reports whether a text is free of everything that needs an escape
// anywhere.
func isPlain(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`()"\*?`, r)
	})
}

// writeWord writes a word, with a backslash before whatever would be read as
// something else. A wildcard's own backslashes stand as they are.
func writeWord(b *strings.Builder, word string, wildcard, text, group bool) {
	var out strings.Builder
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRuneInString(word[i:])
		switch {
		case wildcard && r == '\\' && i+1 < len(word):
			_, next := utf8.DecodeRuneInString(word[i+1:])
			size += next
		case i == 0 && escapeFirst(word, text, group), unicode.IsSpace(r), strings.ContainsRune(`()"\`, r), !wildcard && (r == '*' || r == '?'):
			out.WriteByte('\\')
		}
		out.WriteString(word[i : i+size])
		i += size
	}
	written := out.String()
	if text {
		// A text that reads like field:value has its colon escaped.
		for {
			end := (&lexer{text: written}).fieldEnd()
			if end == 0 {
				break
			}
			written = written[:end-1] + `\` + written[end-1:]
		}
	}
	b.WriteString(written)
}

// escapeFirst reports whether a word would be read as something else by how it
// begins.
func escapeFirst(word string, text, group bool) bool {
	switch strings.ToUpper(word) {
	case "OR", "AND", "NOT":
		return text || group
	case "-":
		return false
	}
	switch word[0] {
	case '/':
		return true
	case '-':
		return text || group
	case '@':
		return !text
	}
	return false
}

// writeRegular writes /…/.
func writeRegular(b *strings.Builder, pattern string) {
	b.WriteByte('/')
	for i := 0; i < len(pattern); i++ {
		if pattern[i] == '/' {
			b.WriteByte('\\')
		} else if pattern[i] == '\\' && i+1 < len(pattern) {
			b.WriteByte('\\')
			i++
		}
		b.WriteByte(pattern[i])
	}
	b.WriteByte('/')
}

// written returns how a time is written.
func (t Time) written() string {
	if t.As != "" {
		return t.As
	}
	stamp := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.UTC().Format(time.RFC3339Nano)
	}
	return "time:" + stamp(t.Window.From) + ".." + stamp(t.Window.To)
}
