package licences

import (
	"fmt"
	"strings"
)

// Notice is the list of the modules and their licences as a page of Markdown.
// Versions are left out: go.mod has them.
func Notice(modules []Module) string {
	var b strings.Builder
	b.WriteString("# What spoor is built with\n\nThese modules are linked into the program. Their licences, in full, come with every release as `LICENCES.txt`.\n\n" +
		"| module | licence |\n|---|---|\n")
	for _, m := range modules {
		name := "`" + m.Path + "`"
		if m.Path == "std" {
			name = "Go's standard library"
		}
		fmt.Fprintf(&b, "| %s | %s |\n", name, m.Kind)
	}
	return b.String()
}

// Texts are the licences and notices of the modules in full, each text once,
// under the modules that it stands for.
func Texts(modules []Module) string {
	holders := map[string][]string{}
	var texts []string
	for _, m := range modules {
		for _, text := range m.Texts {
			if holders[text] == nil {
				texts = append(texts, text)
			}
			holders[text] = append(holders[text], strings.TrimSpace(m.Path+" "+m.Version))
		}
	}
	var b strings.Builder
	for _, text := range texts {
		fmt.Fprintf(&b, "%s\n\n%s\n\n%s\n\n", strings.Join(holders[text], "\n"), strings.TrimRight(text, "\n"), strings.Repeat("-", 80))
	}
	return b.String()
}
