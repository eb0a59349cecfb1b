package export

import (
	"strings"

	"spoor/bundle"
	"spoor/cache"
	"spoor/export/redact"
	"spoor/query"
	"spoor/source"
)

// redacted returns a copy of an event with everything in it redacted: records,
// envelopes, where it was seen, marks.
func redacted(r *redact.Redactor, s *cache.Stored) *cache.Stored {
	out := *s
	out.Record = r.JSON(s.Record)
	out.Envelope = redactedEnvelope(r, s.Shape, s.Envelope)
	out.Provenance = make([]cache.Seen, len(s.Provenance))
	for i, seen := range s.Provenance {
		seen.Origin.Place = r.Text(seen.Origin.Place)
		seen.Position = 0 // from one record to the next it tells how long the original was
		seen.Envelope = redactedEnvelope(r, seen.Shape, seen.Envelope)
		out.Provenance[i] = seen
	}
	out.Variants = make([]cache.Stored, len(s.Variants))
	for i := range s.Variants {
		out.Variants[i] = *redacted(r, &s.Variants[i])
	}
	out.Mark = cache.Mark{Star: s.Mark.Star, Note: r.Text(s.Mark.Note)}
	for _, tag := range s.Mark.Tags {
		out.Mark.Tags = append(out.Mark.Tags, r.Text(tag))
	}
	return &out
}

func redactedEnvelope(r *redact.Redactor, shape uint8, envelope []byte) []byte {
	switch {
	case envelope == nil:
		return nil
	case source.Shape(shape) == source.ShapeCSV:
		return []byte(r.Text(string(envelope)))
	}
	return r.JSON(envelope)
}

// redactedCoverage redacts what is said of coverage.
func redactedCoverage(r *redact.Redactor, list []cache.Stretch) []cache.Stretch {
	out := make([]cache.Stretch, len(list))
	for i, s := range list {
		s.Account, s.Reason = r.Account(s.Account), r.Text(s.Reason)
		switch name, value, _ := strings.Cut(s.Filter, "="); name {
		case "Username":
			s.Filter = name + "=" + r.User(value)
		case "ResourceName": // that may be a user too
			s.Filter = name + "=" + redactedValue(r, query.FieldResource, value)
		default:
			s.Filter = r.Text(s.Filter)
		}
		out[i] = s
	}
	return out
}

// redactedFilter redacts what a filter asks for. Values that are not whole
// (wildcards, regular expressions, prefixes of addresses) have no pseudonym and
// are taken out where they may be part of something redacted, and so are words
// that are looked for in the whole record where users are redacted.
func redactedFilter(r *redact.Redactor, x query.Expr) query.Expr {
	return query.Map(x, func(x query.Expr) query.Expr {
		switch x := x.(type) {
		case query.Term:
			out := x
			out.Patterns = make([]query.Pattern, len(x.Patterns))
			for i, p := range x.Patterns {
				out.Patterns[i] = redactedPattern(r, x.Field, p)
			}
			return out
		case query.Text:
			return query.Text{Pattern: redactedPattern(r, query.FieldNone, x.Pattern)}
		}
		return x
	})
}

func redactedPattern(r *redact.Redactor, field query.Field, p query.Pattern) query.Pattern {
	switch field {
	case query.FieldSource, query.FieldEvent, query.FieldType, query.FieldRegion, query.FieldError, query.FieldCategory, query.FieldVerb,
		query.FieldSeverity, query.FieldID, query.FieldRequest, query.FieldShared, query.FieldVPCE, query.FieldTLS, query.FieldMFA, query.FieldOrigin:
		return p // of no class
	}
	value := p.Value
	switch p.Kind {
	case query.Any:
		return p
	case query.FromFile:
		p.Value = r.Text(value)
		return p
	case query.Wildcard, query.Regular, query.CIDR:
		value = redact.Removed
	default:
		value = redactedValue(r, field, value)
	}
	if value == p.Value {
		return p
	}
	return query.NewQuoted(value)
}

func redactedValue(r *redact.Redactor, field query.Field, value string) string {
	switch field {
	case query.FieldUser, query.FieldActor:
		if !strings.HasPrefix(value, "arn:") {
			return r.User(value)
		}
	case query.FieldAccount:
		return r.Account(value)
	case query.FieldKey, query.FieldPrincipal, query.FieldSession:
		return r.Principal(value)
	case query.FieldNone, query.FieldPath, query.FieldResource, query.FieldMessage, query.FieldAgent, query.FieldRole:
		if text := r.Text(value); text != value {
			return text
		}
		return r.Unknown(value)
	}
	return r.Text(value)
}

// redaction is what a manifest says of a Redactor.
func redaction(r *redact.Redactor) *bundle.Redaction {
	if r == nil {
		return nil
	}
	out := &bundle.Redaction{Key: r.Key().Fingerprint()}
	for _, class := range r.Classes() {
		out.Classes = append(out.Classes, string(class))
	}
	return out
}
