package timeline

import (
	"slices"
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

// A filter that nothing matches does not make a window one of no events.
func TestThatNothingMatchesIsNotToldAsNoEvents(t *testing.T) {
	look, _ := theme.For(theme.Mono, theme.Terminal{}, nil)
	for _, c := range []struct {
		filter query.Expr
		want   string
	}{{nil, "no events in this window"}, {query.ValueTerm(query.FieldUser, "nobody"), "no event in this window matches"}} {
		p := shown(nil)
		p.Show(&cache.Answer{Query: query.Query{Filter: c.filter}, Histogram: p.hist})
		screen := canvas.New(84, 5)
		p.Draw(screen.All(), pane.Env{Theme: look, Zone: time.UTC})
		if got := screen.Text(); !strings.Contains(got, c.want) {
			t.Errorf("%q is not in\n%s", c.want, got)
		}
	}
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

func TestTheBrushNarrowsToOneBarAndWidensToAll(t *testing.T) {
	p := shown(map[int]uint32{3: 90})
	all := query.Window{From: start, To: start.AddDate(0, 0, 7)}
	p.brush = query.Window{From: p.timeOf(30), To: p.timeOf(50)}
	for length := p.brush.To.Sub(p.brush.From); length > p.hist.Step; {
		before := p.brush
		p.Do(keymap.BrushNarrow)
		now := p.brush.To.Sub(p.brush.From)
		if now >= length || now < p.hist.Step || p.brush.From.Before(before.From) || p.brush.To.After(before.To) {
			t.Fatalf("%v was narrowed to %v", before, p.brush)
		}
		length = now
	}
	one := p.brush
	if p.Do(keymap.BrushNarrow); p.brush != one {
		t.Errorf("one bar, %v, was narrowed to %v", one, p.brush)
	}
	for range 40 {
		p.Do(keymap.BrushWiden)
	}
	if p.brush != all {
		t.Errorf("widened to %v", p.brush)
	}
}

func TestABrushBesideTheHistogramIsNone(t *testing.T) {
	p := shown(map[int]uint32{3: 90})
	p.brush = query.Window{From: start.AddDate(0, 0, 8), To: start.AddDate(0, 0, 9)}
	if _, took := p.Do(keymap.TakeBrush).(pane.SetWindow); took {
		t.Error("it is taken for the window")
	}
	if h := p.Head(); strings.Contains(h.Note, "brush") {
		t.Errorf("the head tells of it: %q", h.Note)
	}
}

func TestABurstIsMoreThanTwiceTheMeanAndNoSingleEvent(t *testing.T) {
	count := func(ns ...uint32) (bars []bar) {
		for _, n := range ns {
			var b bar
			b[event.Normal] = n
			bars = append(bars, b)
		}
		return bars
	}
	for _, c := range []struct {
		bars []bar
		want [][2]int
	}{
		{count(0, 0, 0, 2, 0, 0, 0), nil},
		{count(0, 0, 0, 3, 0, 0, 0), [][2]int{{3, 4}}},
		{count(10, 10, 10, 30), nil},
		{count(10, 40, 10, 10), [][2]int{{1, 2}}},
		{count(0, 50, 0, 50), nil}, // the mean is 25, and 50 no more than twice that
		{count(0, 51, 0, 49, 0), [][2]int{{1, 2}, {3, 4}}},
		{count(0, 51, 49, 0, 0), [][2]int{{1, 3}}},
	} {
		if got := bursts(c.bars); !slices.Equal(got, c.want) {
			t.Errorf("bursts of %v are %v, want %v", c.bars, got, c.want)
		}
	}
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

func TestZoomingOutEnds(t *testing.T) {
	p := shown(nil)
	for n := 0; ; n++ {
		out, ok := p.Do(keymap.ZoomOut).(pane.SetWindow)
		if !ok {
			break
		}
		if span := out.Window.To.Sub(out.Window.From); n > 20 || span > 20*365*24*time.Hour {
			t.Fatalf("zoomed out to %v", span)
		}
		p.SetWindow(out.Window)
	}
}

func TestWithoutARoomOrAWindowThereAreNoBars(t *testing.T) {
	for _, c := range []struct {
		w     query.Window
		width int
	}{
		{query.Window{From: start, To: start.Add(time.Hour)}, 0}, {query.Window{From: start, To: start}, 80},
		{query.Window{From: start.Add(time.Hour), To: start}, 80}, {query.Window{To: start}, 80}, {query.Window{}, 0},
	} {
		if v := View(c.w, c.width); v != nil {
			t.Errorf("%v in %d columns has %d bars", c.w, c.width, v.Bars)
		}
	}
}

// The naive model writes down the eighths of a bar one by one.
func TestACellHasTheColoursOfWhatIsInIt(t *testing.T) {
	dark, err := theme.For(theme.Dark, theme.Terminal{Colors: 1 << 24}, nil)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		const height = 3
		var parts [event.Severities]int
		var eighth []event.Severity
		for i := range parts {
			parts[i] = rapid.IntRange(0, height*8-len(eighth)).Draw(t, "eighths")
			eighth = append(eighth, slices.Repeat([]event.Severity{stackOrder[i]}, parts[i])...)
		}
		got, want := canvas.New(1, height), canvas.New(1, height)
		drawBar(got.All(), 0, parts, dark)
		for row := 0; row*8 < len(eighth); row++ {
			cell := eighth[row*8 : min(len(eighth), row*8+8)]
			count := map[event.Severity]int{}
			for _, s := range cell {
				count[s]++
			}
			style := dark.Bar(event.Danger)
			if count[event.Danger] == 0 {
				style = dark.Bar(slices.MaxFunc(slices.Compact(slices.Clone(cell)), func(a, b event.Severity) int { return count[a] - count[b] }))
			}
			char := eighths[len(cell)]
			if lower := count[cell[0]]; len(cell) == 8 && lower < 8 {
				style, char = dark.Bar(cell[0]), eighths[lower]
				style.BG = dark.Bar(cell[lower]).FG
			}
			want.All().Put(0, height-1-row, style, char)
		}
		if got.String() != want.String() {
			t.Fatalf("eighths %v are drawn as %q, want %q", parts, got, want)
		}
	})
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

func TestWithoutCoverageTheEdgeStaysAsItIs(t *testing.T) {
	dark, _ := theme.For(theme.Dark, theme.Terminal{}, nil)
	uncovered, unasked := shown(nil), &Pane{}
	unasked.SetCoverage([]Covered{{From: start, To: start.Add(8 * time.Hour), Level: Fetched}})
	for _, p := range []*Pane{uncovered, unasked} {
		c := canvas.New(10, 1)
		c.All().Put(0, 0, dark.Border, strings.Repeat("─", 10))
		p.DrawEdge(c.All(), pane.Env{Theme: dark, Zone: time.UTC})
		if got := c.Text(); got != "──────────" {
			t.Errorf("ribbon %q", got)
		}
	}
}

func TestALabelSaysItsTime(t *testing.T) {
	for _, span := range []time.Duration{10 * time.Second, time.Minute, 10 * time.Minute, 45 * time.Minute, 2 * time.Hour, 12 * time.Hour, 48 * time.Hour} {
		for from := start; from.Before(start.Add(24 * time.Hour)); from = from.Add(span) {
			for _, tick := range ticks(from, from.Add(span), 80, time.UTC) {
				want := tick.at.Format("15:04")
				if tick.at.Second() != 0 || len(tick.label) == len("15:04:05") {
					want = tick.at.Format("15:04:05")
				}
				if tick.at.Equal(tick.at.Truncate(24 * time.Hour)) {
					want = tick.at.Format("2 Jan")
				}
				if tick.label != want {
					t.Fatalf("the label at %v is %q", tick.at, tick.label)
				}
			}
		}
	}
}

func TestLabelsOfMonthsStandAtTheirFirstDay(t *testing.T) {
	for years := 1; years <= 120; years += 7 {
		from := start.AddDate(0, 3, 9)
		all := ticks(from, from.AddDate(years, 0, 0), 80, time.UTC)
		if len(all) == 0 {
			t.Errorf("%d years have no label", years)
		}
		for _, tick := range all {
			if tick.at.Day() != 1 || tick.at.Hour() != 0 || tick.label != tick.at.Format("Jan 2006") || years >= 15 && tick.at.Month() != time.January {
				t.Errorf("%d years: %q at %v", years, tick.label, tick.at)
			}
		}
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
