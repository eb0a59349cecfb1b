package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"spoor/query"
)

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Long:    "Prints the manual page, in the form that man reads.",
		Example: "spoor man | man -l -",
		Args:    noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			_, err := io.WriteString(a.out, manual(command.Root()))
			return err
		},
	}
}

// page writes a manual page in the man macros of roff.
type page struct{ strings.Builder }

// manual is the manual page of the whole program. Its date is that of the
// source, so that the same program always prints the same page.
func manual(root *cobra.Command) string {
	var p page
	fmt.Fprintf(&p, ".TH SPOOR 1 %q spoor \"CloudTrail event history in a terminal\"\n", buildDate())
	p.macro("nh") // commands and names are not to be hyphenated
	p.macro("SH", "NAME")
	p.text("spoor - " + root.Short)
	p.macro("SH", "SYNOPSIS")
	p.bold("spoor", "[FILTER] [flags]")
	p.macro("br")
	p.bold("spoor", "COMMAND [arguments] [flags]")
	p.macro("SH", "DESCRIPTION")
	p.paragraphs(root.Long)
	p.macro("SH", "COMMANDS")
	p.commands(root)
	p.macro("SH", "FLAGS OF EVERY COMMAND")
	p.flags(root.PersistentFlags())
	p.macro("SH", "FILTERS")
	p.filters()
	p.macro("SH", "EXIT STATUS")
	for _, code := range exitCodes {
		p.item(fmt.Sprint(code.code), code.means)
	}
	p.macro("SH", "ENVIRONMENT")
	for _, variable := range environment {
		p.item(variable.name, variable.means)
	}
	p.macro("SH", "FILES")
	for _, file := range files {
		p.item(file.name, file.means)
	}
	p.macro("SH", "EXAMPLES")
	p.example(root.Example)
	return p.String()
}

// exitCodes are what a command's exit code means.
var exitCodes = []struct {
	code  int
	means string
}{
	{exitDone, "done"},
	{exitFailed, "something failed, and was named"},
	{exitUsage, "wrong usage: a flag, a filter, an argument"},
	{exitInterrupted, "interrupted"},
}

type named struct{ name, means string }

var environment = []named{
	{"SPOOR_CACHE", "the cache file; --cache beats it"},
	{"SPOOR_STORE", "the folder that record records into; --store beats it"},
	{"SPOOR_CONFIG", "the settings file; --config beats it"},
	{"SPOOR_ZONE", "the time zone; --zone beats it"},
	{"SPOOR_THEME", "the theme of the screen: auto, dark, light, plain or contrast"},
	{"NO_COLOR", "if it is not empty, the screen has no colours"},
	{"AWS_PROFILE, AWS_REGION and others", "read as the AWS CLI reads them"},
}

var files = []named{
	{"$XDG_CONFIG_HOME/spoor/config.toml", "the settings; ~/.config where XDG_CONFIG_HOME is not set"},
	{"$XDG_DATA_HOME/spoor/cache.bolt", "the cache; ~/.local/share where XDG_DATA_HOME is not set"},
	{"$XDG_STATE_HOME/spoor", "how the screen was left, and the keys of redactions; ~/.local/state where XDG_STATE_HOME is not set"},
}

func (p *page) commands(parent *cobra.Command) {
	for _, command := range parent.Commands() {
		if !command.IsAvailableCommand() || command.Name() == "help" {
			continue
		}
		if command.Runnable() {
			_, arguments, _ := strings.Cut(command.Use, " ")
			p.macro("SS", strings.TrimSpace(command.CommandPath()+" "+arguments))
			if command.Long == "" {
				p.text(command.Short + ".")
			} else {
				p.paragraphs(command.Long)
			}
			p.flags(command.LocalNonPersistentFlags())
			if command.Example != "" {
				p.macro("sp")
			}
			p.example(command.Example)
		}
		if command.Name() != "completion" {
			p.commands(command)
		}
	}
}

func (p *page) flags(flags *pflag.FlagSet) {
	flags.VisitAll(func(flag *pflag.Flag) {
		if flag.Hidden || flag.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(flag)
		name := "--" + flag.Name
		if flag.Shorthand != "" {
			name = "-" + flag.Shorthand + ", " + name
		}
		if flag.DefValue != "" && flag.DefValue != "false" && flag.DefValue != "[]" && flag.DefValue != "0" {
			usage += " (default " + flag.DefValue + ")"
		}
		p.item(strings.TrimSpace(name+" "+value), usage)
	})
}

func (p *page) filters() {
	p.text("Words side by side must all hold; OR and parentheses group; - or NOT excludes. Matching ignores case. " +
		"A value may hold * and ?, stand between slashes as a regular expression, or be @FILE for any line of a file. " +
		"A word without a field is looked for anywhere in the record, and any path inside the record may stand as a field.")
	for _, field := range query.Fields() {
		p.item(field.Name+":", field.Means+", as in "+field.Example)
	}
	for _, word := range query.TimeWords() {
		p.item(word.Name+":", word.Means+", as in "+word.Example)
	}
	for _, flag := range query.FlagNames() {
		p.item("is:"+flag.Name, flag.Means)
	}
}

// macro writes a request with its arguments.
func (p *page) macro(name string, arguments ...string) {
	p.WriteString("." + name)
	for _, argument := range arguments {
		p.WriteString(` "` + escaped(argument) + `"`)
	}
	p.WriteByte('\n')
}

// text writes words to be filled into lines.
func (p *page) text(words string) {
	for _, line := range wrapped(words, pageWidth) {
		p.line(line)
	}
}

// pageWidth is the most characters on a line of the page's source.
const pageWidth = 64

// line writes one line of text, which is no request even if it begins like one.
func (p *page) line(text string) {
	text = escaped(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	p.WriteString(text + "\n")
}

func (p *page) bold(word, rest string) {
	p.WriteString(`\fB` + escaped(word) + `\fR ` + escaped(rest) + "\n")
}

func (p *page) paragraphs(text string) {
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			p.macro("PP")
		}
		if strings.Contains(paragraph, "\n  ") {
			p.asWritten(paragraph)
			continue
		}
		p.text(paragraph)
	}
}

// item writes a name with what it means.
func (p *page) item(name, means string) {
	p.macro("TP")
	p.WriteString(`\fB` + escaped(name) + "\\fR\n")
	p.text(means)
}

// example writes lines as they stand.
func (p *page) example(lines string) {
	if lines == "" {
		return
	}
	p.macro("RS", "4")
	p.asWritten(lines)
	p.macro("RE")
}

// asWritten keeps lines as they are.
func (p *page) asWritten(lines string) {
	p.macro("nf")
	for line := range strings.SplitSeq(lines, "\n") {
		if line == "" {
			p.macro("sp")
			continue
		}
		p.line(line)
	}
	p.macro("fi")
}

// escaped makes roff print text as it stands. Its quotes and dashes would else
// be typeset as others.
func escaped(text string) string {
	return roff.Replace(text)
}

var roff = strings.NewReplacer(`\`, `\e`, "-", `\-`, `"`, `\(dq`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, "…", "...", "–", `\(en`)
