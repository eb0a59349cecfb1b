package when

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// clock is a time of day, and how long a stretch it names: 3pm is an hour,
// 14:00 a minute.
type clock struct {
	hour, minute, second, nanos int
	length                      time.Duration
}

// parseClock reads a time of day from the front of words and says how many it
// took: 0 when there is none.
func parseClock(words []string) (c clock, n int, err error) {
	word := words[0]
	switch word {
	case "noon":
		return clock{hour: 12, length: time.Minute}, 1, nil
	case "midnight":
		return clock{length: time.Minute}, 1, nil
	}
	marked := strings.HasPrefix(word, "t") && len(word) > 1 && isDigit(word[1])
	if marked {
		word = word[1:]
	}
	half := ""
	for _, suffix := range []string{"am", "pm"} {
		if strings.HasSuffix(word, suffix) {
			word, half = strings.TrimSuffix(word, suffix), suffix
		}
	}
	n = 1
	if half == "" && len(words) > 1 && (words[1] == "am" || words[1] == "pm") {
		half, n = words[1], 2
	}
	if word == "" || !isDigit(word[0]) || half == "" && !marked && !strings.Contains(word, ":") {
		return clock{}, 0, nil
	}
	if marked && !strings.Contains(word, ":") && len(word) > 2 {
		word = colons(word)
	}
	c, err = parseDigits(word)
	if err == nil && half != "" {
		err = c.setHalf(half)
	}
	return c, n, err
}

// colons turns 140530, as in the names of trail files, into 14:05:30.
func colons(digits string) string {
	if len(digits) != 4 && len(digits) != 6 {
		return digits
	}
	out := digits[:2]
	for i := 2; i < len(digits); i += 2 {
		out += ":" + digits[i:i+2]
	}
	return out
}

func parseDigits(word string) (clock, error) {
	bad := fmt.Errorf("%q is no time of day", word)
	parts := strings.Split(word, ":")
	if len(parts) > 3 {
		return clock{}, bad
	}
	c := clock{length: time.Hour}
	if last := &parts[len(parts)-1]; len(parts) == 3 {
		if whole, fraction, ok := strings.Cut(*last, "."); ok {
			nanos, err := strconv.ParseUint((fraction + "000000000")[:9], 10, 32)
			if err != nil || fraction == "" || len(fraction) > 9 {
				return clock{}, bad
			}
			*last = whole
			c.nanos = int(nanos)
			c.length = time.Second
			for range fraction {
				c.length /= 10
			}
		} else {
			c.length = time.Second
		}
	} else if len(parts) == 2 {
		c.length = time.Minute
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || len(part) > 2 || i > 0 && (len(part) != 2 || n > 59) {
			return clock{}, bad
		}
		switch i {
		case 0:
			c.hour = int(n)
		case 1:
			c.minute = int(n)
		case 2:
			c.second = int(n)
		}
	}
	if c.hour > 24 || c.hour == 24 && (c.minute > 0 || c.second > 0 || c.nanos > 0) {
		return clock{}, bad
	}
	return c, nil
}

func (c *clock) setHalf(half string) error {
	if c.hour < 1 || c.hour > 12 {
		return errors.New("with am or pm the hour is 1 to 12")
	}
	c.hour %= 12
	if half == "pm" {
		c.hour += 12
	}
	return nil
}

// on returns the stretch on a day.
func (c clock) on(year int, month time.Month, day int, zone *time.Location) Span {
	first, last := wall(year, month, day, c.hour, c.minute, c.second, c.nanos, zone)
	return Span{From: first, To: last.Add(c.length), Until: last}
}

// floating returns the latest stretch that has begun, or the first one after
// r.After.
func (c clock) floating(r Reader, zone *time.Location) Span {
	anchor, by := r.Now, -1
	if !r.After.IsZero() {
		anchor, by = r.After, 1
	}
	year, month, day := anchor.In(zone).Date()
	// A day too many at first: a clock set back at midnight shows the evening
	// of the day before once more.
	for i := -1; ; i++ {
		span := c.on(year, month, day+by*i, zone)
		if by < 0 && !span.From.After(anchor) || by > 0 && span.Until.After(anchor) {
			return span
		}
	}
}

// parseZone reads z, utc, +01:00, -0330 or +2.
func parseZone(word string) (zone *time.Location, ok bool, err error) {
	switch word {
	case "z", "utc", "gmt":
		return time.UTC, true, nil
	}
	if word[0] != '+' && word[0] != '-' || len(word) < 2 || !isDigit(word[1]) {
		return nil, false, nil
	}
	digits := strings.Replace(word[1:], ":", "", 1)
	if len(digits) <= 2 {
		digits += "00"
	}
	if len(digits) == 3 {
		digits = "0" + digits
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || len(digits) != 4 || n/100 > 14 || n%100 > 59 {
		return nil, false, fmt.Errorf("%q is no distance from UTC", word)
	}
	seconds := int(n/100*60+n%100) * 60
	if word[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone("", seconds), true, nil
}
