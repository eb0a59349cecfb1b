package timeline

import (
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
	"spoor/ui/theme"
)

var start = time.Date(2026, 11, 13, 0, 0, 0, 0, time.UTC)

// shown returns a pane over a week in 84 bars of 2 hours with the given counts
// of normal events.
func shown(counts map[int]uint32) *Pane {
	p := &Pane{}
	p.SetSize(84, 5)
	w := query.Window{From: start, To: start.AddDate(0, 0, 7)}
	p.SetWindow(w)
	h := &cache.Histogram{From: start, Step: 2 * time.Hour, Bars: make([]bar, 84)}
	for i, n := range counts {
		h.Bars[i][event.Normal] = n
	}
	p.Show(&cache.Answer{Histogram: h})
	return p
}

func TestBarsFillTheWidthAndNeverExceedIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(10, 240).Draw(t, "width")
		span := time.Duration(rapid.Int64Range(int64(time.Second), int64(10*365*24*time.Hour)).Draw(t, "span"))
		v := View(query.Window{From: start, To: start.Add(span)}, width)
		if v.Bars < 1 || v.Bars > width {
			t.Fatalf("%d bars in %d columns", v.Bars, width)
		}
		if v.To.Before(start.Add(span)) {
			t.Fatalf("the bars end at %v, before the window", v.To)
		}
		if span > time.Duration(width)*time.Minute && v.Bars < width*2/3 {
			t.Fatalf("%d bars leave most of %d columns empty", v.Bars, width)
		}
	})
}

func TestABarHasTheHeightOfItsCountAndShowsNotableDanger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bars := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bar {
			var b bar
			for i := range b {
				b[i] = uint32(rapid.IntRange(0, 1000).Draw(t, "n"))
			}
			return b
		}), 1, 20).Draw(t, "bars")
		height := rapid.IntRange(1, 8).Draw(t, "height")
		s := scaleOf(bars)
		for _, b := range bars {
			parts := s.stack(b, height)
			sum := 0
			for _, p := range parts {
				if p < 0 {
					t.Fatalf("%v has a negative part: %v", b, parts)
				}
				sum += p
			}
			if n := total(b); (sum > 0) != (n > 0) || sum > height*8 || n == s.highest && n > 0 && sum != height*8 {
				t.Fatalf("%v of %d is %d eighths of %d", b, s.highest, sum, height*8)
			}
			if int(b[event.Danger]) >= s.notable && parts[0] == 0 {
				t.Fatalf("notable danger in %v is not drawn", b)
			}
		}
	})
}

func TestLabelsOnTheAxisDoNotTouch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(30, 200).Draw(t, "width")
		span := time.Duration(rapid.Int64Range(int64(10*time.Second), int64(20*365*24*time.Hour)).Draw(t, "span"))
		from := start.Add(time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "offset")))
		end := -1.0
		for _, tick := range ticks(from, from.Add(span), width, time.UTC) {
			x := float64(tick.at.Sub(from)) / float64(span) * float64(width)
			if x < end {
				t.Fatalf("label %q at %.1f touches the one before, which ends at %.1f", tick.label, x, end)
			}
			end = x + float64(len(tick.label))
		}
	})
}

func TestTheBrushIsMovedWidenedAndTakenAsWindow(t *testing.T) {
	p := shown(map[int]uint32{10: 1})
	p.Do(keymap.BrushRight)
	want := query.Window{From: start, To: start.Add(6 * time.Hour)}
	if got := p.brush; got != want {
		t.Fatalf("first brush %v, want %v", got, want)
	}
	p.Do(keymap.BrushRight)
	p.Do(keymap.BrushWiden)
	want = query.Window{From: start, To: start.Add(10 * time.Hour)}
	if got := p.brush; got != want {
		t.Fatalf("brush %v, want %v", got, want)
	}
	if got := p.Do(keymap.TakeBrush); got != (pane.SetWindow{Window: want}) {
		t.Fatalf("taken as %v", got)
	}
	if p.Close() {
		t.Error("the brush is still there")
	}
}

func TestTheBrushNeverLeavesTheHistogram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := shown(map[int]uint32{3: 90, 40: 50, 80: 70})
		for _, a := range rapid.SliceOfN(rapid.SampledFrom([]keymap.Action{
			keymap.BrushLeft, keymap.BrushRight, keymap.BrushWiden, keymap.BrushNarrow, keymap.NextBurst, keymap.PreviousBurst,
		}), 1, 60).Draw(t, "actions") {
			p.Do(a)
			if b := p.brush; !b.From.IsZero() && (b.From.Before(start) || b.To.After(start.AddDate(0, 0, 7)) || !b.From.Before(b.To)) {
				t.Fatalf("after %s the brush is %v", a, b)
			}
		}
	})
}

func TestNGoesFromBurstToBurst(t *testing.T) {
	p := shown(map[int]uint32{3: 90, 4: 95, 40: 50, 60: 1, 80: 70})
	for _, c := range []struct {
		action   keymap.Action
		from, to int
	}{{keymap.NextBurst, 3, 5}, {keymap.NextBurst, 40, 41}, {keymap.NextBurst, 80, 81}, {keymap.PreviousBurst, 40, 41}} {
		if said := p.Do(c.action); said != nil {
			t.Fatalf("%s said %v", c.action, said)
		}
		want := query.Window{From: p.timeOf(c.from), To: p.timeOf(c.to)}
		if got := p.brush; got != want {
			t.Fatalf("%s went to %v, want %v", c.action, got, want)
		}
	}
	p.Do(keymap.NextBurst)
	if _, ok := p.Do(keymap.NextBurst).(pane.Notice); !ok {
		t.Error("nothing is said after the last burst")
	}
}

func TestZoomingInAndOutComesBackToTheSameLength(t *testing.T) {
	p := shown(nil)
	in, ok := p.Do(keymap.ZoomIn).(pane.SetWindow)
	if !ok || in.Window.To.Sub(in.Window.From) != 84*time.Hour {
		t.Fatalf("zoomed in to %v", in)
	}
	if in.Window.From.Before(start) || in.Window.To.After(start.AddDate(0, 0, 7)) {
		t.Errorf("zooming in left the window: %v", in)
	}
	p.SetWindow(in.Window)
	if out := p.Do(keymap.ZoomOut).(pane.SetWindow); out.Window != (query.Window{From: start, To: start.AddDate(0, 0, 7)}) {
		t.Errorf("zoomed out to %v", out)
	}
}

func TestTheHistogramIsDrawnOnItsBaseLine(t *testing.T) {
	p := shown(map[int]uint32{0: 16, 2: 8, 4: 1, 12: 16})
	p.SetSize(20, 3)
	dark, err := theme.For(theme.Dark, theme.Terminal{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := canvas.New(20, 3)
	p.Draw(c.All(), pane.Env{Theme: dark, Zone: time.UTC, Now: start})
	want := "█           █       \n█ █ ▁       █       \n13 Nov      14 Nov  "
	if got := c.Text(); got != want {
		t.Errorf("drawn as\n%s\nwant\n%s", got, want)
	}
}

func TestTheCoverageRibbonTellsFetchedFromUnknown(t *testing.T) {
	p := shown(nil)
	p.SetCoverage([]Covered{{From: start, To: start.Add(8 * time.Hour), Level: Fetched}, {From: start.Add(8 * time.Hour), To: start.Add(12 * time.Hour), Level: Missing}})
	dark, _ := theme.For(theme.Dark, theme.Terminal{}, nil)
	c := canvas.New(10, 1)
	c.All().Put(0, 0, dark.Border, strings.Repeat("─", 10))
	p.DrawEdge(c.All(), pane.Env{Theme: dark, Zone: time.UTC})
	if got := c.Text(); got != "━━━━╌╌┈┈┈┈" {
		t.Errorf("ribbon %q", got)
	}
}

func TestLabelsStandAtRoundHoursAlsoAfterTheClockIsPutForwardOrBack(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	for _, from := range []time.Time{time.Date(2026, 3, 28, 12, 0, 0, 0, zone), time.Date(2026, 10, 24, 12, 0, 0, 0, zone)} {
		midnights := 0
		for _, tick := range ticks(from, from.Add(48*time.Hour), 90, zone) {
			if h, m, _ := tick.at.In(zone).Clock(); h%6 != 0 || m != 0 {
				t.Errorf("a label at %v", tick.at.In(zone))
			} else if h == 0 {
				midnights++
			}
		}
		if midnights != 2 {
			t.Errorf("%d days are named", midnights)
		}
	}
}

func TestWithoutColoursDangerHasASignAndTheAxisItsLabels(t *testing.T) {
	p := shown(map[int]uint32{0: 16, 2: 8, 12: 16})
	for _, x := range []int{1, 3, 8} {
		p.hist.Bars[x][event.Danger] = 16
	}
	p.hist.Bars[10][event.Danger], p.hist.Bars[10][event.Normal] = 1, 63
	p.SetSize(20, 3)
	mono, err := theme.For(theme.Mono, theme.Terminal{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := canvas.New(20, 3)
	p.Draw(c.All(), pane.Env{Theme: mono, Zone: time.UTC, Now: start})
	want := "          █         \n▄!▂!    ▄ █ ▄       \n13 Nov  !   14 Nov  "
	if got := c.Text(); got != want {
		t.Errorf("drawn as\n%s\nwant\n%s", got, want)
	}
}

func TestTheBrushIsToldOfBeforeTheLengthOfABar(t *testing.T) {
	p := shown(map[int]uint32{3: 90})
	p.Do(keymap.NextBurst)
	for _, c := range []struct {
		width       int
		note, count string
	}{
		{84, "· brush 2 h · 90 events", "bar = 2 h"}, {43, "· brush 2 h · 90 events", "bar = 2 h"},
		{42, "· brush 2 h · 90 events", ""}, {34, "· brush 2 h · 90 events", ""}, {30, "· brush 90 events", ""},
	} {
		p.SetSize(c.width, 5)
		h := p.Head()
		if h.Note != c.note || h.Count != c.count {
			t.Errorf("in %d columns the head is %q %q", c.width, h.Note, h.Count)
		}
		edge := canvas.New(c.width+2, 1)
		look, _ := theme.For(theme.Dark, theme.Terminal{}, nil)
		pane.Frame{Rect: canvas.Rect{W: c.width + 2, H: 1}}.DrawHead(edge.All(), look, pane.Time, h, false)
		if got := edge.Text(); !strings.Contains(got, c.note) || !strings.Contains(got, c.count) {
			t.Errorf("in %d columns stands %q", c.width, got)
		}
	}
}

func TestAShortWindowWithoutARoundTimeIsLabelledWhereItBegins(t *testing.T) {
	p := shown(nil)
	p.hist.From, p.hist.Step, p.hist.Bars = start.Add(5*time.Hour+7*time.Second), time.Second, make([]bar, 7)
	p.SetSize(20, 3)
	dark, _ := theme.For(theme.Dark, theme.Terminal{}, nil)
	c := canvas.New(20, 3)
	p.Draw(c.All(), pane.Env{Theme: dark, Zone: time.UTC, Now: start})
	if got := c.Text(); !strings.HasSuffix(got, "\n05:00:07            ") {
		t.Errorf("drawn as\n%s", got)
	}
}
