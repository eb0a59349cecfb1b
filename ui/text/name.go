package text

import (
	"strings"

	"spoor/event"
)

// User names who made a call, as short as tells: the user, the role, the service.
// It is not clean.
func User(e *event.Event) string {
	for _, name := range []string{e.User, e.Role, Service(e.InvokedBy), e.ActorType, e.Principal} {
		if name != "" {
			return name
		}
	}
	return "–"
}

// Service shortens an event source: "iam.amazonaws.com" to "iam".
func Service(source string) string {
	return strings.TrimSuffix(source, ".amazonaws.com")
}

// Type shortens a resource type: "AWS::IAM::User" to "IAM::User".
func Type(t string) string { return strings.TrimPrefix(t, "AWS::") }

// directions are the words in Region names that can be told by fewer letters.
var directions = strings.NewReplacer(
	"northeast", "ne", "northwest", "nw", "southeast", "se", "southwest", "sw",
	"north", "n", "south", "s", "east", "e", "west", "w", "central", "c",
)

// Region shortens a Region's name: "us-east-1" to "us-e-1".
func Region(region string) string { return directions.Replace(region) }

// Resource shortens the name of a resource: of an ARN, what comes after the
// account.
func Resource(name string) string {
	if !strings.HasPrefix(name, "arn:") {
		return name
	}
	parts := strings.SplitN(name, ":", 6)
	if len(parts) < 6 || parts[5] == "" {
		return name
	}
	return parts[5]
}
