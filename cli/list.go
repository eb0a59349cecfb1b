package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/export"
	"spoor/query"
)

type listFlags struct {
	saved   []string
	format  string
	columns string
	limit   int
	oldest  bool
	follow  bool
}

func (a *app) listCommand() *cobra.Command {
	var flags listFlags
	command := &cobra.Command{
		Use:   "list [FILTER]",
		Short: "Print events, newest first",
		Long: "Prints the events that a filter lets through, newest first, everything unless limited.\n" +
			"With --follow, prints the newest ten, or as many as --limit says, oldest first, and then every event as it comes\n" +
			"into the cache, from a sync, an import or a recorder, until interrupted.\n" +
			"jsonl prints each record's own bytes on a line; a record that spans lines is compacted, nothing else changed.\n" +
			"Columns are fields of the filter language, the columns of Event history's download, and paths into the record.",
		Example: "spoor list source:iam is:write last:7d\nspoor list source:s3 --columns time,user,event,requestParameters.bucketName\nspoor list is:denied -user:terraform --format jsonl | jq .eventName\nspoor list --follow is:error",
		RunE: func(command *cobra.Command, args []string) error {
			if flags.follow && !command.Flags().Changed("limit") {
				flags.limit = followFirst
			}
			return a.list(command.Context(), args, flags)
		},
	}
	command.Flags().StringVar(&flags.format, "format", "table", "`FORMAT`: table, json, jsonl or csv")
	namesFlagVar(command.Flags(), &flags.columns, "columns", "`COLUMNS` of a table or CSV, separated by commas: fields, or paths into the record")
	command.Flags().BoolVar(&flags.oldest, "oldest-first", false, "begin with the oldest event; with --limit, print the oldest")
	command.Flags().BoolVar(&flags.follow, "follow", false, "go on with what comes in, until interrupted")
	command.Flags().IntVarP(&flags.limit, "limit", "n", 0, "print at most `N` events (0: all)")
	savedFlag(command, &flags.saved)
	return command
}

// errEnough ends a stream of events early; it never leaves this package.
var errEnough = errors.New("enough events")

func (a *app) list(ctx context.Context, args []string, flags listFlags) error {
	flags.format = strings.ToLower(flags.format)
	switch {
	case flags.limit < 0:
		return usagef("--limit %d: give a number of events, or 0 for all", flags.limit)
	case flags.follow && flags.oldest:
		return usagef("--follow prints the oldest first by itself, and has the newest last: leave --oldest-first out")
	}
	columns, err := export.ParseColumns(flags.columns)
	if err != nil {
		return &usageError{err}
	}
	q, err := a.filterWith(flags.saved, args)
	if err != nil {
		return err
	}
	if flags.format == "table" {
		return a.listTo(ctx, q, flags, a.newTable(columns))
	}
	format, err := export.ParseFormat(flags.format)
	switch {
	case err != nil || format == export.Evidence:
		return usagef("--format %s: use table, json, jsonl or csv", flags.format)
	case flags.follow && format == export.JSON:
		return usagef("--follow never ends what --format json begins: use jsonl, csv or table")
	case columns != nil && format != export.CSV:
		return usagef("--columns: %s has whole records: use --format table or csv", flags.format)
	}
	return a.recordsTo(func(out io.Writer) error {
		writer, err := export.New(format, out, columns)
		if err != nil {
			return err
		}
		return a.listTo(ctx, q, flags, writer)
	})
}

// listTo writes the events of a query, and with --follow those that come in.
func (a *app) listTo(ctx context.Context, q query.Query, flags listFlags, writer export.Writer) error {
	store, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	defer func() { a.warnOfMissing(store.LeftOut()) }()
	if flags.follow {
		if err := follow(ctx, store, q, flags.limit, writer, a.out); err != nil {
			return fmt.Errorf("follow events: %w", err)
		}
		return nil
	}
	written, err := stream(ctx, store, q, flags, writer)
	if err != nil {
		return fmt.Errorf("list events: %w", err)
	}
	if written == 0 {
		a.sayNoneMatch(ctx, store, q.Filter)
	}
	return nil
}

// stream writes the events of a query, at most as many as the limit says unless
// that is 0, and returns how many there were.
func stream(ctx context.Context, store *cache.Cache, q query.Query, flags listFlags, writer export.Writer) (written int, err error) {
	write := func(row cache.Row, stored *cache.Stored) error {
		if err := writer.Write(row, stored); err != nil {
			return err
		}
		if written++; written == flags.limit {
			return errEnough
		}
		return nil
	}
	if flags.oldest {
		err = store.EachBackwards(ctx, q, write)
	} else {
		err = store.Each(ctx, q, nil, write)
	}
	if err != nil && !errors.Is(err, errEnough) {
		return written, err
	}
	return written, writer.Close()
}
