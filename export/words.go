package export

import (
	"fmt"
	"strings"
	"time"

	"spoor/query"
)

// Words says in plain English which events a filter lets through.
func Words(x query.Expr) string {
	window, rest := query.WindowOf(x)
	text := "all events" + windowWords(window)
	if query.Print(rest) != "" {
		text = "the events" + windowWords(window) + " where " + exprWords(rest, false)
	}
	return text
}

func windowWords(w query.Window) string {
	at := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999999 UTC") }
	switch {
	case w.IsOpen():
		return ""
	case w.To.IsZero():
		return " from " + at(w.From) + " on"
	case w.From.IsZero():
		return " before " + at(w.To)
	}
	return " from " + at(w.From) + " up to, but not at, " + at(w.To)
}

// exprWords says x in words; nested says that several parts need brackets.
func exprWords(x query.Expr, nested bool) string {
	switch x := x.(type) {
	case query.And:
		return joinWords(x, " and ", nested)
	case query.Or:
		return joinWords(x, " or ", nested)
	case query.Not:
		return "it is not so that " + exprWords(x.X, true)
	case query.Term:
		return termWords(x)
	case query.Flag:
		return flagWords(x.Name)
	case query.Text:
		return "the record's text " + patternWords(x.Pattern, "holds ")
	case query.Time:
		return "the time is" + windowWords(x.Window)
	}
	return "anything holds"
}

func joinWords(parts []query.Expr, between string, nested bool) string {
	if len(parts) == 0 {
		return "anything holds"
	}
	words := make([]string, len(parts))
	for i, part := range parts {
		words[i] = exprWords(part, true)
	}
	text := strings.Join(words, between)
	if nested && len(parts) > 1 {
		text = "(" + text + ")"
	}
	return text
}

// fieldWords name the fields whose own names do not say enough.
var fieldWords = map[query.Field]string{
	query.FieldUser: "user or role", query.FieldKey: "access key", query.FieldSource: "service", query.FieldEvent: "event name",
	query.FieldType: "resource type", query.FieldIP: "source address", query.FieldAgent: "user agent", query.FieldError: "error code",
	query.FieldMessage: "error message", query.FieldID: "event id", query.FieldRequest: "request id", query.FieldShared: "shared event id",
	query.FieldVPCE: "VPC endpoint", query.FieldTLS: "TLS version", query.FieldMFA: "second factor", query.FieldOrigin: "kind of client",
	query.FieldPrincipal: "principal id", query.FieldActor: "caller",
}

func termWords(t query.Term) string {
	name := fieldWords[t.Field]
	switch {
	case t.Field == query.FieldPath:
		name = "value at " + t.Path
	case name == "":
		name = t.Field.String()
	}
	words := make([]string, len(t.Patterns))
	for i, p := range t.Patterns {
		words[i] = patternWords(p, "is ")
	}
	return "the " + name + " " + strings.Join(words, " or ")
}

// patternWords says what a value must be like; verb is how a plain word
// compares.
func patternWords(p query.Pattern, verb string) string {
	switch p.Kind {
	case query.Any:
		return "is there"
	case query.Wildcard:
		return fmt.Sprintf("is like %q", p.Value)
	case query.Regular:
		return fmt.Sprintf("matches the regular expression %q", p.Value)
	case query.CIDR:
		return "lies in " + p.Value
	case query.FromFile:
		return fmt.Sprintf("is one of the %d values in the file %q", len(p.Values), p.Value)
	}
	return fmt.Sprintf("%s%q", verb, p.Value)
}

func flagWords(name query.FlagName) string {
	for _, info := range query.FlagNames() {
		if info.Flag == name {
			return fmt.Sprintf("the event is %q (%s)", info.Name, info.Means)
		}
	}
	return "the event is " + name.String()
}
