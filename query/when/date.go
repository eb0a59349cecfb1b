package when

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// date is a day, or a longer or shorter stretch that is named by a date.
type date interface {
	span(r Reader, zone *time.Location) Span
}

// dayDate is one day. A recurring one (monday, 19 Nov) is to be found anew for
// each time of day: on a Monday morning, monday 3pm is a week ago.
type dayDate struct {
	year  int
	month time.Month
	day   int
	// move returns the day's next occurrence for by = 1, the previous for -1; it
	// is nil for a day that is fixed.
	move func(d dayDate, by int) dayDate
}

func (d dayDate) whole(zone *time.Location) Span {
	end := dayStart(d.year, d.month, d.day+1, zone)
	return Span{From: dayStart(d.year, d.month, d.day, zone), To: end, Until: end}
}

func (d dayDate) span(r Reader, zone *time.Location) Span {
	if d.move != nil && !r.After.IsZero() {
		return d.first(r.After.In(zone), func(d dayDate) Span { return d.whole(zone) })
	}
	return d.whole(zone)
}

// with returns a time of that day.
func (d dayDate) with(c clock, r Reader, zone *time.Location) Span {
	at := func(d dayDate) Span { return c.on(d.year, d.month, d.day, zone) }
	if d.move == nil {
		return at(d)
	}
	if !r.After.IsZero() {
		return d.first(r.After.In(zone), at)
	}
	if span := at(d); !span.From.After(r.Now) {
		return span
	}
	return at(d.move(d, -1))
}

// first returns the first occurrence that ends after a time.
func (d dayDate) first(after time.Time, at func(dayDate) Span) Span {
	year, month, day := after.Date()
	for behind := (dayDate{year: year, month: month, day: day}); d.after(behind); {
		d = d.move(d, -1)
	}
	for {
		if span := at(d); span.Until.After(after) {
			return span
		}
		d = d.move(d, 1)
	}
}

// after reports whether d is a later day than other.
func (d dayDate) after(other dayDate) bool {
	return dayStart(d.year, d.month, d.day, time.UTC).After(dayStart(other.year, other.month, other.day, time.UTC))
}

// stretch is a span that is known outright.
type stretch Span

func (s stretch) span(Reader, *time.Location) Span { return Span(s) }

func dayOf(t time.Time) dayDate {
	year, month, day := t.Date()
	return dayDate{year: year, month: month, day: day}
}

// parseDate reads a date from the front of words and says how many it took: 0
// when there is none.
func (p *parse) parseDate(words []string) (date, int, error) {
	switch words[0] {
	case "now":
		return stretch{From: p.Now, To: p.Now.Add(time.Second), Until: p.Now}, 1, nil
	case "today":
		return dayOf(p.Now), 1, nil
	case "yesterday":
		return dayOf(civil(p.Now).AddDate(0, 0, -1)), 1, nil
	case "last", "this":
		if len(words) > 1 {
			return p.parseLast(words[0] == "last", words[1])
		}
		return nil, 0, nil
	}
	if weekday, ok := weekdayNamed(words[0]); ok {
		return p.latestWeekday(weekday), 1, nil
	}
	for _, read := range []func([]string) (date, int, error){p.parseAgo, p.parseISO, p.parseMonth, p.parseMonthDay} {
		if d, n, err := read(words); n > 0 || err != nil {
			return d, n, err
		}
	}
	return nil, 0, nil
}

// latestWeekday returns the latest such day, today included.
func (p *parse) latestWeekday(weekday time.Weekday) dayDate {
	back := (int(p.Now.Weekday()) - int(weekday) + 7) % 7
	d := dayOf(civil(p.Now).AddDate(0, 0, -back))
	d.move = func(d dayDate, by int) dayDate {
		moved := dayOf(time.Date(d.year, d.month, d.day+7*by, 0, 0, 0, 0, time.UTC))
		moved.move = d.move
		return moved
	}
	return d
}

// parseLast reads what follows "last" or "this". A week begins on Monday.
func (p *parse) parseLast(last bool, unit string) (date, int, error) {
	back := 0
	if last {
		back = 1
	}
	year, month, day := p.Now.Date()
	days := func(fromYear int, fromMonth time.Month, fromDay, toYear int, toMonth time.Month, toDay int) (date, int, error) {
		end := dayStart(toYear, toMonth, toDay, p.zone)
		return stretch{From: dayStart(fromYear, fromMonth, fromDay, p.zone), To: end, Until: end}, 2, nil
	}
	switch unit {
	case "day", "night":
		return nil, 0, fmt.Errorf("say today or yesterday")
	case "week":
		monday := day - (int(p.Now.Weekday())+6)%7 - 7*back
		return days(year, month, monday, year, month, monday+7)
	case "month":
		first := month - time.Month(back)
		return days(year, first, 1, year, first+1, 1)
	case "year":
		return days(year-back, 1, 1, year-back+1, 1, 1)
	case "hour", "minute":
		if last {
			length := units[unit].length
			return stretch{From: p.Now.Add(-length), To: p.Now, Until: p.Now}, 2, nil
		}
	}
	if weekday, ok := weekdayNamed(unit); ok {
		d := p.latestWeekday(weekday)
		if last && d.day == day {
			d = d.move(d, -1)
		}
		d.move = nil
		return d, 2, nil
	}
	return nil, 0, nil
}

// parseISO reads 2026-11-19, 20261119 and 2026-11.
func (p *parse) parseISO(words []string) (date, int, error) {
	word := words[0]
	if len(word) == 8 && strings.Trim(word, "0123456789") == "" {
		word = word[:4] + "-" + word[4:6] + "-" + word[6:]
	}
	parts := strings.Split(word, "-")
	if len(parts) < 2 || len(parts) > 3 || len(parts[0]) != 4 {
		return nil, 0, nil
	}
	var numbers [3]int
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || len(part) > 2 && i > 0 {
			return nil, 0, fmt.Errorf("%q is no date", words[0])
		}
		numbers[i] = int(n)
	}
	if len(parts) == 2 {
		year, month := numbers[0], time.Month(numbers[1])
		if year < 1 || month < 1 || month > 12 {
			return nil, 0, fmt.Errorf("%q is no month", words[0])
		}
		return p.months(year, month, 1), 1, nil
	}
	d := dayDate{year: numbers[0], month: time.Month(numbers[1]), day: numbers[2]}
	if !d.valid() {
		return nil, 0, fmt.Errorf("%q is no date", words[0])
	}
	return d, 1, nil
}

func (d dayDate) valid() bool {
	t := time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC)
	return d.year >= 1 && t.Month() == d.month && t.Day() == d.day
}

// parseMonthDay reads "19 Nov", "Nov 19", each perhaps with a year after it.
func (p *parse) parseMonthDay(words []string) (date, int, error) {
	if len(words) < 2 {
		return nil, 0, nil
	}
	month, day := words[0], words[1]
	if _, ok := monthNamed(month); !ok {
		month, day = day, month
	}
	m, ok := monthNamed(month)
	if !ok {
		return nil, 0, nil
	}
	n, err := strconv.ParseUint(strings.TrimRight(day, "stndrh."), 10, 8)
	if err != nil {
		return nil, 0, fmt.Errorf("%q is no day of a month", day)
	}
	d := dayDate{year: p.Now.Year(), month: m, day: int(n)}
	if len(words) > 2 && len(words[2]) == 4 {
		if year, err := strconv.ParseUint(words[2], 10, 16); err == nil {
			if d.year = int(year); !d.valid() {
				return nil, 0, fmt.Errorf("%q is no date", strings.Join(words[:3], " "))
			}
			return d, 3, nil
		}
	}
	if leap := (dayDate{year: 2024, month: m, day: d.day}); !leap.valid() {
		return nil, 0, fmt.Errorf("%q is no date", strings.Join(words[:2], " "))
	}
	d.move = func(d dayDate, by int) dayDate {
		for d.year += by; !d.valid() && 1 <= d.year && d.year <= 9999; {
			d.year += by
		}
		return d
	}
	if today := dayOf(p.Now); !d.valid() || d.after(today) {
		d = d.move(d, -1)
	}
	return d, 2, nil
}

func weekdayNamed(word string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); word == name || len(word) >= 3 && strings.HasPrefix(name, word) {
			return d, true
		}
	}
	return 0, false
}

func monthNamed(word string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if name := strings.ToLower(m.String()); len(word) >= 3 && strings.HasPrefix(name, strings.TrimSuffix(word, ".")) {
			return m, true
		}
	}
	return 0, false
}
