package ingest

import (
	"fmt"
	"strings"
	"time"

	"spoor/source/login"
	"spoor/source/lookup"
)

// SyncProgress is how far a sync is.
type SyncProgress struct {
	Progress
	// Streams are those of the plan, in its order.
	Streams []StreamProgress
	// Left is the time left, about; 0 where that cannot be told.
	Left time.Duration
}

// StreamProgress is how far one account, Region and category is.
type StreamProgress struct {
	lookup.Status
	// Likely is how many requests it will likely take in all, 0 where that is
	// not known.
	Likely int
	// Left is the time left, about; 0 where that cannot be told.
	Left time.Duration
	// Err is why it failed, or was left to another program (*Busy).
	Err error
}

func (s *syncing) progress(now Progress) SyncProgress {
	p := SyncProgress{Progress: now, Streams: s.streams()}
	over, fetching, waiting := 0, 0, 0
	for _, stream := range p.Streams {
		p.Left = max(p.Left, stream.Left)
		switch {
		case stream.State == lookup.Done && stream.Requests > 0:
			over++
		case stream.State == lookup.Fetching:
			fetching++
		case stream.State == lookup.Waiting:
			waiting++
		}
	}
	if waiting > 0 {
		p.Left = leftInTurn(now.Elapsed, over, fetching, waiting)
	}
	return p
}

// leftInTurn is the time left where streams wait for their turn, as long as those
// before them took: what is under way is taken for half done. It is 0 as long as
// none is over.
func leftInTurn(elapsed time.Duration, over, fetching, waiting int) time.Duration {
	if over == 0 {
		return 0
	}
	half := float64(fetching) / 2
	return time.Duration(float64(elapsed) * (float64(waiting) + half) / (float64(over) + half))
}

// streams says how far the streams of the plan are.
func (s *syncing) streams() []StreamProgress {
	statuses := s.source.Statuses()
	all := make([]StreamProgress, len(s.plan.Streams))
	for i, stream := range s.plan.Streams {
		at := &all[i]
		if s.of[i] < 0 {
			at.Account, at.Profile, at.Region, at.Category = stream.Account.ID, stream.Account.Profile, stream.Region, stream.Category
			at.State = lookup.Done
			continue
		}
		at.Status = statuses[s.of[i]]
		if at.Problem != nil {
			at.Err = at.Problem
		} else if busy := s.leftTo(i); busy != nil {
			at.State, at.Err = lookup.Failed, busy
		}
		at.look(stream, time.Now())
	}
	return all
}

// look looks ahead: by how fast it has gone back in time so far, else by what
// was planned.
func (p *StreamProgress) look(planned Stream, now time.Time) {
	if planned.Known {
		p.Likely = planned.Requests
	}
	if p.State != lookup.Fetching {
		return
	}
	const enough = 3 // requests
	switch {
	case p.Got > 0 && p.Requests >= enough:
		rest := float64(p.Asked-p.Got) / float64(p.Got)
		p.Left = time.Duration(rest * float64(now.Sub(p.Began)))
		p.Likely = p.Requests + int(rest*float64(p.Requests)+0.5)
	case p.Likely > p.Requests && p.Rate > 0:
		p.Left = time.Duration(float64(p.Likely-p.Requests) / p.Rate * float64(time.Second))
	}
}

// Measured is how many requests a second were answered so far.
func (p *StreamProgress) Measured(now time.Time) float64 {
	if seconds := now.Sub(p.Began).Seconds(); p.Requests > 0 && seconds >= 1 {
		return float64(p.Requests) / seconds
	}
	return p.Rate
}

// String says it in one line of plain text, without what is not known. Times
// are UTC.
func (p StreamProgress) String() string {
	name := p.Account + " " + p.Region
	if p.Category != lookup.Management {
		name += " " + p.Category
	}
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	switch {
	case p.Err != nil:
		return name + ": " + reasonOf(p.Err)
	case p.State == lookup.Waiting:
		return name + ": waiting"
	case p.State == lookup.Done && p.Requests == 0:
		return name + ": nothing is missing"
	}
	if p.Likely > p.Requests {
		add("%s of about %s requests", grouped(p.Requests), grouped(p.Likely))
	} else {
		add("%s", plural(p.Requests, "request"))
	}
	if p.State == lookup.Fetching {
		if rate := p.Measured(time.Now()); rate > 0 {
			add("%.1f/s", rate)
		}
		if !p.Reached.IsZero() {
			add("back to %s", p.Reached.UTC().Format("2 Jan 15:04"))
		}
		if p.Left > 0 {
			add("%s left", roughly(p.Left))
		}
	} else {
		add("done")
	}
	add("%s", plural(p.Events, "event"))
	if p.Throttled > 0 {
		add("throttled %s", times(p.Throttled))
	}
	if p.Retried > 0 {
		add("%s repeated", plural(p.Retried, "request"))
	}
	return name + ": " + strings.Join(parts, " · ")
}

// reasonOf is an error without what it is about, where that stands before it
// already.
func reasonOf(err error) string {
	if p, ok := err.(*login.Problem); ok {
		return p.Reason()
	}
	if b, ok := err.(*Busy); ok {
		return b.Holder.String() + " is fetching it"
	}
	return err.Error()
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return grouped(n) + " times"
}
