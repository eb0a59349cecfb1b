package cli

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"spoor/event"
	"spoor/ingest"
	"spoor/source/lookup"
)

// syncProgress shows how far a sync is: on a terminal a line for each account
// and Region, written over as it goes on; elsewhere a line whenever one of them
// is over, and one for all of them now and then.
type syncProgress struct {
	app      *app
	terminal *os.File
	lines    int
	last     time.Time
	told     map[int]bool
}

func (a *app) syncProgress() *syncProgress {
	p := &syncProgress{app: a, last: time.Now(), told: map[int]bool{}}
	if a.draws(a.errOut) {
		p.terminal = a.errOut.(*os.File)
	}
	return p
}

// show is called for every progress, never twice at a time.
func (p *syncProgress) show(now ingest.SyncProgress) {
	switch {
	case p.app.quiet:
	case p.terminal != nil:
		p.draw(now)
	default:
		p.tell(now)
	}
}

func (p *syncProgress) draw(now ingest.SyncProgress) {
	width, height, err := term.GetSize(p.terminal.Fd())
	if err != nil || width < 2 || height < 3 {
		width, height = 80, 24
	}
	lines := append(streamLines(now.Streams, height-2), total(now))
	var out strings.Builder
	if p.lines > 0 {
		fmt.Fprintf(&out, "\x1b[%dA", p.lines)
	}
	for _, line := range lines {
		fmt.Fprintf(&out, "\r%s\x1b[K\n", event.Cut(event.Clean(line), width-1))
	}
	out.WriteString("\x1b[J")
	p.lines = len(lines)
	p.terminal.WriteString(out.String())
}

// streamLines are at most so many lines; where there are more streams, those
// that are under way or have failed come first.
func streamLines(streams []ingest.StreamProgress, most int) []string {
	var lines []string
	for _, wanted := range [][]lookup.State{{lookup.Fetching}, {lookup.Failed}, {lookup.Waiting, lookup.Done}} {
		for _, s := range streams {
			if len(streams) <= most && wanted[0] != lookup.Fetching {
				continue
			}
			for _, state := range wanted {
				if s.State == state || len(streams) <= most {
					lines = append(lines, s.String())
					break
				}
			}
		}
	}
	return lines[:min(len(lines), max(most, 0))]
}

// total is the line for all of it.
func total(now ingest.SyncProgress) string {
	requests, reading, waiting := 0, 0, 0
	for _, s := range now.Streams {
		requests += s.Requests
		switch s.State {
		case lookup.Fetching:
			reading++
		case lookup.Waiting:
			waiting++
		}
	}
	text := fmt.Sprintf("%s · %s · %s new", counted(requests, "request"), counted(now.Events, "event"), grouped(now.New))
	if waiting > 0 {
		text += fmt.Sprintf(" · %s of %s accounts and Regions over", grouped(len(now.Streams)-reading-waiting), grouped(len(now.Streams)))
	}
	if reading > 0 {
		text += fmt.Sprintf(" · %d under way", reading)
	}
	if now.Left > 0 {
		text += " · " + spell(now.Left) + " left"
	}
	return text
}

func (p *syncProgress) tell(now ingest.SyncProgress) {
	p.ended(now.Streams)
	if time.Since(p.last) >= plainEvery {
		p.last = time.Now()
		p.app.say("%s", total(now))
	}
}

// ended tells of the streams that are over; those that failed are told of as
// problems.
func (p *syncProgress) ended(streams []ingest.StreamProgress) {
	for i, s := range streams {
		if s.State == lookup.Done && s.Requests > 0 && !p.told[i] {
			p.told[i] = true
			p.app.say("%s", event.Clean(s.String()))
		}
	}
}

// end leaves the last state of each stream on the screen.
func (p *syncProgress) end(streams []ingest.StreamProgress) {
	if p.terminal == nil && !p.app.quiet {
		p.ended(streams)
	}
}
