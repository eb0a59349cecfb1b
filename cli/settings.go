package cli

import (
	"fmt"
	"maps"
	"slices"

	"spoor/query"
	"spoor/source/trail"
)

// mistakes are what is wrong with settings that only some commands use, each
// with the place that it is written at.
func (a *app) mistakes() []error {
	found := a.screenMistakes()
	if _, err := a.opening(); err != nil {
		found = append(found, err)
	}
	if _, err := a.colors(); err != nil {
		found = append(found, err)
	}
	for _, name := range slices.Sorted(maps.Keys(a.settings.Queries)) {
		if _, err := query.Parse(a.settings.Queries[name], a.language()); err != nil {
			found = append(found, fmt.Errorf("%s: the filter %q: %w", a.settings.Origin("queries."+name), name, err))
		}
	}
	for _, bucket := range a.settings.AWS.Buckets {
		if _, _, err := trail.ParseURL(bucket); err != nil {
			found = append(found, fmt.Errorf("%s: %w", a.settings.Origin("aws.buckets"), err))
		}
	}
	return found
}
