package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"spoor/event"
	"spoor/ingest"
	"spoor/source/lookup"
	"spoor/source/trail"
)

// discover has the sync fetch from wherever the trails deliver that the accounts
// see. An account that cannot be asked is a problem, and the others go on.
func (s *bucketSync) discover(ctx context.Context) error {
	places, problems, err := s.app.places(ctx, s.flags.accounts)
	if err != nil {
		return err
	}
	for _, problem := range problems {
		s.problem(problem)
	}
	for len(places) > 0 {
		account := places[0].Account
		var regions []string
		places = slices.DeleteFunc(places, func(p ingest.Place) bool {
			if p.Account == account {
				regions = append(regions, p.Region)
			}
			return p.Account == account
		})
		trails, refused, err := trail.Discover(ctx, account.Login(), regions...)
		for _, problem := range refused {
			s.problem(problem)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			s.problem(err)
		case len(trails) == 0 && len(refused) == 0:
			s.app.say("account %s sees no trail: 'spoor sync' without --discover fetches its event history", account.ID)
		}
		for _, t := range trails {
			s.add(t, account)
		}
	}
	for _, d := range s.deposits {
		for _, t := range d.trails {
			s.app.say("%s", event.Clean(described(t)))
		}
	}
	return nil
}

// add takes in a trail. What several of them deliver to is fetched once.
func (s *bucketSync) add(t trail.Trail, by *lookup.Account) {
	i := slices.IndexFunc(s.deposits, func(d deposit) bool { return d.url == t.URL() })
	if i < 0 {
		i = len(s.deposits)
		s.deposits = append(s.deposits, deposit{url: t.URL(), way: by.Login(), assumed: by.Role != ""})
	}
	d := &s.deposits[i]
	if !slices.ContainsFunc(d.trails, func(other trail.Trail) bool { return other.ARN == t.ARN }) {
		d.trails = append(d.trails, t)
	}
}

// described says in one line what a trail delivers where.
func described(t trail.Trail) string {
	parts := []string{"home " + t.HomeRegion}
	add := func(when bool, what string) {
		if when {
			parts = append(parts, what)
		}
	}
	add(t.Organization, "all accounts of the organisation")
	add(t.MultiRegion, "every Region")
	add(!t.MultiRegion, "its home Region only")
	add(t.OwnSelectors, "event selectors of its own: it may leave out management events and have data events")
	add(!t.OwnSelectors, "management events")
	add(t.Insights, "Insights events")
	add(t.Digests, "digests")
	add(t.Key != "", "encrypted with "+t.Key)
	return fmt.Sprintf("trail %s: %s: %s", t.Name, t.URL(), strings.Join(parts, ", "))
}
