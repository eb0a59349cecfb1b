package cache

import (
	"spoor/cache/segment"
	"spoor/event"
	"spoor/query"
)

// fieldColumn says which column holds the values of a field. Fields that are
// not here are found otherwise: ids in the identities, paths in the record.
var fieldColumn = map[query.Field]segment.ID{
	query.FieldUser:      segment.Users,
	query.FieldRole:      segment.Role,
	query.FieldActor:     segment.Actors,
	query.FieldPrincipal: segment.Principal,
	query.FieldKey:       segment.AccessKey,
	query.FieldAccount:   segment.Account,
	query.FieldSource:    segment.Source,
	query.FieldEvent:     segment.Name,
	query.FieldType:      segment.TargetTypes,
	query.FieldResource:  segment.Targets,
	query.FieldRegion:    segment.Region,
	query.FieldIP:        segment.IP,
	query.FieldAgent:     segment.Agent,
	query.FieldError:     segment.Failure,
	query.FieldMessage:   segment.Message,
	query.FieldCategory:  segment.Category,
	query.FieldVerb:      segment.Verb,
	query.FieldSeverity:  segment.Severity,
	query.FieldShared:    segment.SharedID,
	query.FieldVPCE:      segment.VPCEndpoint,
	query.FieldTLS:       segment.TLS,
	query.FieldMFA:       segment.MFA,
	query.FieldSession:   segment.Session,
	query.FieldOrigin:    segment.Origin,
}

// eachValue calls f with every value of a field that a value of its column
// stands for: what query.Values hands over for an event with that column.
func eachValue(field query.Field, column segment.ID, stored string, f func(string)) error {
	switch column {
	case segment.Users, segment.Actors, segment.TargetTypes, segment.Failure:
		return segment.EachOf(stored, f)
	}
	var e event.Event
	if err := segment.Put(column, &e, stored); err != nil {
		return err
	}
	query.Values(&e, field, f)
	return nil
}
