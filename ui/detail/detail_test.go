package detail

import (
	"fmt"
	"slices"
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

const attach = `{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/mallory",` +
	`"accountId":"111122223333","accessKeyId":"AKIAIOSFODNN7EXAMPLE","userName":"mallory"},"eventTime":"2026-11-16T03:12:51Z",` +
	`"eventSource":"iam.amazonaws.com","eventName":"PutUserPolicy","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.7",` +
	`"userAgent":"aws-cli/2.15.0","errorCode":"AccessDenied","errorMessage":"User mallory is not authorized",` +
	`"requestParameters":{"userName":"backup-svc","policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\"}]}"},` +
	`"responseElements":{"credentials":{"sessionToken":"abcdefghijkl"},"items":[7]},"requestID":"req-1","eventID":"id-1","readOnly":false,` +
	`"eventType":"AwsApiCall","recipientAccountId":"111122223333","eventCategory":"Management"}`

// screen is a pane with a frame around it, and the keys that reach it.
type screen struct {
	*Pane
	w, h int
	env  pane.Env
	last pane.Intent
}

func show(t testing.TB, record string, w, h int) *screen {
	t.Helper()
	ev, err := event.Decode([]byte(record), nil)
	if err != nil {
		t.Fatal(err)
	}
	look, err := theme.For(theme.Mono, theme.Terminal{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{Pane: &Pane{}, w: w, h: h, env: pane.Env{
		Theme: look, Focused: true, Zone: time.UTC, Now: time.Date(2026, 11, 16, 5, 12, 51, 0, time.UTC),
	}}
	s.SetSize(w-2, h-2)
	ref := cache.Ref{Key: cache.Key{1}, Nanos: ev.Time.UnixNano()}
	s.Set(&cache.Row{Ref: ref, Event: ev}, &cache.Stored{Ref: ref, Record: []byte(record), Provenance: []cache.Seen{
		{Origin: cache.Origin{Kind: "trail", Place: "logs/a.json.gz"}, Position: 1234},
	}})
	s.text()
	return s
}

// text draws the pane in its frame.
func (s *screen) text() string {
	c := canvas.New(s.w, s.h)
	f := pane.Frame{Rect: canvas.Rect{W: s.w, H: s.h}, Shown: true}
	f.DrawBorder(c.All(), s.env.Theme, true)
	s.Draw(c.Area(f.Inside()), s.env)
	f.DrawHead(c.All(), s.env.Theme, pane.Detail, s.Head(), true)
	return c.Text()
}

// keys presses keys one after the other; those that mean nothing are typed.
func (s *screen) keys(presses string) *screen {
	for _, k := range strings.Fields(presses) {
		if a := keymap.Default().Resolve(s.Context(), k); a == keymap.Back {
			s.Close()
		} else if a != keymap.None {
			s.last = s.Do(a)
		} else {
			s.last = s.Type(tea.KeyPressMsg{Code: []rune(k)[0], Text: k})
		}
		s.text()
	}
	return s
}

// line returns the row that the cursor is on.
func (s *screen) line() string {
	for _, line := range strings.Split(s.text(), "\n") {
		if _, after, ok := strings.Cut(line, "▌"); ok {
			after, _, _ = strings.Cut(after, "│")
			return strings.Join(strings.Fields(after), " ")
		}
	}
	return ""
}

func want(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatAPersonWantsFirstStandsInTheFourLinesOfASmallScreen(t *testing.T) {
	want(t, show(t, attach, 56, 6).text(), `
╭ 6 Detail ────────────────────────────────────────────╮
│▌actor     mallory · IAM user                         │
│ action    iam:PutUserPolicy · write · ✗ AccessDenied │
│           danger                                     │
│ target    IAM::User backup-svc                       │
╰──────────────────────────────────────────────────────╯`[1:])
}

func TestOnANarrowPaneTheRecordStandsBelowTheSummary(t *testing.T) {
	want(t, show(t, attach, 60, 36).text(), `
╭ 6 Detail ────────────────────────────────────────────────╮
│▌actor     mallory · IAM user                             │
│ action    iam:PutUserPolicy · write · ✗ AccessDenied     │
│           danger                                         │
│ target    IAM::User backup-svc                           │
│ error     User mallory is not authorized                 │
│ key       AKIAIOSFODNN7EXAMPLE                           │
│ from      203.0.113.7 · CLI                              │
│ agent     aws-cli/2.15.0                                 │
│ when      2026-11-16 03:12:51 UTC · 2 h ago              │
│ where     us-east-1 · 111122223333                       │
│                                                          │
│ ▾ requestParameters                                      │
│     userName  "backup-svc"                               │
│   ▾ policyDocument JSON in a string                      │
│     ▾ Statement [1]                                      │
│       ▾ 0                                                │
│           Effect  "Allow"                                │
│           Action  "*"                                    │
│ ▾ responseElements                                       │
│   ▾ credentials                                          │
│       sessionToken  •••••••• hidden, 12 characters       │
│   ▾ items [1]                                            │
│       0  7                                               │
│ ▸ userIdentity {type: "IAMUser", principalId: "AIDAEXAM… │
│                                                          │
│ arn       arn:aws:iam::111122223333:user/mallory         │
│ principal AIDAEXAMPLE                                    │
│ event     id-1                                           │
│ request   req-1                                          │
│ seen in   logs/a.json.gz · byte 1,234                    │
│                                                          │
│                                                          │
│                                                          │
│                                                          │
╰──────────────────────────────────────────────────────────╯`[1:])
}

func TestOnAWidePaneTheRecordStandsBesideTheSummary(t *testing.T) {
	want(t, show(t, attach, 100, 10).text(), `
╭ 6 Detail ────────────────────────────────────────────────────────────────────────────────────────╮
│▌actor     mallory · IAM user                     │ ▾ requestParameters                           │
│ action    iam:PutUserPolicy · write              │     userName  "backup-svc"                    │
│           ✗ AccessDenied · danger                │   ▾ policyDocument JSON in a string           │
│ target    IAM::User backup-svc                   │     ▾ Statement [1]                           │
│ error     User mallory is not authorized         │       ▾ 0                                     │
│ key       AKIAIOSFODNN7EXAMPLE                   │           Effect  "Allow"                     │
│ from      203.0.113.7 · CLI                      │           Action  "*"                         │
│ agent     aws-cli/2.15.0                         │ ▾ responseElements                            │
╰──────────────────────────────────────────────────────────────────────────────────────────────────╯`[1:])
}

func TestTheWholeRecordIsShownAsItStands(t *testing.T) {
	s := show(t, `{"eventVersion":"1.0","b":1,"eventTime":"2026-01-01T00:00:00Z","a":{"readOnly":true}}`, 40, 8).keys("R")
	want(t, s.text(), `
╭ 6 Record ────────────────────────────╮
│▌  eventVersion  "1.0"                │
│   b             1                    │
│ ▸ eventTime     "2026-01-01T00:00:0… │
│ ▾ a                                  │
│     readOnly  true                   │
│                                      │
╰──────────────────────────────────────╯`[1:])
	if s.keys("esc"); strings.Contains(s.text(), "eventVersion") {
		t.Error("esc does not leave the whole record")
	}
}

func TestKeysMoveTheCursor(t *testing.T) {
	for _, c := range []struct{ keys, line string }{
		{"", "actor mallory · IAM user"},
		{"j j", "danger"},
		{"G", "seen in logs/a.json.gz · byte 1,234"},
		{"G g", "actor mallory · IAM user"},
		{"G G k", "request req-1"},
		// Over the empty row between summary and record.
		{"j j j j j j j j j j", "▾ requestParameters"},
		{"j j j j j j j j j j J", "▾ responseElements"},
		{"j j j j j j j j j j J J K", "▾ responseElements"},
		{"j j j j j j j j j j h", `▸ requestParameters {userName: "backup-svc", policyDocu…`},
		{"j j j j j j j j j j h l l", `userName "backup-svc"`},
		{"j j j j j j j j j j j h", "▾ requestParameters"},
		{"j j j j j j j j j j space space", "▾ requestParameters"},
		{"/ p a r a enter", "▾ requestParameters"},
		{"/ a l l o w enter", `Effect "Allow"`},
		{"/ 1 . 0 9", `▸ arn "arn:aws:iam::11112…23333:user/mallory"`},
		{"/ 1 . 0 9 enter", `eventVersion "1.09"`},
		{"/ u s e r n a m e enter", `userName "backup-svc"`},
		{"/ u s e r n a m e enter n", `userName "mallory"`},
		{"/ u s e r n a m e enter n N", `userName "backup-svc"`},
	} {
		want(t, show(t, attach, 60, 40).keys(c.keys).line(), c.line)
	}
}

func TestLeftAndRightGoFromSummaryToRecordAndBack(t *testing.T) {
	s := show(t, attach, 100, 12).keys("l l")
	want(t, s.line(), "▾ requestParameters")
	s.keys("h h")
	want(t, s.line(), "actor mallory · IAM user")
}

func TestPlusAndMinusPutTheValueUnderTheCursorIntoTheFilter(t *testing.T) {
	for _, c := range []struct {
		keys string
		want pane.Intent
	}{
		{"+", pane.Choose{Field: query.FieldUser, Value: "mallory", How: pane.Include}},
		{"-", pane.Choose{Field: query.FieldUser, Value: "mallory", How: pane.Exclude}},
		{"j j j j j +", pane.Choose{Field: query.FieldKey, Value: "AKIAIOSFODNN7EXAMPLE", How: pane.Include}},
		{"j +", pane.Choose{Field: query.FieldSource, Value: "iam.amazonaws.com", How: pane.Include}},
		{"j l +", pane.Choose{Field: query.FieldEvent, Value: "PutUserPolicy", How: pane.Include}},
		{"/ e f f e c t enter +", pane.Choose{Field: query.FieldPath, Path: "requestParameters.policyDocument.Statement.Effect", Value: "Allow", How: pane.Include}},
		{"/ i t e m s enter l -", pane.Choose{Field: query.FieldPath, Path: "responseElements.items", Value: "7", How: pane.Exclude}},
		{"/ 2 0 3 . enter +", pane.Choose{Field: query.FieldIP, Value: "203.0.113.7", How: pane.Include}},
		{"/ s e s s i o n enter +", pane.Notice{Text: "a secret does not go into a filter"}},
		{"/ i t e m s enter +", pane.Notice{Text: "choose one of the values inside"}},
	} {
		if got := show(t, attach, 60, 40).keys(c.keys).last; got != c.want {
			t.Errorf("%s asks for %+v, want %+v", c.keys, got, c.want)
		}
	}
}

func TestTheCopyMenuOffersWhatIsUnderTheCursor(t *testing.T) {
	for _, c := range []struct {
		keys string
		want pane.Copy
	}{
		{"y y", pane.Copy{Text: "mallory", What: "user name"}},
		{"j j j j j y y", pane.Copy{Text: "AKIAIOSFODNN7EXAMPLE", What: "access key"}},
		{"y l", pane.Copy{Text: "actor: mallory · IAMUser", What: "line"}},
		{"y a", pane.Copy{Text: "arn:aws:iam::111122223333:user/mallory", What: "ARN"}},
		{"y r", pane.Copy{Text: attach, What: "record", Secret: true}},
		{"y w", pane.Copy{Text: "https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events/id-1", What: "console link"}},
		{"/ e f f e c t enter y y", pane.Copy{Text: "Allow", What: "value"}},
		{"/ e f f e c t enter y n", pane.Copy{Text: "Effect", What: "key"}},
		{"/ e f f e c t enter y l", pane.Copy{Text: `Effect: "Allow"`, What: "line"}},
		{"/ e f f e c t enter y p", pane.Copy{Text: "requestParameters.policyDocument.Statement[0].Effect", What: "path"}},
		{"/ e f f e c t enter y x", pane.Copy{Text: ".requestParameters.policyDocument | fromjson | .Statement[0].Effect", What: "jq path"}},
		{"/ s e s s i o n enter y y", pane.Copy{Text: "abcdefghijkl", What: "value", Secret: true}},
	} {
		presses := strings.Fields(c.keys)
		s := show(t, attach, 60, 40).keys(strings.Join(presses[:len(presses)-1], " "))
		open, ok := s.last.(pane.Open)
		if !ok {
			t.Fatalf("%s opens no menu but asks for %+v", c.keys, s.last)
		}
		letter := presses[len(presses)-1]
		several, ok := open.Dialog.Type(tea.KeyPressMsg{Code: []rune(letter)[0], Text: letter}).(pane.Several)
		if !ok || !slices.Contains(several, pane.Intent(c.want)) {
			t.Errorf("%s gives %+v, want %+v", c.keys, several, c.want)
		}
	}
}

func TestNoLetterOfTheCopyMenuIsAKeyThatMovesInIt(t *testing.T) {
	for _, presses := range []string{"y", "/ e f f e c t enter y"} {
		d := show(t, attach, 60, 40).keys(presses).last.(pane.Open).Dialog
		for _, letter := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
			taken := d.Type(tea.KeyPressMsg{Code: []rune(letter)[0], Text: letter}) != nil
			if taken && keymap.Default().Resolve(keymap.Menu, letter) != keymap.None {
				t.Errorf("%s both moves and chooses", letter)
			}
		}
	}
}

func TestVariantsOfARecordAreShownInTurn(t *testing.T) {
	s := show(t, attach, 60, 40)
	row, stored := s.row, *s.stored
	stored.Variants = []cache.Stored{{Record: []byte(strings.Replace(attach, "backup-svc", "somebody-else", 1))}}
	s.Set(nil, nil)
	s.Set(row, &stored)
	for _, name := range []string{"backup-svc", "somebody-else", "backup-svc"} {
		if got := s.text(); !strings.Contains(got, fmt.Sprintf("userName  %q", name)) {
			t.Errorf("%s is not shown:\n%s", name, got)
		}
		s.keys("v")
	}
}

func TestAnotherEventIsShownFromItsBeginning(t *testing.T) {
	s := show(t, attach, 60, 10).keys("G")
	other := *s.row
	other.Ref.Nanos++
	s.Set(&other, nil)
	want(t, s.line(), "actor mallory · IAM user")
	if strings.Contains(s.text(), "requestParameters") {
		t.Error("the record of the event before is still shown")
	}
}

func TestARecordThatIsNoJSONIsSaidToBeSo(t *testing.T) {
	s := show(t, attach, 60, 40)
	stored := *s.stored
	stored.Record = []byte(`{"a":`)
	row := s.row
	s.Set(nil, nil)
	s.Set(row, &stored)
	if got := s.text(); !strings.Contains(got, "the record cannot be shown as a tree") {
		t.Error(got)
	}
}

// Another program may prune the event away while somebody is typing.
func TestASearchIsLeftAlsoWhereTheEventHasGone(t *testing.T) {
	for _, key := range []string{"esc", "enter"} {
		s := show(t, attach, 80, 20).keys("/ x")
		s.Set(nil, nil)
		if s.keys(key); s.Context() != keymap.Detail {
			t.Errorf("%s leaves the keys in %s", key, s.Context())
		}
	}
}

var hostile = rapid.SampledFrom([]string{
	"", "plain", "\x1b[31mred\x1b]52;c;eA==\a", "\u202eabc\u2066", "a\tb\r\nc", "漢字漢字", "👨‍👩‍👧", "e\u0301\u0301", "\u009b31m", "\xff\xfe",
	strings.Repeat("x", 20_000), strings.Repeat("長", 500), `{"a":["\u001b"]}`,
})

func TestNothingInARecordBreaksTheBorder(t *testing.T) {
	everyKey := []string{"j", "k", "h", "l", "space", "G", "g", "ctrl+d", "ctrl+u", "R", ".", ",", "J", "K", "/", "a", "enter", "esc", "n", "N", "v", "+", "-", "y", "p"}
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string { return hostile.Draw(t, label) }
		record := `{"eventTime":"2026-01-01T00:00:00Z","eventName":` + jsonText(text("name")) + `,"userAgent":` + jsonText(text("agent")) +
			`,"requestParameters":{` + jsonText(text("key")) + `:` + jsonText(text("value")) + `,"b":[` + jsonText(text("element")) + `]}}`
		w, h := rapid.IntRange(0, 130).Draw(t, "w"), rapid.IntRange(0, 30).Draw(t, "h")
		ev, err := event.Decode([]byte(record), nil)
		if err != nil {
			t.Fatal(err)
		}
		ev.User, ev.Message = text("user"), text("message")
		ev.Targets = []event.Target{{Type: text("type"), Name: text("target")}}
		look, _ := theme.For(theme.Dark, theme.Terminal{Colors: 1 << 24}, nil)
		s := &screen{Pane: &Pane{}, w: w, h: h, env: pane.Env{Theme: look, Focused: true, Zone: time.UTC, Now: time.Now()}}
		s.SetSize(max(0, w-2), max(0, h-2))
		s.Set(&cache.Row{Event: ev}, &cache.Stored{Record: []byte(record), Mark: cache.Mark{Note: text("note")}})
		for range rapid.IntRange(0, 12).Draw(t, "presses") {
			s.keys(rapid.SampledFrom(everyKey).Draw(t, "key"))
		}
		if w < 2 || h < 2 {
			return
		}
		lines := strings.Split(s.text(), "\n")
		for i, line := range lines[1 : h-1] {
			if !strings.HasPrefix(line, "│") || !strings.HasSuffix(line, "│") || canvas.Width(line) != w {
				t.Fatalf("line %d is broken: %q", i+1, line)
			}
		}
	})
}

// jsonText writes any bytes as a JSON string, those that are no UTF-8 too.
func jsonText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0x20 || c == '"' || c == '\\':
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// A line as long as there is room for does not touch the rule beside it.
func TestTheSummaryKeepsClearOfTheRule(t *testing.T) {
	for width := 80; width <= 200; width++ {
		for _, line := range strings.Split(show(t, attach, width, 20).text(), "\n") {
			if cells := []rune(line); strings.Count(line, "│") == 3 {
				rule := slices.Index(cells[1:], '│') + 1
				if cells[rule-1] != ' ' || cells[rule+1] != ' ' {
					t.Fatalf("%d columns: %s", width, line)
				}
			}
		}
	}
}
