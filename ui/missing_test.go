package ui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/source"
	"spoor/ui/timeline"
)

// week is the window of the corpus.
var weekFrom, weekTo = corpusEnd.Add(-corpusHours * time.Hour), corpusEnd

// stretch is a stretch of a source's account and Region over a part of the week,
// from 0 to 1.
func stretch(from, region string, state source.State, begin, end float64) cache.Stretch {
	at := func(part float64) time.Time { return weekFrom.Add(time.Duration(part * float64(weekTo.Sub(weekFrom)))) }
	return cache.Stretch{
		Source: from, Account: "111122223333", Region: region, Category: "Management", State: uint8(state),
		From: at(begin), To: at(end), AsOf: corpusEnd.Add(7 * time.Hour),
	}
}

// covered returns a cache with the calls of mallory and the coverage.
func covered(t *testing.T, stretches ...cache.Stretch) *cache.Cache {
	t.Helper()
	c := newCache(t)
	b := &cache.Batch{Origins: []cache.Origin{{Kind: "lookup", Place: "test", Fetched: corpusEnd}}, Coverage: stretches}
	for i, call := range corpus() {
		if call.user == "mallory" {
			record := call.record(i)
			e, err := event.Decode([]byte(record), nil)
			if err != nil {
				t.Fatal(err)
			}
			b.Entries = append(b.Entries, []cache.Entry{{Event: e, Record: []byte(record)}})
		}
	}
	if _, err := c.Append(context.Background(), b); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnEmptyAnswerSaysWhatMayBeMissing(t *testing.T) {
	all := func(from string, state source.State, regions ...string) (list []cache.Stretch) {
		for _, region := range regions {
			list = append(list, stretch(from, region, state, 0, 1))
		}
		return list
	}
	with := func(list []cache.Stretch, more ...cache.Stretch) []cache.Stretch { return append(list, more...) }
	filtered := stretch("lookup", "us-east-1", source.Filtered, 0, 1)
	filtered.Filter = "EventName=CreateUser"
	refused := stretch("lookup", "ap-south-1", source.Unavailable, 0, 1)
	refused.Reason = "the Region does not know these credentials"
	other := stretch("lookup", "eu-west-1", source.Complete, 0, 1)
	other.Account = "444455556666"
	var many []cache.Stretch
	for _, account := range []string{"111122223333", "222233334444", "333344445555", "444455556666", "555566667777"} {
		one := stretch("lookup", "eu-west-1", source.Complete, 0, 1)
		one.Account = account
		many = append(many, one)
	}
	others := slices.Clone(many)
	many = append(many, stretch("lookup", "us-east-1", source.Complete, 0, 1))
	half := other
	half.Region, half.To = "us-east-1", weekFrom.Add(weekTo.Sub(weekFrom)/2)
	broken := func(why string, regions ...string) []cache.Stretch {
		list := all("lookup", source.Damaged, regions...)
		for i := range list {
			list[i].Reason = why
		}
		return list
	}
	before := stretch("lookup", "sa-east-1", source.Complete, 0, 1)
	before.From, before.To = before.From.AddDate(0, -1, 0), before.From

	for name, it := range map[string]struct {
		coverage    []cache.Stretch
		filter      string
		says, hides []string
	}{
		"fetched whole from event history": {
			all("lookup", source.Complete, "us-east-1", "eu-west-1"), "",
			[]string{"complete: all of this window was fetched", "event history never has data events", "coverage 100 %"}, []string{"not fetched", "never fetched"},
		},
		"fetched, the last of it not for good": {
			with(nil, stretch("lookup", "us-east-1", source.Complete, 0, 0.9), stretch("lookup", "us-east-1", source.Provisional, 0.9, 1)), "",
			[]string{"complete: all of this window was fetched"}, []string{"not fetched"},
		},
		"accounts too many to name": {
			many, "",
			[]string{"us-east-1 was not fetched of 4 of 5 accounts: IAM and sign-ins are there"}, []string{"222233334444"},
		},
		"all accounts, too many to name": {
			others, "",
			[]string{"us-east-1 was not fetched of any of 5 accounts: IAM and sign-ins are there"}, []string{"222233334444"},
		},
		"fetched in part": {
			with(nil, stretch("lookup", "us-east-1", source.Complete, 0.5, 1)), "",
			[]string{"partial: 50 % of this window was fetched", "coverage 50 %"}, []string{"complete:"},
		},
		"without us-east-1": {
			all("lookup", source.Complete, "eu-west-1"), "",
			[]string{"us-east-1 was not fetched: IAM and sign-ins are there"}, nil,
		},
		"us-east-1 of another account only": {
			with(all("lookup", source.Complete, "us-east-1"), other), "",
			[]string{"us-east-1 was not fetched of 444455556666: IAM and sign-ins are there"}, []string{"of 111122223333"},
		},
		"the account that the filter names": {
			with(all("lookup", source.Complete, "us-east-1"), other), "account:111122223333",
			[]string{"complete", "coverage 100 %"}, []string{"was not fetched"},
		},
		"an account that was fetched in part": {
			with(all("lookup", source.Complete, "us-east-1"), half), "account:444455556666",
			[]string{"partial: 50 %", "coverage 50 %"}, []string{"complete"},
		},
		"all accounts but one that was fetched in part": {
			with(all("lookup", source.Complete, "us-east-1"), half), "-account:4444*",
			[]string{"complete", "coverage 100 %"}, []string{"partial"},
		},
		"an account of which nothing is known": {
			all("lookup", source.Complete, "us-east-1"), "account:444455556666",
			[]string{"never fetched"}, []string{"complete", "coverage"},
		},
		"us-east-1 in another window only": {
			with(all("lookup", source.Complete, "eu-west-1"), func() cache.Stretch { b := before; b.Region = "us-east-1"; return b }()), "",
			[]string{"us-east-1 was not fetched: IAM and sign-ins are there"}, nil,
		},
		"a Region fetched for another window": {
			with(all("lookup", source.Complete, "us-east-1"), before), "",
			[]string{"not fetched here: sa-east-1"}, nil,
		},
		"a Region fetched for half of it": {
			with(all("lookup", source.Complete, "us-east-1"), stretch("lookup", "eu-west-1", source.Complete, 0.5, 1)), "",
			[]string{"partial: 75 %", "fetched in part: eu-west-1"}, nil,
		},
		"a Region of which nothing was promised beside one fetched whole": {
			with(all("lookup", source.Complete, "us-east-1"), stretch("trail", "eu-west-1", source.Observed, 0.5, 1)), "",
			[]string{"partial: 50 %", "coverage 50 %"}, []string{"observed only"},
		},
		"more failures than there is room for": {
			all("lookup", source.Unavailable, "us-east-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1"), "",
			[]string{"eu-north-1, eu-west-1 and 3 more Regions could not be fetched"}, []string{"more that failed"},
		},
		"reasons more than there is room for": {
			with(with(with(broken("segment 1", "us-east-1"), broken("segment 2", "eu-west-1")...), broken("segment 3", "eu-west-2")...),
				broken("segment 4", "eu-west-3")...), "",
			[]string{"eu-west-1 is damaged in the cache: segment 2", "and 1 more that failed or are gone"}, nil,
		},
		"damage over several Regions": {
			with(broken("segment 4", "us-east-1", "eu-west-1"), broken("segment 5", "eu-west-2")...), "",
			[]string{"eu-west-1, us-east-1 are damaged in the cache: segment 4", "eu-west-2 is damaged in the cache: segment 5"}, nil,
		},
		"the Region that the filter names": {
			all("lookup", source.Complete, "us-east-1"), "region:eu-west-1",
			[]string{"eu-west-1 was not fetched", "never fetched"}, []string{"complete", "coverage"},
		},
		"a Region that refused": {
			with(all("lookup", source.Complete, "us-east-1"), refused), "",
			[]string{"ap-south-1 could not be fetched: the Region does not know these credentials"}, nil,
		},
		"what was pruned": {
			with(nil, stretch("lookup", "us-east-1", source.Pruned, 0, 1)), "",
			[]string{"missing: what was here is gone", "us-east-1 was pruned from the cache"}, nil,
		},
		"one attribute only": {
			with(nil, filtered), "",
			[]string{"partial: only EventName=CreateUser was fetched of this window"}, nil,
		},
		"delivered by a trail": {
			all("trail", source.Delivered, "us-east-1", "eu-west-1"), "",
			[]string{"complete as far as the trail delivered: what it does not log is unknown"}, []string{"event history"},
		},
		"read from files": {
			all("trail", source.Observed, "us-east-1"), "",
			[]string{"partial: events were read from files, which promise nothing about the rest", "observed only"}, nil,
		},
		"recorded": {
			all("recorder", source.Observed, "us-east-1"), "",
			[]string{"partial: a recorder saw what ran through it, and nothing else"}, nil,
		},
		"never fetched": {
			nil, "", []string{"never fetched: nothing of this window was asked for"}, []string{"coverage"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			query := strings.TrimSpace("user:nobody after:2026-11-13 before:2026-11-20 " + it.filter)
			s := open(t, 120, 40, Options{Cache: covered(t, it.coverage...), Query: query})
			s.shows("no event matches")
			s.shows(it.says...)
			s.hides(it.hides...)
		})
	}
}

func TestAnEmptyAnswerOffersToFetchWhatIsMissing(t *testing.T) {
	c := covered(t, stretch("lookup", "us-east-1", source.Complete, 0.5, 1))
	const nobody = "user:nobody after:2026-11-13 before:2026-11-20"
	open(t, 120, 40, Options{Cache: c, Query: nobody, Fetch: &aws{t: t, store: c}}).shows("r fetches what is missing")
	open(t, 120, 40, Options{Cache: c, Query: nobody}).hides("r fetches")
	open(t, 80, 24, Options{Cache: c, Query: nobody, Fetch: &aws{t: t, store: c}}).shows("partial: 50 %", "r fetches what is missing")
}

func TestTheHeaderSaysWhenAnythingWasLastHeardOf(t *testing.T) {
	for _, it := range []struct {
		source string
		state  source.State
		says   string
	}{
		{"lookup", source.Complete, "● synced 1 h ago"}, {"trail", source.Delivered, "● bucket read 1 h ago"},
		{"trail", source.Observed, "● read 1 h ago"}, {"recorder", source.Observed, "● recorded 1 h ago"},
	} {
		open(t, 120, 40, Options{Cache: covered(t, stretch(it.source, "us-east-1", it.state, 0, 1))}).shows(it.says)
	}
	open(t, 120, 40, Options{Cache: covered(t)}).hides("●")
}

func TestTheCoverageFollowsTheFilter(t *testing.T) {
	half := stretch("lookup", "us-east-1", source.Complete, 0.5, 1)
	half.Account = "444455556666"
	c := covered(t, stretch("lookup", "us-east-1", source.Complete, 0, 1), half)
	s := open(t, 120, 40, Options{Cache: c, Query: "after:2026-11-13 before:2026-11-20"})
	s.shows("coverage 75 %")
	s.keys("f", "end", "type: account:111122223333", "enter")
	s.shows("coverage 100 %")
	s.keys("u")
	s.shows("coverage 75 %")
}

func TestTheRibbonUnderTheHistogramShowsWhatWasFetched(t *testing.T) {
	c := covered(t, stretch("lookup", "us-east-1", source.Complete, 0.5, 1))
	s := open(t, 120, 40, Options{Cache: c, Query: "after:2026-11-13 before:2026-11-20"})
	share := timeline.Share(s.m.shown.covered, s.m.shown.window, timeline.Fetched)
	if share < 0.49 || share > 0.51 {
		t.Errorf("%v of the window is covered", share)
	}
	for _, line := range strings.Split(s.view(), "\n") {
		if strings.Contains(line, "━") {
			if n := strings.Count(line, "━"); n < 55 || n > 63 {
				t.Errorf("%d cells of the ribbon are solid: %s", n, line)
			}
			return
		}
	}
	t.Errorf("there is no ribbon:\n%s", s.view())
}

func TestNothingIsSaidOfCoverageBeforeItIsKnown(t *testing.T) {
	if said := new(Model).coverageSentence(); said != "" {
		t.Errorf("it says %q", said)
	}
}
