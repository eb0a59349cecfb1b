package ui

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/pane"
)

var update = flag.Bool("update", false, "write the golden screens anew")

func TestTheScreenLooksAsDesigned(t *testing.T) {
	c := sharedAccount(t)
	empty := newCache(t)
	for _, g := range []struct {
		name string
		w, h int
		keys []string
	}{
		{"opening", 80, 24, nil},
		{"opening", 120, 40, nil},
		{"opening", 200, 60, nil},
		{"opening", 60, 20, nil},
		{"opening", 40, 12, nil},
		{"brush", 120, 40, []string{"1", "n", "H"}},
		{"narrowing", 80, 24, []string{"4", "/", "type:tr"}},
		{"chosen", 120, 40, []string{"2", "/", "type:mal", "enter", "4", "j", "-"}},
		{"filter-mistake", 120, 40, []string{"f", "type:user:alice is:writ"}},
		{"no-match", 80, 24, []string{"f", "type:user:nobody", "enter"}},
		{"zoomed-users", 80, 24, []string{"2", "z"}},
		{"empty", 80, 24, nil},
	} {
		name := fmt.Sprintf("%s-%dx%d", g.name, g.w, g.h)
		t.Run(name, func(t *testing.T) {
			from := c
			if g.name == "empty" {
				from = empty
			}
			got := trimLines(openOn(t, g.w, g.h, from).keys(g.keys...).view())
			path := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("-golden +screen:\n%s", d)
			}
		})
	}
}

func trimLines(view string) string {
	lines := strings.Split(view, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestChoosingAValueNarrowsEveryPane(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("2", "/", "type:mallory", "enter")
	if got := s.filter(); got != "user:mallory" {
		t.Fatalf("filter %q", got)
	}
	s.shows("23 of 471 events", "StopLogging", "❯ user:mallory")
	s.hides("DescribeInstances")
	s.keys("enter")
	if got := s.filter(); got != "" {
		t.Errorf("choosing it once more leaves %q", got)
	}
}

func TestValuesAreIncludedExcludedAndToggled(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	for _, step := range []struct{ key, want string }{
		{"space", "user:monitor"},
		{"j", "user:monitor"},
		{"space", "user:(monitor OR alice)"},
		{"space", "user:monitor"},
		{"-", "user:monitor -user:alice"},
		{"-", "user:monitor"},
		{"+", "user:(monitor OR alice)"},
		{"u", "user:monitor"},
		{"u", "user:monitor -user:alice"},
		{"ctrl+r", "user:monitor"},
	} {
		if s.m.focus != pane.Users {
			s.keys("2")
		}
		s.keys(step.key)
		if got := s.filter(); got != step.want {
			t.Fatalf("after %s the filter is %q, want %q", step.key, got, step.want)
		}
	}
}

func TestTheFilterIsPreviewedWhileItIsTyped(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory")
	s.shows("23 of 471 events")
	s.keys("esc")
	s.shows("471 events", "no filter")
	s.keys("f", "type:user:alice", "enter")
	s.shows("56 of 471 events")
	s.keys("u")
	s.shows("no filter")
}

func TestAMistakeInTheFilterIsShownWhereItIsAndNothingIsApplied(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:alice is:writ")
	s.shows("unknown flag", "did you mean `write`?")
	narrow := openOn(t, 80, 24, sharedAccount(t)).keys("f", "type:user:alice -event:(GetMetricData OR DescribeInstances) is:writ")
	narrow.shows("❯ user:alice -event:(GetMetricData OR DescribeInstances) is:writ", "\n unknown flag `writ`; did you mean `write`?")
	s.keys("enter")
	if !s.m.bar.Editing() {
		t.Error("a wrong filter was accepted")
	}
	s.keys("type:e", "enter")
	if got := s.filter(); got != "user:alice is:write" {
		t.Errorf("filter %q", got)
	}
}

func TestWhileTextIsTypedNoKeyFiresAnAction(t *testing.T) {
	s := openOn(t, 80, 24, sharedAccount(t))
	s.keys("f", "type:qzuW1!?<>")
	if got := s.m.bar.Value(); got != "qzuW1!?<>" {
		t.Errorf("typed %q", got)
	}
	s.keys("esc", "2", "/", "type:q1z")
	if s.m.focus != pane.Users || s.m.zoomed {
		t.Error("a key typed into the narrowing field fired")
	}
}

func TestTimesInTheFilterBecomeTheWindow(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory time:2026-11-18T03:00Z..2026-11-18T04:00Z", "enter")
	s.shows(" 1h ", "18 Nov 03:00 – 04:00 UTC", "❯ user:mallory  ", "23 of 471")
	s.keys("u")
	s.shows("7d", "13 Nov 00:00 – 20 Nov 00:00 UTC")
}

func TestTheBrushBecomesTheWindow(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("1", "n", "enter")
	s.shows("18 Nov", "mallory")
	if w := s.m.shown.window; w.To.Sub(w.From) > 3*time.Hour {
		t.Errorf("window %v", w)
	}
	s.keys("-", "-")
	if w := s.m.shown.window; w.To.Sub(w.From) < 4*time.Hour {
		t.Errorf("after zooming out the window is %v", w)
	}
	s.keys("A")
	s.shows("7d  13 Nov 00:00 – 20 Nov 00:00 UTC")
}

func TestTheWindowShiftsByItsLength(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("<")
	s.shows("6 Nov 00:00 – 13 Nov 00:00 UTC", "no event matches")
	s.keys(">")
	s.shows("13 Nov 00:00 – 20 Nov 00:00 UTC", "471 events")
}

func TestFlagsAreSwitchedOnAndOff(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("W")
	if got := s.filter(); got != "is:write" {
		t.Errorf("filter %q", got)
	}
	s.keys("!", "W")
	if got := s.filter(); got != "is:error" {
		t.Errorf("filter %q", got)
	}
}

func TestOnlyRowsNearTheScreenAreHeld(t *testing.T) {
	s := openOn(t, 120, 24, sharedAccount(t))
	s.keys("G")
	if got := s.m.events.Row(); got == nil || got.Event.Time.Sub(corpusEnd.Add(-corpusHours*time.Hour)) > 2*time.Minute {
		t.Fatalf("the last event is %v", got)
	}
	s.shows("471 / 471")
	s.keys("ctrl+u", "ctrl+u", "ctrl+u", "ctrl+u", "ctrl+u", "ctrl+u", "g")
	s.shows("1 / 471")
	s.hides("…  ")
}

func TestEveryWalkThroughTheRowsShowsThemAll(t *testing.T) {
	c := sharedAccount(t)
	rapid.Check(t, func(t *rapid.T) {
		s := openOn(t, 80, 24, c)
		for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{"j", "k", "g", "G", "ctrl+d", "ctrl+u"}), 1, 25).Draw(t, "keys") {
			s.keys(k)
			if s.m.events.Row() == nil {
				t.Fatalf("no row under the cursor after %s", k)
			}
			if _, missing := s.m.events.Missing(); missing {
				t.Fatalf("rows are missing on the screen after %s", k)
			}
		}
	})
}

func TestEscClosesTheInnermostThingOnly(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("2", "z", "/", "type:mal")
	s.keys("esc")
	if s.m.context() != keymap.Facet || !s.m.zoomed {
		t.Fatal("esc closed more than the narrowing")
	}
	s.keys("esc")
	if s.m.zoomed {
		t.Error("esc did not end the zoom")
	}
	s.keys("1", "l", "esc")
	if s.m.time.Close() {
		t.Error("esc did not give the brush up")
	}
}

func TestThePanesBecomeTabsOnASmallScreen(t *testing.T) {
	s := openOn(t, 60, 20, sharedAccount(t))
	s.shows("5 Events", "GetMetricData")
	s.keys("2")
	s.shows("2 Users", "deploy-bot")
	s.hides("GetMetricData")
	s.keys("tab")
	s.shows("3 Resource types")
	s.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	s.shows("deploy-bot", "GetMetricData")
	s.send(tea.WindowSizeMsg{Width: 20, Height: 5})
	s.shows("spoor needs 40×12")
	s.send(tea.WindowSizeMsg{Width: 0, Height: 0})
	s.view()
}

func TestHostileTextBreaksNoBorder(t *testing.T) {
	c := newCache(t)
	hostile := []string{
		`\u001b[31mred\u001b[0m`, `\u001b]0;title\u0007`, `\u202eevil`, `a\u200db\ufe0f`, `tab\there\nline\rback`,
		`\u009b31m`, `漢字漢字漢字漢字漢字漢字漢字漢字`, `👨‍👩‍👧‍👦 family ❤️`, `e\u0301\u0301\u0301`, strings.Repeat(`x`, 60_000), `\ud800`, `한글`,
	}
	var records []string
	for i, text := range hostile {
		h := call{at: corpusEnd.Add(-time.Duration(i+1) * time.Minute), user: text, source: "iam", name: text, params: `"userName":"` + text + `"`, failure: "AccessDenied", from: text, region: text}
		raw := h.record(i)
		raw = strings.Replace(raw, fmt.Sprintf(`"errorCode":%q`, "AccessDenied"), `"errorCode":"`+text+`"`, 1)
		records = append(records, raw)
	}
	fill(t, c, records...)
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 40}, {200, 60}} {
		s := open(t, size[0], size[1], Options{Cache: c, SourceName: "a\x1b[31mb\u202e"})
		for range hostile {
			s.keys("j")
			s.view()
			if title := s.m.View().WindowTitle; strings.ContainsAny(title, "\x1b\u202e") {
				t.Fatalf("title %q", title)
			}
		}
		s.keys("2", "enter").view()
		s.keys("f").view()
	}
}

func TestTheScreenShowsWhatHasComeWhileMoreIsImported(t *testing.T) {
	c := newCache(t)
	records := corpusRecords()
	rest := make(chan struct{})
	o := Options{Cache: c, Import: func(ctx context.Context, report func(Progress)) error {
		fill(t, c, records[:100]...)
		report(Progress{Events: 100, Files: 1, TotalFiles: 2})
		select {
		case <-rest:
		case <-ctx.Done():
			return ctx.Err()
		}
		fill(t, c, records[100:]...)
		report(Progress{Events: len(records), Files: 2, TotalFiles: 2})
		return nil
	}}
	s := open(t, 120, 40, o)
	s.until(func() bool {
		return s.m.shown.answer != nil && s.m.shown.answer.Matched >= 100 && s.m.shown.progress.Events == 100
	})
	s.shows("importing 50 %", "100 events")
	close(rest)
	s.until(func() bool { return !s.m.shown.importing && s.m.shown.answer.Matched == len(records) })
	s.shows("471 events", "imported")
}

func TestAnImportThatFailsIsSaidAndTheRestStays(t *testing.T) {
	o := Options{Cache: sharedAccount(t), Import: func(context.Context, func(Progress)) error {
		return errors.New("open logs/: permission denied")
	}}
	s := open(t, 120, 40, o)
	s.until(func() bool { return !s.m.shown.importing })
	s.settle()
	s.shows("open logs/: permission denied", "471 events")
}

func TestQuittingWaitsForAnImportThatBeganAndForNoOther(t *testing.T) {
	newImporting(nil).wait()
	ended := false
	i := newImporting(func(ctx context.Context, _ func(Progress)) error {
		<-ctx.Done()
		ended = true
		return ctx.Err()
	})
	i.wait()
	ctx, cancel := context.WithCancel(context.Background())
	i.start(ctx)
	cancel()
	i.wait()
	if !ended {
		t.Error("the import was not waited for")
	}
}

func TestAnAnswerToAnOlderQuestionIsDropped(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	before := s.view()
	s.send(answeredMsg{gen: s.m.ask.gen - 1, err: errors.New("stale")})
	s.send(pageMsg{answer: &cache.Answer{}})
	if got := s.view(); got != before {
		t.Errorf("the screen changed:\n%s", cmp.Diff(before, got))
	}
}

func TestASlowQuestionIsSaidToShowAnOlderAnswer(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.hides("older answer")
	s.m.Update(keyPress(t, "W"))
	s.m.Update(slowMsg{gen: s.m.ask.gen})
	if got := s.m.View().Content; !strings.Contains(got, "older answer") {
		t.Errorf("nothing says that the answer is older:\n%s", got)
	}
}

func TestAFilterGivenAtTheStartIsInForce(t *testing.T) {
	c := sharedAccount(t)
	s := open(t, 120, 40, Options{Cache: c, Query: "user:mallory is:write"})
	s.shows("❯ user:mallory is:write")
	_, err := New(context.Background(), Options{Cache: c, Query: "is:writ"})
	if _, ok := errors.AsType[*query.Error](err); !ok {
		t.Errorf("a wrong filter gives %v", err)
	}
}

func TestTheThemeFitsWhatTheTerminalSaysOfItself(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		msgs []tea.Msg
		want string
	}{
		{nil, nil, "dark"},
		{map[string]string{"COLORFGBG": "0;15"}, nil, "light"},
		{map[string]string{"COLORFGBG": "15;default;0"}, nil, "dark"},
		{map[string]string{"NO_COLOR": "1"}, nil, "mono"},
		{nil, []tea.Msg{tea.BackgroundColorMsg{Color: color.White}}, "light"},
		{nil, []tea.Msg{tea.ColorProfileMsg{Profile: colorprofile.ANSI}}, "plain"},
		{nil, []tea.Msg{tea.ColorProfileMsg{Profile: colorprofile.Ascii}}, "mono"},
	} {
		for _, name := range []string{"NO_COLOR", "COLORFGBG"} {
			t.Setenv(name, c.env[name])
		}
		m, err := New(context.Background(), Options{Cache: sharedAccount(t)})
		if err != nil {
			t.Fatal(err)
		}
		for _, msg := range c.msgs {
			m.Update(msg)
		}
		if got := m.theme.Name; got != c.want {
			t.Errorf("%v and %v give %s, want %s", c.env, c.msgs, got, c.want)
		}
	}
}

func TestAStarIsKeptAndFoundAgain(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("j", "m")
	s.shows("★", "starred")
	s.keys("f", "type:is:marked", "enter")
	s.shows("1 of 471 events")
	s.keys("5", "m")
	s.shows("0 of 471 events")
}

func TestTimesAreShownInTheZoneChosen(t *testing.T) {
	india := time.FixedZone("IST", 5*3600+1800)
	s := open(t, 120, 40, Options{Cache: sharedAccount(t), Zone: india})
	s.shows("13 Nov 05:30 – 20 Nov 05:30 IST", "time (IST)")
	for range 3 {
		s.keys("T")
		if s.m.zone == time.UTC {
			break
		}
	}
	s.shows("13 Nov 00:00 – 20 Nov 00:00 UTC", "time (UTC)")
}

func BenchmarkAFrame(b *testing.B) {
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			s := openOn(b, size[0], size[1], sharedAccount(b))
			for b.Loop() {
				s.m.View()
			}
		})
	}
}

func BenchmarkAKeyToItsFrame(b *testing.B) {
	s := openOn(b, 200, 60, sharedAccount(b))
	down, up := keyPress(b, "j"), keyPress(b, "k")
	for i := 0; b.Loop(); i++ {
		key := down
		if i%40 >= 20 {
			key = up
		}
		s.m.Update(key)
		s.m.View()
	}
}

func TestWhatIsUndoneIsTold(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "W", "t", "type:18 Nov", "enter")
	for _, step := range []struct{ key, says string }{
		{"u", " undone · window 13 Nov 00:00 – 20 Nov 00:00 UTC "},
		{"u", " undone · filter user:mallory "},
		{"u", " undone · no filter "},
		{"u", " nothing to undo "},
		{"ctrl+r", " made again · filter user:mallory "},
	} {
		s.keys(step.key)
		s.shows("\n" + step.says)
	}
	s.keys("F", "1", "esc", "u")
	s.shows(" undone · filter user:mallory · nothing switched off ")
}

func TestTheScreenIsDrawnAnewWhenAsked(t *testing.T) {
	s := openOn(t, 80, 24, sharedAccount(t))
	for _, keys := range [][]string{nil, {"f"}, {"?"}} {
		s.keys(keys...)
		if cmd := s.m.do(keymap.Default().Resolve(s.m.context(), "ctrl+l")); cmd == nil || cmd() != tea.ClearScreen() {
			t.Errorf("after %v nothing is drawn anew", keys)
		}
	}
}
