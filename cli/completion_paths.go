package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
)

// recordsLookedInto is how many of the newest events are looked into for paths to
// offer.
const recordsLookedInto = 200

// withPaths completes the last of several names that are separated by commas, as
// names does, and once it is begun by the paths into the records of the newest
// events that the filter on the line lets through.
func (a *app) withPaths(names cobra.CompletionFunc) cobra.CompletionFunc {
	return func(command *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		offered, directive := names(command, args, word)
		before, begun := "", word
		if comma := strings.LastIndexByte(word, ','); comma >= 0 {
			before, begun = word[:comma+1], word[comma+1:]
		}
		if begun == "" {
			return offered, directive
		}
		taken := strings.Split(before, ",")
		for _, path := range a.pathsLike(command.Context(), args, begun) {
			if !slices.Contains(taken, path) {
				offered = append(offered, before+path)
			}
		}
		return offered, directive
	}
}

// pathsLike are the paths that begin so, in the order of the alphabet.
func (a *app) pathsLike(ctx context.Context, filter []string, begun string) []string {
	found := map[string]bool{}
	a.withCache(ctx, func(ctx context.Context, store *cache.Cache) {
		q, err := a.filter(filter)
		if err != nil {
			q = query.Query{} // it is not written to its end yet
		}
		looked := 0
		store.Each(ctx, q, nil, func(_ cache.Row, stored *cache.Stored) error { // what is found is offered, whatever ended it
			for _, at := range query.Paths(stored.Record) {
				clean := at.Path == event.Clean(at.Path) && !strings.ContainsAny(at.Path, `\,`)
				if clean && strings.HasPrefix(query.Fold(at.Path), query.Fold(begun)) && len(found) < mostCompletions {
					found[at.Path] = true
				}
			}
			if looked++; looked == recordsLookedInto {
				return errEnough
			}
			return nil
		})
	})
	paths := make([]string, 0, len(found))
	for path := range found {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}
