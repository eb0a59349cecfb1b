package dialog

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func env() pane.Env {
	look, _ := theme.For(theme.Mono, theme.Terminal{}, nil)
	return pane.Env{Theme: look, Focused: true, Zone: time.UTC, Now: now}
}

// keys presses keys as the screen does, and returns what the last one asks for.
func keys(d pane.Dialog, presses ...string) (last pane.Intent) {
	for _, k := range presses {
		if a := keymap.Default().Resolve(d.Context(), k); a != keymap.None {
			last = d.Do(a)
		} else {
			last = d.Type(tea.KeyPressMsg{Code: []rune(k)[0], Text: k})
		}
		drawn(d, 80, 24)
	}
	return last
}

func typed(d pane.Dialog, s string) {
	for _, r := range s {
		d.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func drawn(d pane.Dialog, w, h int) string {
	c := canvas.New(w, h)
	d.Draw(c.All(), env())
	return c.Text()
}

// box returns the lines of a drawing that hold the dialog.
func box(screen string) string {
	var lines []string
	for _, line := range strings.Split(screen, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func want(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheCopyMenuShowsWhatWouldBeCopiedButNoSecret(t *testing.T) {
	d := NewCopy([]Copyable{
		{Key: "y", What: "value", Text: "backup\x1b[31m-svc"},
		{Key: "p", What: "path", Text: ""},
		{Key: "x", What: "jq path", Text: ".requestParameters.userName"},
		{Key: "r", What: "record", Text: "top secret", Secret: true},
	})
	want(t, box(drawn(d, 80, 24)), `
╭─ Copy ──────────────────────────────────────╮
│ ▌ y value    backup␛[31m-svc                │
│   x jq path  .requestParameters.userName    │
│   r record   ••••••••                       │
╰─────────────────────────────────────────────╯`[1:])
}

func TestTheCopyMenuShowsAllOfWhatIsTooLongForItsLine(t *testing.T) {
	hash := strings.Repeat("0123456789abcdef", 4)
	d := NewCopy([]Copyable{
		{Key: "h", What: "hash of the manifest", Text: hash},
		{Key: "v", What: "command that proves it", Text: "spoor verify evidence.zip --expect " + hash},
	})
	if got := drawn(d, 80, 24); !strings.Contains(got, "│ "+hash) {
		t.Errorf("not all of the hash is seen:\n%s", got)
	}
	keys(d, "j")
	want(t, box(drawn(d, 80, 24)), `
╭─ Copy ───────────────────────────────────────────────────────────────────╮
│   h hash of the manifest    0123456789abcdef012345…bcdef0123456789abcdef │
│ ▌ v command that proves it  spoor verify evidence.zip --expect 01234567… │
│ ──────────────────────────────────────────────────────────────────────── │
│ spoor verify evidence.zip --expect 0123456789abcdef0123456789abcdef01234 │
│ 56789abcdef0123456789abcdef                                              │
╰──────────────────────────────────────────────────────────────────────────╯`[1:])
}

func TestAMenuIsMovedThroughAndChosenFromByKeyOrLetter(t *testing.T) {
	copied := func(text, what string) string {
		return fmt.Sprint(pane.Several{pane.Close{}, pane.Copy{Text: text, What: what}})
	}
	for _, c := range []struct {
		presses string
		want    string
	}{
		{"enter", copied("1", "a")},
		{"j enter", copied("2", "b")},
		{"k enter", copied("3", "c")},
		{"j j j enter", copied("1", "a")},
		{"z", copied("3", "c")},
		{"w", fmt.Sprint(nil)},
		{"esc", fmt.Sprint(pane.Close{})},
		{"q", fmt.Sprint(pane.Close{})},
	} {
		d := NewCopy([]Copyable{{Key: "x", What: "a", Text: "1"}, {Key: "y", What: "b", Text: "2"}, {Key: "z", What: "c", Text: "3"}})
		want(t, fmt.Sprint(keys(d, strings.Fields(c.presses)...)), c.want)
	}
}

func TestNothingToCopyIsSaid(t *testing.T) {
	d := NewCopy(nil)
	if got := drawn(d, 60, 10); !strings.Contains(got, "there is nothing to copy here") {
		t.Error(got)
	}
	if got := keys(d, "j", "enter"); got != nil {
		t.Errorf("choosing nothing asks for %v", got)
	}
}

func TestAQuestionGivesTheAnswersIntentOrNone(t *testing.T) {
	ask := func() pane.Dialog {
		return NewQuestion("Overwrite evidence.zip?", Answer{Key: "n", Label: "keep it"}, Answer{Key: "y", Label: "overwrite it", Intent: pane.Reask{}})
	}
	want(t, fmt.Sprint(keys(ask(), "y")), fmt.Sprint(pane.Several{pane.Close{}, pane.Reask{}}))
	want(t, fmt.Sprint(keys(ask(), "enter")), fmt.Sprint(pane.Several{pane.Close{}, nil}))
	want(t, fmt.Sprint(keys(ask(), "esc")), fmt.Sprint(pane.Close{}))
}

func date(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			return at
		}
	}
	panic(s)
}

func TestWindowsAreReadAsPeopleWriteThem(t *testing.T) {
	for written, bounds := range map[string][2]string{
		"6h":                        {"2026-11-20 06:00", "2026-11-20 12:00"},
		"last 90m":                  {"2026-11-20 10:30", "2026-11-20 12:00"},
		"last 24 hours":             {"2026-11-19 12:00", "2026-11-20 12:00"},
		"past 3 days":               {"2026-11-17 12:00", "2026-11-20 12:00"},
		"last:24h":                  {"2026-11-19 12:00", "2026-11-20 12:00"},
		"yesterday":                 {"2026-11-19", "2026-11-20"},
		"2026-11-17":                {"2026-11-17", "2026-11-18"},
		"2026-11-17..2026-11-18":    {"2026-11-17", "2026-11-19"},
		"2026-11-17 to 2026-11-18":  {"2026-11-17", "2026-11-19"},
		"from yesterday to today":   {"2026-11-19", "2026-11-21"},
		"time:10:00..11:00":         {"2026-11-20 10:00", "2026-11-20 11:00"},
		"since yesterday":           {"2026-11-19", ""},
		"until 2026-11-17":          {"", "2026-11-17"},
		"after:2026-11-17":          {"2026-11-17", ""},
		"after:yesterday before:9h": {"2026-11-19", "2026-11-20 03:00"},
	} {
		got, err := readWindow(written, query.Options{Now: now, Zone: time.UTC})
		if err != nil {
			t.Errorf("%q: %v", written, err)
			continue
		}
		var expected query.Window
		if bounds[0] != "" {
			expected.From = date(bounds[0])
		}
		if bounds[1] != "" {
			expected.To = date(bounds[1])
		}
		if !got.From.Equal(expected.From) || !got.To.Equal(expected.To) {
			t.Errorf("%q is %v – %v, want %v – %v", written, got.From, got.To, expected.From, expected.To)
		}
	}
	for _, written := range []string{"", "user:alice", "some words", "last:24h user:alice", "2026-11-18..2026-11-17"} {
		if w, err := readWindow(written, query.Options{Now: now, Zone: time.UTC}); err == nil {
			t.Errorf("%q is read as %v – %v", written, w.From, w.To)
		}
	}
}

func FuzzNoTextIsReadAsAWindowThatEndsBeforeItBegins(f *testing.F) {
	for _, s := range []string{"6h", "yesterday to today", "since 3pm", `"`, `\`, "from ..", "..", "last ", "time:\"a..b\"", "2026-13-45"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := readWindow(s, query.Options{Now: now, Zone: time.UTC})
		if err == nil && !w.From.IsZero() && !w.To.IsZero() && !w.From.Before(w.To) {
			t.Fatalf("%q is %v – %v", s, w.From, w.To)
		}
	})
}

func TestTheTimeDialogPreviewsTheWindow(t *testing.T) {
	d := NewTime(date("2026-11-10"), now.Add(-time.Minute), time.UTC, now)
	want(t, box(drawn(d, 80, 24)), `
╭─ Time ─────────────────────────────────────────────────────╮
│ ❯ yesterday 3pm · 6h · 19 Nov..20 Nov · 14:00..15:30       │
│   20 Nov 11:45 – 12:00 UTC · 15m                           │
│                                                            │
│ ▌ last 15 minutes                                          │
│   last hour                                                │
│   last 6 hours                                             │
│   last 24 hours                                            │
│   last 3 days                                              │
│   last 7 days                                              │
│   last 30 days                                             │
│   last 90 days                                             │
│   the day of 20 Nov                                        │
│   the day before                                           │
│   all that is cached                                       │
╰────────────────────────────────────────────────────── UTC ─╯`[1:])
	for _, c := range []struct{ typed, preview string }{
		{"yesterday", "19 Nov 00:00 – 20 Nov 00:00 UTC · 24h"},
		{"6h", "20 Nov 06:00 – 12:00 UTC · 6h"},
		{"since 2026-11-18", "from 18 Nov 00:00 UTC on"},
		{"2025-01-01", "nothing cached: 1 Jan 2025 00:00 – 2 Jan 2025 00:00 UTC"},
	} {
		d := NewTime(date("2026-11-10"), now.Add(-time.Minute), time.UTC, now)
		typed(d, c.typed)
		line := strings.Split(box(drawn(d, 80, 24)), "\n")[2]
		want(t, strings.Trim(line, "│ "), c.preview)
	}
}

// What is written wrongly may be long: that it goes on is to be seen.
func TestAMistakeInATimeThatDoesNotFitIsCutWithASign(t *testing.T) {
	d := NewTime(date("2026-11-10"), now.Add(-time.Minute), time.UTC, now)
	typed(d, "30 minutes around 19 Nov 20:25, when the key was used")
	lines := strings.Split(box(drawn(d, 80, 24)), "\n")
	if last := strings.Trim(lines[3], "│ "); !strings.HasSuffix(last, "…") {
		t.Errorf("the mistake ends with %q:\n%s", last, drawn(d, 80, 24))
	}
}

func TestTheTimeDialogChoosesWhatIsTypedOrAPreset(t *testing.T) {
	window := func(from, to string) string {
		w := query.Window{From: date(from), To: date(to)}
		return fmt.Sprint(pane.Several{pane.Close{}, pane.SetWindow{Window: w}})
	}
	open := func() *Time { return NewTime(date("2026-11-10"), now.Add(-time.Minute), time.UTC, now) }
	d := open()
	typed(d, "yesterday")
	want(t, fmt.Sprint(keys(d, "enter")), window("2026-11-19", "2026-11-20"))
	d = open()
	want(t, fmt.Sprint(keys(d, "down", "enter")), window("2026-11-20 11:00", "2026-11-20 12:00"))
	d = open()
	typed(d, "no time at all")
	if got := keys(d, "enter"); got != nil {
		t.Errorf("what cannot be read is chosen: %v", got)
	}
	want(t, fmt.Sprint(keys(d, "down", "enter")), window("2026-11-20 11:45", "2026-11-20 12:00"))
	d = open()
	want(t, fmt.Sprint(keys(d, "pgdown", "enter")), fmt.Sprint(pane.Several{pane.Close{}, pane.SetWindow{}}))
}

func TestPresetsOfOldDataEndAtItsNewestEvent(t *testing.T) {
	d := NewTime(date("2023-07-10"), date("2023-07-10 13:00:59"), time.UTC, now)
	if got := drawn(d, 80, 24); !strings.Contains(got, "last cached hour") || !strings.Contains(got, "the day of 10 Jul") {
		t.Error(got)
	}
	w := query.Window{From: date("2023-07-10 12:01:00"), To: date("2023-07-10 13:01:00")}
	want(t, fmt.Sprint(keys(d, "down", "enter")), fmt.Sprint(pane.Several{pane.Close{}, pane.SetWindow{Window: w}}))
}

func TestTheStretchOfWhatMatchesIsOffered(t *testing.T) {
	d := NewTime(date("2017-06-01"), date("2026-01-25"), time.UTC, now)
	d.SetMatched(date("2023-07-10 12:13:20").Add(time.Millisecond), date("2023-07-10 12:29:48"))
	if got := drawn(d, 80, 24); !strings.Contains(got, "first to last match") {
		t.Error(got)
	}
	w := query.Window{From: date("2023-07-10 12:13:20"), To: date("2023-07-10 12:29:49")}
	want(t, fmt.Sprint(keys(d, "pgdown", "up", "enter")), fmt.Sprint(pane.Several{pane.Close{}, pane.SetWindow{Window: w}}))
	none := NewTime(date("2017-06-01"), date("2026-01-25"), time.UTC, now)
	none.SetMatched(time.Time{}, time.Time{})
	if got := drawn(none, 80, 24); strings.Contains(got, "match") {
		t.Error(got)
	}
}

func row() *cache.Row {
	return &cache.Row{Event: event.Event{
		Time: date("2026-11-16 03:12:51"), User: "mallory", AccessKey: "AKIAIOSFODNN7EXAMPLE", Session: "ASIAIOSFODNN7EXAMPLE",
		IP: "203.0.113.7", RequestID: "req-1", Targets: []event.Target{{Type: "AWS::IAM::User", Name: "backup-svc"}},
	}}
}

func TestPivotsSayHowManyEventsEachWouldGive(t *testing.T) {
	window := query.Window{From: date("2026-11-16"), To: date("2026-11-17")}
	p := NewPivots(pane.Pivot{Row: row(), Value: pane.Choose{Field: query.FieldPath, Path: "requestParameters.policyArn", Value: "x y"}}, window, time.UTC, nil)
	questions := p.Queries()
	var asked []string
	for _, q := range questions {
		asked = append(asked, fmt.Sprintf("%s %t", query.Print(q.Filter), q.Window == window))
	}
	want(t, strings.Join(asked[:9], "\n"), strings.Join([]string{
		`requestParameters.policyArn:"x y" false`, "key:AKIAIOSFODNN7EXAMPLE false", "responseElements.accessKey.accessKeyId:AKIAIOSFODNN7EXAMPLE false",
		"session:ASIAIOSFODNN7EXAMPLE false", "ip:203.0.113.7 false", "user:mallory false", `resource:"backup-svc" false`, "request:req-1 false", " false",
	}, "\n"))
	want(t, asked[10], "key:AKIAIOSFODNN7EXAMPLE true")
	p.Counted(1, 1204)
	p.Counted(2, 0)
	p.Counted(3, 1)
	p.Counted(10, 7)
	want(t, box(drawn(p, 80, 24)), `
╭─ Everything with the same… ────────────────────────────────────────╮
│ ▌ v value here           x y                                     … │
│   a access key           AKIAIOSFODNN7EXAMPLE         1,204 events │
│   w issue of this key    AKIAIOSFODNN7EXAMPLE             0 events │
│   s session              ASIAIOSFODNN7EXAMPLE            only this │
│   i IP address           203.0.113.7                             … │
│   u user                 mallory                                 … │
│   r resource             backup-svc                              … │
│   e request              req-1                                   … │
│   t time, filter lifted  5 minutes before and after              … │
╰───────────────────────── in all of the time · tab: in this window ─╯`[1:])
	keys(p, "tab")
	if got := drawn(p, 80, 24); !strings.Contains(got, "7 events") || strings.Contains(got, "1,204") {
		t.Error(got)
	}
	jump := keys(p, "a").(pane.Several)[1].(pane.Jump)
	want(t, query.Print(jump.Query.Filter)+" "+jump.Label, "key:AKIAIOSFODNN7EXAMPLE access key AKIAIOSFODNN7EXAMPLE")
	if jump.Query.Window != window {
		t.Errorf("the window is %v", jump.Query.Window)
	}
	jump = keys(p, "t").(pane.Several)[1].(pane.Jump)
	if jump.Query.Filter != nil || !jump.Query.Window.Contains(row().Event.Time) {
		t.Errorf("same time is %+v", jump.Query)
	}
}

// What a call gave out leads to what was done with it, and from there back.
func TestKeysLeadToWhatWasDoneWithThemAndToTheirIssue(t *testing.T) {
	r := row()
	r.Event.AccessKey = "ASIAIOSFODNN7EXAMPLE"
	record := []byte(`{"responseElements":{"credentials":{"accessKeyId":"ASIAI44QH8DHBEXAMPLE"}}}`)
	p := NewPivots(pane.Pivot{Row: r, Record: record}, query.Window{}, time.UTC, nil)
	for i, q := range p.Queries()[:3] {
		want(t, query.Print(q.Filter), []string{
			"key:ASIAIOSFODNN7EXAMPLE", "key:ASIAI44QH8DHBEXAMPLE", "responseElements.credentials.accessKeyId:ASIAIOSFODNN7EXAMPLE",
		}[i])
		p.Counted(i, 1)
	}
	got := drawn(p, 80, 24)
	for _, line := range []string{
		"a access key           ASIAIOSFODNN7EXAMPLE         only this",
		"n key issued here      ASIAI44QH8DHBEXAMPLE           1 event",
		"w issue of this key    ASIAIOSFODNN7EXAMPLE           1 event",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("%q is not in\n%s", line, got)
		}
	}
	record = []byte(`{"responseElements":{"accessKey":{"accessKeyId":"AKIAI44QH8DHBEXAMPLE"}}}`)
	p = NewPivots(pane.Pivot{Row: row(), Record: record}, query.Window{}, time.UTC, nil)
	want(t, query.Print(p.Queries()[1].Filter), "key:AKIAI44QH8DHBEXAMPLE")
	want(t, query.Print(p.Queries()[2].Filter), "responseElements.accessKey.accessKeyId:AKIAIOSFODNN7EXAMPLE")
}

func TestPivotsCallNumbersByTheirNames(t *testing.T) {
	names := &pane.Names{IPs: map[string]string{"203.0.113.7": "office"}, Keys: map[string]string{"AKIAIOSFODNN7EXAMPLE": "deploy"}}
	p := NewPivots(pane.Pivot{Row: row()}, query.Window{}, time.UTC, names)
	got := drawn(p, 80, 24)
	for _, line := range []string{"a access key           deploy AKIAIOSFODNN7EXAMPLE ", "w issue of this key    deploy AKIAIOSFODNN7EXAMPLE ", "i IP address           office 203.0.113.7 "} {
		if !strings.Contains(got, line) {
			t.Errorf("%q is not in\n%s", line, got)
		}
	}
	jump := keys(p, "i").(pane.Several)[1].(pane.Jump)
	want(t, query.Print(jump.Query.Filter), "ip:203.0.113.7")
	want(t, jump.Label, "IP address office 203.0.113.7")
	want(t, jump.Crumb, "ip office")
}

func TestNoLetterOfAPivotIsAKeyOfTheMenu(t *testing.T) {
	r := row()
	r.Event.Role, r.Event.SharedID = "admin", "shared-1"
	r.Event.Targets = append(r.Event.Targets, event.Target{Name: "b"}, event.Target{Name: "c"}, event.Target{Name: "d"}, event.Target{Name: "e"})
	letters := map[string]bool{}
	r.Event.AccessKey = "ASIAIOSFODNN7EXAMPLE"
	record := []byte(`{"responseElements":{"credentials":{"accessKeyId":"ASIAI44QH8DHBEXAMPLE"}}}`)
	for _, it := range NewPivots(pane.Pivot{Row: r, Value: pane.Choose{Field: query.FieldEvent, Value: "x"}, Record: record}, query.Window{}, time.UTC, nil).items {
		if it.key == "" || letters[it.key] || keymap.Default().Resolve(keymap.Menu, it.key) != keymap.None {
			t.Errorf("%s has the letter %q", it.label, it.key)
		}
		letters[it.key] = true
	}
}

func TestTheCursorIsOnThePivotForTheValueItCameFrom(t *testing.T) {
	for _, c := range []struct {
		value pane.Choose
		want  string
	}{
		{pane.Choose{}, "key:AKIAIOSFODNN7EXAMPLE"},
		{pane.Choose{Field: query.FieldUser, Value: "mallory"}, "user:mallory"},
		{pane.Choose{Field: query.FieldEvent, Value: "PutUserPolicy"}, "event:PutUserPolicy"},
		{pane.Choose{Field: query.FieldPath, Path: "requestParameters.b", Value: "c"}, "requestParameters.b:c"},
		{pane.Choose{Field: query.FieldVerb, Value: "write"}, "key:AKIAIOSFODNN7EXAMPLE"},
	} {
		p := NewPivots(pane.Pivot{Row: row(), Value: c.value}, query.Window{}, time.UTC, nil)
		jump := keys(p, "enter").(pane.Several)[1].(pane.Jump)
		want(t, query.Print(jump.Query.Filter), c.want)
	}
}

func TestNoDialogBreaksItsBorderOrLeavesTheScreen(t *testing.T) {
	hostile := rapid.SampledFrom([]string{"", "x", "\x1b]52;c;x\a", "\u202eabc", "漢字漢字漢字", "a\nb", strings.Repeat("long ", 500), "\xff"})
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string { return hostile.Draw(t, label) }
		r := row()
		r.Event.User, r.Event.Role, r.Event.AccessKey, r.Event.IP = text("user"), text("role"), text("key"), text("ip")
		r.Event.Targets[0].Name = text("target")
		d := []pane.Dialog{
			NewCopy([]Copyable{{Key: "y", What: "value", Text: text("value")}, {Key: "l", What: "line", Text: text("line")}}),
			NewPivots(pane.Pivot{Row: r, Value: pane.Choose{Field: query.FieldPath, Path: "a.b", Value: text("here")}}, query.Window{}, time.UTC, nil),
			NewTime(date("2026-11-10"), now, time.UTC, now),
		}[rapid.IntRange(0, 2).Draw(t, "dialog")]
		d.Type(tea.PasteMsg{Content: text("pasted")})
		for range rapid.IntRange(0, 5).Draw(t, "presses") {
			keys(d, rapid.SampledFrom([]string{"j", "k", "down", "up", "tab", "pgdown", "pgup", "x"}).Draw(t, "key"))
		}
		w, h := rapid.IntRange(0, 100).Draw(t, "w"), rapid.IntRange(1, 30).Draw(t, "h")
		lines := strings.Split(drawn(d, w, h), "\n")
		for i, line := range lines {
			if w > 0 && canvas.Width(line) != w {
				t.Fatalf("line %d is %d wide, not %d: %q", i, canvas.Width(line), w, line)
			}
			line = strings.TrimSpace(line)
			if line != "" && !strings.ContainsAny(line[:3], "╭╰│") {
				t.Fatalf("line %d begins without a border: %q", i, line)
			}
			if line != "" && !strings.HasSuffix(line, "╮") && !strings.HasSuffix(line, "╯") && !strings.HasSuffix(line, "│") {
				t.Fatalf("line %d ends without a border: %q", i, line)
			}
		}
	})
}

func TestAValueOfJustOneLineTooManyCellsIsShownWhole(t *testing.T) {
	value := strings.Repeat("x", 70) + "end"
	for w := 60; w <= 84; w++ {
		screen := drawn(NewCopy([]Copyable{{Key: "y", What: "value", Text: value}}), w, 24)
		if text := strings.NewReplacer("│", "", " ", "", "\n", "").Replace(screen); !strings.Contains(text, value) {
			t.Errorf("at %d columns:\n%s", w, screen)
		}
	}
}

func TestATimeThatIsNoneIsToldWithWhatWouldBe(t *testing.T) {
	d := NewTime(now, now, time.UTC, now)
	typed(d, "yest")
	screen := drawn(d, 80, 24)
	for _, want := range []string{"`yest` is no time; write 2026-11-19,", `or "2 hours ago"`} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not in\n%s", want, screen)
		}
	}
	typed(d, "erday foo")
	if screen := drawn(d, 80, 24); !strings.Contains(screen, "cannot read `yesterday foo` as a time") {
		t.Error(screen)
	}
}

func TestAMenuWithoutRoomForValuesShowsNoEllipsesInstead(t *testing.T) {
	d := &menu{title: "Menu", items: []item{{key: "a", label: "a label that is long", value: "a long value", end: "12,345 events"}, {label: "short", value: "abc"}}}
	if screen := drawn(d, 46, 12); strings.Contains(screen, "…") || !strings.Contains(screen, "abc") {
		t.Error(screen)
	}
}

func TestASessionKeepsItsTimeWhereItIsCut(t *testing.T) {
	if got := cut("AROAEXAMPLEEXAMPLE:someone 2026-11-18T03:00:00Z", 30); !strings.HasSuffix(got, "T03:00:00Z") {
		t.Errorf("cut as %q", got)
	}
	if got := cut("is:write event:(PutBucketAcl OR PutBucketPolicy)", 30); !strings.HasPrefix(got, "is:write event:(PutBucketAcl") {
		t.Errorf("a filter is cut as %q", got)
	}
}
