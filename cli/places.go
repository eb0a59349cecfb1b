package cli

import (
	"os"
	"path/filepath"
	"strings"
)

// places counts the arguments that say what to open: the first, and those behind
// it that are written as paths and are there, as a shell makes of *.json.gz.
func places(args []string) int {
	n := 1
	for n < len(args) && (isBucket(args[n]) || isPath(args[n])) {
		n++
	}
	return n
}

// isPath reports whether an argument names what is there. A word without a slash
// or a dot and a regular expression are a filter's, whatever lies there.
func isPath(arg string) bool {
	if !strings.ContainsAny(arg, "/."+string(filepath.Separator)) || strings.HasPrefix(arg, "/") && strings.HasSuffix(arg, "/") {
		return false
	}
	_, err := os.Stat(arg)
	return err == nil
}

// sourceName is what is opened, as the screen names it.
func sourceName(paths []string) string {
	path := paths[0]
	switch {
	case len(paths) > 1:
		return counted(len(paths), "place")
	case path == "-":
		return "standard input"
	case isBucket(path):
		return path
	}
	return filepath.Base(filepath.Clean(path))
}
