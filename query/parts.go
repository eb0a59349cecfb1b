package query

import "strings"

// Part is one of the filters that a filter's text joins with AND, as it is
// written, with a switch.
type Part struct {
	// Start and End are its place in the text.
	Start, End int
	Text       string
	// Off takes it out of what JoinParts puts together.
	Off bool
}

// Parts cuts a filter's text into the parts that are ANDed. A text that joins
// with OR at the top is one part. It does not mind mistakes.
func Parts(text string) []Part {
	var (
		parts  []Part
		start  = -1
		end    int
		depth  int
		prefix bool // what was read last needs something after it
	)
	flush := func() {
		if start >= 0 {
			parts = append(parts, Part{Start: start, End: end, Text: text[start:end]})
		}
		start = -1
	}
	tokens := lex(text)
	for i, t := range tokens {
		if t.kind == tokenEnd {
			break
		}
		glued := i > 0 && tokens[i-1].kind == tokenField && tokens[i-1].end == t.start
		if depth == 0 && !prefix && !glued && t.kind != tokenClose {
			flush()
		}
		switch t.kind {
		case tokenOpen:
			depth++
		case tokenClose:
			depth = max(0, depth-1)
		case tokenOr:
			if depth == 0 {
				from, to := tokens[0].start, tokens[len(tokens)-2].end
				return []Part{{Start: from, End: to, Text: text[from:to]}}
			}
		case tokenAnd:
			if depth == 0 {
				continue
			}
		}
		prefix = t.kind == tokenMinus || t.kind == tokenNot
		if start < 0 {
			start = t.start
		}
		end = t.end
	}
	flush()
	return parts
}

// JoinParts puts the text together of the parts that are not off.
func JoinParts(parts []Part) string {
	var on []string
	for _, part := range parts {
		if !part.Off {
			on = append(on, part.Text)
		}
	}
	if len(on) > 1 {
		for i, text := range on {
			if hasTopOr(text) {
				on[i] = "(" + text + ")"
			}
		}
	}
	return strings.Join(on, " ")
}

// hasTopOr reports whether a text joins with OR outside of parentheses.
func hasTopOr(text string) bool {
	depth := 0
	for _, t := range lex(text) {
		switch t.kind {
		case tokenOpen:
			depth++
		case tokenClose:
			depth--
		case tokenOr:
			if depth == 0 {
				return true
			}
		}
	}
	return false
}
