package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"spoor/query"
)

// noArguments is for commands that take none.
func noArguments(command *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case command.HasAvailableSubCommands():
		meant := fmt.Sprintf("'%s --help' lists them", command.CommandPath())
		if near, ok := query.Nearest(args[0], commandNames(command)); ok {
			meant = fmt.Sprintf("did you mean '%s %s'?", command.CommandPath(), near)
		}
		return usagef("there is no command %q: %s", command.CommandPath()+" "+args[0], meant)
	}
	return usagef("%q is too much: '%s' takes flags only", args[0], command.CommandPath())
}

// oneArgument is for commands that take exactly one, which is called what.
func oneArgument(what string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		switch len(args) {
		case 0:
			return usagef("say which %s: %s", what, usageLine(command))
		case 1:
			return notEmpty(args[:1], what, command)
		}
		return usagef("name one %s at a time: %s", what, usageLine(command))
	}
}

// someArguments is for commands that take at least one. A filter may stand behind
// the first where filtered says so.
func someArguments(what string, filtered bool) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("say which %s: %s", what, usageLine(command))
		}
		if filtered {
			args = args[:1]
		}
		return notEmpty(args, what, command)
	}
}

// notEmpty refuses arguments without a letter in them, which is what a shell makes
// of a variable that is not set: the empty path would be the current folder.
func notEmpty(args []string, what string, command *cobra.Command) error {
	if slices.Contains(args, "") {
		return usagef("an argument is empty: say which %s: %s", what, usageLine(command))
	}
	return nil
}

// givenFlags refuses flags that were given with an empty value, for the same
// reason: nobody asks for them to do what they do when left out.
func givenFlags(command *cobra.Command) error {
	var mistake error
	command.Flags().Visit(func(flag *pflag.Flag) {
		empty := flag.Value.Type() == "string" && flag.Value.String() == ""
		if list, ok := flag.Value.(pflag.SliceValue); ok {
			empty = len(list.GetSlice()) == 0 || slices.Contains(list.GetSlice(), "")
		}
		if empty && mistake == nil {
			name, _ := pflag.UnquoteUsage(flag)
			mistake = usagef("--%s \"\": give %s, or leave --%s out", flag.Name, name, flag.Name)
		}
	})
	return mistake
}

// takesFilter reports whether the arguments of a command are, or end in, a filter,
// as those of the bare command are.
func takesFilter(command *cobra.Command) bool {
	return !command.HasParent() || strings.Contains(command.Use, "[FILTER]")
}

// helpCommand is "spoor help list", which many try before "spoor list --help".
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "help [COMMAND]",
		Short:  "Say what a command does, and which flags it takes",
		Hidden: true,
		RunE: func(command *cobra.Command, args []string) error {
			root := command.Root()
			about, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("there is no command %q: 'spoor --help' lists them", strings.Join(args, " "))
			}
			about.InitDefaultHelpFlag()
			about.InitDefaultVersionFlag()
			about.HelpFunc()(about, nil)
			return nil
		},
		ValidArgsFunction: func(command *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var names []cobra.Completion
			if about, rest, err := command.Root().Find(args); err == nil && len(rest) == 0 {
				for _, sub := range about.Commands() {
					if sub.IsAvailableCommand() && strings.HasPrefix(sub.Name(), word) {
						names = append(names, sub.Name()+"\t"+sub.Short)
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
}
