package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"spoor/query"
)

// flagMistake says in words what is wrong with a flag.
func (a *app) flagMistake(command *cobra.Command, err error) error {
	a.mistaken = command
	if value, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		what := "a value that it takes"
		switch value.GetFlag().Value.Type() {
		case "int":
			what = "a whole number"
		case "bool":
			what = "true or false"
		}
		return fmt.Errorf("--%s %q: give %s", value.GetFlag().Name, value.GetValue(), what)
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return err
	}
	if text := unknown.GetSpecifiedShortnames(); text == "" {
		return unknownFlag(command, unknown.GetSpecifiedName())
	} else if meant := beginningWith(command, text); meant != "" {
		return fmt.Errorf("unknown flag -%s: did you mean %s?", text, meant)
	} else if takesFilter(command) {
		return fmt.Errorf("unknown flag -%s: to leave out what holds a text write NOT %s", text, text)
	}
	return err
}

// otherNames are what other tools call what a flag of spoor does, by how it is
// written here; where several do, the one that the command has.
var otherNames = map[string][]string{
	"json": {"--format json", "--raw"}, "output": {"--format"}, "group-by": {"--by"}, "fields": {"--columns"},
	"max-items": {"--limit", "--top"}, "max-results": {"--limit", "--top"}, "count": {"--limit", "--top"}, "limit": {"--top"},
	"format": {"--json"}, "to": {"--until"}, "end-time": {"--until"}, "start-time": {"--since"}, "start": {"--since"}, "end": {"--until"},
	"sort": {"--order", "--oldest-first"}, "order": {"--oldest-first"}, "reverse": {"--oldest-first"}, "asc": {"--oldest-first"},
}

// spokenElsewhere says how spoor is told what other tools have a flag for.
var spokenElsewhere = map[string]string{
	"lookup-attributes": "attributes stand in the filter, as in EventName:CreateUser",
	"query":             "'spoor list --columns' chooses what is printed, and '--format jsonl' is for jq",
	"profile":           "this asks the cache, which 'spoor sync --profile' fills; of one account, account:NUMBER in the filter",
}

// spokenTimes are flags that other tools, and sync, have for what a filter says.
var spokenTimes = []string{"since", "until", "from", "to", "start", "end", "start-time", "end-time", "last", "after", "before", "time"}

// unknownFlag says which flag may have been meant, or what does the same in a
// filter: what lookup-events has flags for stands there.
func unknownFlag(command *cobra.Command, name string) error {
	var known []string
	command.Flags().VisitAll(func(flag *pflag.Flag) { known = append(known, flag.Name) })
	near, isNear := query.Nearest(name, known)
	field, isField := query.FieldNamed(name)
	for _, meant := range otherNames[name] {
		flag, _, _ := strings.Cut(strings.TrimPrefix(meant, "--"), " ")
		if command.Flags().Lookup(flag) != nil {
			return fmt.Errorf("unknown flag --%s: write %s", name, meant)
		}
	}
	switch said := spokenElsewhere[name]; {
	case !takesFilter(command):
	case said != "":
		return fmt.Errorf("unknown flag --%s: %s", name, said)
	case slices.Contains(spokenTimes, name):
		return fmt.Errorf("unknown flag --%s: times stand in the filter, as in last:7d, after:2026-11-16 or before:yesterday", name)
	case isField:
		return fmt.Errorf("unknown flag --%s: fields stand in the filter, as in %s:VALUE", name, field)
	}
	if owner := otherWith(command, name); owner != "" {
		return fmt.Errorf("unknown flag --%s: '%s' has it", name, owner)
	}
	if isNear {
		return fmt.Errorf("unknown flag --%s: did you mean --%s?", name, near)
	}
	return fmt.Errorf("unknown flag --%s", name)
}

// beginningWith names the flags of a command, but for those of every command, that
// begin with a letter.
func beginningWith(command *cobra.Command, letter string) string {
	var meant []string
	command.LocalNonPersistentFlags().VisitAll(func(flag *pflag.Flag) {
		if len(letter) == 1 && strings.HasPrefix(flag.Name, letter) {
			meant = append(meant, "--"+flag.Name)
		}
	})
	return strings.Join(meant, " or ")
}

// otherWith is the first other command that takes a filter too and has a flag of a
// name.
func otherWith(command *cobra.Command, name string) string {
	for _, other := range command.Root().Commands() {
		if other != command && takesFilter(command) && takesFilter(other) && other.IsAvailableCommand() && other.LocalNonPersistentFlags().Lookup(name) != nil {
			return other.CommandPath()
		}
	}
	return ""
}
