package ui

import (
	"strings"

	"github.com/charmbracelet/colorprofile"

	"spoor/ui/theme"
)

// terminalSays returns what the environment tells of the terminal, for until it
// answers itself, which some never do.
func terminalSays(env func(string) string) theme.Terminal {
	t := theme.Terminal{Colors: 1 << 24}
	if env("NO_COLOR") != "" {
		t.Colors = 0
	}
	// COLORFGBG is "foreground;background" in the numbers of the palette, as
	// rxvt and others set it.
	if fgbg := env("COLORFGBG"); fgbg != "" {
		switch fgbg[strings.LastIndexByte(fgbg, ';')+1:] {
		case "7", "15":
			t.Light = true
		}
	}
	return t
}

func colors(p colorprofile.Profile) int {
	switch p {
	case colorprofile.TrueColor:
		return 1 << 24
	case colorprofile.ANSI256:
		return 256
	case colorprofile.ANSI:
		return 16
	}
	return 0
}
