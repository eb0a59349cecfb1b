package cli

import (
	"fmt"
	"time"

	"spoor/cache"
	"spoor/source"
	"spoor/source/lookup"
)

// covered sums up the stretches of one stream that are in one state.
type covered struct {
	cache.Stretch
	stretches int
	length    time.Duration
}

// summarized brings the stretches of one stream and state together, in the order
// in which they first come. Stretches whose reasons differ stay apart.
func summarized(stretches []cache.Stretch) []covered {
	type group struct {
		source, account, region, category, filter, reason string
		state                                             uint8
	}
	at := map[group]int{}
	var sums []covered
	for _, s := range stretches {
		g := group{s.Source, s.Account, s.Region, s.Category, s.Filter, s.Reason, s.State}
		i, ok := at[g]
		if !ok {
			i = len(sums)
			at[g] = i
			sums = append(sums, covered{Stretch: s})
		}
		sum := &sums[i]
		sum.stretches++
		sum.length += s.To.Sub(s.From)
		if s.From.Before(sum.From) {
			sum.From = s.From
		}
		if s.To.After(sum.To) {
			sum.To = s.To
		}
	}
	return sums
}

// covered says in one line what is known of a stream.
func (a *app) covered(c covered) string {
	text := fmt.Sprintf("%s %s %s %s: %s to %s", c.Account, c.Region, c.Category, stateName(c.State), a.moment(c.From), a.moment(c.To))
	if c.stretches > 1 {
		text += fmt.Sprintf(", %s of it in %s", roughly(c.length), counted(c.stretches, "stretch"))
	}
	if c.Source != "" {
		text += ", from " + c.Source
	}
	if c.Filter != "" {
		text += ", for " + c.Filter
	}
	if c.Reason != "" {
		text += ": " + c.Reason
	}
	if source.State(c.State) == source.Damaged && c.Source == lookup.Kind {
		text += a.forGood(c.From)
	}
	return text
}

// roughly is a length of time in the largest unit that tells it: "13 d", "5 h".
func roughly(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d d", d/(24*time.Hour))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d min", d/time.Minute)
}
