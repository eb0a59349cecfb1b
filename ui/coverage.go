package ui

import (
	"cmp"
	"slices"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/source"
	"spoor/ui/timeline"
)

// fetched is what is known to have been fetched of a window, of the accounts and
// Regions that the filter asks for unless it says otherwise.
type fetched struct {
	// known says that it was looked up at all.
	known   bool
	covered []timeline.Covered
	// part is how much was fetched of the window of everything asked for of which
	// anything is known, all taken together, from 0 to 1.
	part float64
	// places are the accounts and Regions of which anything is known at all,
	// asked for or not, and accounts the accounts among them, in order: an
	// organisation has thousands, and they are needed whenever an empty answer is
	// drawn.
	places   []placeFetched
	accounts []string
	// seen are the sources that promise nothing about what they did not see,
	// told those that do, each by what they know of the window.
	seen, told map[string]bool
	// delivered says that some of it rests on what a trail delivered.
	delivered bool
	// attributes are the pairs for which alone something was fetched.
	attributes []string
	// gone is why parts of the window are known to be missing, each reason once.
	gone []loss
	// newest is when anything was last heard of any window, and of which source
	// with which state; zero for never.
	newest struct {
		at     time.Time
		source string
		state  source.State
	}
}

// placeFetched is how much of the window was fetched of the management events of
// an account and Region, from 0 to 1, and whether the filter asks for them.
type placeFetched struct {
	account, region string
	asked           bool
	share           float64
}

// summarize says what all the coverage there is means for a window and a filter.
func summarize(all []cache.Stretch, w query.Window, filter query.Expr) fetched {
	f := fetched{known: true, seen: map[string]bool{}, told: map[string]bool{}}
	asked := query.Compile(query.About(filter, query.FieldAccount, query.FieldRegion))
	byPlace := map[placeFetched][]cache.Stretch{}
	var within []cache.Stretch
	for _, s := range all {
		if s.AsOf.After(f.newest.at) {
			f.newest.at, f.newest.source, f.newest.state = s.AsOf, s.Source, source.State(s.State)
		}
		at := placeFetched{account: s.Account, region: s.Region}
		at.asked = asked.Match(query.Subject{Event: &event.Event{Account: s.Account, Region: s.Region}})
		if s.Category == management {
			byPlace[at] = append(byPlace[at], s)
		} else if _, known := byPlace[at]; !known {
			byPlace[at] = nil
		}
		if !at.asked || !s.From.Before(w.To) || !w.From.Before(s.To) {
			continue
		}
		within = append(within, s)
		f.take(s)
	}
	f.covered, f.part = timeline.Combine(within, w), timeline.Portion(within, w)
	for at, stretches := range byPlace {
		at.share = timeline.Share(timeline.Combine(stretches, w), w, timeline.Fetched)
		f.places = append(f.places, at)
	}
	slices.SortFunc(f.places, func(a, b placeFetched) int {
		return a.compare(b.account, b.region)
	})
	for _, p := range f.places {
		if n := len(f.accounts); p.account != "" && (n == 0 || f.accounts[n-1] != p.account) {
			f.accounts = append(f.accounts, p.account)
		}
	}
	return f
}

// compare orders places by account, then Region.
func (p placeFetched) compare(account, region string) int {
	return cmp.Or(cmp.Compare(p.account, account), cmp.Compare(p.region, region))
}

// management is the category of ordinary events.
const management = "Management"

// take takes in a stretch of the window.
func (f *fetched) take(s cache.Stretch) {
	switch state := source.State(s.State); state {
	case source.Complete, source.Provisional, source.Delivered:
		f.told[s.Source] = true
		f.delivered = f.delivered || state == source.Delivered
	case source.Filtered:
		if s.Filter != "" && !slices.Contains(f.attributes, s.Filter) {
			f.attributes = append(f.attributes, s.Filter)
		}
	case source.Observed:
		f.seen[s.Source] = true
	case source.Unavailable, source.Damaged, source.Pruned:
		f.lose(s)
	}
}

// whole is the share from which on it is all.
const whole = 0.999999
