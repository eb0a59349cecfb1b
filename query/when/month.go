package when

import (
	"strconv"
	"time"
)

// parseMonth reads "November", "Nov 2023" and "2023".
func (p *parse) parseMonth(words []string) (date, int, error) {
	if year, ok := yearNamed(words[0]); ok {
		return p.months(year, time.January, 12), 1, nil
	}
	month, ok := monthNamed(words[0])
	if !ok {
		return nil, 0, nil
	}
	if len(words) > 1 {
		if year, ok := yearNamed(words[1]); ok {
			return p.months(year, month, 1), 2, nil
		}
		if isDigit(words[1][0]) {
			return nil, 0, nil // a day of it
		}
	}
	year := p.Now.Year()
	if month > p.Now.Month() {
		year--
	}
	if !p.After.IsZero() {
		year = p.After.In(p.zone).Year()
		if !p.months(year, month, 1).To.After(p.After) {
			year++
		}
	}
	return p.months(year, month, 1), 1, nil
}

// months returns so many whole months from one on.
func (p *parse) months(year int, month time.Month, n int) stretch {
	end := dayStart(year, month+time.Month(n), 1, p.zone)
	return stretch{From: dayStart(year, month, 1, p.zone), To: end, Until: end}
}

// yearNamed reads a year of this century: CloudTrail has no other.
func yearNamed(word string) (int, bool) {
	if len(word) != 4 {
		return 0, false
	}
	year, err := strconv.ParseUint(word, 10, 16)
	return int(year), err == nil && 2000 <= year && year < 2100
}
