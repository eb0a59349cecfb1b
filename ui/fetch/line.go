package fetch

import (
	"fmt"
	"strings"
	"time"

	"spoor/ui/text"
)

// Lines are one account of how far something is, from the longest to the
// shortest.
func (p *PartProgress) Lines(now time.Time, zone *time.Location) []string {
	requests := text.Count(p.Requests, p.Unit())
	short := text.Group(p.Requests)
	if p.Likely > p.Requests {
		requests = fmt.Sprintf("%s of about %s", text.Group(p.Requests), text.Count(p.Likely, p.Unit()))
		short += "/" + text.Group(p.Likely)
	}
	left := ""
	if p.Left >= time.Second {
		left = text.Span(p.Left.Round(time.Second)) + " left"
	}
	return []string{join(requests, p.Pace(now, zone), left), join(short, left), short}
}

// Pace says how fast it goes and how far back it has come, as far as that is
// known.
func (p *PartProgress) Pace(now time.Time, zone *time.Location) string {
	rate, reached := "", ""
	if p.Rate > 0 {
		rate = fmt.Sprintf("%.1f/s", p.Rate)
	}
	if !p.Reached.IsZero() {
		reached = "back to " + text.Moment(p.Reached.Truncate(time.Minute), now, zone)
	}
	return join(rate, reached)
}

// Unit is what Requests counts.
func (p *PartProgress) Unit() string {
	if strings.HasPrefix(p.Place, "s3://") {
		return "object"
	}
	return "request"
}

// join joins what there is of the parts of a line.
func join(parts ...string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, " · ")
}

// says is what there is to say of a part, in one line.
func (p *PartProgress) says(now time.Time, zone *time.Location) string {
	switch {
	case p.Problem != "":
		return "✗ " + p.Problem
	case p.State == Waiting:
		return "waiting"
	case p.State == Done && p.Requests == 0 && p.Events == 0:
		return "nothing is missing"
	case p.State == Done:
		return join("done", text.Count(p.Requests, p.Unit()), text.Count(p.Events, "event"), p.throttled())
	}
	return join(p.Lines(now, zone)[0], text.Count(p.Events, "event"), p.throttled())
}

// shorter says it where there is little room, "" where that is not needed.
func (p *PartProgress) shorter(now time.Time, zone *time.Location) string {
	if p.State != Fetching || p.Problem != "" {
		return ""
	}
	forms := p.Lines(now, zone)
	return join(forms[len(forms)-1], p.Pace(now, zone))
}

func (p *PartProgress) throttled() string {
	switch p.Throttled {
	case 0:
		return ""
	case 1:
		return "throttled once"
	}
	return "throttled " + text.Group(p.Throttled) + " times"
}

// likely is a number of requests that are likely, or the least there can be.
func likely(n int, atLeast bool) string {
	if atLeast {
		return "at least " + text.Count(n, "request")
	}
	return "about " + text.Count(n, "request")
}

// Requests says how much there is to ask.
func (o *Offer) requests() string {
	about := ""
	if o.Requests > 0 {
		least := "about "
		if o.AtLeast {
			least = "at least "
		}
		about = likely(o.Requests, o.AtLeast) + " · " + least + text.Span(max(time.Second, o.Time.Round(time.Second)))
	}
	objects, bytes := 0, int64(0)
	for _, p := range o.Parts {
		objects += p.Objects
		bytes += p.Bytes
	}
	if objects > 0 {
		about = join(about, text.Count(objects, "object")+", "+text.Bytes(bytes))
	}
	return about
}

// missing says what is missing of a part.
func (p *Part) missing() string {
	switch {
	case p.Nothing():
		return "nothing is missing"
	case p.Objects > 0:
		return text.Count(p.Objects, "object") + ", " + text.Bytes(p.Bytes)
	}
	return likely(p.Requests, p.AtLeast)
}
