package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/query"
)

type facetFlags struct {
	by     string
	top    int
	times  bool
	order  string
	format string
}

func (a *app) facetsCommand() *cobra.Command {
	var flags facetFlags
	command := &cobra.Command{
		Use:   "facets [FILTER]",
		Short: "Count events by the values of fields",
		Example: "spoor facets --by user,source last:24h\nspoor facets key:AKIAIOSFODNN7EXAMPLE --by ip --times\n" +
			"spoor facets is:denied --by key --top 5 --format json\nspoor facets --by ip,key --order new --times",
		RunE: func(command *cobra.Command, args []string) error {
			return a.facets(command.Context(), args, flags)
		},
	}
	command.Flags().StringVar(&flags.by, "by", "user,type,source", "`FIELDS` to count by, separated by commas")
	command.Flags().IntVar(&flags.top, "top", 10, "print at most `N` values of each field (0: all)")
	command.Flags().BoolVar(&flags.times, "times", false, "say when each value was first and last seen, as json always does")
	command.Flags().StringVar(&flags.order, "order", "count", "`ORDER` of values: count, rare, name, last (seen last) or new (first seen last)")
	command.Flags().StringVar(&flags.format, "format", "table", "`FORMAT`: table or json")
	return command
}

func (a *app) facets(ctx context.Context, args []string, flags facetFlags) error {
	if flags.format != "table" && flags.format != "json" {
		return usagef("--format %s: use table or json", flags.format)
	}
	if flags.top < 0 {
		return usagef("--top %d: give a number of values, or 0 for all", flags.top)
	}
	if _, ok := facetOrders[flags.order]; !ok {
		return usagef("--order %s: use count, rare, name, last or new", flags.order)
	}
	views, err := facetViews(flags)
	if err != nil {
		return err
	}
	q, err := a.filter(args)
	if err != nil {
		return err
	}
	store, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	answer, err := store.Answer(ctx, q, cache.View{Facets: views})
	if err != nil {
		return fmt.Errorf("count events: %w", err)
	}
	for _, warning := range answer.Warnings {
		a.say("warning: %s", event.Clean(warning))
	}
	if answer.Matched == 0 {
		defer a.sayNoneMatch(ctx, store, q.Filter)
	}
	if flags.format == "json" {
		return a.facetsJSON(answer)
	}
	return a.facetsTable(answer, flags.times)
}

var facetOrders = map[string]cache.FacetOrder{
	"count": cache.ByCount, "rare": cache.RareFirst, "name": cache.ByName, "last": cache.ByLastSeen, "new": cache.NewFirst,
}

func facetViews(flags facetFlags) ([]cache.FacetView, error) {
	var views []cache.FacetView
	for name := range strings.SplitSeq(flags.by, ",") {
		field, ok := query.FieldNamed(strings.TrimSpace(name))
		if ok && !cache.Countable(field) {
			return nil, usagef("--by %s: not a field that can be counted: it differs in nearly every event", name)
		} else if !ok {
			return nil, usagef("--by %s: not a field that can be counted; %s", name, countableLike(name))
		}
		views = append(views, cache.FacetView{Field: field, Whole: true, Limit: flags.top, Order: facetOrders[flags.order]})
	}
	return views, nil
}

// countableLike says which field may have been meant, or where they all are.
func countableLike(name string) string {
	var countable []string
	for _, field := range query.Fields() {
		if cache.Countable(field.Field) {
			countable = append(countable, field.Name)
		}
	}
	if near, ok := query.Nearest(strings.TrimSpace(name), countable); ok && !slices.Contains(spokenTimes, name) {
		return "did you mean " + near + "?"
	}
	return "see 'spoor keys --fields'"
}

func (a *app) facetsTable(answer *cache.Answer, times bool) error {
	look, out := a.lookOf(a.out)
	for i, facet := range answer.Facets {
		if i > 0 {
			fmt.Fprintln(out)
		}
		seen := ""
		if times {
			seen = ", first and last seen, in " + a.zone.String()
		}
		fmt.Fprintf(out, "%s (%s)%s\n", look.title(strings.ToUpper(facet.Field.String())), counted(facet.Distinct, "value"), seen)
		for _, value := range facet.Values {
			name := event.Clean(value.Value)
			if name == "" {
				name = "(none)"
			}
			if times {
				name = export.Time(value.First, a.zone) + "  " + export.Time(value.Last, a.zone) + "  " + name
			}
			if _, err := fmt.Fprintf(out, "%12s  %s\n", grouped(value.Count), name); err != nil {
				return err
			}
		}
	}
	return nil
}

// facetJSON is the form of facets that scripts read; its names are stable.
type facetJSON struct {
	Field    string           `json:"field"`
	Distinct int              `json:"distinct"`
	Values   []facetValueJSON `json:"values"`
}

type facetValueJSON struct {
	Value string    `json:"value"`
	Count int       `json:"count"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

func (a *app) facetsJSON(answer *cache.Answer) error {
	out := struct {
		Events int         `json:"events"`
		Facets []facetJSON `json:"facets"`
	}{Events: answer.Matched, Facets: []facetJSON{}}
	for _, facet := range answer.Facets {
		one := facetJSON{Field: facet.Field.String(), Distinct: facet.Distinct, Values: []facetValueJSON{}}
		for _, value := range facet.Values {
			one.Values = append(one.Values, facetValueJSON{value.Value, value.Count, value.First, value.Last})
		}
		out.Facets = append(out.Facets, one)
	}
	return a.printJSON(out, "  ")
}
