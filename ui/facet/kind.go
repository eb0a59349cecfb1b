package facet

import (
	"fmt"
	"slices"
	"strings"

	"spoor/event"
	"spoor/query"
)

// Kind is a field, or a path into the record, whose values a pane can list.
type Kind struct {
	// Name is how the settings name it, Title what stands in the frame, One
	// what a value is called.
	Name, Title, One string
	Field            query.Field
	// Path is the path as filters print it, where Field is query.FieldPath.
	Path string
}

// Kinds returns those of fields.
func Kinds() []Kind { return append([]Kind(nil), kinds...) }

var kinds = []Kind{
	{"user", "Users", "user", query.FieldUser, ""},
	{"type", "Resource types", "type", query.FieldType, ""},
	{"source", "Event sources", "source", query.FieldSource, ""},
	{"event", "Event names", "event", query.FieldEvent, ""},
	{"region", "Regions", "Region", query.FieldRegion, ""},
	{"account", "Accounts", "account", query.FieldAccount, ""},
	{"ip", "IP addresses", "address", query.FieldIP, ""},
	{"key", "Access keys", "key", query.FieldKey, ""},
	{"role", "Roles", "role", query.FieldRole, ""},
	{"error", "Errors", "error", query.FieldError, ""},
	{"agent", "User agents", "agent", query.FieldAgent, ""},
	{"origin", "Clients", "client", query.FieldOrigin, ""},
	{"resource", "Resources", "resource", query.FieldResource, ""},
	{"session", "Sessions", "session", query.FieldSession, ""},
}

// Named returns the kind of a name: that of a field, or a path into the record.
func Named(name string) (Kind, error) {
	name = strings.TrimSpace(name)
	var names []string
	for _, k := range kinds {
		if strings.EqualFold(k.Name, name) {
			return k, nil
		}
		names = append(names, k.Name)
	}
	path, err := query.ParsePath(name)
	switch {
	case err == nil:
		return ofPath(path), nil
	case strings.ContainsAny(name, ".["):
		return Kind{}, err
	}
	return Kind{}, fmt.Errorf("there is no facet %q: use %s, or a path into the record", name, strings.Join(names, ", "))
}

// Of returns the kind that lists the values of a field, or where there is none, of
// a path into the record.
func Of(field query.Field, path string) (Kind, error) {
	if i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Field == field }); i >= 0 {
		return kinds[i], nil
	}
	parsed, err := query.ParsePath(path)
	if err != nil {
		return Kind{}, err
	}
	return ofPath(parsed), nil
}

// ofPath returns the kind of a path. Its last name is the title: the pane is narrow.
func ofPath(path *query.RecordPath) Kind {
	keys := query.PathKeys(path.String())
	title := path.String()
	if len(keys) > 0 {
		title = event.Clean(keys[len(keys)-1])
	}
	return Kind{Name: path.String(), Title: title, One: "value", Field: query.FieldPath, Path: path.String()}
}
