package filterbar

import (
	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/theme"
)

// highlight writes filter text with its parts in their colours. What is wrong,
// if anything, is underlined. It returns the column after the text.
func highlight(row canvas.Area, x int, t *theme.Theme, filter string, wrong problem) int {
	at := 0
	put := func(to int, style canvas.Style) {
		for at < to {
			end := to
			if wrong.text != "" {
				switch from, until := wrong.at, max(wrong.at+1, wrong.end); {
				case at < from:
					end = min(end, from)
				case at < until:
					end = min(end, until)
					x = row.Put(x, 0, t.Problem.With(canvas.Underline), event.Clean(filter[at:end]))
					at = end
					continue
				}
			}
			x = row.Put(x, 0, style, event.Clean(filter[at:end]))
			at = end
		}
	}
	for _, span := range query.Spans(filter) {
		put(span.Start, t.Text)
		put(span.End, styleOf(t, span.Kind))
	}
	put(len(filter), t.Text)
	if wrong.text != "" && wrong.at >= len(filter) {
		row.Put(x, 0, t.Problem.With(canvas.Underline), " ")
	}
	return x
}

func styleOf(t *theme.Theme, kind query.SpanKind) canvas.Style {
	switch kind {
	case query.SpanField:
		return t.Field
	case query.SpanOperator, query.SpanParenthesis:
		return t.Operator
	case query.SpanWildcard, query.SpanRegular, query.SpanFile:
		return t.Strong
	case query.SpanMistake:
		return t.Problem
	}
	return t.Text
}
