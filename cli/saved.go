package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"spoor/config"
	"spoor/event"
	"spoor/query"
)

// savedFlag adds the flag that asks a saved query.
func savedFlag(command *cobra.Command, names *[]string) {
	command.Flags().StringArrayVar(names, "saved", nil, "`NAME` of a saved query, own or built in, that events must satisfy besides the filter; repeat it for several")
}

// savedQueries are the user's own saved queries by name, then the built-in ones.
func (a *app) savedQueries() []config.NamedQuery {
	return append(config.NamedQueries(a.settings.Queries), config.BuiltIn()...)
}

// filterWith reads a filter given as several arguments, and joins it with the
// saved queries of some names.
func (a *app) filterWith(saved, args []string) (query.Query, error) {
	q, err := a.filter(args)
	if err != nil {
		return q, err
	}
	all := a.savedQueries()
	for _, name := range slices.Backward(saved) {
		i := slices.IndexFunc(all, func(one config.NamedQuery) bool { return strings.EqualFold(one.Name, name) })
		if i < 0 {
			return q, a.unknownQuery(name)
		}
		also, err := query.Parse(all[i].Filter, a.language())
		switch {
		case err != nil:
			return q, &usageError{fmt.Errorf("--saved %q: filter %q: %w", name, all[i].Filter, err)}
		case q.Filter == nil:
			q.Filter = also
		default:
			q.Filter = query.All(also, q.Filter)
		}
	}
	return q, nil
}

// unknownQuery says which saved query may have been meant, or which there are.
func (a *app) unknownQuery(name string) error {
	var names []string
	for _, one := range a.savedQueries() {
		names = append(names, one.Name)
	}
	if near, ok := query.Nearest(name, names); ok {
		return usagef("--saved %q: did you mean %q?", name, near)
	}
	return usagef("--saved %q: there are %s", name, strings.Join(names, ", "))
}

// saidOfQuery is how much of a filter stands beside the name that is offered.
const saidOfQuery = 60

// completeSaved completes the name of a saved query.
func (a *app) completeSaved(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []cobra.Completion
	if !a.started && a.start() != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, one := range a.savedQueries() {
		if strings.HasPrefix(query.Fold(one.Name), query.Fold(word)) {
			names = append(names, event.Clean(one.Name)+"\t"+event.Cut(event.Clean(one.Filter), saidOfQuery))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
