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
		return resourceFilter(a.value)
	case "EventSource":
		field = query.FieldSource
	case "AccessKeyId":
		field = query.FieldKey
	}
	return query.Term{Field: field, Patterns: []query.Pattern{query.NewQuoted(a.value)}}
}

// resourceFilter finds the events of a resource by its name or ARN.
//
// A name is found as a word, also at the end of an ARN. What is asked for by its
// ARN may be kept under its name, since package event takes two names of one
// resource for one and keeps the shorter. The name is some part of the ARN; or
// else the ARN stands in the record.
func resourceFilter(value string) query.Expr {
	if !isARN(value) && !strings.HasPrefix(value, "https://") {
		return query.Term{Field: query.FieldResource, Patterns: []query.Pattern{query.NewWord(value)}}
	}
	parts := partsOf(value)
	if parts == nil {
		return nil
	}
	patterns := []query.Pattern{query.NewWord(value)}
	for _, part := range parts {
		patterns = append(patterns, query.NewQuoted(part))
	}
	return query.AnyOf(query.Term{Field: query.FieldResource, Patterns: patterns}, query.Text{Pattern: query.NewQuoted(value)})
}

// mostSeparators bounds the parts that are looked for; real ARNs have fewer.
const mostSeparators = 16

// partsOf are all parts of an ARN between two separators, or a separator and its
// end, with the slash before them and without, and those at the end also without
// the seven characters that Secrets Manager adds to a name. It is nil where
// there are too many to look for.
func partsOf(arn string) []string {
	var separators []int
	for i := range len(arn) {
		if arn[i] == ':' || arn[i] == '/' {
			separators = append(separators, i)
		}
	}
	if len(separators) > mostSeparators {
		return nil
	}
	parts := []string{}
	add := func(part string) {
		if part != "" && part != "/" {
			parts = append(parts, part)
		}
	}
	for n, from := range separators {
		for _, to := range append(separators[n+1:len(separators):len(separators)], len(arn)) {
			part := arn[from+1 : to]
			add(part)
			if arn[from] == '/' {
				add(arn[from:to])
			}
			if to == len(arn) && len(part) > 7 {
				add(part[:len(part)-7])
			}
		}
	}
	return parts
}

func isARN(value string) bool { return strings.HasPrefix(value, "arn:") }

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
		return slices.ContainsFunc(e.Resources, func(r resource) bool { return r.Name == a.value || isNameOf(a.value, r.Name) }) ||
			isARN(a.value) && slices.Contains(e.arns, a.value)
	}
	return false
}

// isNameOf reports whether name is how the resource of an ARN is called: all
// that follows the last colon, or the last slash there. AWS lists most resources
// under both, but what is derived from a record may have the ARN alone.
func isNameOf(name, arn string) bool {
	if !isARN(arn) {
		return false
	}
	last := arn[strings.LastIndexByte(arn, ':')+1:]
	return name == last || name == last[strings.LastIndexByte(last, '/')+1:]
}
