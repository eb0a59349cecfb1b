package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/event"
)

func (a *app) cacheCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "cache",
		Short: "Look after the cache",
		Args:  noArguments,
		RunE:  func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	var asJSON bool
	info := &cobra.Command{
		Use:   "info",
		Short: "Say what the cache holds",
		Long: "Says how much the cache holds, of what time, and what has been fetched. Of many accounts and Regions it says what failed\n" +
			"and how it stands with all others together; with --verbose, and with --json, it says it of each.",
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error { return a.cacheInfo(command.Context(), asJSON) },
	}
	info.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	command.AddCommand(info, a.cacheCheckCommand(), a.cachePruneCommand(), a.cacheCompactCommand())
	return command
}

func (a *app) cacheInfo(ctx context.Context, asJSON bool) error {
	store, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	info, err := store.Info(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(newInfoJSON(info), "  ")
	}
	a.printInfo(info)
	return nil
}

func (a *app) printInfo(info *cache.Info) {
	line := func(name, format string, args ...any) {
		a.print("%-10s %s\n", name, event.Clean(fmt.Sprintf(format, args...)))
	}
	line("cache", "%s", info.Path)
	line("events", "%s, %s", grouped(info.Events), counted(info.Variants, "variant"))
	if info.Events > 0 {
		line("span", "%s to %s", a.moment(info.First), a.moment(info.Last))
	}
	line("accounts", "%s", listed(info.Accounts))
	line("regions", "%s", listed(info.Regions))
	line("files", "%s looked at", grouped(info.Files))
	line("marks", "%s", grouped(info.Marks))
	line("size", "%s for %s of records%s", byteSize(info.Bytes), byteSize(info.RecordBytes), share(info.Bytes, info.RecordBytes))
	line("", "records %s, columns %s, identities %s, text index %s, other %s",
		byteSize(info.Sizes.Records), byteSize(info.Sizes.Columns), byteSize(info.Sizes.Identities),
		byteSize(info.Sizes.Text), byteSize(info.Sizes.Other))
	line("format", "%d, %s", info.Format, counted(info.Segments, "segment"))
	for i, text := range a.coverageLines(info.Coverage) {
		name := ""
		if i == 0 {
			name = "coverage"
		}
		line(name, "%s", text)
	}
	for _, damage := range info.Damaged {
		line("damaged", "%s", damage)
	}
}

func (a *app) moment(t time.Time) string { return t.In(a.zone).Format("2006-01-02 15:04:05 MST") }

// listed writes values with their counts, the most frequent first.
func listed(values []cache.FacetValue) string {
	const most = 8
	if len(values) == 0 {
		return "none"
	}
	var parts []string
	for i, value := range values {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %s more", grouped(len(values)-most)))
			break
		}
		name := value.Value
		if name == "" {
			name = "(none)"
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", name, grouped(value.Count)))
	}
	return strings.Join(parts, ", ")
}

func share(part, whole int64) string {
	if whole == 0 {
		return ""
	}
	return fmt.Sprintf(" (%.1f %%)", 100*float64(part)/float64(whole))
}

// infoJSON is the form of cache info that scripts read; its names are stable.
type infoJSON struct {
	Path        string         `json:"path"`
	Format      int            `json:"format"`
	Bytes       int64          `json:"bytes"`
	RecordBytes int64          `json:"recordBytes"`
	Events      int            `json:"events"`
	Variants    int            `json:"variants"`
	First       *time.Time     `json:"first"`
	Last        *time.Time     `json:"last"`
	Segments    int            `json:"segments"`
	Files       int            `json:"files"`
	Marks       int            `json:"marks"`
	Accounts    map[string]int `json:"accounts"`
	Regions     map[string]int `json:"regions"`
	Sizes       sizesJSON      `json:"sizes"`
	Coverage    []stretchJSON  `json:"coverage"`
	Damaged     []string       `json:"damaged"`
}

type sizesJSON struct {
	Records    int64 `json:"records"`
	Columns    int64 `json:"columns"`
	Identities int64 `json:"identities"`
	Text       int64 `json:"text"`
	Other      int64 `json:"other"`
}

type stretchJSON struct {
	Source   string    `json:"source"`
	Account  string    `json:"account"`
	Region   string    `json:"region"`
	Category string    `json:"category"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	State    string    `json:"state"`
	Filter   string    `json:"filter,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

func newInfoJSON(info *cache.Info) infoJSON {
	out := infoJSON{
		Path: info.Path, Format: info.Format, Bytes: info.Bytes, RecordBytes: info.RecordBytes,
		Events: info.Events, Variants: info.Variants, Segments: info.Segments, Files: info.Files, Marks: info.Marks,
		Accounts: counts(info.Accounts), Regions: counts(info.Regions),
		Sizes:    sizesJSON(info.Sizes),
		Coverage: []stretchJSON{}, Damaged: append([]string{}, info.Damaged...),
	}
	if info.Events > 0 {
		out.First, out.Last = &info.First, &info.Last
	}
	for _, s := range info.Coverage {
		out.Coverage = append(out.Coverage, stretchJSON{
			s.Source, s.Account, s.Region, s.Category, s.From, s.To, stateName(s.State), s.Filter, s.Reason,
		})
	}
	return out
}

func counts(values []cache.FacetValue) map[string]int {
	counts := make(map[string]int, len(values))
	for _, value := range values {
		counts[value.Value] = value.Count
	}
	return counts
}
