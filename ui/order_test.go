package ui

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/query"
)

// arrivals are messages that have come and were not delivered yet.
type arrivals struct{ msgs []tea.Msg }

// run runs a command to its end. Ticks are left out: what they bring changes
// nothing that stays.
func (a *arrivals) run(cmd tea.Cmd) {
	if cmd == nil || strings.HasSuffix(runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name(), "bubbletea/v2.Tick.func1") {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			a.run(c)
		}
	default:
		a.msgs = append(a.msgs, msg)
	}
}

// give gives the screen a message, and runs what it asks for.
func (a *arrivals) give(s *screen, msg tea.Msg) {
	_, cmd := s.m.Update(msg)
	a.run(cmd)
}

// deliver delivers one of those that have come.
func (a *arrivals) deliver(s *screen, i int) {
	msg := a.msgs[i]
	a.msgs = slices.Delete(a.msgs, i, i+1)
	a.give(s, msg)
}

// runsOfCalls are the records of calls that are alike many at a time, each of
// another object and from changing addresses.
func runsOfCalls() []string {
	var records []string
	for i := range 300 {
		c := call{at: corpusEnd.Add(-time.Duration(i) * time.Minute), user: []string{"alice", "bob", "carol"}[i/7%3], source: "s3", name: "GetObject",
			params: fmt.Sprintf(`"bucketName":"b%d","key":"k%d"`, i%3, i), from: fmt.Sprintf("192.0.2.%d", i%5), region: "eu-west-1", reads: true}
		if i%50 > 40 {
			c.name, c.failure = "PutObject", "AccessDenied"
		}
		records = append(records, c.record(i))
	}
	return records
}

// Commands end in any order, and keys come in before they do. Whatever the order
// was, when all have ended the screen shows what it shows when asked anew.
func TestTheScreenAtRestDoesNotDependOnTheOrderInWhichAnswersCame(t *testing.T) {
	t.Chdir(t.TempDir()) // some keys write files
	pressable := keysThatStay()
	// Half of the keys change what is asked, and leave the others where they matter.
	often := []string{"X", "x", "j", "G", "g", "W", "!", "u", "s", "5", "6", "esc", "space", "v", "n", "m", "+"}
	runs := newCache(t)
	fill(t, runs, runsOfCalls()...)
	caches := []*cache.Cache{sharedAccount(t), runs}
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([][2]int{{80, 24}, {120, 40}, {200, 60}}).Draw(t, "size")
		store, arrive := caches[rapid.IntRange(0, len(caches)-1).Draw(t, "cache")], func() {}
		if rapid.IntRange(0, 9).Draw(t, "shared with another program") == 0 {
			store, arrive = sharedWithAnother(t)
		}
		var columns []string
		if rapid.IntRange(0, 3).Draw(t, "columns look into records") == 0 {
			columns = []string{"user", "requestParameters.bucketName", "event", "requestParameters.key"}
		}
		var facets []string
		if rapid.IntRange(0, 3).Draw(t, "a facet looks into records") == 0 {
			facets = []string{"requestParameters.bucketName", "type", "userIdentity.type"}
		}
		s := made(t, Options{Cache: store, Mouse: true, Columns: columns, Facets: facets})
		var came arrivals
		came.run(s.m.Init())
		came.give(s, tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			if rapid.IntRange(0, 9).Draw(t, "resize") == 0 {
				came.give(s, tea.WindowSizeMsg{Width: rapid.IntRange(40, 210).Draw(t, "w"), Height: rapid.IntRange(12, 70).Draw(t, "h")})
			}
			if rapid.IntRange(0, 3).Draw(t, "arrives") == 0 {
				arrive()
				came.give(s, watchMsg{})
			}
			switch x, y := rapid.IntRange(0, size[0]-1).Draw(t, "x"), rapid.IntRange(0, size[1]-1).Draw(t, "y"); rapid.SampledFrom([]string{"key", "key", "key", "key", "key", "click", "drag", "wheel", "paste"}).Draw(t, "does") {
			case "key":
				came.give(s, keyPress(t, rapid.OneOf(rapid.SampledFrom(often), rapid.SampledFrom(pressable)).Draw(t, "key")))
			case "click":
				came.give(s, tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
			case "drag":
				came.give(s, tea.MouseMotionMsg{X: x, Y: y, Button: tea.MouseLeft})
				came.give(s, tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
			case "wheel":
				came.give(s, tea.MouseWheelMsg{X: x, Y: y, Button: rapid.SampledFrom([]tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}).Draw(t, "wheel")})
			case "paste":
				came.give(s, tea.PasteMsg{Content: rapid.SampledFrom([]string{"user:alice", "x\n", "(", "é漢"}).Draw(t, "paste")})
			}
			for n := rapid.IntRange(0, 4).Draw(t, "delivered"); n > 0 && len(came.msgs) > 0; n-- {
				came.deliver(s, rapid.IntRange(0, len(came.msgs)-1).Draw(t, "which"))
			}
		}
		for len(came.msgs) > 0 {
			came.deliver(s, rapid.IntRange(0, len(came.msgs)-1).Draw(t, "which"))
		}
		// What others wrote is looked for again and again, and shown when asked for.
		came.give(s, watchMsg{})
		came.all(s)
		came.run(s.m.showNews())
		came.all(s)
		if s.m.waits() {
			t.Errorf("all has come, and still the screen waits for something:\n%s", s.view())
		}
		s.quiet()
		before := s.view()
		s.m.reload()
		came.run(s.m.readMarks())
		came.run(s.m.query())
		came.all(s)
		s.quiet()
		if after := s.view(); after != before {
			t.Errorf("at rest:\n%s\nasked anew:\n%s", before, after)
		}
	})
}

// sharedWithAnother returns a cache of its own, and what makes another program
// put events into it, older and newer ones, and mark one.
func sharedWithAnother(t tester) (c *cache.Cache, arrive func()) {
	c = newCache(t)
	records := runsOfCalls()
	fill(t, c, records[40:100]...)
	other, err := cache.Open(context.Background(), cache.Options{Path: c.Path(), Command: "another"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	n := 0
	return c, func() {
		if n += 10; n > 40 {
			return
		}
		fill(t, other, slices.Concat(records[40-n:50-n], records[90+n:100+n])...)
		a, err := other.Answer(context.Background(), query.Query{}, cache.View{Limit: n})
		if err == nil {
			err = other.SetMarks(context.Background(), []cache.Marked{{Ref: a.Rows[n-1].Ref, Mark: cache.Mark{Star: true, Note: "seen"}}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// waits reports whether anything is under way by what the screen itself keeps of
// that: a question, rows, a record, a count.
func (m *Model) waits() bool {
	return m.ask.busy() || m.elsewhere.cancel != nil || m.shown.page != pageNone || m.shown.inside || m.counts.left > 0 || m.loading != (cache.Ref{}) ||
		m.counting != nil || m.completing.cancel != nil || m.seeking.cancel != nil || m.shown.taking.ranges != 0
}

// quiet takes away what goes by itself after a while.
func (s *screen) quiet() {
	s.m.shown.notice.text = ""
}
