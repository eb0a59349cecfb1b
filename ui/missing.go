package ui

import (
	"slices"
	"strings"

	"spoor/query"
	"spoor/source/lookup"
	"spoor/ui/text"
	"spoor/ui/timeline"
)

// coverageSentence says whether nothing means that nothing happened: whether
// the window was fetched as a whole, in part or never. It is empty as long as
// that is not known.
func (m *Model) coverageSentence() string {
	f := &m.shown.fetched
	switch share := f.part; {
	case !f.known:
		return ""
	case share > whole && f.delivered:
		return "complete as far as the trail delivered: what it does not log is unknown"
	case share > whole:
		if regions := f.regionsWithoutGlobal(); len(regions) > 0 {
			return "complete for " + few(regions) + ": all of it was fetched"
		}
		return "complete: all of this window was fetched"
	case share > 0:
		return "partial: " + percent(share) + " of this window was fetched"
	case len(f.attributes) > 0:
		return "partial: only " + strings.Join(f.attributes, ", ") + " was fetched of this window"
	case len(f.seen) == 1 && f.seen["recorder"]:
		return "partial: a recorder saw what ran through it, and nothing else"
	case len(f.seen) > 0:
		return "partial: events were read from files, which promise nothing about the rest"
	case timeline.Share(f.covered, m.shown.window, timeline.Missing) > 0:
		return "missing: what was here is gone, or could not be fetched"
	}
	return "never fetched: nothing of this window was asked for"
}

// global is the Region in which services without a Region of their own log, IAM
// and console sign-ins among them: see "Non-API events" and "global service
// events" in the AWS CloudTrail User Guide.
const global = "us-east-1"

// mayBeMissing names what is often looked for in vain.
func (m *Model) mayBeMissing() []string {
	f := &m.shown.fetched
	wanted, regions := literals(m.history.now.filter, query.FieldAccount), literals(m.history.now.filter, query.FieldRegion)
	accounts := f.accountsAmong(wanted)
	var lines []string
	var none, part []string
	if len(regions) == 0 {
		lines = f.notFetched(lines, global, accounts, ": IAM and sign-ins are there")
	}
	for _, region := range regions {
		lines = f.notFetched(lines, region, accounts, "")
	}
	for _, p := range f.places {
		switch {
		case len(regions) > 0, !p.asked, p.region == "":
		case p.share == 0 && p.region != global && !slices.Contains(none, p.region):
			none = append(none, p.region)
		case p.share > 0 && p.share <= whole && !slices.Contains(part, p.region):
			part = append(part, p.region)
		}
	}
	if len(f.told) > 0 && len(none) > 0 {
		lines = append(lines, "not fetched here: "+few(none))
	}
	if len(f.told) > 0 && len(part) > 0 && len(part) < len(f.places) {
		lines = append(lines, "fetched in part: "+few(part))
	}
	if len(f.told) == 1 && f.told[lookup.Kind] && len(f.seen) == 0 {
		lines = append(lines, "event history never has data events, such as reads of objects")
	}
	return append(lines, f.lossLines()...)
}

// notFetched adds which of the accounts, that are in order, were not fetched of
// a Region, and what that means. Many are counted, not named.
func (f *fetched) notFetched(lines []string, region string, accounts []string, means string) []string {
	const mostNamed = 3
	var of []string
	for _, account := range accounts {
		if f.of(account, region) == 0 {
			of = append(of, f.ofAccount(account))
		}
	}
	if n := len(of); n > mostNamed && n == len(accounts) {
		return append(lines, region+" was not fetched of any of "+text.Count(n, "account")+means)
	} else if n > mostNamed {
		of = []string{" of " + text.Group(n) + " of " + text.Count(len(accounts), "account")}
	}
	for _, account := range of {
		lines = append(lines, region+" was not fetched"+account+means)
	}
	return lines
}

// accountsAmong are the accounts of which anything is known, as far as they are
// wanted: all of them where nothing says so.
func (f *fetched) accountsAmong(wanted []string) []string {
	if len(wanted) == 0 {
		return f.accounts
	}
	wanted = slices.Sorted(slices.Values(wanted))
	var some []string
	for _, account := range f.accounts {
		if holds(wanted, account) {
			some = append(some, account)
		}
	}
	return some
}

// holds reports whether one of the names, that are in order, is this.
func holds(names []string, name string) bool {
	_, found := slices.BinarySearch(names, name)
	return found
}

// of is how much of the window was fetched of an account and Region.
func (f *fetched) of(account, region string) float64 {
	i, found := slices.BinarySearchFunc(f.places, placeFetched{account: account, region: region}, func(p, at placeFetched) int {
		return p.compare(at.account, at.region)
	})
	if !found {
		return 0
	}
	return f.places[i].share
}

// ofAccount names an account where there are several.
func (f *fetched) ofAccount(account string) string {
	if len(f.accounts) < 2 {
		return ""
	}
	return " of " + account
}

// regionsWithoutGlobal are the Regions that were fetched whole, where the one
// that everybody needs is not among them.
func (f *fetched) regionsWithoutGlobal() []string {
	var regions []string
	for _, p := range f.places {
		if p.asked && p.share > whole && p.region != "" && !slices.Contains(regions, p.region) {
			regions = append(regions, p.region)
		}
	}
	if slices.Contains(regions, global) {
		return nil
	}
	return regions
}

// few are some names, and how many more there are.
func few(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most-1], ", ") + " and " + text.Count(len(names)-most+1, "more Region")
}

// literals are the values that a filter demands of a field, none where it does
// not or not by value.
func literals(x query.Expr, field query.Field) []string {
	for _, part := range query.Conjuncts(x) {
		term, ok := part.(query.Term)
		if !ok || term.Field != field {
			continue
		}
		var values []string
		for _, p := range term.Patterns {
			if p.Kind != query.Word && p.Kind != query.Quoted {
				return nil
			}
			values = append(values, strings.ToLower(p.Value))
		}
		return values
	}
	return nil
}
