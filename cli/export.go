package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/export"
	"spoor/query"
)

type exportFlags struct {
	file    string
	format  string
	columns string
	force   bool
}

func (a *app) exportCommand() *cobra.Command {
	var flags exportFlags
	command := &cobra.Command{
		Use:   "export [FILTER] -o FILE",
		Short: "Write events to a file, whole or not at all",
		Long: "Writes the events that a filter lets through, newest first. json is {\"Records\":[…]} with each record's own bytes,\n" +
			"jsonl one record a line, csv the columns of Event history's download unless others are named.\n" +
			"An existing file is left alone unless --force is given; '-o -' writes to standard output.",
		Example: "spoor export event:GetObject resource:*payroll* -o payroll.json\nspoor export is:denied --format csv -o denied.csv",
		RunE: func(command *cobra.Command, args []string) error {
			return a.export(command.Context(), args, flags)
		},
	}
	command.Flags().StringVarP(&flags.file, "output", "o", "", "file to write, or - for standard output")
	command.Flags().StringVar(&flags.format, "format", "", "json, jsonl or csv (default: by the file's ending, else json)")
	command.Flags().StringVar(&flags.columns, "columns", "", "columns of a CSV, separated by commas")
	command.Flags().BoolVar(&flags.force, "force", false, "replace the file if there is one")
	return command
}

func (a *app) export(ctx context.Context, args []string, flags exportFlags) error {
	if flags.file == "" {
		return usagef("say where to with -o FILE, or -o - for standard output")
	}
	format, err := exportFormat(flags)
	if err != nil {
		return &usageError{err}
	}
	columns, err := export.ParseColumns(flags.columns)
	if err != nil {
		return &usageError{err}
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
	if flags.file == "-" {
		_, err := exportTo(ctx, a.out, store, q, format, columns)
		return err
	}
	if _, err := os.Lstat(flags.file); err == nil && !flags.force {
		return &failure{fmt.Errorf("%s exists already: give --force to replace it, or another name", flags.file)}
	}
	written := 0
	err = whole(flags.file, func(w io.Writer) error {
		written, err = exportTo(ctx, w, store, q, format, columns)
		return err
	})
	if err != nil {
		return fmt.Errorf("write %s: %w", flags.file, err)
	}
	a.say("%s written to %s", counted(written, "event"), flags.file)
	return nil
}

func exportFormat(flags exportFlags) (export.Format, error) {
	if flags.format != "" {
		return export.ParseFormat(flags.format)
	}
	switch filepath.Ext(flags.file) {
	case ".jsonl", ".ndjson":
		return export.JSONL, nil
	case ".csv":
		return export.CSV, nil
	}
	return export.JSON, nil
}

func exportTo(ctx context.Context, w io.Writer, store *cache.Cache, q query.Query, format export.Format, columns []export.Column) (int, error) {
	writer, err := export.New(format, w, columns)
	if err != nil {
		return 0, err
	}
	written := 0
	err = store.Each(ctx, q, nil, func(row cache.Row, stored *cache.Stored) error {
		written++
		return writer.Write(row, stored)
	})
	if err != nil {
		return written, err
	}
	return written, writer.Close()
}

// whole writes a file that is either there complete or not there at all: under
// another name in the same folder, synced, then renamed.
func whole(name string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}
