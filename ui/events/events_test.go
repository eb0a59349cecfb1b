package events

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
	"spoor/ui/theme"
)

var start = time.Date(2026, 11, 18, 3, 0, 0, 0, time.UTC)

func rows(n int) []cache.Row {
	all := make([]cache.Row, n)
	for i := range all {
		at := start.Add(-time.Duration(i) * time.Second)
		all[i] = cache.Row{
			Ref: cache.Ref{Key: cache.Key{byte(i), byte(i >> 8)}, Nanos: at.UnixNano()},
			Event: event.Event{
				Time: at, User: fmt.Sprintf("user-%d", i), Name: "DescribeInstances", Source: "ec2.amazonaws.com",
				Targets: []event.Target{{Type: "AWS::EC2::Instance", Name: fmt.Sprintf("i-%08d", i)}}, Severity: event.Normal, Verb: event.VerbRead,
			},
		}
	}
	return all
}

func answer(all []cache.Row) *cache.Answer {
	return &cache.Answer{Matched: len(all), Rows: all[:min(50, len(all))], First: start.Add(-time.Hour), Last: start}
}

func TestColumnsStandApartAndInsideThePane(t *testing.T) {
	for width := 38; width <= 240; width++ {
		for _, format := range []string{text.Clock, text.ShortDayClock, text.DayClock, text.Full} {
			if width < widthForDays && len(format) > len(text.ShortDayClock) {
				continue
			}
			end := lead + len(format)
			for _, c := range place(usual(width), width, lead+len(format)+2) {
				if c.x <= end {
					t.Fatalf("%d wide: %s begins at %d, before what ends at %d", width, c.name, c.x, end)
				}
				if c.w < c.least || c.w > c.most {
					t.Fatalf("%d wide: %s is %d wide", width, c.name, c.w)
				}
				end = c.x + c.w
			}
			if end > width && len(format) < len(text.Full) {
				t.Fatalf("%d wide with %q: the columns end at %d", width, format, end)
			}
		}
	}
}

func TestARowReadsWithoutColour(t *testing.T) {
	for _, c := range []struct {
		verb     event.Verb
		severity event.Severity
		want     string
	}{
		{event.VerbDelete, event.Danger, "!"},
		{event.VerbRead, event.Danger, "!"},
		{event.VerbWrite, event.Attention, "W"},
		{event.VerbRead, event.Attention, "R"},
		{event.VerbSignIn, event.Attention, "S"},
		{event.VerbRead, event.Normal, "r"},
		{event.VerbRead, event.Quiet, "·"},
		{event.VerbUnknown, event.Normal, " "},
	} {
		if got := letter(&event.Event{Verb: c.verb, Severity: c.severity}); got != c.want {
			t.Errorf("verb %d of severity %d is %q, want %q", c.verb, c.severity, got, c.want)
		}
	}
}

// Whatever the person does, the cursor is on the screen, and what is missing is
// asked for and nothing else.
func TestTheCursorIsAlwaysSeenAndItsRowsAreAskedFor(t *testing.T) {
	all := rows(3000)
	rapid.Check(t, func(t *rapid.T) {
		p := &Pane{}
		p.SetSize(80, 20)
		p.Show(answer(all))
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch a := rapid.SampledFrom([]keymap.Action{
				keymap.Down, keymap.Up, keymap.PageDown, keymap.PageUp, keymap.First, keymap.Last, "resize",
			}).Draw(t, "action"); a {
			case "resize":
				p.SetSize(80, rapid.IntRange(1, 60).Draw(t, "height"))
			default:
				p.Do(a)
			}
			if want, missing := p.Missing(); missing {
				if want.Offset < 0 || want.Offset > p.cursor || want.Offset+want.Limit <= p.cursor {
					t.Fatalf("the cursor is at %d, asked for is %+v", p.cursor, want)
				}
				p.Add(want.Offset, all[want.Offset:min(len(all), want.Offset+want.Limit)])
				if _, still := p.Missing(); still {
					t.Fatalf("what was asked for (%+v) is not enough", want)
				}
			}
			if p.cursor < p.offset || p.cursor >= p.offset+p.Rows() {
				t.Fatalf("the cursor at %d is not seen from %d on (%d rows)", p.cursor, p.offset, p.Rows())
			}
			if r := p.Row(); p.h > 1 && (r == nil || r.Ref != all[p.cursor].Ref) {
				t.Fatalf("at %d is %v", p.cursor, r)
			}
		}
	})
}

func TestTheCellUnderTheCursorNamesItsFieldAndValue(t *testing.T) {
	p := &Pane{}
	p.SetSize(200, 20)
	p.Show(answer(rows(3)))
	want := []pane.Choose{
		{Field: query.FieldUser, Value: "user-0"},
		{Field: query.FieldSource, Value: "ec2.amazonaws.com"},
		{Field: query.FieldEvent, Value: "DescribeInstances"},
		{Field: query.FieldError},
		{Field: query.FieldResource, Value: "i-00000000"},
	}
	for _, w := range want {
		p.Do(keymap.CellRight)
		w.How = pane.Include
		if got := p.Do(keymap.IncludeValue); got != w {
			t.Errorf("%+v, want %+v", got, w)
		}
	}
	if !p.Close() || p.Close() {
		t.Error("the choice of a cell is not given up once")
	}
}

func TestFoundTextIsMarked(t *testing.T) {
	p := &Pane{}
	p.SetSize(80, 5)
	p.Show(answer(rows(3)))
	p.Do(keymap.FindText)
	p.input.Set("USER-1")
	if got := p.Do(keymap.AcceptSearch); got != (pane.Seek{Text: "USER-1", By: 1}) {
		t.Fatalf("%+v", got)
	}
	dark, err := theme.For(theme.Dark, theme.Terminal{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := canvas.New(80, 5)
	p.Draw(c.All(), pane.Env{Theme: dark, Zone: time.UTC, Now: start})
	marked := canvas.New(6, 1)
	marked.All().Put(0, 0, dark.Match, "user-1")
	if want := strings.TrimSuffix(marked.String(), "\x1b[m"); !strings.Contains(c.String(), want) {
		t.Errorf("user-1 is not marked:\n%q", c.String())
	}
}

func TestThatAnEventFailedIsSeenAtAnyWidth(t *testing.T) {
	r := rows(1)[0]
	r.Event.Error = "AccessDenied"
	th, err := theme.For(theme.Dark, theme.Terminal{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for width, want := range map[int]string{
		40: "DescribeInstances ✗ AccessDenied", 25: "DescribeInstances ✗ Acce…", 23: "DescribeInstances ✗", 19: "DescribeInstances ✗",
		18: "DescribeInstanc… ✗", 9: "Descri… ✗",
	} {
		c := canvas.New(width, 1)
		eventCell(c.All(), &r, &look{theme: th})
		if got := strings.TrimRight(c.Text(), " "); got != want {
			t.Errorf("%d wide: %q, want %q", width, got, want)
		}
	}
}
