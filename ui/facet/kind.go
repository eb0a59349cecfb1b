package facet

import (
	"fmt"
	"strings"

	"spoor/query"
)

// Kind is a field whose values a pane can list.
type Kind struct {
	// Name is how the settings name it, Title what stands in the frame, One
	// what a value is called.
	Name, Title, One string
	Field            query.Field
}

// Kinds returns all there are.
func Kinds() []Kind { return append([]Kind(nil), kinds...) }

var kinds = []Kind{
	{"user", "Users", "user", query.FieldUser},
	{"type", "Resource types", "type", query.FieldType},
	{"source", "Event sources", "source", query.FieldSource},
	{"event", "Event names", "event", query.FieldEvent},
	{"region", "Regions", "Region", query.FieldRegion},
	{"account", "Accounts", "account", query.FieldAccount},
	{"ip", "IP addresses", "address", query.FieldIP},
	{"key", "Access keys", "key", query.FieldKey},
	{"role", "Roles", "role", query.FieldRole},
	{"error", "Errors", "error", query.FieldError},
	{"agent", "User agents", "agent", query.FieldAgent},
	{"origin", "Clients", "client", query.FieldOrigin},
	{"resource", "Resources", "resource", query.FieldResource},
	{"session", "Sessions", "session", query.FieldSession},
}

// Named returns the kind of a name.
func Named(name string) (Kind, error) {
	var names []string
	for _, k := range kinds {
		if strings.EqualFold(k.Name, name) {
			return k, nil
		}
		names = append(names, k.Name)
	}
	return Kind{}, fmt.Errorf("there is no facet %q: use %s", name, strings.Join(names, ", "))
}
