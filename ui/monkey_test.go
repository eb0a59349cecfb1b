package ui

import (
	"context"
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/query"
)

// oddNames are names that events may have, as they stand in JSON.
var oddNames = []string{
	"漢字漢字漢字漢字漢字漢字", "👨‍👩‍👧‍👦 family ❤️", `e\u0301\u0301`, "مرحبا", `\u202eevil`, `\u001b[31mred`, `tab\there\nline`, `\ud800`,
	strings.Repeat("x", 10_000), strings.Repeat("漢", 3_000), "", " ", "-", "*", "a*b?", "/x/", "(a OR b)", `\"quoted\"`, `\\`, "@file",
	"is:write", "a:b:c", "AND", "arn:aws:iam::111122223333:role/" + strings.Repeat("p/", 200),
}

// oddAccounts are the records of accounts that are unlike the usual.
var oddAccounts = map[string]func() []string{
	"usual":   corpusRecords,
	"nothing": func() []string { return nil },
	"one event": func() []string {
		return corpusRecords()[:1]
	},
	"names": func() []string {
		return odd(60, func(i int, c *call) {
			c.user, c.name, c.region = oddNames[i%len(oddNames)], oddNames[(i*7+3)%len(oddNames)], oddNames[i%len(oddNames)]
			c.from, c.params = c.name, `"userName":"`+c.user+`","x":["`+c.name+`",{"y":null}]`
		})
	},
	"one instant": func() []string { return odd(60, func(_ int, c *call) { c.at = corpusEnd }) },
	"years": func() []string {
		return odd(50, func(i int, c *call) { c.at = time.Date(1971+i, 3, i, 0, 0, i, 0, time.UTC) })
	},
	"nothing but times": func() []string {
		var records []string
		for i := range 30 {
			records = append(records, fmt.Sprintf(`{"eventID":"x%d","eventTime":%q}`, i, corpusEnd.Add(time.Duration(i)*time.Minute).Format(time.RFC3339)))
		}
		return records
	},
	"fractions of a second": func() []string {
		records := odd(50, func(_ int, c *call) { c.at = corpusEnd })
		for i, r := range records {
			at := corpusEnd.Add(time.Duration(i) * 12345 * time.Nanosecond)
			records[i] = strings.Replace(r, corpusEnd.Format(time.RFC3339), at.Format(time.RFC3339Nano), 1)
		}
		return records
	},
}

// odd returns the records of n calls, each changed.
func odd(n int, change func(i int, c *call)) []string {
	var records []string
	for i := range n {
		c := call{at: corpusEnd.Add(-time.Duration(i) * time.Minute), user: fmt.Sprint("u", i%5), source: "s3", name: "GetObject", from: "192.0.2.1", region: "eu-west-1", reads: i%3 == 0}
		if i%4 == 0 {
			c.failure = "AccessDenied"
		}
		change(i, &c)
		records = append(records, c.record(i))
	}
	return records
}

var oddPastes = []string{
	"user:alice", "x\n", "(", "é漢👨‍👩‍👧", "\x1b[31m\x1b]0;x\a", strings.Repeat("(", 5000), strings.Repeat("- ", 3000), strings.Repeat("a ", 4000),
	"last:24h", "last:99999999999d", "before:1970-01-01", "after:9999-12-31", "time:14:00..14:30", "/[/", `"`, "ip:@nowhere", "id:*", "\x00\xff\xfe",
}

var oddMessages = []tea.Msg{
	tea.FocusMsg{}, tea.BlurMsg{}, tea.ResumeMsg{}, suspendedMsg{}, tea.BackgroundColorMsg{Color: color.White}, tea.BackgroundColorMsg{},
	tea.ColorProfileMsg{Profile: colorprofile.ANSI}, tea.ColorProfileMsg{Profile: colorprofile.Ascii}, tea.KeyReleaseMsg{Code: 'a'}, tea.CursorPositionMsg{X: 1, Y: 1},
}

// Whatever a person does, whatever the terminal says and another program does to
// the cache: the screen stays whole, and at rest it shows what the cache holds.
func TestWhateverIsDoneTheScreenStaysWholeAndTrue(t *testing.T) {
	t.Chdir(t.TempDir()) // some keys write files
	pressable := keysThatStay()
	pressable = append(pressable, "q", "backspace", "delete", "ctrl+w", "ctrl+k", "ctrl+a", "alt+b", "alt+esc", "é", "漢")
	often := strings.Fields("X x j G g W ! u ctrl+r s 1 2 3 4 5 6 esc enter enter space v n m + - p [ ] f tab z C F A < > D t / l h c Q M down *")
	rapid.Check(t, func(t *rapid.T) {
		c := newCache(t)
		if records := oddAccounts[rapid.SampledFrom(slices.Sorted(maps.Keys(oddAccounts))).Draw(t, "account")](); len(records) > 0 {
			fill(t, c, records...)
		}
		other, err := cache.Open(context.Background(), cache.Options{Path: c.Path(), Command: "another"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { other.Close() })
		s := open(t, 80, 24, Options{Cache: c, Mouse: true, Zone: time.FixedZone("X", 5*3600+1807)})
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			x, y := rapid.IntRange(0, s.m.width).Draw(t, "x"), rapid.IntRange(0, s.m.height).Draw(t, "y")
			switch rapid.SampledFrom(strings.Fields("often often often often often often any any type click drag wheel paste resize message undo prune")).Draw(t, "does") {
			case "often":
				s.keys(rapid.SampledFrom(often).Draw(t, "key"))
			case "any":
				s.keys(rapid.SampledFrom(pressable).Draw(t, "key"))
			case "type":
				s.keys("type:" + rapid.SampledFrom([]string{"a", "is:w", "user:", "漢", "#tag note", ".."}).Draw(t, "text"))
			case "click":
				for range rapid.IntRange(1, 2).Draw(t, "clicks") {
					s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
				}
			case "drag":
				s.send(tea.MouseMotionMsg{X: x, Y: y, Button: tea.MouseLeft})
				s.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
			case "wheel":
				s.send(tea.MouseWheelMsg{X: x, Y: y, Button: rapid.SampledFrom([]tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}).Draw(t, "wheel")})
			case "paste":
				s.send(tea.PasteMsg{Content: rapid.SampledFrom(oddPastes).Draw(t, "paste")})
			case "resize":
				s.send(tea.WindowSizeMsg{Width: rapid.IntRange(1, 300).Draw(t, "w"), Height: rapid.IntRange(1, 100).Draw(t, "h")})
			case "message":
				s.send(rapid.SampledFrom(oddMessages).Draw(t, "message"))
			case "undo":
				s.undoes(t, rapid.SliceOfN(rapid.SampledFrom(strings.Fields("W ! + - < > enter space 2 3 5 j 1 n l A p [ F")), 1, 6).Draw(t, "acts"))
			case "prune":
				if _, err := other.Prune(context.Background(), corpusEnd.Add(-time.Duration(rapid.IntRange(-1, 5000).Draw(t, "minutes"))*time.Minute)); err != nil {
					t.Fatal(err)
				}
				s.send(watchMsg{})
			}
			s.isTrue(other)
		}
		s.escapes()
	})
}

// isTrue fails unless the screen is whole, nothing is under way, and what is shown
// is what the cache holds.
func (s *screen) isTrue(c *cache.Cache) {
	s.t.Helper()
	m, view := s.m, s.view()
	for i, line := range strings.Split(view, "\n") {
		if a, b := ansi.StringWidth(line), ansi.StringWidthWc(line); a != m.width || b != m.width {
			s.t.Fatalf("terminals take line %d for %d or %d wide: %q", i+1, a, b, line)
		}
	}
	if at := m.View().Cursor; at != nil && (at.X < 0 || at.X >= m.width || at.Y < 0 || at.Y >= m.height) {
		s.t.Fatalf("the text cursor is at %d, %d:\n%s", at.X, at.Y, view)
	}
	if !m.layout.TooSmall && !m.layout.Panes[m.focus].Shown {
		s.t.Fatalf("the pane with the keys is not seen:\n%s", view)
	}
	if m.waits() || m.shown.err != nil || !m.current() && !m.bar.Wrong() {
		s.t.Fatalf("waits %v, error %v, current %v:\n%s", m.waits(), m.shown.err, m.current(), view)
	}
	if back, err := query.Parse(m.filterText(), m.language()); err != nil || !query.Equal(back, m.history.now.filter) {
		s.t.Fatalf("the filter %q is read as another, %v", m.filterText(), err)
	}
	a := m.shown.answer
	held, err := c.Answer(context.Background(), query.Query{Filter: m.history.now.filter, Window: m.shown.window}, cache.View{})
	if err != nil || held.Matched != a.Matched {
		s.t.Fatalf("%d events are shown, the cache holds %d, %v:\n%s", a.Matched, held.Matched, err, view)
	}
	if row := m.events.Row(); a.Matched > 0 && (row == nil || m.loaded == nil || m.loaded.Ref != row.Ref) {
		s.t.Fatalf("Detail does not show the event under the cursor:\n%s", view)
	}
}

// undoes does something, takes all of it back and makes it again.
func (s *screen) undoes(t *rapid.T, acts []string) {
	s.escapes()
	asks := func() string {
		return fmt.Sprint(s.filter(), s.m.history.now.window, s.m.shown.window, s.m.shown.answer.Matched)
	}
	before, past := asks(), len(s.m.history.past)
	s.keys(acts...)
	s.escapes()
	changes, after := len(s.m.history.past)-past, asks()
	for range changes {
		s.keys("u")
	}
	if got := asks(); got != before {
		t.Fatalf("%d changes taken back lead to %s, not %s", changes, got, before)
	}
	for range changes {
		s.keys("ctrl+r")
	}
	if got := asks(); got != after {
		t.Fatalf("%d changes made again lead to %s, not %s", changes, got, after)
	}
}

// escapes closes all there is to close.
func (s *screen) escapes() {
	s.t.Helper()
	for range 25 {
		s.keys("esc")
	}
	if m := s.m; len(m.dialogs) > 0 || m.bar.Editing() || m.zoomed || m.context().Typing() {
		s.t.Fatalf("esc does not lead out of this, in %s:\n%s", m.context(), s.view())
	}
}
