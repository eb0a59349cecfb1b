package query

import (
	"slices"
	"testing"
)

func TestSpansColourWhatIsTyped(t *testing.T) {
	text := `source:iam -usr:x is:wri (a* OR "b c") ip:@f /re/ "open`
	var got []string
	names := map[SpanKind]string{
		SpanText: "text", SpanField: "field", SpanValue: "value", SpanOperator: "op", SpanParenthesis: "paren",
		SpanWildcard: "wild", SpanRegular: "re", SpanFile: "file", SpanMistake: "mistake",
	}
	end := 0
	for _, span := range Spans(text) {
		if span.Start < end {
			t.Errorf("the span at %d overlaps the one before", span.Start)
		}
		end = span.End
		got = append(got, names[span.Kind]+" "+text[span.Start:span.End])
	}
	want := []string{
		"field source:", "value iam", "op -", "mistake usr:", "value x", "field is:", "value wri", "paren (", "wild a*",
		"op OR", `text "b c"`, "paren )", "field ip:", "file @f", "re /re/", `mistake "open`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
