package cli

import (
	"runtime/debug"
	"strings"
)

// buildDate is the day of the revision that the program was built from, if the
// build knows it.
func buildDate() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.time" {
				day, _, _ := strings.Cut(setting.Value, "T")
				return day
			}
		}
	}
	return ""
}

// version is what the build says of itself: the module's version and the
// revision it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := info.Main.Version
	if version == "" || version == "(devel)" {
		version = "development"
	}
	revision, changed := "", ""
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			revision = setting.Value
		case "vcs.modified":
			if setting.Value == "true" {
				changed = ", changed since"
			}
		}
	}
	if len(revision) > 12 {
		revision = revision[:12]
	}
	if revision != "" {
		version += " (" + revision + changed + ")"
	}
	return version
}
