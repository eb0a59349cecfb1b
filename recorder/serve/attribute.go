package serve

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"spoor/query"
)

// attribute is the one attribute that a request may look up. The zero attribute
// is none.
type attribute struct{ key, value string }

// attributeKeys are the keys of LookupAttribute; insightKeys those that Insights
// events can be looked up by (CloudTrail API Reference, LookupEvents).
var (
	attributeKeys = []string{
		"EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId",
	}
	insightKeys = []string{"EventId", "EventName", "EventSource"}
)

// maxAttributeValue is the length that AWS allows, in characters of which some
// count twice.
const maxAttributeValue = 2000

func (a attribute) check(insight bool) *failure {
	switch {
	case !slices.Contains(attributeKeys, a.key):
		return invalidAttributes(fmt.Sprintf("AttributeKey must be one of %s.", strings.Join(attributeKeys, ", ")))
	case insight && !slices.Contains(insightKeys, a.key):
		return invalidAttributes(fmt.Sprintf("Insights events are looked up by %s only.", strings.Join(insightKeys, ", ")))
	case a.value == "":
		return invalidAttributes("AttributeValue must not be empty.")
	case lengthOf(a.value) > maxAttributeValue:
		return invalidAttributes(fmt.Sprintf("AttributeValue is longer than %d characters.", maxAttributeValue))
	case a.key == "ReadOnly" && a.value != "true" && a.value != "false":
		return invalidAttributes("The AttributeValue of ReadOnly must be true or false.")
	}
	return nil
}

// lengthOf counts characters, underscore, space, comma and newline twice.
func lengthOf(value string) int {
	return utf8.RuneCountInString(value) + strings.Count(value, "_") + strings.Count(value, " ") +
		strings.Count(value, ",") + strings.Count(value, "\n")
}

// filter finds at least the events that have the attribute. The filter language
// ignores case, and so finds more.
func (a attribute) filter() query.Expr {
	field := query.FieldNone
	pattern := query.NewQuoted(a.value)
	switch a.key {
	case "":
		return nil
	case "ReadOnly":
		if a.value == "true" {
			return query.Flag{Name: query.FlagRead}
		}
		return query.Flag{Name: query.FlagWrite}
	case "EventId":
		field = query.FieldID
	case "EventName":
		field = query.FieldEvent
	case "Username":
		field = query.FieldUser
	case "ResourceType":
		field = query.FieldType
	case "ResourceName":
		field, pattern = query.FieldResource, query.NewWord(a.value)
	case "EventSource":
		field = query.FieldSource
	case "AccessKeyId":
		field = query.FieldKey
	}
	return query.Term{Field: field, Patterns: []query.Pattern{pattern}}
}

// of reports whether an event, as it is answered with, has the attribute.
func (a attribute) of(e *lookupEvent) bool {
	switch a.key {
	case "":
		return true
	case "ReadOnly":
		return e.ReadOnly == a.value
	case "EventId":
		return e.EventID == a.value
	case "EventName":
		return e.EventName == a.value
	case "Username":
		return e.Username == a.value
	case "EventSource":
		return e.EventSource == a.value
	case "AccessKeyId":
		return e.AccessKeyID == a.value
	case "ResourceType":
		return slices.ContainsFunc(e.Resources, func(r resource) bool { return r.Type == a.value })
	case "ResourceName":
		return slices.ContainsFunc(e.Resources, func(r resource) bool { return r.Name == a.value || isNameOf(a.value, r.Name) })
	}
	return false
}

// isNameOf reports whether name is how the resource of an ARN is called: all
// that follows the last colon, or the last slash there. AWS lists most resources
// under both, but what is derived from a record may have the ARN alone.
func isNameOf(name, arn string) bool {
	if !strings.HasPrefix(arn, "arn:") {
		return false
	}
	last := arn[strings.LastIndexByte(arn, ':')+1:]
	return name == last || name == last[strings.LastIndexByte(last, '/')+1:]
}
