package events

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/event"
	"spoor/keymap"
	"spoor/ui/pane"
)

// alikeRows are events of which neighbours of one letter are alike.
func alikeRows(pattern string) []cache.Row {
	all := make([]cache.Row, len(pattern))
	for i, r := range pattern {
		at := start.Add(-time.Duration(i) * time.Second)
		all[i] = cache.Row{
			Ref:   cache.Ref{Key: cache.Key{byte(i), byte(i >> 8), 1}, Nanos: at.UnixNano()},
			Event: event.Event{Time: at, Name: string(r), Source: "ec2.amazonaws.com", Severity: event.Normal},
		}
	}
	return all
}

// folded returns a pane of some lines over rows, folded, with every run known.
func folded(lines int, all []cache.Row) *Pane {
	p := &Pane{}
	p.SetSize(100, lines+1)
	p.SetFolded(true)
	a := answer(all)
	p.ShowAt(a, Place{Rows: a.Rows, Runs: runsAmong(all, 0)})
	return p
}

// supply gives what is missing until nothing is.
func supply(t *rapid.T, p *Pane, all []cache.Row) {
	for range 50 {
		want, missing := p.Missing()
		if !missing {
			return
		}
		if !want.Runs {
			p.Add(want.Offset, all[want.Offset:min(len(all), want.Offset+want.Limit)])
			continue
		}
		runs := runsAmong(all, 0)
		at := 0
		for runs[at].Offset+runs[at].Len <= want.Offset {
			at++
		}
		v := RunView(want.Limit, want.Offset)
		p.AddRuns(runs[max(0, at-v.Before):min(len(runs), at+v.After+1)])
	}
	t.Fatal("something is always missing")
}

// Whatever is done, the lines on screen are those of a list in which every run
// that was not opened takes one, and the cursor is on one of them.
func TestFoldedLinesAreThoseOfTheWholeList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringOfN(rapid.SampledFrom([]rune("aab")), 1, 400, -1).Draw(t, "pattern")
		all := alikeRows(pattern)
		p := folded(rapid.IntRange(1, 12).Draw(t, "lines"), all)
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch a := rapid.SampledFrom([]keymap.Action{
				keymap.Down, keymap.Up, keymap.PageDown, keymap.PageUp, keymap.First, keymap.Last, keymap.ToggleRun, keymap.FoldRuns, "resize", "go",
			}).Draw(t, "action"); a {
			case "resize":
				p.SetSize(100, rapid.IntRange(2, 30).Draw(t, "height"))
			case "go":
				p.Go(rapid.IntRange(0, len(all)-1).Draw(t, "to"))
			default:
				p.Do(a)
			}
			supply(t, p, all)
			var lines []int
			for i := 0; i < len(all); {
				lines = append(lines, i)
				i++
				for n := runEnd(all, lines[len(lines)-1]); p.fold.on && n-lines[len(lines)-1] >= foldFrom && !p.fold.opened[all[n-1].Ref] && i < n; {
					i++
				}
			}
			top, cursor := indexOf(lines, p.offset), indexOf(lines, p.cursor)
			if top < 0 || cursor < top || cursor >= top+p.Rows() {
				t.Fatalf("%s: lines begin at %v, the first on screen at %d, the cursor is at %d of %d lines", pattern, lines, p.offset, p.cursor, p.Rows())
			}
			if r := p.Row(); p.h > 1 && (r == nil || r.Ref != all[p.cursor].Ref) {
				t.Fatalf("at %d is %v", p.cursor, r)
			}
			if top > 0 && top+p.Rows() > len(lines) {
				t.Fatalf("%d of %d lines are shown from %d on", p.Rows(), len(lines), top)
			}
		}
	})
}

// runEnd is where the run ends that begins at or before a position.
func runEnd(all []cache.Row, at int) int {
	for at+1 < len(all) && all[at+1].Event.Name == all[at].Event.Name {
		at++
	}
	return at + 1
}

func indexOf(lines []int, at int) int {
	for i, line := range lines {
		if line == at {
			return i
		}
	}
	return -1
}

func TestGoingToAnEventOpensTheRunThatHoldsIt(t *testing.T) {
	p := folded(9, alikeRows("abbbbbc"))
	p.Go(3)
	if p.Position() != 3 || p.closed(3) != nil {
		t.Errorf("the cursor is at %d of run %v", p.Position(), p.closed(3))
	}
	p.Do(keymap.ToggleRun)
	if p.Position() != 1 || p.closed(1) == nil {
		t.Errorf("closed, the cursor is at %d of run %v", p.Position(), p.closed(1))
	}
	if got := p.Head(); got.Count != "2–6 / 7" || got.Note != "5 alike over 4 s" {
		t.Errorf("%+v", got)
	}
}

func TestARunIsSelectedAsAWhole(t *testing.T) {
	all := alikeRows("abbbbbc")
	p := folded(9, all)
	p.Do(keymap.Down)
	run := pane.TakeRange{From: 1, To: 6, Toggle: true}
	if got := p.Do(keymap.SelectEvent); got != run {
		t.Fatalf("%+v", got)
	}
	if p.Position() != 6 {
		t.Errorf("the cursor is at %d", p.Position())
	}
	var refs []cache.Ref
	for i := 1; i < 6; i++ {
		refs = append(refs, all[i].Ref)
	}
	p.Toggle(refs...)
	if got := p.Picked(); got != 5 {
		t.Errorf("%d are selected", got)
	}
	p.Do(keymap.Up)
	if got := p.Do(keymap.SelectEvent); got != run {
		t.Errorf("%+v", got)
	}
	p.Toggle(refs...)
	if got := p.Picked(); got != 0 {
		t.Errorf("%d are still selected", got)
	}
	p.Do(keymap.First)
	p.Do(keymap.SelectRange)
	p.Do(keymap.Down)
	if got := p.Do(keymap.SelectRange); got != (pane.TakeRange{From: 0, To: 6}) {
		t.Errorf("a range that ends on a run is %+v", got)
	}
}

func TestTheRunUnderTheCursorStaysOneWhenEventsComeInAboveIt(t *testing.T) {
	all := alikeRows("bbbbbbc")
	p := folded(9, all[2:])
	p.Settle()
	a := answer(all)
	p.ShowAt(a, Place{Rows: a.Rows, Runs: runsAmong(all, 0), Cursor: 2})
	if p.Position() != 0 || p.closed(0) == nil {
		t.Errorf("the cursor is at %d of run %v", p.Position(), p.closed(0))
	}
}

// An answer to a question put before the runs were folded brings none: those seen
// among its rows are shown, and what the cache knows of them is still asked for.
func TestRunsThatTheAnswerDidNotBringAreAskedFor(t *testing.T) {
	all := alikeRows("aaaab")
	p := folded(10, all)
	a := answer(all)
	p.ShowAt(a, Place{Rows: a.Rows})
	if want, missing := p.Missing(); !missing || !want.Runs {
		t.Fatalf("missing: %v, %+v", missing, want)
	}
	runs := runsAmong(all, 0)
	runs[0].Distinct = []int{1, 3}
	p.AddRuns(runs)
	if want, missing := p.Missing(); missing {
		t.Errorf("still missing: %+v", want)
	}
	if got := p.Head().Note; got != "4 alike over 3 s, 3 resources" {
		t.Error(got)
	}
	a = answer(all)
	a.Partial = true
	p.ShowAt(a, Place{Rows: a.Rows})
	if want, missing := p.Missing(); missing {
		t.Errorf("a part of an answer asks for %+v, though the rest brings it", want)
	}
}
