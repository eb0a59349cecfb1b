package cache

import (
	"slices"

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

// columnField is the inverse of fieldColumn.
var columnField = func() map[segment.ID]query.Field {
	inverse := map[segment.ID]query.Field{segment.User: query.FieldUser}
	for field, column := range fieldColumn {
		inverse[column] = field
	}
	return inverse
}()

// eachValue calls f with every value that something stored in a column stands
// for: what query.Values hands over for an event that has it. Of a column that
// belongs to no field it is what is stored.
func eachValue(column segment.ID, stored string, f func(string)) error {
	switch column {
	case segment.Users, segment.Actors, segment.TargetTypes, segment.Failure:
		return segment.EachOf(stored, f)
	case segment.Targets:
		return eachTarget(stored, f)
	}
	field, ok := columnField[column]
	switch {
	case !ok:
		f(stored)
		return nil
	case segment.IsText(column):
		if stored != "" {
			f(stored)
		}
		return nil
	}
	return eachOfEvent(column, field, stored, f)
}

// eachOfEvent is eachValue by way of an event that has nothing else.
func eachOfEvent(column segment.ID, field query.Field, stored string, f func(string)) error {
	var e event.Event
	if err := segment.Put(column, &e, stored); err != nil {
		return err
	}
	query.Values(&e, field, f)
	return nil
}

// eachTarget is eachValue for lists of targets, of which there may be millions.
func eachTarget(stored string, f func(string)) error {
	var seen []string
	var few [8]string
	seen = few[:0]
	return segment.EachTarget(stored, func(_, name string) {
		if name != "" && !slices.Contains(seen, name) {
			seen = append(seen, name)
			f(name)
		}
	})
}
