package query

import (
	"slices"

	"spoor/event"
)

// Values hands over the values that ev has in field f: what terms on f look at.
// Empty values are left out, and no value comes twice. FieldTime and FieldPath
// have none here; a path's values come from the record (see Matcher.MatchRecord).
func Values(ev *event.Event, f Field, yield func(value string)) {
	switch f {
	case FieldUser:
		distinct(yield, ev.User, ev.Role)
	case FieldActor:
		distinct(yield, ev.User, ev.Role, ev.ARN)
	case FieldResource:
		targets(ev, yield, func(t event.Target) string { return t.Name })
	case FieldType:
		targets(ev, yield, func(t event.Target) string { return t.Type })
	default:
		if value := valueOf(ev, f); value != "" {
			yield(value)
		}
	}
}

// valueOf returns the value of a field that has at most one.
func valueOf(ev *event.Event, f Field) string {
	switch f {
	case FieldRole:
		return ev.Role
	case FieldPrincipal:
		return ev.Principal
	case FieldKey:
		return ev.AccessKey
	case FieldAccount:
		return ev.Account
	case FieldSource:
		return ev.Source
	case FieldEvent:
		return ev.Name
	case FieldRegion:
		return ev.Region
	case FieldIP:
		return ev.IP
	case FieldAgent:
		return ev.Agent
	case FieldError:
		return errorOf(ev)
	case FieldMessage:
		return ev.Message
	case FieldCategory:
		return ev.Category
	case FieldVerb:
		return nameOf(verbNames[:], int(ev.Verb))
	case FieldSeverity:
		return nameOf(severityNames[:], int(ev.Severity))
	case FieldID:
		return ev.ID
	case FieldRequest:
		return ev.RequestID
	case FieldShared:
		return ev.SharedID
	case FieldVPCE:
		return ev.VPCEndpoint
	case FieldTLS:
		return ev.TLS
	case FieldMFA:
		return nameOf(mfaNames[:], int(ev.MFA))
	case FieldSession:
		return ev.Session
	case FieldOrigin:
		return nameOf(originNames[:], int(ev.Origin))
	}
	return ""
}

// errorOf names the failure of an event. Console sign-ins fail with a message
// and no code, or with neither; error:* must not pass them over.
func errorOf(ev *event.Event) string {
	switch {
	case ev.Error != "":
		return ev.Error
	case !ev.Failed():
		return ""
	case ev.Message != "":
		return ev.Message
	}
	return "Failure"
}

func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return ""
}

func distinct(yield func(string), values ...string) {
	for i, value := range values {
		if value != "" && !slices.Contains(values[:i], value) {
			yield(value)
		}
	}
}

func targets(ev *event.Event, yield func(string), part func(event.Target) string) {
next:
	for i, target := range ev.Targets {
		value := part(target)
		if value == "" {
			continue
		}
		for _, earlier := range ev.Targets[:i] {
			if part(earlier) == value {
				continue next
			}
		}
		yield(value)
	}
}
