package when

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// parseAgo reads "2 hours ago", "an hour ago", "90m ago". Up to hours it is an
// instant; days, weeks, months and years ago it is that whole day.
func (p *parse) parseAgo(words []string) (date, int, error) {
	i := slices.Index(words, "ago")
	if i < 1 || i > 2 {
		return nil, 0, nil
	}
	amount, name := words[0], ""
	if i == 2 {
		name = words[1]
	} else {
		digits := len(amount) - len(strings.TrimLeft(amount, "0123456789"))
		amount, name = amount[:digits], amount[digits:]
	}
	if amount == "a" || amount == "an" {
		amount = "1"
	}
	n, err := strconv.ParseUint(amount, 10, 32)
	unit, ok := units[name]
	if err != nil || !ok || n > 100_000 {
		return nil, 0, fmt.Errorf("%q is no length of time", strings.Join(words[:i], " "))
	}
	if unit.length > 0 {
		from := p.Now.Add(-time.Duration(n) * unit.length)
		return stretch{From: from, To: from.Add(unit.length), Until: from}, i + 1, nil
	}
	back := int(n)
	return dayOf(civil(p.Now).AddDate(-back*unit.years, -back*unit.months, -back*unit.days)), i + 1, nil
}

// unit is a unit of time: of fixed length, or counted on the calendar.
type unit struct {
	length              time.Duration
	years, months, days int
}

var units = map[string]unit{}

func init() {
	for names, u := range map[string]unit{
		"s sec secs second seconds": {length: time.Second},
		"m min mins minute minutes": {length: time.Minute},
		"h hr hrs hour hours":       {length: time.Hour},
		"d day days":                {days: 1},
		"w week weeks":              {days: 7},
		"month months":              {months: 1},
		"y year years":              {years: 1},
	} {
		for _, name := range strings.Fields(names) {
			units[name] = u
		}
	}
}

// epoch reads seconds (10 digits) or milliseconds (13) since 1970.
func epoch(phrase string) (Span, bool) {
	if len(phrase) != 10 && len(phrase) != 13 {
		return Span{}, false
	}
	n, err := strconv.ParseUint(phrase, 10, 64)
	if err != nil {
		return Span{}, false
	}
	from, length := time.Unix(int64(n), 0).UTC(), time.Second
	if len(phrase) == 13 {
		from, length = time.UnixMilli(int64(n)).UTC(), time.Millisecond
	}
	return Span{From: from, To: from.Add(length), Until: from}, true
}
