package cli

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/export/redact"
	"spoor/query"
)

// shells are those that completions are written for.
var shells = []struct {
	name  string
	write func(root *cobra.Command, to io.Writer) error
}{
	{"bash", writeBashCompletion},
	{"zsh", (*cobra.Command).GenZshCompletion},
	{"fish", func(root *cobra.Command, to io.Writer) error { return root.GenFishCompletion(to, true) }},
	{"powershell", (*cobra.Command).GenPowerShellCompletionWithDesc},
}

func completionCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print what lets a shell complete commands, flags, filters and their values",
		Long: "Prints the completions for a shell: bash, zsh, fish or powershell. Commands, flags, fields of the filter\n" +
			"language and the values that the cache holds are completed.",
		Example: "source <(spoor completion bash)\nspoor completion zsh > \"${fpath[1]}/_spoor\"\n" +
			"spoor completion fish > ~/.config/fish/completions/spoor.fish\nspoor completion powershell | Out-String | Invoke-Expression",
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 1 {
				for _, shell := range shells {
					if shell.name == args[0] {
						return shell.write(command.Root(), command.OutOrStdout())
					}
				}
			}
			return usagef("name one shell: bash, zsh, fish or powershell")
		},
	}
	for _, shell := range shells {
		command.ValidArgs = append(command.ValidArgs, shell.name)
	}
	return command
}

// needsNoSettings reports whether a command works without the settings, and so
// even where there is a mistake in them.
func needsNoSettings(command *cobra.Command) bool {
	return slices.Contains([]string{"completion", "help", "man", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, command.Name())
}

// completeWith says what completes the arguments and flags of each command.
func (a *app) completeWith(root *cobra.Command) {
	root.ValidArgsFunction = func(command *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		// The first word is a command until it cannot be one.
		if len(args) == 0 && !strings.ContainsAny(word, ":("+shield) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return a.completeFilter(command, args, word)
	}
	for _, command := range root.Commands() {
		switch command.Name() {
		case "browse", "demo", "list", "facets", "export":
			command.ValidArgsFunction = a.completeFilter
		case "open":
			command.ValidArgsFunction = func(command *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
				if len(args) == 0 {
					return nil, cobra.ShellCompDirectiveDefault
				}
				n := places(args)
				offered, directive := a.completeFilter(command, args[n:], word)
				if n == len(args) && len(offered) == 0 {
					directive &^= cobra.ShellCompDirectiveNoFileComp // one more file, perhaps
				}
				return offered, directive
			}
		case "show":
			command.ValidArgsFunction = a.completeID
		case "verify":
			command.ValidArgsFunction = cobra.FixedCompletions([]cobra.Completion{"zip"}, cobra.ShellCompDirectiveFilterFileExt)
		case "sync", "serve", "keys", "config", "man", "cache":
			command.ValidArgsFunction = cobra.NoFileCompletions
		}
		a.completeFlags(command)
		for _, sub := range command.Commands() {
			sub.ValidArgsFunction = cobra.NoFileCompletions
			a.completeFlags(sub)
		}
	}
	a.completeFlags(root)
}

// completeFlags says what completes the values of a command's own flags. Flags
// that are not named here take files.
func (a *app) completeFlags(command *cobra.Command) {
	fixed := func(words ...string) cobra.CompletionFunc {
		return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
	}
	ways := map[string]cobra.CompletionFunc{
		"format":      fixed(strings.Split(formatsOf(command), " ")...),
		"zone":        fixed("UTC", "local"),
		"by":          a.withPaths(listOf(countableNames(), ",+"), ",+"),
		"columns":     a.withPaths(listOf(columnNames(), ","), ","),
		"redact":      listOf(classNames(), ","),
		"region":      a.valuesOf(query.FieldRegion, "all"),
		"account":     a.valuesOf(query.FieldAccount),
		"filter":      a.completeFilter,
		"order":       fixed("count", "rare", "name", "last", "new"),
		"saved":       a.completeSaved,
		"via":         fixed("gateway", "csm"),
		"keep":        fixed("7d", "30d", "90d"),
		"upstream":    cobra.NoFileCompletions,
		"from":        cobra.FixedCompletions([]cobra.Completion{"lookup", "s3://"}, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace),
		"profile":     a.completeProfile,
		"since":       fixed("24h", "7d", "30d", "90d", "yesterday"),
		"before":      fixed("30d", "90d", "365d"),
		"until":       fixed("yesterday", "today"),
		"listen":      fixed("127.0.0.1:"),
		"expect":      cobra.NoFileCompletions,
		"limit":       cobra.NoFileCompletions,
		"top":         cobra.NoFileCompletions,
		"assume-role": cobra.NoFileCompletions,
	}
	for name, way := range ways {
		if command.Flags().Lookup(name) != nil || command.PersistentFlags().Lookup(name) != nil {
			if err := command.RegisterFlagCompletionFunc(name, way); err != nil {
				panic(err) // the flag stands there, and nothing else registers it
			}
		}
	}
}

// unquoteUsages takes the backquotes, which mark placeholders for help, out of
// what flags say of themselves: completions show it as it is.
func unquoteUsages(command *cobra.Command) {
	unquote := func(flag *pflag.Flag) { flag.Usage = strings.ReplaceAll(flag.Usage, "`", "") }
	command.Flags().VisitAll(unquote)
	command.PersistentFlags().VisitAll(unquote)
	for _, sub := range command.Commands() {
		unquoteUsages(sub)
	}
}

// formatsOf are the formats that a command writes.
func formatsOf(command *cobra.Command) string {
	switch command.Name() {
	case "list":
		return "table json jsonl csv"
	case "export":
		return "json jsonl csv bundle"
	case "facets":
		return "table json csv"
	}
	return "table json"
}

func countableNames() []string {
	var names []string
	for _, field := range query.Fields() {
		if named, ok := query.FieldNamed(field.Name); !ok || !cache.Countable(named) {
			continue
		}
		names = append(names, field.Name+"\t"+field.Means)
	}
	for _, unit := range timeUnits {
		names = append(names, unit.name+"\t"+unit.means)
	}
	return names
}

func columnNames() []string {
	var names []string
	for _, column := range export.Columns() {
		names = append(names, column.Name+"\t"+column.Title)
	}
	return names
}

func classNames() []string {
	var names []string
	for _, class := range redact.Classes() {
		names = append(names, string(class))
	}
	return names
}

// listOf completes the last of several names with separators between them.
func listOf(names []string, separators string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		before := word[:strings.LastIndexAny(word, separators)+1]
		taken := namesIn(before, separators)
		var out []cobra.Completion
		for _, name := range names {
			plain, _, _ := strings.Cut(name, "\t")
			if strings.HasPrefix(before+plain, word) && !slices.Contains(taken, plain) {
				out = append(out, before+name)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// namesIn are the names in a list that has separators between them.
func namesIn(list, separators string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(separators, r) })
}

// completeFilter completes the last word of a filter.
func (a *app) completeFilter(command *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	word = strings.TrimPrefix(word, shield)
	directive := cobra.ShellCompDirectiveNoFileComp
	var out []cobra.Completion
	known := query.Known{Values: func(f query.Field, begun string) []string { return a.cached(command.Context(), f, begun) }}
	for _, way := range query.Complete(word, len(word), known) {
		if way.Kind == query.CompleteOperator {
			continue
		}
		if way.Kind == query.CompleteField {
			directive |= cobra.ShellCompDirectiveNoSpace
		}
		text := word[:way.Start] + unquoted(way, word) + word[way.End:]
		if way.Detail != "" {
			text += "\t" + event.Clean(way.Detail)
		}
		out = append(out, text)
	}
	return out, directive
}

// unquoted is the text of a completion without the quotes around a value that
// needs none for a shell: what was typed is no beginning of a value in quotes, so
// that shells would drop it.
func unquoted(way query.Completion, word string) string {
	quoted := `"` + way.Value + `"`
	if way.Kind != query.CompleteValue || !strings.HasSuffix(way.Text, quoted) || strings.Contains(word, `"`) || !plainValue.MatchString(way.Value) {
		return way.Text
	}
	return strings.TrimSuffix(way.Text, quoted) + way.Value
}

// plainValue matches values that mean the same without quotes, to a shell too.
var plainValue = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.:/+=,@%-]*$`)

// valuesOf completes one of a field's values that the cache holds, or one of
// some more.
func (a *app) valuesOf(field query.Field, more ...string) cobra.CompletionFunc {
	return func(command *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return append(a.cached(command.Context(), field, word), more...), cobra.ShellCompDirectiveNoFileComp
	}
}

// completionPatience is how long a shell waits for what the cache holds.
const completionPatience = time.Second

// mostCompletions bounds the values offered of one field.
const mostCompletions = 100

// cached are the values that the cache holds of a field and that begin so, the
// most frequent first. Where it cannot be read there are none.
func (a *app) cached(ctx context.Context, field query.Field, begun string) []string {
	var found []string
	a.withCache(ctx, func(ctx context.Context, store *cache.Cache) {
		answer, err := store.Answer(ctx, query.Query{}, cache.View{Facets: []cache.FacetView{{Field: field}}})
		if err != nil || len(answer.Facets) == 0 {
			return
		}
		for _, value := range answer.Facets[0].Values {
			clean := value.Value != "" && value.Value == event.Clean(value.Value)
			if clean && strings.HasPrefix(query.Fold(value.Value), query.Fold(begun)) && len(found) < mostCompletions {
				found = append(found, value.Value)
			}
		}
	})
	return found
}

// completeID completes the id of an event once enough of it is written.
func (a *app) completeID(command *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const enough, most = 2, 20
	var out []cobra.Completion
	if len(args) == 0 && len(word) >= enough {
		a.withCache(command.Context(), func(ctx context.Context, store *cache.Cache) {
			refs, err := store.Find(ctx, word)
			if err != nil {
				return
			}
			for _, ref := range refs[:min(len(refs), most)] {
				stored, err := store.Load(ctx, ref)
				if err != nil {
					return
				}
				if ev, err := export.Decode(stored); err == nil {
					out = append(out, event.Clean(ev.ID)+"\t"+event.Clean(fmt.Sprintf("%s %s %s", a.moment(ev.Time), ev.User, ev.Name)))
				}
			}
		})
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// withCache does something with the user's cache if it can be opened soon.
func (a *app) withCache(ctx context.Context, do func(context.Context, *cache.Cache)) {
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, cancel := context.WithTimeout(ctx, completionPatience)
	defer cancel()
	if !a.started && a.start() != nil {
		return
	}
	a.waiting.told = true // nothing is said between what is typed
	store, err := a.openExisting(ctx)
	if err != nil {
		return
	}
	defer store.Close()
	do(ctx, store)
}
