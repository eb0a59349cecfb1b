package query

// Span is a stretch of a filter's text that is shown in one style. Spans come in
// order, do not overlap, and leave out spaces.
type Span struct {
	Start, End int
	Kind       SpanKind
}

// SpanKind is what a stretch of a filter's text is.
type SpanKind uint8

// The kinds of spans.
const (
	// SpanText is bare or quoted text that is looked for in records.
	SpanText SpanKind = iota
	// SpanField is a field's or path's name with its colon, or is:.
	SpanField
	SpanValue
	SpanOperator
	SpanParenthesis
	// SpanWildcard is a value or text with * or ?, SpanRegular one between
	// slashes, SpanFile the name of a file of values.
	SpanWildcard
	SpanRegular
	SpanFile
	// SpanMistake is what a filter cannot hold: an unknown field, a quote that
	// is never closed.
	SpanMistake
)

// Spans cuts a filter's text into spans for showing it in colours. It looks at
// each word by itself and does not mind mistakes: for what is wrong with the
// whole, see Parse.
func Spans(text string) []Span {
	var spans []Span
	p := &parser{text: text}
	for _, t := range lex(text) {
		if t.kind == tokenEnd {
			break
		}
		spans = append(spans, Span{Start: t.start, End: t.end, Kind: p.spanKind(t)})
	}
	return spans
}

func (p *parser) spanKind(t token) SpanKind {
	if t.bad != nil || t.almost == "OR" || t.almost == "AND" {
		return SpanMistake
	}
	switch t.kind {
	case tokenOpen, tokenClose:
		return SpanParenthesis
	case tokenMinus, tokenOr, tokenAnd, tokenNot:
		return SpanOperator
	case tokenField:
		if _, err := p.leafOf(t); err != nil {
			return SpanMistake
		}
		return SpanField
	case tokenRegular:
		return SpanRegular
	case tokenFile:
		return SpanFile
	}
	switch {
	case t.wild:
		return SpanWildcard
	case t.value:
		return SpanValue
	}
	return SpanText
}
