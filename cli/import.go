package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/event"
	"spoor/ingest"
	"spoor/query"
	"spoor/source"
	"spoor/ui"
)

func (a *app) importCommand() *cobra.Command {
	var asJSON bool
	var access awsFlags
	command := &cobra.Command{
		Use:   "import PATH...",
		Short: "Take trail files, downloads and evidence bundles into the cache",
		Long: "Reads folders, files, places in S3 (s3://bucket/prefix) or standard input (-) into the cache: trail files, console downloads,\n" +
			"lookup-events output, JSON Lines, plain or gzip; and evidence bundles, with the marks, notes and coverage in them. Files already read and unchanged are skipped; events already held are not stored again.\n" +
			"ctrl+c stops it at any time, and the next import goes on from there.\n\n" +
			"Exit code 1 means that something could not be read, which is named while everything else is in; or that nothing there\n" +
			"holds CloudTrail records.",
		Example: "spoor import ./AWSLogs event_history.csv\nspoor import case-7.zip\nspoor import --since 30d --profile audit s3://acme-audit/AWSLogs",
		Args:    someArguments("folders, files or bundles to take in", false),
		RunE: func(command *cobra.Command, args []string) error {
			return a.importPaths(command.Context(), args, access, asJSON)
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "end with one JSON object on standard output")
	access.add(command.Flags())
	return command
}

func (a *app) importPaths(ctx context.Context, paths []string, access awsFlags, asJSON bool) error {
	if err := nothingThere(paths); err != nil {
		return &failure{err}
	}
	store, err := a.openCache(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	from, err := a.sources(ctx, paths, store, access, query.Window{})
	if err != nil {
		return err
	}
	a.resumes = true
	progress := a.progressLine()
	report, err := ingest.Run(ctx, store, from, ingest.Options{Progress: func(p ingest.Progress) { progress.show(p.String()) }})
	progress.clear()
	a.namesUnread(&report)
	if asJSON {
		if err := a.printJSON(newReportJSON(&report), ""); err != nil {
			return err
		}
	} else if !a.quiet {
		a.print("%s\n", summary(&report))
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil:
		return &failure{err}
	case report.Unread() > 0 || report.Lost > 0:
		return &failure{}
	case holdsNothing(&report):
		return &failure{nothingHeld(&report)}
	case report.FilesDone() == 0:
		// Not a failure: there may be none yet, or none of the days asked for.
		a.say("there is no file in %s", event.Clean(strings.Join(paths, ", ")))
	}
	return nil
}

// nothingThere says so where none of the paths is there: no cache is made for that.
func nothingThere(paths []string) error {
	for _, path := range paths {
		_, err := os.Lstat(path)
		if path == "-" || strings.HasPrefix(path, "s3://") || !errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	return fmt.Errorf("there is no such file or folder: %s", event.Clean(strings.Join(paths, ", ")))
}

// holdsNothing reports whether nothing but other things than CloudTrail records
// was found.
func holdsNothing(r *ingest.Report) bool {
	return r.Files[source.Skipped] > 0 && r.Files[source.Skipped] == r.FilesDone()
}

// nothingHeld says so, and where the records are.
func nothingHeld(r *ingest.Report) error {
	if r.Digests == r.FilesDone() {
		return fmt.Errorf("nothing here but %s: the log files stand under CloudTrail beside CloudTrail-Digest", counted(r.Digests, "digest file"))
	}
	return errors.New("nothing here holds CloudTrail records")
}

// summary says in one line what an import did.
func summary(r *ingest.Report) string {
	parts := []string{
		counted(r.FilesDone(), "file"), counted(r.Records, "event"), grouped(r.New) + " new",
	}
	if r.Duplicates > 0 {
		parts = append(parts, counted(r.Duplicates, "duplicate"))
	}
	if r.Variants > 0 {
		parts = append(parts, counted(r.Variants, "variant"))
	}
	if n := r.Files[source.Known]; n > 0 {
		parts = append(parts, counted(n, "file")+" read before")
	}
	if r.Digests > 0 {
		parts = append(parts, counted(r.Digests, "digest file")+" kept")
	}
	if n := r.Files[source.Skipped] - r.Digests; n > 0 {
		parts = append(parts, grouped(n)+" skipped")
	}
	if n := r.Unread(); n > 0 {
		parts = append(parts, counted(n, "file")+" not read whole")
	}
	parts = append(parts, grouped(r.Lost)+" lost")
	text := "imported " + strings.Join(parts, ", ")
	if seconds := r.Elapsed.Seconds(); seconds >= 0.1 {
		text += fmt.Sprintf(" in %.1f s", seconds)
	}
	return text
}

// namesLost names on standard error the records that could not be decoded.
func (a *app) namesLost(r *ingest.Report) {
	for _, lost := range r.LostRecords {
		fmt.Fprintln(a.errOut, event.Clean(fmt.Sprintf("lost: %s at byte %d: %s", lost.Place, lost.Position, lost.Reason)))
	}
	if r.OtherLost > 0 {
		a.say("and %s more", counted(r.OtherLost, "record"))
	}
}

func statusName(status source.Status) string {
	switch status {
	case source.Read:
		return "read"
	case source.Empty:
		return "empty"
	case source.Skipped:
		return "skipped"
	case source.Partial:
		return "read in part"
	case source.Known:
		return "read before"
	}
	return "not read"
}

// reportJSON is the form of a report that scripts read; its names are stable.
type reportJSON struct {
	Files      int        `json:"files"`
	Events     int        `json:"events"`
	New        int        `json:"new"`
	Duplicates int        `json:"duplicates"`
	Variants   int        `json:"variants"`
	Lost       int        `json:"lost"`
	Bytes      int64      `json:"bytes"`
	Seconds    float64    `json:"seconds"`
	ReadBefore int        `json:"readBefore"`
	Digests    int        `json:"digests"`
	Skipped    []noteJSON `json:"skipped"`
	LostAt     []lostJSON `json:"lostAt"`
}

type noteJSON struct {
	Place  string `json:"place"`
	Status string `json:"status"`
	Reason string `json:"reason"`
	Events int    `json:"events"`
	Lost   int    `json:"lost"`
}

type lostJSON struct {
	Place    string `json:"place"`
	Position int64  `json:"position"`
	Reason   string `json:"reason"`
}

func lostAt(r *ingest.Report) []lostJSON {
	all := []lostJSON{}
	for _, lost := range r.LostRecords {
		all = append(all, lostJSON(lost))
	}
	return all
}

func newReportJSON(r *ingest.Report) reportJSON {
	out := reportJSON{
		Files: r.FilesDone(), Events: r.Records, New: r.New, Duplicates: r.Duplicates, Variants: r.Variants, Lost: r.Lost,
		Bytes: r.Bytes, Seconds: r.Elapsed.Seconds(), ReadBefore: r.Files[source.Known], Digests: r.Digests,
		Skipped: []noteJSON{}, LostAt: lostAt(r),
	}
	for _, note := range r.Notes {
		out.Skipped = append(out.Skipped, noteJSON{note.Place, statusName(note.Status), note.Reason, note.Records, note.Lost})
	}
	return out
}

// pull reads a source into a cache beside the screen, and tells the screen how
// far it is. Leaving the screen while it reads is no error.
func pull(ctx context.Context, store *cache.Cache, from source.Source, tell func(ui.Progress)) (ingest.Report, error) {
	report, err := ingest.Run(ctx, store, from, ingest.Options{Progress: func(p ingest.Progress) {
		tell(ui.Progress{
			Files: p.FilesDone, TotalFiles: p.FilesTotal, Bytes: p.Bytes, TotalBytes: p.BytesTotal,
			Events: p.Events, EventsPerSecond: p.Rate, Left: p.Left, Skipped: p.Unread,
		})
	}})
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return report, nil
	}
	return report, err
}
