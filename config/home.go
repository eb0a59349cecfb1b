package config

import (
	"os"
	"path/filepath"
	"strings"
)

// AtHome returns a path with the home folder for a leading ~, where no shell saw to
// it: in the settings file and the environment, behind the = of a flag, on the
// screen. Where there is no home folder the path stays as it is.
func AtHome(path string) string {
	rest, ok := strings.CutPrefix(filepath.ToSlash(path), "~/")
	if home, err := os.UserHomeDir(); ok && err == nil && filepath.IsAbs(home) {
		return filepath.Join(home, rest)
	}
	return path
}
