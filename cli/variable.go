package cli

import (
	"runtime"
	"strings"

	"spoor/event"
)

// assignment is the line by which a shell gives the programs that it starts a
// variable, written NAME=VALUE: as most shells take it, and PowerShell on Windows.
// The names of Regions come from records, so a value cannot be more than a value.
func assignment(variable string) string {
	return assignmentFor(runtime.GOOS, variable)
}

func assignmentFor(system, variable string) string {
	name, value, _ := strings.Cut(variable, "=")
	value = event.Clean(value)
	switch {
	case system == "windows":
		return "$env:" + name + " = '" + forPowerShell.Replace(value) + "'"
	case strings.Trim(value, plain) == "":
		return "export " + name + "=" + value
	}
	return "export " + name + "='" + strings.ReplaceAll(value, `'`, `'\''`) + "'"
}

// plain is what means nothing to a shell.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:/,"

// forPowerShell doubles what would end a text in single quotes: typographic ones do
// so there too (about_Quoting_Rules).
var forPowerShell = strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛")
