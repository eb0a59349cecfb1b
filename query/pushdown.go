package query

import "strings"

// Pushdown finds the attribute that a LookupEvents request may ask for without
// losing an event that x is satisfied by: its key and value, and what is left of
// x to be checked on what comes back. ok is false when there is none.
//
// LookupEvents takes one attribute and compares it whole and with regard to
// case, while spoor ignores case, so only what has but one spelling is pushed
// down: event ids, access keys, the names of services, and readOnly. An event's
// name is pushed down when spelling knows how AWS writes it; spelling may be
// nil. Never pushed down are user (the Username of LookupEvents is no role's
// name), resource and type (LookupEvents and spoor do not find the same ones)
// and is:write (true also of events without a readOnly).
//
// The keys are those of LookupAttribute in the CloudTrail API reference.
func Pushdown(x Expr, spelling func(f Field, value string) (string, bool)) (key, value string, rest Expr, ok bool) {
	best := len(attributeKeys)
	var chosen Expr
	for _, part := range Conjuncts(x) {
		k, v, pushable := attributeOf(part, spelling)
		if pushable && k < best {
			best, value, chosen = k, v, part
		}
	}
	if chosen == nil {
		return "", "", x, false
	}
	return attributeKeys[best], value, Remove(x, chosen), true
}

// attributeKeys are the attributes that can be pushed down, the most selective
// first.
var attributeKeys = [...]string{"EventId", "AccessKeyId", "EventName", "EventSource", "ReadOnly"}

// attributeOf returns the index of an attribute's key and its value, where the
// attribute holds for exactly the events that part holds for.
func attributeOf(part Expr, spelling func(Field, string) (string, bool)) (key int, value string, ok bool) {
	term, ok := part.(Term)
	if !ok || len(term.Patterns) != 1 {
		return 0, "", false
	}
	p := term.Patterns[0]
	if p.Kind != Word && p.Kind != Quoted {
		return 0, "", false
	}
	switch term.Field {
	case FieldID:
		value = strings.ToLower(p.Value)
		return 0, value, isUUID(value)
	case FieldKey:
		value = strings.ToUpper(p.Value)
		return 1, value, isAccessKey(value)
	case FieldEvent:
		if spelling == nil {
			return 0, "", false
		}
		value, ok = spelling(FieldEvent, p.Value)
		return 2, value, ok && Fold(value) == Fold(p.Value)
	case FieldSource:
		service := strings.ToLower(trimAmazonaws(p.Value))
		if p.Kind == Quoted && strings.EqualFold(service, p.Value) {
			return 0, "", false // the bare name alone, which no record has
		}
		return 3, service + amazonaws, isServiceName(service)
	case FieldPath:
		value = strings.ToLower(p.Value)
		return 4, value, strings.EqualFold(term.Path, "readOnly") && (value == "true" || value == "false")
	}
	return 0, "", false
}

// isUUID reports whether an event id is of the kind that AWS gives: lower-case
// hexadecimal digits in groups of 8-4-4-4-12.
func isUUID(id string) bool {
	if len(id) != 36 {
		return false
	}
	for i := 0; i < len(id); i++ {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (id[i] == '-') || !dash && !strings.ContainsRune("0123456789abcdef", rune(id[i])) {
			return false
		}
	}
	return true
}

// isAccessKey reports whether an access key id is of the kind that IAM and STS
// give: AKIA or ASIA and 16 capitals or digits.
func isAccessKey(key string) bool {
	if len(key) != 20 || !strings.HasPrefix(key, "AKIA") && !strings.HasPrefix(key, "ASIA") {
		return false
	}
	return strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

func isServiceName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
