package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// noArguments is for commands that take none.
func noArguments(command *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case command.HasAvailableSubCommands():
		return usagef("there is no command %q: '%s --help' lists them", command.CommandPath()+" "+args[0], command.CommandPath())
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
			return nil
		}
		return usagef("name one %s at a time: %s", what, usageLine(command))
	}
}

// someArguments is for commands that take at least one.
func someArguments(what string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("say which %s: %s", what, usageLine(command))
		}
		return nil
	}
}

// flagMistake says in words what is wrong with a flag.
func flagMistake(_ *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	if errors.As(err, &value) {
		what := "a value that it takes"
		switch value.GetFlag().Value.Type() {
		case "int":
			what = "a whole number"
		case "bool":
			what = "true or false"
		}
		return fmt.Errorf("--%s %q: give %s", value.GetFlag().Name, value.GetValue(), what)
	}
	return err
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
