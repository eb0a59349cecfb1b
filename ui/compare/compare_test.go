package compare

import (
	"strings"
	"testing"
	"time"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

func compared(t *testing.T, records ...string) *Overlay {
	t.Helper()
	var events []Event
	for _, r := range records {
		events = append(events, Event{Event: event.Event{Name: "Get"}, Record: []byte(r)})
	}
	o, err := New(events)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func drawn(o *Overlay, w, h int) string {
	look, _ := theme.For(theme.Mono, theme.Terminal{}, nil)
	c := canvas.New(w, h)
	o.Draw(c.All(), pane.Env{Theme: look, Zone: time.UTC, Focused: true})
	return c.Text()
}

func TestOnlyWhatDiffersIsShownUntilAllIsAskedFor(t *testing.T) {
	o := compared(t, `{"a":1,"b":{"c":"x","d":null}}`, `{"a":1,"b":{"c":"y","e":[true]}}`)
	got := drawn(o, 80, 24)
	for _, want := range []string{"2 events side by side · 3 of 4 lines differ", "≠ b.c", "x", "y", "≠ b.d", "null", "≠ b.e[0]", "true", "–"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, " a ") {
		t.Errorf("what agrees is shown:\n%s", got)
	}
	o.Do(keymap.MenuSwitch)
	if got := drawn(o, 80, 24); !strings.Contains(got, " a ") {
		t.Errorf("what agrees is not shown:\n%s", got)
	}
}

func TestLinesKeepTheOrderOfTheRecords(t *testing.T) {
	lines := align([][]leaf{
		{{"a", "1", "1"}, {"c", "1", "1"}, {"d", "1", "1"}},
		{{"a", "1", "1"}, {"b", "2", "2"}, {"d", "1", "1"}},
	})
	var paths []string
	for _, l := range lines {
		paths = append(paths, l.path)
	}
	if got := strings.Join(paths, " "); got != "a b c d" {
		t.Errorf("the lines are %s", got)
	}
}

func TestSecretsAreMaskedAndStillCompared(t *testing.T) {
	secret := func(token string) string {
		return `{"responseElements":{"credentials":{"sessionToken":"` + token + `"}}}`
	}
	o := compared(t, secret("FwoGZXIvYXdzEXAMPLE1"), secret("FwoGZXIvYXdzEXAMPLE2"))
	if got := drawn(o, 80, 24); strings.Contains(got, "EXAMPLE") {
		t.Errorf("a token is on the screen:\n%s", got)
	}
	if o.differs != 1 {
		t.Errorf("%d lines differ", o.differs)
	}
}

func TestAnySizeCanBeDrawn(t *testing.T) {
	o := compared(t, `{"a":"\u001b[31m"}`, `{"a":2}`, `{"a":3}`, `{}`, `{"a":"漢字"}`)
	for w := 0; w < 130; w += 7 {
		for h := 0; h < 40; h += 3 {
			drawn(o, w, h)
		}
	}
}

func TestInLittleRoomTheTimeOfDayIsLeftOfATime(t *testing.T) {
	var events []Event
	for i := range Most {
		at := time.Date(2026, 11, 16, 3, 4, 10+i, 0, time.UTC)
		events = append(events, Event{Event: event.Event{Name: "Get", Time: at, User: "mallory"}, Record: []byte(`{}`)})
	}
	for n, want := range map[int]string{2: "2026-11-16 03:04:11", 3: "16 Nov 03:04:11", 5: "03:04:11 "} {
		o, err := New(events[:n])
		if err != nil {
			t.Fatal(err)
		}
		if got := drawn(o, 80, 24); !strings.Contains(got, want) {
			t.Errorf("%d events: %q is not in\n%s", n, want, got)
		}
	}
	o, err := New(events)
	if err != nil {
		t.Fatal(err)
	}
	if got := drawn(o, 60, 20); !strings.Contains(got, "03:04  03:04") || strings.Contains(got, "03:04:1") {
		t.Errorf("a time is cut in\n%s", got)
	}
}

// Of two values deep in a record the ends of the paths can be the same.
func TestTheLineUnderTheCursorIsNamedInFull(t *testing.T) {
	permissions := func(port string) string {
		return `{"requestParameters":{"ipPermissions":{"items":[{"fromPort":` + port + `}]},"ipPermissionsEgress":{"items":[{"fromPort":` + port + `}]}}}`
	}
	o := compared(t, permissions("22"), permissions("443"))
	for _, want := range []string{"─ requestParameters.ipPermissions.items[0].fromPort ─", "─ requestParameters.ipPermissionsEgress.items[0].fromPort ─"} {
		if got := drawn(o, 80, 24); !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
		o.Do(keymap.MenuDown)
	}
}

func TestAComparisonIsGoneThroughFromEndToEnd(t *testing.T) {
	o := compared(t, `{"a":1,"b":1,"c":1,"d":1}`, `{"a":2,"b":2,"c":2,"d":2}`)
	for _, step := range []struct{ key, line string }{{"G", "d"}, {"j", "d"}, {"g", "a"}, {"k", "a"}, {"end", "d"}, {"home", "a"}} {
		o.Do(keymap.Default().Resolve(o.Context(), step.key))
		if got := drawn(o, 80, 24); !strings.Contains(got, "▌≠ "+step.line+" ") {
			t.Errorf("after %s the cursor is not on %s:\n%s", step.key, step.line, got)
		}
	}
}
