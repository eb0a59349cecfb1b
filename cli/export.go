package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/config"
	"spoor/export"
)

type exportFlags struct {
	saved     []string
	file      string
	format    string
	columns   string
	redact    string
	redactKey string
	force     bool
	json      bool
}

func (a *app) exportCommand() *cobra.Command {
	var flags exportFlags
	command := &cobra.Command{
		Use:   "export [FILTER] -o FILE",
		Short: "Write events to a file, whole or not at all",
		Long: "Writes the events that a filter lets through. json is {\"Records\":[…]} with each record's own bytes, jsonl one record\n" +
			"a line, csv the columns of Event history's download unless others are named; all newest first.\n" +
			"An existing file is left alone unless --force is given; '-o -' writes to standard output.\n\n" +
			"bundle is an evidence bundle: a zip of the records as they were received, where each was seen, the coverage of the\n" +
			"window, marks and notes, a summary to read, and a manifest with the SHA-256 of every file. The manifest's own SHA-256\n" +
			"is printed: keep it, for 'spoor verify FILE --expect HASH' proves by it that a bundle is the one exported here.\n" +
			"'spoor open FILE' browses a bundle, 'spoor import FILE' takes it in.\n\n" +
			"--redact replaces values by pseudonyms, the same for the same value in all that is written: accounts (and with them\n" +
			"access keys and principal ids, which encode the account), ips, users (names of users and sessions, e-mail addresses)\n" +
			"and keys (access keys). Any of them removes secrets as well. Pseudonyms are made under a random key. It is kept in the\n" +
			"state folder, or in the file that --redact-key names; a file that is there already is used again, so that several\n" +
			"exports share their pseudonyms. Whoever has the key can find out what a pseudonym stands for: never pass it on.\n" +
			"Pseudonyms look like 000123456789, AKIA00…, 2001:db8:4::…, user-….",
		Example: "spoor export event:GetObject 'resource:*payroll*' -o payroll.json\nspoor export is:denied --format csv -o denied.csv\n" +
			"spoor export user:mallory after:2026-11-16 -o case-7.zip\nspoor export is:write --redact accounts,ips,users -o for-the-vendor.zip",
		RunE: func(command *cobra.Command, args []string) error {
			return a.export(command.Context(), args, flags)
		},
	}
	command.Flags().StringVarP(&flags.file, "output", "o", "", "`FILE` to write, or - for standard output")
	command.Flags().StringVar(&flags.format, "format", "", "`FORMAT`: json, jsonl, csv or bundle (default: by the file's ending, .zip for bundle, else json)")
	namesFlagVar(command.Flags(), &flags.columns, "columns", "`COLUMNS` of a CSV, separated by commas: fields, or paths into the record")
	namesFlagVar(command.Flags(), &flags.redact, "redact", "`KINDS` of values to replace by pseudonyms: accounts, ips, users, keys, separated by commas")
	command.Flags().StringVar(&flags.redactKey, "redact-key", "", "`FILE` that holds the key of the pseudonyms, made if there is none")
	command.Flags().BoolVar(&flags.force, "force", false, "replace the file if there is one")
	command.Flags().BoolVar(&flags.json, "json", false, "end with one JSON object on standard output")
	savedFlag(command, &flags.saved)
	return command
}

func (a *app) export(ctx context.Context, args []string, flags exportFlags) error {
	flags.file = config.AtHome(flags.file)
	options, err := a.exportOptions(args, flags)
	if err != nil {
		return err
	}
	store, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	key, err := a.redaction(flags, &options)
	if err != nil {
		return err
	}
	if flags.file == "-" {
		return key.undo(a.recordsTo(func(out io.Writer) error {
			result, err := export.Run(ctx, store, out, options)
			if a.warnOfMissing(result.Missing); err != nil {
				return err
			}
			a.sayExported(ctx, store, result, options, key)
			if result.Identity != "" {
				a.say("keep the hash of its manifest, for 'spoor verify --expect': %s", result.Identity)
			}
			return nil
		}))
	}
	if err := mayWrite(flags.file, flags.force); err != nil {
		return key.undo(&failure{err})
	}
	result, err := a.exportFile(ctx, store, flags.file, options)
	if err != nil {
		return key.undo(err)
	}
	a.warnOfMissing(result.Missing)
	a.say("%s written to %s", counted(result.Events, "event"), flags.file)
	a.sayExported(ctx, store, result, options, key)
	if flags.json {
		return a.printJSON(exportJSON{
			File: flags.file, Format: string(options.Format), Events: result.Events, SHA256: result.Identity, Redacted: key.classes, RedactionKey: key.file, Missing: result.Missing,
		}, "")
	}
	if result.Identity != "" {
		a.say("keep the hash of its manifest, printed next: 'spoor verify %s --expect HASH' proves that it is this bundle", flags.file)
		_, err = fmt.Fprintln(a.out, result.Identity)
	}
	return err
}

// mayWrite says why a file is left as it is, and what to do instead.
func mayWrite(name string, force bool) error {
	switch there, err := os.Stat(name); {
	case err == nil && there.IsDir():
		return fmt.Errorf("%s is a folder: name a file in it", name)
	case err == nil && !there.Mode().IsRegular():
		return fmt.Errorf("%s is no ordinary file: '-o -' writes to standard output", name)
	}
	if _, err := os.Lstat(name); err == nil && !force {
		return fmt.Errorf("%s exists already: give --force to replace it, or another name", name)
	}
	return nil
}

// sayExported says what whoever gets an export cannot tell from it.
func (a *app) sayExported(ctx context.Context, store *cache.Cache, result export.Result, o export.Options, key redactionKey) {
	if result.Events == 0 {
		a.sayNoneMatch(ctx, store, o.Filter)
	}
	if o.Redactor != nil {
		a.say("redacted: %s; the key of the pseudonyms is in %s and must stay with you", strings.Join(key.classes, ", "), key.file)
	}
}

// warnOfMissing says what is missing from a result because it is damaged, even to
// those who want to hear nothing else.
func (a *app) warnOfMissing(missing []string) {
	for _, text := range missing {
		a.complain(fmt.Errorf("warning: events may be missing: %s: 'spoor cache check' tells more", text))
	}
}

// exportJSON is what scripts read of an export; its names are stable.
type exportJSON struct {
	File   string `json:"file"`
	Format string `json:"format"`
	Events int    `json:"events"`
	// SHA256 is of a bundle's manifest.
	SHA256       string   `json:"sha256,omitempty"`
	Redacted     []string `json:"redacted,omitempty"`
	RedactionKey string   `json:"redactionKey,omitempty"`
	// Missing says what could not be read.
	Missing []string `json:"missing,omitempty"`
}

// exportOptions reads the command line but for the redaction.
func (a *app) exportOptions(args []string, flags exportFlags) (export.Options, error) {
	var o export.Options
	switch {
	case flags.file == "":
		return o, usagef("say where to with -o FILE, or -o - for standard output")
	case flags.file == "-" && flags.json:
		return o, usagef("--json and -o - both write to standard output")
	}
	var err error
	if o.Format, err = exportFormat(flags); err != nil {
		return o, &usageError{err}
	}
	if packed := strings.ToLower(filepath.Ext(flags.file)); packed == ".gz" || packed == ".zst" {
		return o, usagef("%s: an export is not compressed: give another name, or '-o -' to a program that compresses", flags.file)
	}
	if o.Format == export.Evidence && flags.file == "-" && isTerminal(a.out) {
		return o, usagef("a bundle is no text: give -o FILE")
	}
	if o.Columns, err = export.ParseColumns(flags.columns); err != nil {
		return o, &usageError{err}
	}
	if o.Columns != nil && o.Format != export.CSV {
		return o, usagef("--columns: a %s has whole records: use --format csv", o.Format)
	}
	q, err := a.filterWith(flags.saved, args)
	if err != nil {
		return o, err
	}
	o.Filter, o.Zone, o.Tool, o.Now = q.Filter, a.zone, "spoor "+version(), time.Now()
	return o, nil
}

// exportGarbage is how much garbage may gather during an export, in percent of
// what is in use.
const exportGarbage = 40

// exportFile writes the file, showing how far it is.
func (a *app) exportFile(ctx context.Context, store *cache.Cache, name string, o export.Options) (result export.Result, err error) {
	if _, set := a.environ("GOGC"); !set {
		// Much is in use, so that Go's usual 100 would double it.
		defer debug.SetGCPercent(debug.SetGCPercent(exportGarbage))
	}
	progress := a.progressLine()
	defer progress.clear()
	o.Progress = func(done, total int) { progress.show(fmt.Sprintf("%s of %s events", grouped(done), grouped(total))) }
	err = export.Whole(name, func(w io.Writer) error {
		result, err = export.Run(ctx, store, w, o)
		return err
	})
	if err != nil {
		return result, fmt.Errorf("write %s: %w", name, err)
	}
	return result, nil
}

func exportFormat(flags exportFlags) (export.Format, error) {
	if flags.format != "" {
		return export.ParseFormat(flags.format)
	}
	switch strings.ToLower(filepath.Ext(flags.file)) {
	case ".jsonl", ".ndjson":
		return export.JSONL, nil
	case ".csv":
		return export.CSV, nil
	case ".zip":
		return export.Evidence, nil
	}
	return export.JSON, nil
}
