package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/query"
)

func (a *app) showCommand() *cobra.Command {
	var raw bool
	command := &cobra.Command{
		Use:   "show ID",
		Short: "Print one event: what it says, then its record",
		Long: "Prints one event by its event id, or all whose id begins with ID.\n" +
			"Session tokens in the record are masked; --raw prints the record's own bytes, and nothing else.",
		Example: "spoor show 7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21\nspoor show 7d0f5c1e --raw | jq .requestParameters",
		Args:    oneArgument("event"),
		RunE: func(command *cobra.Command, args []string) error {
			return a.show(command.Context(), args[0], raw)
		},
	}
	command.Flags().BoolVar(&raw, "raw", false, "print the record's own bytes and nothing else")
	return command
}

func (a *app) show(ctx context.Context, id string, raw bool) error {
	store, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	refs, err := store.Find(ctx, id)
	if err != nil {
		return fmt.Errorf("find event %s: %w", id, err)
	}
	if lower := strings.ToLower(id); len(refs) == 0 && lower != id {
		if refs, err = store.Find(ctx, lower); err != nil {
			return fmt.Errorf("find event %s: %w", lower, err)
		}
	}
	if len(refs) == 0 {
		a.warnOfMissing(store.LeftOut())
	}
	switch {
	case len(refs) == 0:
		return &failure{fmt.Errorf("no event with id %q in the cache: 'spoor list' prints what there is", id)}
	case raw && len(refs) > 1:
		return &failure{fmt.Errorf("%d events have an id that begins with %q: give the whole id, or leave --raw out to see them all", len(refs), id)}
	}
	for i, ref := range refs {
		stored, err := store.Load(ctx, ref)
		if err != nil {
			return fmt.Errorf("read event %s: %w", id, err)
		}
		if raw {
			return a.recordsTo(func(out io.Writer) error {
				_, err := out.Write(stored.Record)
				return err
			})
		}
		if i > 0 {
			a.print("\n")
		}
		if err := a.describe(stored); err != nil {
			return err
		}
	}
	return nil
}

// describe prints an event as a person reads it.
func (a *app) describe(stored *cache.Stored) error {
	ev, err := export.Decode(stored)
	if err != nil {
		return err
	}
	for _, line := range a.summary(&ev, stored) {
		if line.value == "" {
			continue
		}
		a.print("%-10s %s\n", line.name, event.Clean(line.value))
	}
	record, err := export.Readable(stored.Record)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "\n%s\n", record)
	return err
}

type summaryLine struct{ name, value string }

func (a *app) summary(ev *event.Event, stored *cache.Stored) []summaryLine {
	outcome := "ok"
	if ev.Failed() {
		outcome = joined(" ", "failed:", ev.Error, ev.Message)
	}
	mfa := map[event.MFA]string{event.MFANo: "no MFA", event.MFAYes: "MFA"}[ev.MFA]
	actor := joined(" · ", ev.User, ev.ActorType, prefixed("role ", ev.Role), prefixed("key ", ev.AccessKey), mfa, prefixed("invoked by ", ev.InvokedBy))
	caller := ""
	if ev.Flags.Has(event.FlagCrossAccount) {
		caller = "called from account " + ev.ActorAccount
	}
	lines := []summaryLine{
		{"time", ev.Time.In(a.zone).Format("2006-01-02 15:04:05.999 MST")},
		{"event", ev.Source + " " + ev.Name},
		{"id", ev.ID},
		{"verb", joined(" · ", value(ev, query.FieldVerb), value(ev, query.FieldSeverity))},
		{"outcome", outcome},
		{"actor", actor},
		{"arn", ev.ARN},
		{"behind", joined(" · ", prefixed("source identity ", ev.SourceIdentity), prefixed("on behalf of ", ev.OnBehalfOf), prefixed("sign-in session ", ev.SignInSession))},
		{"from", joined(" · ", ev.IP, ev.Agent)},
		{"where", joined(" · ", ev.Account, ev.Region, caller)},
		{"state", strings.Join(ev.State(), " · ")},
		{"request", ev.RequestID},
		{"shared", ev.SharedID},
	}
	for _, target := range ev.Targets {
		lines = append(lines, summaryLine{"target", joined(" ", target.Type, target.Name)})
	}
	for _, seen := range stored.Provenance {
		place := fmt.Sprintf("%s %s at byte %d", seen.Origin.Kind, seen.Origin.Place, seen.Position)
		lines = append(lines, summaryLine{"seen in", place})
	}
	if n := len(stored.Variants); n > 0 {
		lines = append(lines, summaryLine{"variants", counted(n, "other record") + " under this identity"})
	}
	return append(lines, summaryLine{"mark", markLine(stored.Mark)})
}

func markLine(m cache.Mark) string {
	var parts []string
	if m.Star {
		parts = append(parts, "★")
	}
	for _, tag := range m.Tags {
		parts = append(parts, "#"+tag)
	}
	return joined(" · ", strings.Join(parts, " "), strings.ReplaceAll(m.Note, "\n", " · "))
}

// value is what the filter language calls a field with one value.
func value(ev *event.Event, field query.Field) string {
	var first string
	query.Values(ev, field, func(value string) {
		if first == "" {
			first = value
		}
	})
	return first
}

func joined(separator string, parts ...string) string {
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, separator)
}

func prefixed(prefix, value string) string {
	if value == "" {
		return ""
	}
	return prefix + value
}
