package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is the most cells that a line of help takes.
const helpWidth = 100

// help prints what a command does, how it is called, and its flags.
func (a *app) help(command *cobra.Command, _ []string) {
	stream := command.OutOrStdout()
	look, out := a.lookOf(stream)
	width := helpWidth
	if file, ok := stream.(*os.File); ok {
		if columns, _, err := term.GetSize(file.Fd()); err == nil && columns > 20 {
			width = min(width, columns-1)
		}
	}
	fmt.Fprintln(out, command.Short)
	if command.Long != "" {
		fmt.Fprintf(out, "\n%s\n", strings.Join(wrapped(command.Long, width), "\n"))
	}
	section(out, look.title("Usage:"), []string{usageLine(command)})
	if command.Example != "" {
		section(out, look.title("Examples:"), strings.Split(command.Example, "\n"))
	}
	section(out, look.title("Commands:"), commandLines(command))
	section(out, look.title("Flags:"), flagLines(command.NonInheritedFlags(), width))
	section(out, look.title("Flags of every command:"), flagLines(command.InheritedFlags(), width))
}

// usageLine is how a command is called.
func usageLine(command *cobra.Command) string {
	line := command.CommandPath()
	if _, arguments, ok := strings.Cut(command.Use, " "); ok {
		line += " " + arguments
	}
	switch {
	case !command.HasParent():
		line += " [FILTER] | COMMAND"
	case command.HasAvailableSubCommands():
		line += " [COMMAND]"
	}
	return line + " [flags]"
}

func section(out io.Writer, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s\n", title)
	for _, line := range lines {
		fmt.Fprintln(out, strings.TrimRight("  "+line, " "))
	}
}

func commandLines(command *cobra.Command) []string {
	longest := 0
	for _, sub := range command.Commands() {
		longest = max(longest, len(sub.Name()))
	}
	var lines []string
	for _, sub := range command.Commands() {
		if sub.IsAvailableCommand() {
			lines = append(lines, fmt.Sprintf("%-*s  %s", longest, sub.Name(), sub.Short))
		}
	}
	return lines
}

func flagLines(flags *pflag.FlagSet, width int) []string {
	text := strings.TrimRight(flags.FlagUsagesWrapped(width), "\n")
	if text == "" {
		return nil
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, "  ")
	}
	return lines
}

// wrapped fills lines up to a width. An empty line ends a paragraph. One of
// which a line is set in from the left stays as it is.
func wrapped(text string, width int) []string {
	var lines []string
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			lines = append(lines, "")
		}
		if strings.Contains(paragraph, "\n  ") {
			lines = append(lines, strings.Split(paragraph, "\n")...)
			continue
		}
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case len(line)+1+len(word) > width:
				lines = append(lines, line)
				line = word
			default:
				line += " " + word
			}
		}
		lines = append(lines, line)
	}
	return lines
}
