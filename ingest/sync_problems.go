package ingest

import (
	"errors"
	"slices"
	"strings"

	"spoor/source/login"
)

// Problems are why parts of the plan were not done, each told once: what is the
// same in several Regions of an account names them all.
func (r *SyncReport) Problems() []error {
	type group struct{ account, reason string }
	regions := map[group][]string{}
	asked := map[string]map[string]bool{} // the Regions of each account
	of := func(s *StreamProgress) group { return group{s.Account, reasonOf(s.Err)} }
	for i := range r.Streams {
		s := &r.Streams[i]
		if asked[s.Account] == nil {
			asked[s.Account] = map[string]bool{}
		}
		asked[s.Account][s.Region] = true
		if s.Err != nil && !slices.Contains(regions[of(s)], s.Region) {
			regions[of(s)] = append(regions[of(s)], s.Region)
		}
	}
	var all []error
	told := map[string]bool{}
	for i := range r.Streams {
		s := &r.Streams[i]
		if s.Err == nil {
			continue
		}
		err := inRegions(s.Err, s.Account, namesOf(regions[of(s)], len(asked[s.Account])))
		if !told[err.Error()] {
			told[err.Error()] = true
			all = append(all, err)
		}
	}
	return all
}

// namesOf names Regions of an account of which so many were asked.
func namesOf(regions []string, asked int) string {
	const few = 3
	if len(regions) > few && len(regions) == asked {
		return "all " + plural(asked, "Region")
	}
	return strings.Join(regions, ", ")
}

// inRegions is an error of one Region of an account as one of several. What
// concerns the account as a whole stays as it is.
func inRegions(err error, account, regions string) error {
	var problem *login.Problem
	var busy *Busy
	switch {
	case errors.As(err, &problem) && problem.Region != "":
		of := *problem
		of.Region = regions
		return &of
	case errors.As(err, &busy):
		return &Busy{placeName(account, regions), busy.Holder}
	}
	return err
}
