package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a stretch of a filter's text. Tokens never overlap and leave out
// only space between them.
type token struct {
	kind       tokenKind
	start, end int
	// name is a field's or path's name as written, without the colon.
	name string
	// text is a value's meaning: a word with its escapes taken away, what
	// stands between quotes or slashes, a file's name.
	text string
	// glob is a word as Pattern.Value holds a wildcard; wild says that it has a
	// * or ? that is meant as one.
	glob string
	wild bool
	// almost is OR, AND or NOT where a word is one of these in other letters.
	almost string
	// value says that the token stands where a field's value belongs.
	value bool
	// bad is what is wrong with the token, if anything.
	bad *Error
}

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenOpen
	tokenClose
	tokenMinus
	tokenOr
	tokenAnd
	tokenNot
	tokenField // with its colon
	tokenWord
	tokenQuoted
	tokenRegular
	tokenFile
)

// lexer cuts a filter's text into tokens. It never fails: what is wrong is
// noted in the token, so that a half-typed filter can be coloured and
// completed.
type lexer struct {
	text   string
	at     int
	tokens []token
	// groups says for every open parenthesis whether it holds a field's values.
	groups []bool
}

// lex returns the tokens of text, ended by one of kind tokenEnd.
func lex(text string) []token {
	l := &lexer{text: text}
	for l.next() {
	}
	l.tokens = append(l.tokens, token{kind: tokenEnd, start: len(text), end: len(text)})
	return l.tokens
}

func (l *lexer) add(t token) { l.tokens = append(l.tokens, t); l.at = t.end }

// inValues reports whether words are values: after field: and in a group of
// values.
func (l *lexer) inValues() bool {
	return l.afterField() || len(l.groups) > 0 && l.groups[len(l.groups)-1]
}

// afterField reports whether the text here is glued to a field's colon.
func (l *lexer) afterField() bool {
	n := len(l.tokens)
	return n > 0 && l.tokens[n-1].kind == tokenField && l.tokens[n-1].end == l.at
}

func (l *lexer) next() bool {
	for l.at < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.at:])
		if !unicode.IsSpace(r) {
			break
		}
		l.at += size
	}
	if l.at == len(l.text) {
		return false
	}
	start, value, glued := l.at, l.inValues(), l.afterField()
	switch c := l.text[start]; {
	case c == '(':
		l.groups = append(l.groups, value)
		l.add(token{kind: tokenOpen, start: start, end: start + 1, value: value})
	case c == ')':
		if n := len(l.groups); n > 0 {
			l.groups = l.groups[:n-1]
		}
		l.add(token{kind: tokenClose, start: start, end: start + 1, value: value})
	case c == '-' && !glued && start+1 < len(l.text) && (l.text[start+1] == '(' || !l.endsWord(start+1)):
		l.add(token{kind: tokenMinus, start: start, end: start + 1})
	case c == '/':
		l.regular(value)
	case c == '@' && value:
		l.word(value, 1)
	default:
		if end := l.fieldEnd(); !value && end > 0 {
			l.add(token{kind: tokenField, start: start, end: end, name: l.text[start : end-1]})
			return true
		}
		l.word(value, 0)
	}
	return true
}

// endsWord reports whether no word goes on at i.
func (l *lexer) endsWord(i int) bool {
	if i >= len(l.text) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(l.text[i:])
	return unicode.IsSpace(r) || r == '(' || r == ')'
}

// fieldEnd returns the end of the field or path name with its colon that begins
// here, or 0 when none does. A URL, an ARN, an IPv6 address and a resource type
// (AWS::S3::Bucket) are text.
func (l *lexer) fieldEnd() int {
	if c := l.text[l.at]; !isLetter(c) && c != '_' && c != '.' {
		return 0
	}
	path := false
	for i := l.at; i < len(l.text); i++ {
		switch c := l.text[i]; {
		case c == ':':
			if l.isTextWithColon(i) {
				return 0
			}
			return i + 1
		case c == '\\' && path && i+1 < len(l.text):
			i++
		case c == '.':
			path = true
		case !isPathByte(c) && c != '[' && c != ']' && c != '*':
			return 0
		}
	}
	return 0
}

func (l *lexer) isTextWithColon(colon int) bool {
	name, rest := l.text[l.at:colon], l.text[colon+1:]
	if isName(name) || strings.ContainsAny(name, ".[") {
		return false
	}
	if strings.EqualFold(name, "arn") || strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, ":") {
		return true
	}
	_, address := parseAddress(l.text[l.at:l.wordEnd(l.at)])
	return address
}

// regular reads /…/. The expression ends at the first slash without a backslash
// before it.
func (l *lexer) regular(value bool) {
	start := l.at
	t := token{kind: tokenRegular, start: start, value: value}
	for i := start + 1; i < len(l.text); i++ {
		switch l.text[i] {
		case '\\':
			i++
		case '/':
			t.text, t.end = l.text[start+1:i], i+1
			if !l.endsWord(i + 1) {
				end := l.wordEnd(i + 1)
				t.end = end
				t.bad = errorAt(start, end, "quote it if it is a value: "+quote(l.text[start:end])+`; write \/ for a slash inside a regular expression`,
					"after the / that ends a regular expression stands more text")
			}
			l.add(t)
			return
		}
	}
	end := l.wordEnd(start + 1)
	t.text, t.end = l.text[start+1:end], end
	t.bad = errorAt(start, end, "quote it if it is a value: "+quote(l.text[start:end]), "this regular expression lacks its closing /")
	l.add(t)
}

// wordEnd returns where the text from i on next comes to a space or a
// parenthesis.
func (l *lexer) wordEnd(i int) int {
	for i < len(l.text) && !l.endsWord(i) {
		_, size := utf8.DecodeRuneInString(l.text[i:])
		i += size
	}
	return i
}

// word reads a word, of which any part may be quoted: *"not authorized"*. A
// word that is one quoted part is a quoted value. The first skip bytes (the @
// before a file's name) are passed over.
func (l *lexer) word(value bool, skip int) {
	start := l.at
	t := token{kind: tokenWord, start: start, value: value}
	var text, glob strings.Builder
	literal := func(s string) {
		text.WriteString(s)
		for i := 0; i < len(s); i++ {
			if s[i] == '*' || s[i] == '?' || s[i] == '\\' {
				glob.WriteByte('\\')
			}
			glob.WriteByte(s[i])
		}
	}
	parts, escaped := 0, false
	i := start + skip
	for i < len(l.text) && !l.endsWord(i) {
		switch c := l.text[i]; c {
		case '"':
			part, end, closed := l.quoted(i)
			if !closed && t.bad == nil {
				t.bad = errorAt(i, end, `add a " where it ends, or write \" for one that is meant`, "this quote is never closed")
			}
			literal(part)
			if parts++; i == start+skip && l.endsWord(end) {
				t.kind = tokenQuoted
			}
			if i == start && end < len(l.text) && l.text[end] == ':' && t.bad == nil {
				whole := l.text[start:l.wordEnd(end)]
				t.bad = errorAt(start, start+len(whole), "write the field without quotes, or quote all of it: "+quote(whole), "a quoted text is followed by a colon")
			}
			i = end
			continue
		case '\\':
			escaped = true
			if i+1 == len(l.text) {
				t.bad = errorAt(i, i+1, `write \\ for a backslash`, "nothing follows this backslash")
				i++
				continue
			}
			if n := separators(l.text[i:], i == start+1); skip > 0 && n > 0 {
				literal(l.text[i : i+n])
				i += n
				continue
			}
			_, size := utf8.DecodeRuneInString(l.text[i+1:])
			literal(l.text[i+1 : i+1+size])
			i += 1 + size
			continue
		case '*', '?':
			t.wild = true
			text.WriteByte(c)
			glob.WriteByte(c)
			i++
			continue
		}
		_, size := utf8.DecodeRuneInString(l.text[i:])
		literal(l.text[i : i+size])
		i += size
	}
	t.end, t.text, t.glob = i, text.String(), glob.String()
	if skip > 0 {
		t.kind = tokenFile
	} else if t.kind == tokenWord && parts == 0 && !escaped && !l.afterField() {
		t.kind, t.almost = operator(t.text)
	}
	l.add(t)
}

// separators returns how many of the backslashes that a text begins with stand for
// themselves in a file's name, where Windows has them between folders: one before
// what needs none, and both of those that a share's name begins with.
func separators(text string, first bool) int {
	if first && strings.HasPrefix(text, `\\`) {
		return 2
	}
	if r, _ := utf8.DecodeRuneInString(text[1:]); unicode.IsSpace(r) || strings.ContainsRune(`()"\*?`, r) {
		return 0
	}
	return 1
}

// operator tells the operators from other words, and what only looks like one.
func operator(word string) (kind tokenKind, almost string) {
	switch word {
	case "OR":
		return tokenOr, ""
	case "AND":
		return tokenAnd, ""
	case "NOT":
		return tokenNot, ""
	}
	switch upper := strings.ToUpper(word); upper {
	case "OR", "AND", "NOT":
		return tokenWord, upper
	}
	return tokenWord, ""
}

// quoted reads from the quote at i to the one that closes it: its content, the
// place after it, and whether there was one. A backslash takes a following
// quote or backslash literally and otherwise stands for itself.
func (l *lexer) quoted(i int) (content string, end int, closed bool) {
	var b strings.Builder
	for i++; i < len(l.text); i++ {
		switch c := l.text[i]; {
		case c == '"':
			return b.String(), i + 1, true
		case c == '\\' && i+1 < len(l.text) && (l.text[i+1] == '"' || l.text[i+1] == '\\'):
			i++
			b.WriteByte(l.text[i])
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), len(l.text), false
}
