package when

import (
	"fmt"
	"strconv"
	"time"
)

// maxLength bounds a length of time, well within what time.Duration holds.
const maxLength = 200 * 365 * 24 * time.Hour

// Length reads a length of time: 90s, 15m, 24h, 7d, 2w, 1d12h. A day is 24
// hours here.
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
		if err != nil || i == len(text) {
			return 0, bad
		}
		unit := lengths[text[i]|0x20]
		if unit == 0 || time.Duration(n) > maxLength/unit {
			return 0, bad
		}
		i++
		if total += time.Duration(n) * unit; total > maxLength {
			return 0, bad
		}
	}
	if total == 0 {
		return 0, bad
	}
	return total, nil
}

var lengths = map[byte]time.Duration{
	's': time.Second,
	'm': time.Minute,
	'h': time.Hour,
	'd': 24 * time.Hour,
	'w': 7 * 24 * time.Hour,
}
