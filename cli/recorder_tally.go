package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"spoor/event"
	"spoor/recorder/call"
)

// tally counts the calls that pass into a sink.
type tally struct {
	to call.Sink

	mu    sync.Mutex
	calls map[tallied]*outcome
	// total and failed count all calls, also those that calls has no room for.
	total, failed int
}

// tallied is what calls are counted by.
type tallied struct{ service, operation, code string }

type outcome struct {
	n int
	// message is that of the last call.
	message string
}

// maxTallied bounds what is counted apart: callers choose the names.
const maxTallied = 10_000

func newTally(to call.Sink) *tally { return &tally{to: to, calls: map[tallied]*outcome{}} }

// Record implements call.Sink.
func (t *tally) Record(ctx context.Context, c call.Call) error {
	if err := t.to.Record(ctx, c); err != nil {
		return err
	}
	key := tallied{service: strings.TrimSuffix(c.Source, ".amazonaws.com"), operation: c.Operation}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.total++
	if c.Failed() {
		t.failed++
		key.code = cmp.Or(c.ErrorCode, fmt.Sprint("HTTP ", c.Status))
	}
	o := t.calls[key]
	if o == nil {
		if len(t.calls) >= maxTallied {
			return nil
		}
		o = &outcome{}
		t.calls[key] = o
	}
	o.n++
	o.message = call.HideSecrets(c.ErrorMessage)
	return nil
}

// mostTold is how many lines the summary has at most.
const mostTold = 40

// print says which calls were made: failures first, then by number.
func (t *tally) print(a *app, took time.Duration, dir string) {
	if a.quiet {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.total == 0 {
		a.say("recorded no calls: 'spoor record --help' says which programs can be recorded, and how")
		return
	}
	verdict := "none failed"
	if t.failed > 0 {
		verdict = grouped(t.failed) + " failed"
	}
	a.say("recorded %s in %.1f s, %s, into %s", counted(t.total, "call"), took.Seconds(), verdict, event.Clean(dir))
	keys := make([]tallied, 0, len(t.calls))
	width := 0
	for key := range t.calls {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(x, y tallied) int {
		if (x.code == "") != (y.code == "") {
			return strings.Compare(y.code, x.code)
		}
		return cmp.Or(cmp.Compare(t.calls[y].n, t.calls[x].n), strings.Compare(x.service, y.service),
			strings.Compare(x.operation, y.operation), strings.Compare(x.code, y.code))
	})
	shown := keys[:min(len(keys), mostTold)]
	for _, key := range shown {
		width = max(width, event.Width(event.Clean(key.service+":"+key.operation)))
	}
	for _, key := range shown {
		name := event.Clean(key.service + ":" + key.operation)
		line := fmt.Sprintf("%7s %s%s", grouped(t.calls[key].n), name, strings.Repeat(" ", width-event.Width(name)))
		if key.code != "" {
			line += "  ✗ " + event.Clean(key.code)
			if message := t.calls[key].message; message != "" {
				line += ": " + event.Cut(event.Clean(message), 100)
			}
		}
		a.say("%s", strings.TrimRight(line, " "))
	}
	if rest := len(keys) - len(shown); rest > 0 {
		a.say("        and %s more: spoor facets is:local --by event", counted(rest, "operation"))
	}
}
