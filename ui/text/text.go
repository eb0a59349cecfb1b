// Package text writes numbers, times, spans and names the way the screen shows
// them. Every string it returns from an event's own text is clean.
package text

import (
	"strconv"
	"strings"
)

// Group writes a number with its thousands apart: 48,210.
func Group(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	var b strings.Builder
	b.WriteString(sign)
	lead := len(s) % 3
	b.WriteString(s[:lead])
	for i := lead; i < len(s); i += 3 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s[i : i+3])
	}
	return b.String()
}

// Count writes a number and what is counted: "1 event", "412 events".
func Count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return Group(n) + " " + Plural(n, one)
}

// Bytes writes a size: 1.3 GB.
func Bytes(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	f, unit := float64(n), 0
	for f >= 999.5 && unit < 4 {
		f /= 1000
		unit++
	}
	digits := 1
	if f >= 99.5 {
		digits = 0
	}
	return strconv.FormatFloat(f, 'f', digits, 64) + " " + []string{"B", "kB", "MB", "GB", "TB"}[unit]
}

// Plural returns a word for n of what one names.
func Plural(n int, one string) string {
	switch {
	case n == 1:
		return one
	case strings.HasSuffix(one, "ch") || strings.HasSuffix(one, "s"):
		return one + "es"
	}
	return one + "s"
}
