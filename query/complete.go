package query

import (
	"slices"
	"strings"
)

// Completion is one way to go on with what is being typed.
type Completion struct {
	// Start and End are the stretch of the text that Text replaces.
	Start, End int
	Text       string
	// Detail says in a few words what it is.
	Detail string
	Kind   CompletionKind
	// Field and Value are what a completion of a value stands for, as the event
	// has it. Where it is one of a few that the language names, or one at a
	// record path, Field is FieldNone.
	Field Field
	Value string
}

// Known is what completion may draw on beyond the language itself. Each may be
// nil.
type Known struct {
	// Values returns values of a field that begin with, or hold, prefix, the
	// likeliest first.
	Values func(f Field, prefix string) []string
	// Paths are paths inside records, with values that lie there.
	Paths []PathValue
}

// CompletionKind is what a completion offers.
type CompletionKind uint8

// The kinds of completions. One of a field is not yet a filter: the cursor stays
// behind its colon.
const (
	CompleteField CompletionKind = iota
	CompleteFlag
	CompleteValue
	CompleteOperator
)

// maxCompletions is the most that are offered of one kind.
const maxCompletions = 50

// Complete returns the ways to go on at the cursor, the likeliest first.
func Complete(text string, cursor int, known Known) []Completion {
	cursor = min(max(cursor, 0), len(text))
	if known.Values == nil {
		known.Values = func(Field, string) []string { return nil }
	}
	c := completer{text: text, cursor: cursor, Known: known}
	c.locate()
	switch {
	case c.field == "":
		c.bare()
	case strings.EqualFold(c.field, "is"):
		c.flags("")
	default:
		c.fieldValues()
	}
	return c.out
}

type completer struct {
	text   string
	cursor int
	Known

	// field is the name before the colon whose value is being typed, or "".
	field string
	// start and end are the word at the cursor, prefix what is typed of it.
	start, end int
	prefix     string
	quoted     bool
	// afterOperand says that an operator may stand here.
	afterOperand bool

	out []Completion
}

// locate finds out what stands at the cursor.
func (c *completer) locate() {
	c.start, c.end = c.cursor, c.cursor
	var groups []string // the field that each open parenthesis belongs to
	var field string    // of the token before
	for _, t := range lex(c.text) {
		glued := field != "" && t.kind != tokenOpen && t.kind != tokenClose
		if t.start > c.cursor || t.start == c.cursor && !glued || t.kind == tokenEnd {
			break
		}
		inside := t.end >= c.cursor
		group := ""
		if len(groups) > 0 {
			group = groups[len(groups)-1]
		}
		switch t.kind {
		case tokenField:
			if inside && c.cursor < t.end {
				c.field, c.start, c.end, c.prefix = "", t.start, t.end, c.text[t.start:c.cursor]
				return
			}
			field, c.afterOperand = t.name, false
			if t.end == c.cursor {
				c.field = field
			}
			continue
		case tokenOpen:
			if field == "" {
				field = group
			}
			groups = append(groups, field)
			c.afterOperand = false
		case tokenClose:
			if len(groups) > 0 {
				groups = groups[:len(groups)-1]
			}
			c.afterOperand = true
		case tokenMinus, tokenNot, tokenAnd, tokenOr:
			if inside && t.kind != tokenMinus {
				c.word(t, group)
				return
			}
			c.afterOperand = false
		default:
			if field == "" {
				field = group
			}
			if inside {
				c.word(t, field)
				return
			}
			c.afterOperand = true
		}
		field = ""
	}
	if c.field == "" && len(groups) > 0 {
		c.field = groups[len(groups)-1]
	}
}

// word notes that the token at the cursor is being typed.
func (c *completer) word(t token, field string) {
	c.field, c.start, c.end = field, t.start, t.end
	c.prefix = c.text[t.start:c.cursor]
	if strings.HasPrefix(c.prefix, `"`) {
		c.quoted = true
		c.prefix, _, _ = (&lexer{text: c.prefix}).quoted(0)
	} else {
		c.prefix = strings.ReplaceAll(c.prefix, `\`, "")
	}
}

func (c *completer) add(kind CompletionKind, text, detail string) {
	c.out = append(c.out, Completion{Start: c.start, End: c.end, Text: text, Detail: detail, Kind: kind})
}

// matches reports whether a name goes on from what is typed.
func (c *completer) matches(name string) bool {
	return len(name) >= len(c.prefix) && strings.EqualFold(name[:len(c.prefix)], c.prefix)
}

// bare completes a word that has no field before it.
func (c *completer) bare() {
	if c.quoted {
		return
	}
	for _, info := range fields {
		if c.matches(info.Name) {
			c.add(CompleteField, info.Name+":", info.Means)
		}
	}
	for _, info := range fields {
		if c.prefix != "" && !c.matches(info.Name) && slices.ContainsFunc(info.Aliases, c.matches) {
			c.add(CompleteField, info.Name+":", info.Means)
		}
	}
	for _, word := range timeWords {
		if c.matches(word.Name) {
			c.add(CompleteField, word.Name+":", word.Means)
		}
	}
	if c.matches("is") {
		c.add(CompleteField, "is:", "a property: is:write, is:error, is:root")
	}
	if c.prefix != "" {
		c.flags("is:")
		for _, name := range recordNames {
			if c.matches(name) {
				c.add(CompleteField, name+":", "inside the record")
			}
		}
		c.paths(false)
	}
	if c.afterOperand {
		for _, operator := range []struct{ name, means string }{{"OR", "either side holds"}, {"AND", "both sides hold, as without it"}} {
			if c.matches(operator.name) {
				c.add(CompleteOperator, operator.name, operator.means)
			}
		}
	}
	if c.matches("NOT") {
		c.add(CompleteOperator, "NOT", "what follows does not hold; - is the same")
	}
	if len(c.prefix) >= 2 {
		for _, f := range []Field{FieldUser, FieldEvent, FieldSource, FieldResource, FieldKey, FieldIP} {
			c.valuesOf(f, f.String()+":", 5)
		}
	}
	if len(c.prefix) >= minLastName {
		c.paths(true)
	}
}

// flags completes the name of a flag, with before put in front of it.
func (c *completer) flags(before string) {
	for _, info := range flags {
		if c.matches(info.Name) || c.prefix != "" && slices.ContainsFunc(info.Aliases, c.matches) {
			c.add(CompleteFlag, before+info.Name, info.Means)
		}
	}
}

// fieldValues completes the value of a field or a time.
func (c *completer) fieldValues() {
	switch name := strings.ToLower(c.field); name {
	case "last":
		for _, length := range []string{"15m", "1h", "24h", "7d", "30d", "90d"} {
			c.offer(length)
		}
	case "after", "before", "time":
		for _, phrase := range []string{"today", "yesterday", "monday", "this week", "last week", "2 hours ago"} {
			c.offer(timeText(phrase))
		}
	default:
		f, ok := FieldNamed(name)
		if !ok {
			c.pathValues()
			return
		}
		if info := f.Info(); info.Choices != nil {
			for _, choice := range info.Choices {
				c.offer(choice)
			}
			return
		}
		c.valuesOf(f, "", maxCompletions)
	}
}

func (c *completer) offer(value string) {
	if c.matches(strings.Trim(value, `"`)) {
		c.add(CompleteValue, value, "")
	}
}

func (c *completer) valuesOf(f Field, before string, most int) {
	for i, value := range c.Values(f, c.prefix) {
		if i == most {
			break
		}
		if value == "" {
			continue
		}
		var b strings.Builder
		p := valuePattern(f, value)
		if c.quoted {
			p = NewQuoted(value)
		}
		writePattern(&b, p, false, true)
		c.out = append(c.out, Completion{
			Start: c.start, End: c.end, Text: before + b.String(), Detail: f.String(), Kind: CompleteValue, Field: f, Value: value,
		})
	}
}

// minLastName is from how many letters on a path is offered by its last name
// alone.
const minLastName = 3

// paths completes a record path: from its beginning, or by its last name.
func (c *completer) paths(byLast bool) {
	seen := map[string]bool{}
	for _, p := range c.Known.Paths {
		matches := c.matches(p.Path)
		if byLast {
			matches = !matches && c.matches(p.Path[strings.LastIndexByte(p.Path, '.')+1:])
		}
		if matches && !seen[p.Path] && len(seen) < maxCompletions {
			seen[p.Path] = true
			c.add(CompleteField, p.Path+":", "in the record on view")
		}
	}
}

// pathValues completes the value at a record path.
func (c *completer) pathValues() {
	path := c.field
	if steps, err := parsePath(path); err == nil {
		path = printPath(steps)
	}
	for _, p := range c.Known.Paths {
		if !strings.EqualFold(p.Path, path) || !c.matches(p.Value) {
			continue
		}
		pattern := valuePattern(FieldPath, p.Value)
		if c.quoted {
			pattern = NewQuoted(p.Value)
		}
		var b strings.Builder
		writePattern(&b, pattern, false, true)
		c.out = append(c.out, Completion{
			Start: c.start, End: c.end, Text: b.String(), Detail: "in the record on view", Kind: CompleteValue, Value: p.Value,
		})
	}
}
