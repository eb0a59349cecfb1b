package csm

import (
	"slices"
	"time"

	"spoor/recorder/call"
)

const (
	// maxWaiting bounds the attempts that wait for the end of their call.
	maxWaiting = 4096
	// slack is how far the clocks of a call and of its attempts may be apart:
	// they are cut to milliseconds.
	slack = 2 * time.Millisecond
	// pause is the longest time between two attempts of one call.
	pause = time.Minute
)

// merger puts attempts and calls together. It is not safe for concurrent use.
type merger struct {
	// waiting holds attempts in the order in which they came.
	waiting []*datagram
}

// add takes a datagram in and returns what it completes, if anything.
func (m *merger) add(d *datagram) []call.Call {
	if d.Type == ofAttempt {
		m.waiting = append(m.waiting, d)
		if len(m.waiting) > maxWaiting {
			return m.giveUp(maxWaiting / 10)
		}
		return nil
	}
	return []call.Call{callOf(d, m.attemptsOf(d))}
}

// attemptsOf takes out the attempts of a call: those of its client and operation
// that lie in its time, as many as it says it made. Where clients made the same
// call several times at once, the last attempt has to have ended as the call
// did, with it.
func (m *merger) attemptsOf(c *datagram) []*datagram {
	var mine []int
	for i, a := range m.waiting {
		if a.from == c.from && a.ClientID == c.ClientID && a.Service == c.Service && a.Api == c.Api &&
			!a.began().Before(c.began().Add(-slack)) && !a.ended().After(c.ended().Add(slack)) {
			mine = append(mine, i)
		}
	}
	if len(mine) > max(c.AttemptCount, 1) {
		mine = closest(m.waiting, mine, c)
	}
	var attempts []*datagram
	for _, i := range mine {
		attempts = append(attempts, m.waiting[i])
		m.waiting[i] = nil
	}
	m.waiting = slices.DeleteFunc(m.waiting, func(a *datagram) bool { return a == nil })
	return attempts
}

// closest chooses as many of the attempts as the call made: of all runs of
// attempts that ended like the call, the one that began and ended nearest to
// when the call did.
func closest(waiting []*datagram, mine []int, c *datagram) []int {
	var best []int
	var bestOff time.Duration
	for _, last := range mine {
		run := runTo(waiting, mine, last, c.AttemptCount)
		off := waiting[run[0]].began().Sub(c.began()).Abs() + waiting[last].ended().Sub(c.ended()).Abs()
		off += time.Duration(c.AttemptCount-len(run)) * pause
		if !endedAlike(waiting[last], c) {
			off += maxLatency
		}
		if best == nil || off < bestOff {
			best, bestOff = run, off
		}
	}
	return best
}

// runTo returns up to n attempts that lead up to the one called last: each had
// failed, and was over just before the next began.
func runTo(waiting []*datagram, mine []int, last, n int) []int {
	run := []int{last}
	for len(run) < n {
		next, before := waiting[run[0]], -1
		for _, i := range mine {
			a := waiting[i]
			if code, _ := a.failure(); code == "" || slices.Contains(run, i) || a.ended().After(next.began().Add(slack)) {
				continue
			}
			if before < 0 || next.began().Sub(a.ended()).Abs() < next.began().Sub(waiting[before].ended()).Abs() {
				before = i
			}
		}
		if before < 0 {
			break
		}
		run = slices.Insert(run, 0, before)
	}
	return run
}

// endedAlike reports whether a call may have ended with that attempt.
func endedAlike(a, c *datagram) bool {
	code, _ := a.failure()
	final, _ := c.failure()
	return a.status() == c.status() && code == final
}

// expire gives up the attempts that have waited since before a time. A client
// that was killed never tells how its call ended.
func (m *merger) expire(before time.Time) []call.Call {
	n := 0
	for n < len(m.waiting) && m.waiting[n].received.Before(before) {
		n++
	}
	return m.giveUp(n)
}

// giveUp makes calls of the oldest attempts, those that follow each other into
// one.
func (m *merger) giveUp(n int) []call.Call {
	var calls []call.Call
	var runs [][]*datagram
next:
	for _, a := range m.waiting[:n] {
		for i, run := range runs {
			if follows(run[len(run)-1], a) {
				runs[i] = append(run, a)
				continue next
			}
		}
		runs = append(runs, []*datagram{a})
	}
	m.waiting = slices.Delete(m.waiting, 0, n)
	for _, run := range runs {
		c := callOf(run[len(run)-1], run)
		c.Start = run[0].began()
		c.Duration = max(0, run[len(run)-1].ended().Sub(c.Start))
		c.Attempts = len(run)
		c.Extra["callEnd"] = "not told by the client"
		calls = append(calls, c)
	}
	return calls
}

// follows reports whether b tries again what a failed to do.
func follows(a, b *datagram) bool {
	code, _ := a.failure()
	return code != "" && a.from == b.from && a.ClientID == b.ClientID && a.Service == b.Service && a.Api == b.Api && a.AccessKey == b.AccessKey &&
		!b.began().Before(a.ended().Add(-slack)) && b.began().Sub(a.ended()) < pause
}

// callOf puts a call together from its end and its attempts; d is the datagram
// that tells how it ended.
func callOf(d *datagram, attempts []*datagram) call.Call {
	c := call.Call{
		Start: d.began(), Duration: d.took(), Via: call.CSM, Source: eventSource(d.Service), Operation: eventName(d.Service, d.Api), Region: d.Region,
		UserAgent: d.UserAgent, SourceIP: host(d.from), Status: d.status(), Attempts: d.AttemptCount, Extra: map[string]string{},
	}
	c.ErrorCode, c.ErrorMessage = d.failure()
	if d.MaxRetriesExceeded != 0 {
		c.Extra["maxRetriesExceeded"] = "true"
	}
	for _, a := range slices.Backward(attempts) {
		c.Region = first(c.Region, a.Region)
		c.UserAgent = first(c.UserAgent, a.UserAgent)
		c.Caller.AccessKey = first(c.Caller.AccessKey, a.AccessKey)
		c.Endpoint = first(c.Endpoint, a.Fqdn)
	}
	if len(attempts) > 0 {
		c.RequestID = attempts[len(attempts)-1].requestID()
	}
	return c
}
