package query

import (
	"errors"
	"fmt"
	"time"
)

// Options are what the meaning of a filter's text depends on.
type Options struct {
	// Zone is for times that name none; nil is UTC.
	Zone *time.Location
	// Now is the time that last:24h and yesterday count from; zero is the
	// clock's.
	Now time.Time
	// Load returns the lines of a file named in ip:@file. Where it is nil, such
	// a filter is an error.
	Load func(name string) ([]string, error)
}

// Bounds on a filter's text. They are far above what is useful, and keep a
// hostile one from costing more than an error.
const (
	maxTextBytes = 64 << 10
	maxDepth     = 100
	maxRegulars  = 200
)

// Parse reads a filter. The empty text gives nil, which everything satisfies.
// The error is always an *Error.
func Parse(text string, o Options) (Expr, error) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	o.Now = o.Now.Round(0).UTC()
	p := &parser{text: text, options: o}
	x, err := p.parse()
	if err != nil {
		var mistake *Error
		if !errors.As(err, &mistake) {
			mistake = &Error{Msg: err.Error()}
		}
		mistake.Text = text
		return nil, mistake
	}
	if isEverything(x) {
		return nil, nil
	}
	return x, nil
}

// parser is a recursive-descent parser over the tokens of a filter:
//
//	filter  = { or }
//	or      = and { "OR" and }
//	and     = unary { [ "AND" ] unary }
//	unary   = ( "-" | "NOT" ) unary | "(" or ")" | field | text
//	field   = name ":" ( value | "(" or ")" )
//
// Inside the parentheses after a field the words are its values.
type parser struct {
	text    string
	options Options
	tokens  []token
	at      int
	depth   int
	// inGroup says that the parentheses being read hold a field's values.
	inGroup bool
	// regulars counts the regular expressions, which are dear to compile.
	regulars int
}

func (p *parser) parse() (Expr, error) {
	if len(p.text) > maxTextBytes {
		return nil, errorAt(maxTextBytes, len(p.text), "put long lists of values into a file: ip:@file", "a filter is at most %d bytes long", maxTextBytes)
	}
	p.tokens = lex(p.text)
	if p.peek().kind == tokenEnd {
		return And{}, nil
	}
	x, err := p.or(p.textLeaf)
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind == tokenClose {
		return nil, errorAt(t.start, t.end, `a parenthesis that is meant goes in quotes: ")"`, "this ) closes nothing")
	}
	return x, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// leaf makes an expression of what is no operator: a text, or a value of the
// field that the group belongs to.
type leaf func(t token) (Expr, error)

func (p *parser) or(leaf leaf) (Expr, error) {
	x, err := p.and(leaf)
	if err != nil {
		return nil, err
	}
	parts := []Expr{x}
	for p.peek().kind == tokenOr {
		operator := p.take()
		if err := p.operandAfter(operator); err != nil {
			return nil, err
		}
		if x, err = p.and(leaf); err != nil {
			return nil, err
		}
		parts = append(parts, x)
	}
	if p.inGroup {
		if term, ok := mergeValues(parts); ok {
			return term, nil
		}
	}
	return disjunction(parts), nil
}

func (p *parser) and(leaf leaf) (Expr, error) {
	var parts []Expr
	for {
		t := p.peek()
		switch t.kind {
		case tokenAnd:
			if len(parts) == 0 {
				return nil, errorAt(t.start, t.end, `look for the word with quotes: "AND"`, "nothing stands before AND")
			}
			if err := p.operandAfter(p.take()); err != nil {
				return nil, err
			}
		case tokenEnd, tokenClose, tokenOr:
			if len(parts) == 0 {
				if t.kind == tokenOr {
					return nil, errorAt(t.start, t.end, `look for the word with quotes: "OR"`, "nothing stands before OR")
				}
				return nil, errorAt(t.start, t.end, "put a filter or a value there", "something is missing here")
			}
			return conjunction(parts), nil
		}
		x, err := p.unary(leaf)
		if err != nil {
			return nil, err
		}
		parts = append(parts, x)
	}
}

// operandAfter reports a mistake when nothing follows an operator.
func (p *parser) operandAfter(operator token) error {
	switch p.peek().kind {
	case tokenEnd, tokenClose, tokenOr, tokenAnd:
		word := p.text[operator.start:operator.end]
		return errorAt(operator.start, operator.end, `put a filter after it, or look for the text with quotes: "`+word+`"`, "nothing stands after %s", word)
	}
	return nil
}

func (p *parser) unary(leaf leaf) (Expr, error) {
	if p.depth++; p.depth > maxDepth {
		t := p.peek()
		return nil, errorAt(t.start, t.end, "", "more than %d levels of parentheses and negations", maxDepth)
	}
	defer func() { p.depth-- }()

	switch t := p.take(); t.kind {
	case tokenMinus, tokenNot:
		if err := p.operandAfter(t); err != nil {
			return nil, err
		}
		x, err := p.unary(leaf)
		if err != nil {
			return nil, err
		}
		return Not{x}, nil
	case tokenOpen:
		return p.group(t, leaf)
	case tokenField:
		return p.field(t)
	default:
		if t.bad != nil {
			return nil, t.bad
		}
		if err := p.almostOperator(t); err != nil {
			return nil, err
		}
		return leaf(t)
	}
}

// almostOperator refuses or and and in small letters, which would otherwise be
// looked for in the records and quietly give a wrong answer. "not" is refused
// only where it cannot be meant as text.
func (p *parser) almostOperator(t token) error {
	switch {
	case t.almost == "", t.almost == "NOT" && !t.value && p.peek().kind != tokenField && p.peek().kind != tokenOpen:
		return nil
	}
	return errorAt(t.start, t.end, fmt.Sprintf("write %s, or quote it as text: %s", t.almost, quote(t.text)), "operators are written in capitals")
}

// group reads up to the parenthesis that closes open.
func (p *parser) group(open token, leaf leaf) (Expr, error) {
	if t := p.peek(); t.kind == tokenClose {
		return nil, errorAt(open.start, t.end, "put a filter or a value between them", "nothing stands between these parentheses")
	}
	x, err := p.or(leaf)
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tokenClose {
		return nil, errorAt(open.start, open.end, "add a ) where the group ends", "this parenthesis is never closed")
	}
	p.take()
	return x, nil
}

// textLeaf makes a Text of a bare word.
func (p *parser) textLeaf(t token) (Expr, error) {
	switch t.kind {
	case tokenRegular:
		pattern, err := p.regular(t)
		if err != nil {
			return nil, err
		}
		if t.text == "" {
			return And{}, nil
		}
		return Text{pattern}, nil
	case tokenQuoted:
		if t.text == "" {
			return And{}, nil
		}
		return Text{NewQuoted(t.text)}, nil
	}
	if !t.wild {
		return Text{NewWord(t.text)}, nil
	}
	if newGlob(t.glob).anything() {
		return And{}, nil
	}
	pattern, err := newTextWildcard(t.glob)
	if err != nil {
		return nil, errorAt(t.start, t.end, "", "%v", err)
	}
	return Text{pattern}, nil
}

func (p *parser) regular(t token) (Pattern, error) {
	if p.regulars++; p.regulars > maxRegulars {
		return Pattern{}, errorAt(t.start, t.end, "join some with |", "more than %d regular expressions", maxRegulars)
	}
	pattern, err := NewRegular(t.text)
	if err != nil {
		return Pattern{}, errorAt(t.start, t.end, `it is RE2's syntax; a \ makes a special character literal`, "this regular expression cannot be read: %v", err)
	}
	return pattern, nil
}
