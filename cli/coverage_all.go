package cli

import (
	"fmt"
	"slices"
	"time"

	"spoor/cache"
	"spoor/source"
)

const (
	// mostCovered is how many lines of coverage are printed one by one: an
	// organisation has thousands of accounts' Regions.
	mostCovered = 60
	// mostTroubled is how many lines then name what failed or is damaged.
	mostTroubled = 20
	// lagging is how far what is known of a stream lies behind the others for it
	// to be named.
	lagging = time.Hour
)

// coverageLines say what has been fetched: of each stream, or where these are
// many and the user does not want to read it all, what failed and how it stands
// with all others together.
func (a *app) coverageLines(stretches []cache.Stretch) []string {
	sums := summarized(stretches)
	var lines []string
	if len(sums) <= mostCovered || a.verbose {
		for _, sum := range sums {
			lines = append(lines, a.covered(sum))
		}
		return lines
	}
	var together []*coveredInAll
	troubled := 0
	for _, sum := range sums {
		if state := source.State(sum.State); state == source.Unavailable || state == source.Damaged {
			if troubled++; troubled <= mostTroubled {
				lines = append(lines, a.covered(sum))
			}
			continue
		}
		i := slices.IndexFunc(together, func(c *coveredInAll) bool { return c.takes(sum) })
		if i < 0 {
			i = len(together)
			together = append(together, &coveredInAll{first: sum, least: sum, places: map[accountRegion]bool{}, accounts: map[string]bool{}})
		}
		together[i].add(sum)
	}
	if troubled > mostTroubled {
		lines = append(lines, fmt.Sprintf("and %s more that failed or are damaged", grouped(troubled-mostTroubled)))
	}
	for _, c := range together {
		lines = append(lines, a.coveredInAll(c))
	}
	return append(lines, "--verbose says it of each")
}

type accountRegion struct{ account, region string }

// coveredInAll sums up streams of many accounts and Regions that are alike in all
// else.
type coveredInAll struct {
	first    covered
	places   map[accountRegion]bool
	accounts map[string]bool
	from, to time.Time
	// least is the one of which least is known.
	least covered
}

func (c *coveredInAll) takes(s covered) bool {
	return c.first.State == s.State && c.first.Category == s.Category && c.first.Source == s.Source && c.first.Filter == s.Filter
}

func (c *coveredInAll) add(s covered) {
	c.places[accountRegion{s.Account, s.Region}] = true
	c.accounts[s.Account] = true
	if c.from.IsZero() || s.From.Before(c.from) {
		c.from = s.From
	}
	if s.To.After(c.to) {
		c.to = s.To
	}
	if s.To.Before(c.least.To) {
		c.least = s
	}
}

// coveredInAll says it in one line, and of what promises something who lags
// behind.
func (a *app) coveredInAll(c *coveredInAll) string {
	text := fmt.Sprintf("%s %s: %s of %s, %s to %s", c.first.Category, stateName(c.first.State),
		counted(len(c.places), "Region"), counted(len(c.accounts), "account"), a.moment(c.from), a.moment(c.to))
	if c.first.Source != "" {
		text += ", from " + c.first.Source
	}
	if c.first.Filter != "" {
		text += ", for " + c.first.Filter
	}
	switch source.State(c.first.State) {
	case source.Complete, source.Delivered:
		if c.to.Sub(c.least.To) > lagging {
			text += fmt.Sprintf("; of %s %s only to %s", c.least.Account, c.least.Region, a.moment(c.least.To))
		}
	}
	return text
}
