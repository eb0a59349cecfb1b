package when

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxLength bounds a length of time, well within what time.Duration holds.
const maxLength = 200 * 365 * 24 * time.Hour

// Length reads a length of time: 90s, 15m, 24h, 7d, 2w, 1d12h, or in words, 30
// days. A day is 24 hours here.
func Length(text string) (time.Duration, error) {
	var total time.Duration
	bad := fmt.Errorf("%q is no length of time", text)
	if text == "" || len(text) > 40 {
		return 0, bad
	}
	for i := 0; i < len(text); {
		start := i
		for i < len(text) && isDigit(text[i]) {
			i++
		}
		n, err := strconv.ParseUint(text[start:i], 10, 31)
		if err != nil {
			return 0, bad
		}
		for i < len(text) && text[i] == ' ' {
			i++
		}
		start = i
		for i < len(text) && !isDigit(text[i]) && text[i] != ' ' {
			i++
		}
		unit := lengthNamed(text[start:i])
		if unit == 0 || time.Duration(n) > maxLength/unit {
			return 0, bad
		}
		for i < len(text)-1 && text[i] == ' ' {
			i++
		}
		if total += time.Duration(n) * unit; total > maxLength {
			return 0, bad
		}
	}
	if total == 0 {
		return 0, bad
	}
	return total, nil
}

// lengthNamed returns how long a unit is, 0 for none and for those that are
// not always equally long.
func lengthNamed(name string) time.Duration {
	const day = 24 * time.Hour
	u := units[strings.ToLower(name)]
	if u.length > 0 {
		return u.length
	}
	return time.Duration(u.days) * day
}
