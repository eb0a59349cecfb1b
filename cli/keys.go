package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"spoor/event"
	"spoor/keymap"
	"spoor/query"
)

func (a *app) keysCommand() *cobra.Command {
	var markdown, fields, asJSON bool
	command := &cobra.Command{
		Use:   "keys",
		Short: "Print the keys of the screen, or the fields of the filter language",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			switch {
			case markdown && (asJSON || fields):
				return usagef("--markdown is a table of the keys: leave --json and --fields out")
			case asJSON && fields:
				return a.printJSON(fieldsForScripts(), "")
			case asJSON:
				return a.printJSON(a.keysForScripts(), "")
			case fields:
				return a.printFields()
			case markdown:
				_, err := fmt.Fprint(a.out, a.keys.Markdown())
				return err
			}
			return a.printKeys()
		},
	}
	command.Flags().BoolVar(&fields, "fields", false, "print the fields and flags of the filter language instead")
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	command.Flags().BoolVar(&markdown, "markdown", false, "print the keys as a Markdown table")
	return command
}

func (a *app) printKeys() error {
	wide := 0
	for _, binding := range a.keys.All() {
		wide = max(wide, event.Width(shownKeys(binding)))
	}
	for i, context := range keymap.Contexts() {
		own := a.keys.Own(context)
		if len(own) == 0 {
			continue
		}
		if i > 0 {
			a.print("\n")
		}
		a.print("%s\n", strings.ToUpper(context.String()))
		for _, binding := range own {
			keys := shownKeys(binding)
			pad := strings.Repeat(" ", wide-event.Width(keys))
			if _, err := fmt.Fprintf(a.out, "  %s%s %-20s %s\n", keys, pad, binding.Action, binding.Help); err != nil {
				return err
			}
		}
	}
	return nil
}

// shownKeys are all keys of a binding.
func shownKeys(binding keymap.Binding) string {
	shown := make([]string, len(binding.Keys))
	for i, key := range binding.Keys {
		shown[i] = keymap.Show(key)
	}
	return strings.Join(shown, " ")
}

func (a *app) printFields() error {
	line := func(name, means, example string) {
		a.print("%-15s %s, as in %s\n", name+":", means, example)
	}
	for _, field := range query.Fields() {
		means := field.Means
		if field.Choices != nil {
			means += " (" + strings.Join(field.Choices, ", ") + ")"
		}
		line(field.Name, means, field.Example)
	}
	for _, word := range query.TimeWords() {
		line(word.Name, word.Means, word.Example)
	}
	a.print("\n")
	for _, flag := range query.FlagNames() {
		if _, err := fmt.Fprintf(a.out, "%-15s %s\n", "is:"+flag.Name, flag.Means); err != nil {
			return err
		}
	}
	return nil
}
