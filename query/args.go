package query

import "strings"

// ParseArgs reads a filter given as command-line arguments. One argument is the
// text of a filter. Several are put together with spaces between them, so that
// operators and parentheses may stand as arguments of their own; among several,
// an argument that has a space in it was quoted for the shell and is one value
// (user:John Smith, access denied), unless it says more than one thing by
// itself: a second field, an operator, a parenthesis, a quote.
func ParseArgs(args []string, o Options) (Expr, error) {
	if len(args) == 1 {
		return Parse(args[0], o)
	}
	texts := make([]string, 0, len(args))
	for _, arg := range args {
		texts = append(texts, requote(arg))
	}
	return Parse(strings.Join(texts, " "), o)
}

// requote puts back the quotes that the shell took away.
func requote(arg string) string {
	tokens := lex(arg)
	head := ""
	at := 0
	if at < len(tokens) && tokens[at].kind == tokenMinus {
		head, at = "-", at+1
	}
	if tokens[at].kind == tokenField {
		head += arg[tokens[at].start:tokens[at].end]
		at++
	}
	words := tokens[at : len(tokens)-1]
	if len(words) < 2 {
		return arg
	}
	for _, t := range words {
		if t.kind != tokenWord || t.bad != nil || t.wild || strings.ContainsAny(arg[t.start:t.end], `\"`) {
			return arg
		}
	}
	value := arg[words[0].start:words[len(words)-1].end]
	if at > 0 && tokens[at-1].kind == tokenField && looksInside(tokens[at-1].name) {
		// Quotes would ask for the whole value.
		var b strings.Builder
		writeWord(&b, value, false, false, false)
		return head + b.String()
	}
	return head + quote(value)
}

// looksInside reports whether a word of the field called name is looked for
// anywhere in the value.
func looksInside(name string) bool {
	f, ok := FieldNamed(name)
	return ok && ruleOf(f) == ruleContains
}
