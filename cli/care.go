package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/source/lookup"
)

func (a *app) cacheCheckCommand() *cobra.Command {
	var asJSON, repair bool
	command := &cobra.Command{
		Use:   "check",
		Short: "Compare everything in the cache with its checksums",
		Long: "Reads everything in the cache and compares it with its checksums. Nothing is changed.\n" +
			"What is damaged is named with what that costs; exit code 1 means that there is damage.\n\n" +
			"--repair makes a new file of what is whole and keeps the damaged one beside it. What is lost can be imported\n" +
			"or fetched again, but for what event history no longer has: that is said.",
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			if repair {
				return a.cacheRepair(command.Context(), asJSON)
			}
			return a.cacheCheck(command.Context(), asJSON)
		},
	}
	command.Flags().BoolVar(&repair, "repair", false, "put a new file of what is whole in the place of a damaged one")
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return command
}

func (a *app) cacheCheck(ctx context.Context, asJSON bool) error {
	path, err := a.existing()
	if err != nil {
		return err
	}
	health, err := cache.Check(ctx, a.cacheOptions(path))
	if err != nil {
		return err
	}
	if asJSON {
		if err := a.printJSON(a.newHealthJSON(path, health), ""); err != nil {
			return err
		}
	} else {
		a.printProblems(health.Problems)
		a.print("checked %s: %s in %s, %s of records, %s, %s\n", event.Clean(path), counted(health.Events, "event"),
			counted(health.Segments, "segment"), counted(health.Blocks, "block"), counted(health.Files, "file"), verdict(health))
	}
	if !health.Sound() {
		return &failure{}
	}
	return nil
}

func (a *app) cacheRepair(ctx context.Context, asJSON bool) error {
	path, err := a.existing()
	if err != nil {
		return err
	}
	done, err := cache.Repair(ctx, a.cacheOptions(path))
	if err != nil {
		return &failure{err}
	}
	if asJSON {
		return a.printJSON(a.newRepairJSON(path, done), "")
	}
	if done.Kept == "" {
		a.print("nothing is damaged\n")
		return nil
	}
	a.printProblems(done.Problems)
	a.print("repaired: %s lost, to be imported or fetched again; the damaged file is kept as %s\n",
		counted(done.Events, "event"), event.Clean(done.Kept))
	if done.LastCommit {
		a.print("what was written last may be lost too\n")
	}
	return nil
}

func (a *app) printProblems(problems []cache.Problem) {
	for _, p := range problems {
		a.print("damaged: %s\n", event.Clean(p.What+": "+a.costs(p)))
	}
}

// costs says what damage costs, and what of that nobody can be asked for any more.
func (a *app) costs(p cache.Problem) string {
	oldest, ok := p.Oldest[lookup.Kind]
	if !ok {
		oldest, ok = p.Oldest[""]
	}
	if !ok {
		return p.Costs
	}
	return p.Costs + a.forGood(oldest)
}

// forGood says what event history no longer has of what is lost of it, of which the
// oldest is from a time; "" where it has all of that.
func (a *app) forGood(oldest time.Time) string {
	first := time.Now().Add(-lookup.Reach).Truncate(time.Second)
	if !oldest.Before(first) {
		return ""
	}
	return "; event history goes back 90 days: what came from there before " + a.moment(first) + " can no longer be fetched"
}

func verdict(health *cache.Health) string {
	if health.Sound() {
		return "all as written"
	}
	return counted(len(health.Problems), "problem")
}

func (a *app) cachePruneCommand() *cobra.Command {
	var before string
	var asJSON bool
	command := &cobra.Command{
		Use:   "prune --before TIME",
		Short: "Take events before a time out of the cache",
		Long: "Takes every event before a time out of the cache, with its record, and says so in the coverage.\n" +
			"Times are written as in filters: 2026-03-01, yesterday, or how far back, 90d. Files that held such events\n" +
			"can be imported again. 'spoor cache compact' then makes the file smaller.",
		Example: "spoor cache prune --before 2026-03-01\nspoor cache prune --before 90d",
		Args:    noArguments,
		RunE:    func(command *cobra.Command, _ []string) error { return a.cachePrune(command.Context(), before, asJSON) },
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	command.Flags().StringVar(&before, "before", "", "events before this `TIME` go")
	return command
}

func (a *app) cachePrune(ctx context.Context, before string, asJSON bool) error {
	if before == "" {
		return usagef("say which events go with --before TIME")
	}
	at, err := a.pointInTime(before)
	if err != nil {
		return usagef("--before %s: %w", before, err)
	}
	if _, err := a.existing(); err != nil {
		return err
	}
	store, err := a.openCache(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	old, err := store.Answer(ctx, query.Query{Window: query.Window{To: at}}, cache.View{})
	if err != nil {
		return err
	}
	a.resumes = true
	progress := a.progressLine()
	gone, err := store.PruneTelling(ctx, at, func(done cache.Pruned) {
		progress.show(fmt.Sprintf("%s of %s taken out", grouped(done.Events), counted(max(old.Matched, done.Events), "event")))
	})
	progress.clear()
	if err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(prunedJSON{Before: at.UTC(), Events: gone.Events, Files: gone.Files}, "")
	}
	a.print("%s before %s taken out", counted(gone.Events, "event"), a.moment(at))
	if gone.Files > 0 {
		a.print("; %s can be imported again", counted(gone.Files, "file"))
	}
	a.print("\n")
	return nil
}

// pointInTime reads a time as filters write it after before: or, as a length,
// after last:.
func (a *app) pointInTime(text string) (time.Time, error) {
	beginning := func(filter string) (time.Time, error) {
		expr, err := query.Parse(filter, a.language())
		if err != nil {
			return time.Time{}, err
		}
		window, rest := query.WindowOf(expr)
		if rest != nil || window.From.IsZero() {
			return time.Time{}, errors.New("not a time")
		}
		return window.From, nil
	}
	if at, err := beginning("last:" + text); err == nil {
		return at, nil
	}
	at, err := beginning(`after:"` + text + `"`)
	if err != nil {
		err = fmt.Errorf("%w; or how far back, as in 7d", err)
	}
	return at, err
}

func (a *app) cacheCompactCommand() *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "compact",
		Short: "Write the cache anew without the space that deleted things left",
		Long: "Writes the cache anew without the space that deleted and replaced things left in it.\n" +
			"Until the new file is whole the old one stays; it needs as much free space as the new file takes.",
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error { return a.cacheCompact(command.Context(), asJSON) },
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return command
}

func (a *app) cacheCompact(ctx context.Context, asJSON bool) error {
	if _, err := a.existing(); err != nil {
		return err
	}
	store, err := a.openCache(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	size, err := store.Compact(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(compactedJSON{Before: size.Before, After: size.After}, "")
	}
	a.print("%s before, %s now\n", byteSize(size.Before), byteSize(size.After))
	return nil
}
