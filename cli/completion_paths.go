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

// withPaths completes the last of several names with separators between them, as
// names does. Where no name begins so, the paths into the records of the newest
// events do that the filter on the line lets through.
func (a *app) withPaths(names cobra.CompletionFunc, separators string) cobra.CompletionFunc {
	return func(command *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		offered, directive := names(command, args, word)
		parted := strings.LastIndexAny(word, separators) + 1
		before, begun := word[:parted], word[parted:]
		if begun == "" || len(offered) > 0 {
			return offered, directive
		}
		taken := namesIn(before, separators)
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
				clean := at.Path == event.Clean(at.Path) && !strings.Contains(at.Path, `\`)
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
