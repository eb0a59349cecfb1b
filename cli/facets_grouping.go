package cli

import (
	"slices"
	"strings"
	"time"

	"spoor/cache"
	"spoor/export"
	"spoor/query"
)

// grouping is what events are counted by: one thing, or several together.
type grouping []groupPart

// groupPart is a field, a path into the record or a unit of time.
type groupPart struct {
	name  string
	field query.Field
	path  *query.RecordPath
	// moment writes a time as the unit that it lies in.
	moment func(time.Time) string
}

// timeUnits are the units of time that events are counted by: how they are
// written, which puts them in order.
var timeUnits = []struct{ name, layout, means string }{
	{"minute", "2006-01-02 15:04", "the minute, in the zone that times are shown in"},
	{"hour", "2006-01-02 15:00", "the hour"},
	{"day", "2006-01-02", "the day"},
}

// groupings reads what --by asks for.
func (a *app) groupings(list string) ([]grouping, error) {
	var groups []grouping
	for _, item := range export.SplitNames(list, ',') {
		var g grouping
		for _, name := range export.SplitNames(item, '+') {
			part, err := a.groupPart(name)
			if err != nil {
				return nil, err
			}
			g = append(g, part)
		}
		if len(g) > 0 {
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		return nil, usagef("--by %q: name what to count by, as in user or user+event", list)
	}
	return groups, nil
}

func (a *app) groupPart(name string) (groupPart, error) {
	if field, ok := query.FieldNamed(name); ok {
		if !cache.Countable(field) {
			return groupPart{}, usagef("--by %s: not a field that can be counted: it differs in nearly every event", name)
		}
		return groupPart{name: field.String(), field: field}, nil
	}
	for _, unit := range timeUnits {
		if strings.EqualFold(name, unit.name) {
			return groupPart{name: unit.name, moment: func(t time.Time) string { return t.In(a.zone).Format(unit.layout) }}, nil
		}
	}
	path, err := query.ParsePath(name)
	switch {
	case err == nil:
		return groupPart{name: path.String(), path: path}, nil
	case strings.ContainsAny(name, ".["):
		return groupPart{}, usagef("--by %s: %v", name, err)
	}
	return groupPart{}, usagef("--by %s: not a field that can be counted; %s", name, countableLike(name))
}

// countableLike says which field may have been meant, or where they all are.
func countableLike(name string) string {
	if slices.Contains(spokenTimes, name) {
		return "for times name minute, hour or day"
	}
	var countable []string
	for _, field := range query.Fields() {
		if cache.Countable(field.Field) {
			countable = append(countable, field.Name)
		}
	}
	if near, ok := query.Nearest(name, countable); ok {
		return "did you mean " + near + "?"
	}
	return "see 'spoor keys --fields', or name a path into the record, such as requestParameters.bucketName"
}

// single returns the field of a grouping that is nothing else: the cache counts
// these by itself.
func (g grouping) single() (query.Field, bool) {
	return g[0].field, len(g) == 1 && g[0].field != query.FieldNone
}

func (g grouping) needsRecords() bool {
	return slices.ContainsFunc(g, func(p groupPart) bool { return p.path != nil })
}

// name is how --by names the grouping.
func (g grouping) name() string {
	names := make([]string, len(g))
	for i, part := range g {
		names[i] = part.name
	}
	return strings.Join(names, "+")
}

// title is what stands above it in a table.
func (p groupPart) title() string {
	if p.path != nil {
		return p.name
	}
	return strings.ToUpper(p.name)
}

// dimensions is the grouping as the cache counts by it.
func (g grouping) dimensions() []cache.Dimension {
	var all []cache.Dimension
	for _, p := range g {
		all = append(all, cache.Dimension{Field: p.field, Path: p.path, Moment: p.moment})
	}
	return all
}
