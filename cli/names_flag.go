package cli

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// namesFlag is a flag that takes names with commas between them. Given again it
// takes more, since each is asked for.
type namesFlag struct {
	list  *string
	given []string
}

// namesFlagVar adds a flag of names, kept in list with commas between them. What
// list holds already is the default.
func namesFlagVar(to *pflag.FlagSet, list *string, name, usage string) {
	to.Var(&namesFlag{list: list}, name, usage)
}

func (f *namesFlag) String() string {
	if f.list == nil {
		return ""
	}
	return *f.list
}

// Type is that of texts, so that help shows a default in quotes.
func (f *namesFlag) Type() string { return "string" }

func (f *namesFlag) Set(names string) error { return f.Append(names) }

func (f *namesFlag) Append(names string) error { return f.Replace(append(f.given, names)) }

func (f *namesFlag) Replace(given []string) error {
	f.given, *f.list = given, strings.Join(given, ",")
	return nil
}

// GetSlice returns what was given each time.
func (f *namesFlag) GetSlice() []string { return slices.Clone(f.given) }
