package cli

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// completeProfile completes the name of a profile of the AWS configuration.
func (a *app) completeProfile(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	home, _ := os.UserHomeDir()
	var names []string
	for _, file := range []struct{ variable, name string }{{"AWS_CONFIG_FILE", "config"}, {"AWS_SHARED_CREDENTIALS_FILE", "credentials"}} {
		path, ok := a.environ(file.variable)
		if !ok || path == "" {
			path = filepath.Join(home, ".aws", file.name)
		}
		names = append(names, profileNames(path)...)
	}
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(name string) bool { return !strings.HasPrefix(name, word) })
	return names, cobra.ShellCompDirectiveNoFileComp
}

// profileNames are the names in the headings of an AWS configuration file, in
// which a heading is [NAME] or [profile NAME]; others ([sso-session NAME]) are
// no profiles. Nothing else in the file is looked at.
func profileNames(path string) []string {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	var names []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		heading, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "[")
		if !ok {
			continue
		}
		heading, _, _ = strings.Cut(heading, "]")
		switch words := strings.Fields(heading); {
		case len(words) == 1:
			names = append(names, words[0])
		case len(words) == 2 && words[0] == "profile":
			names = append(names, words[1])
		}
	}
	return names
}
