package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/query"
)

type facetFlags struct {
	saved  []string
	by     string
	top    int
	order  string
	times  bool
	format string
}

// facetOrders are the orders by what --order calls them.
var facetOrders = map[string]cache.FacetOrder{"count": cache.ByCount, "rare": cache.RareFirst, "name": cache.ByName, "last": cache.ByLastSeen, "new": cache.NewFirst}

func (a *app) facetsCommand() *cobra.Command {
	flags := facetFlags{by: "user,type,source"}
	command := &cobra.Command{
		Use:   "facets [FILTER]",
		Short: "Count events by the values of fields",
		Long: "Counts events by the values of each field that --by names: fields of the filter language, paths into the record, and\n" +
			"minute, hour or day, in the zone that times are shown in. Several joined by + are counted together, as in user+event.",
		Example: "spoor facets --by user,source last:24h\nspoor facets --by user+event is:denied\n" +
			"spoor facets --by requestParameters.bucketName source:s3\nspoor facets --by hour --order name --top 0 last:7d\n" +
			"spoor facets key:AKIAIOSFODNN7EXAMPLE --by ip --times\nspoor facets is:denied --by key --top 5 --format json\nspoor facets --by ip,key --order new --times",
		RunE: func(command *cobra.Command, args []string) error {
			return a.facets(command.Context(), args, flags)
		},
	}
	namesFlagVar(command.Flags(), &flags.by, "by", "`FIELDS`, paths or times to count by, separated by commas; joined by + they are counted together")
	command.Flags().IntVarP(&flags.top, "top", "n", 10, "print at most `N` values of each field (0: all)")
	command.Flags().StringVar(&flags.order, "order", "count", "`ORDER` of values: count, rare, name, last (seen last) or new (first seen last)")
	command.Flags().BoolVar(&flags.times, "times", false, "say when each value was first and last seen, as json and csv always do")
	command.Flags().StringVar(&flags.format, "format", "table", "`FORMAT`: table, json or csv")
	savedFlag(command, &flags.saved)
	return command
}

func (a *app) facets(ctx context.Context, args []string, flags facetFlags) error {
	flags.format = strings.ToLower(flags.format)
	order, known := facetOrders[strings.ToLower(flags.order)]
	switch {
	case flags.format != "table" && flags.format != "json" && flags.format != "csv":
		return usagef("--format %s: use table, json or csv", flags.format)
	case flags.top < 0:
		return usagef("--top %d: give a number of values, or 0 for all", flags.top)
	case !known:
		return usagef("--order %s: use count, rare, name, last or new", flags.order)
	}
	groups, err := a.groupings(flags.by)
	if err != nil {
		return err
	}
	if flags.format == "csv" && len(groups) > 1 {
		return usagef("--format csv is one table: count by one field, or by several together, as in --by user+event")
	}
	q, err := a.filterWith(flags.saved, args)
	if err != nil {
		return err
	}
	store, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	events, counts, err := a.countBy(ctx, store, q, groups, order, flags.top)
	if err != nil {
		return fmt.Errorf("count events: %w", err)
	}
	if events == 0 {
		defer a.sayNoneMatch(ctx, store, q.Filter)
	}
	switch flags.format {
	case "json":
		return a.facetsJSON(events, counts)
	case "csv":
		return a.facetsCSV(counts[0])
	}
	return a.facetsTable(counts, flags.times)
}

// countBy counts the events of a query, and by each grouping.
func (a *app) countBy(ctx context.Context, store *cache.Cache, q query.Query, groups []grouping, order cache.FacetOrder, top int) (int, []breakdown, error) {
	var views []cache.FacetView
	for _, g := range groups {
		if field, ok := g.single(); ok {
			views = append(views, cache.FacetView{Field: field, Whole: true, Limit: top, Order: order})
		}
	}
	answer, err := store.Answer(ctx, q, cache.View{Facets: views})
	if err != nil {
		return 0, nil, err
	}
	a.warnOfMissing(answer.Warnings)
	out := make([]breakdown, 0, len(groups))
	for _, g := range groups {
		if _, ok := g.single(); ok {
			out = append(out, breakdownOf(g, answer.Facets[0]))
			answer.Facets = answer.Facets[1:]
			continue
		}
		found, err := a.countTogether(ctx, answer, g)
		if err != nil {
			return 0, nil, err
		}
		out = append(out, breakdownTogether(g, found, order, top))
	}
	return answer.Matched, out, nil
}

func (a *app) countTogether(ctx context.Context, answer *cache.Answer, g grouping) ([]cache.Combination, error) {
	if g.needsRecords() {
		progress := a.progressLine()
		defer progress.clear()
		progress.show("looking into the records of " + counted(answer.Matched, "event"))
	}
	return answer.Together(ctx, g.dimensions())
}
