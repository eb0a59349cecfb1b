package keymap

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// modifiers in the order in which Bubble Tea writes them.
var modifiers = []string{"ctrl", "alt", "shift", "meta", "hyper", "super"}

// named are the keys that have a name instead of a character, and aliases what
// people call them.
var named = []string{
	"enter", "tab", "backspace", "esc", "space", "up", "down", "left", "right",
	"home", "end", "pgup", "pgdown", "insert", "delete",
	"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12",
}

var aliases = map[string]string{
	"return": "enter", "escape": "esc", "pageup": "pgup", "pagedown": "pgdown",
	"del": "delete", "ins": "insert", "control": "ctrl", "option": "alt", "cmd": "super",
	"spacebar": "space", "plus": "+", "minus": "-",
}

// parseKey returns a key as Bubble Tea names it. It accepts what people write
// ("Ctrl-R", "return") and refuses what no terminal sends.
func parseKey(written string) (string, error) {
	if written == " " {
		return "space", nil
	}
	if r, n := utf8.DecodeRuneInString(written); n == len(written) && n > 0 && unicode.IsGraphic(r) && r != utf8.RuneError {
		return written, nil
	}
	base, mods := splitKey(strings.TrimSpace(written))
	for i, m := range mods {
		m = strings.ToLower(m)
		if a, ok := aliases[m]; ok {
			m = a
		}
		if !slices.Contains(modifiers, m) {
			return "", fmt.Errorf("%q is no key: %q is no modifier (%s)", written, mods[i], strings.Join(modifiers, ", "))
		}
		mods[i] = m
	}
	if lower := strings.ToLower(base); utf8.RuneCountInString(base) > 1 {
		base = lower
		if a, ok := aliases[lower]; ok {
			base = a
		}
		if utf8.RuneCountInString(base) > 1 && !slices.Contains(named, base) {
			return "", fmt.Errorf("%q is no key", written)
		}
	}
	if base == "" {
		return "", fmt.Errorf("%q is no key", written)
	}
	if utf8.RuneCountInString(base) == 1 {
		if slices.Equal(mods, []string{"shift"}) {
			return "", fmt.Errorf("%q reaches no program: write the character that shift gives, such as %q", written, strings.ToUpper(base))
		}
		base = strings.ToLower(base)
	}
	slices.SortFunc(mods, func(a, b string) int { return slices.Index(modifiers, a) - slices.Index(modifiers, b) })
	return strings.Join(append(slices.Compact(mods), base), "+"), nil
}

// splitKey takes "ctrl+alt+x" or "Ctrl-x" apart. The base may itself be + or -.
func splitKey(s string) (base string, mods []string) {
	for {
		i := strings.IndexAny(s, "+-")
		if i <= 0 || i == len(s)-1 {
			return s, mods
		}
		mods = append(mods, s[:i])
		s = s[i+1:]
	}
}

// printable reports whether a key types a character into a text field.
func printable(key string) bool {
	return key == "space" || utf8.RuneCountInString(key) == 1
}
