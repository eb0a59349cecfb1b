package cli

import (
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"spoor/query"
)

// bareWord matches what is more likely a command mistyped than a filter.
var bareWord = regexp.MustCompile(`^[a-z]+$`)

// otherCommands are what other tools call what a command of spoor does.
var otherCommands = map[string]string{
	"lookup-events": "list", "lookup": "list", "events": "list", "search": "list", "grep": "list", "query": "list",
	"tail": "list --follow", "timeline": "list --oldest-first",
	"count": "facets", "stats": "facets", "metrics": "facets", "summary": "facets", "top": "facets",
	"download": "export", "get": "show", "fetch": "sync", "pull": "sync", "load": "import", "version": "--version",
}

// mistakenCommand says which command may have been meant by the first word of a
// filter that stands alone behind the program's name, where it is one.
func mistakenCommand(root *cobra.Command, word string) error {
	other := otherCommands[word]
	if other == "" && !bareWord.MatchString(word) {
		return nil
	}
	meant := "'spoor --help' lists them"
	if other != "" {
		meant = fmt.Sprintf("'spoor %s' does that", other)
	} else if near, ok := query.Nearest(word, commandNames(root)); ok {
		meant = fmt.Sprintf("did you mean 'spoor %s'?", near)
	}
	return usagef("there is no command %q: %s; 'spoor browse %s' looks for the word", word, meant, word)
}
