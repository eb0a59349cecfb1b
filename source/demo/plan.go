package demo

import (
	"cmp"
	"slices"
	"strconv"
)

// plan is the fortnight before it is written: every event, in the order in
// which it was thought of.
type plan struct {
	*cast
	dice   *dice
	start  int64
	days   int
	events []planned
	thief  *intruder
}

const (
	demoSeed = 0x5b00f
	demoDays = 14
)

func itoa(n int) string { return strconv.Itoa(n) }

// newPlan plans everything that happens in the days up to end.
func newPlan(end int64) *plan {
	d := newDice(demoSeed, 1)
	p := &plan{
		cast: newCast(d), dice: d,
		start: end - demoDays*secondsPerDay, days: demoDays,
		events: make([]planned, 0, 52_000),
	}
	p.people()
	p.pipelines()
	p.machines()
	p.services()
	p.rarities()
	p.intrusion()
	p.response()
	p.arrange(end)
	return p
}

// arrange numbers the events and puts the newest first. What fell outside the
// window is left out, and so is the stretch that could not be fetched.
func (p *plan) arrange(end int64) {
	for i := range p.events {
		p.events[i].seq = uint64(i)
	}
	from, to := p.start+gapFrom, p.start+gapTo
	p.events = slices.DeleteFunc(p.events, func(e planned) bool {
		inGap := e.in.account == gapAccount && e.in.region == gapRegion && e.at >= from && e.at < to
		return e.at < p.start || e.at >= end || inGap
	})
	slices.SortFunc(p.events, func(a, b planned) int {
		if a.at != b.at {
			return cmp.Compare(b.at, a.at)
		}
		return cmp.Compare(b.seq, a.seq)
	})
}

// add plans one call and returns it for what more there is to say of it.
func (p *plan) add(at int64, o *op, in *place, who *caller) *planned {
	p.events = append(p.events, planned{at: at, op: o, in: in, who: who})
	return &p.events[len(p.events)-1]
}

// does plans a call as it goes in ordinary life: now and then it fails.
func (p *plan) does(at int64, o *op, in *place, who *caller) *planned {
	e := p.add(at, o, in, who)
	if len(o.mishaps) > 0 && p.dice.chance(45) {
		e.fail = o.mishaps[p.dice.below(len(o.mishaps))]
	}
	return e
}

// assume plans the call that opens a session, in the logs of the caller's
// account and of the role's own where these differ.
func (p *plan) assume(at int64, by *caller, session *caller, region string) {
	here := p.at(session.account, region)
	o := call("sts:AssumeRole")
	if by.account == "" || by.account == session.account {
		p.add(at, o, here, by).opened = session
		return
	}
	shared := p.dice.uuid()
	if mine := p.at(by.account, region); mine != nil {
		e := p.add(at, o, mine, by)
		e.opened, e.shared = session, shared
	}
	e := p.add(at, o, here, otherAccount(by))
	e.opened, e.shared = session, shared
}

// midnight is the start of a day of the window, in a zone so many seconds ahead
// of UTC.
func (p *plan) midnight(day int, zone int64) int64 {
	return p.start + int64(day)*secondsPerDay - zone
}

// weekday reports whether people work on this day of the window.
func (p *plan) weekday(day int) bool {
	days := (p.start/secondsPerDay + int64(day) + 4) % 7 // 1 January 1970 was a Thursday
	return days != 0 && days != 6
}

// clockTime is a time of day in seconds.
func clockTime(hour, minute, second int) int64 { return int64(hour*3600 + minute*60 + second) }

// jitter is a time within so many seconds.
func (p *plan) jitter(seconds int) int64 { return int64(p.dice.below(seconds)) }
