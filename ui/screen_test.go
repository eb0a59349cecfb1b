package ui

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"spoor/cache"
	"spoor/keymap"
	"spoor/ui/canvas"
)

// tester is what testing.T and rapid.T have in common.
type tester interface {
	Helper()
	Cleanup(func())
	Error(...any)
	Errorf(string, ...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

// screen drives a model as Bubble Tea would, without a terminal: keys go in,
// the text of the view comes out.
type screen struct {
	t    tester
	m    *Model
	msgs chan arrival
	stop context.CancelFunc
	// awaited is how many commands were started that settle waits for and whose
	// message was not delivered.
	awaited atomic.Int64
	// clipboard is what was copied last.
	clipboard string
}

var clipboardMsg = reflect.TypeOf(tea.SetClipboard("")())

// arrival is what a command returned, which may be nothing.
type arrival struct {
	msg     tea.Msg
	awaited bool
}

// open returns a screen of a size, after the first answer.
func open(t tester, w, h int, o Options) *screen {
	t.Helper()
	s := made(t, o)
	s.run(s.m.Init())
	s.view()
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

// made returns a screen that was not begun with.
func made(t tester, o Options) *screen {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	if o.Now == nil {
		o.Now = func() time.Time { return corpusEnd.Add(8 * time.Hour) }
	}
	if o.SourceName == "" {
		o.SourceName = "test"
	}
	if o.Theme == "" {
		o.Theme = "dark"
	}
	m, err := New(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, m: m, msgs: make(chan arrival, 1000), stop: stop}
	t.Cleanup(func() {
		stop()
		m.wait()
	})
	return s
}

// run starts a command; what it returns is sent when the screen waits.
func (s *screen) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	awaited := endsByItself(cmd)
	if awaited {
		s.awaited.Add(1)
	}
	go func() {
		msg := cmd()
		// tea.Sequence's message is an unexported slice of commands, and so is
		// tea.Batch's an exported one.
		if v := reflect.ValueOf(msg); v.IsValid() && v.Type() == reflect.TypeFor[tea.BatchMsg]() {
			for _, c := range msg.(tea.BatchMsg) {
				s.run(c)
			}
			msg = nil
		}
		s.msgs <- arrival{msg, awaited}
	}()
}

// othersEnd are the commands that end when something else does: some time, an import,
// a fetch or what it plans, an export, another program's hold on the cache.
var othersEnd = regexp.MustCompile(`/v2\.Tick\.|importing\)\.next\.|fetching\)\.next\.|Model\)\.(plan|startExport|awaitHolder)\.`)

// endsByItself reports whether a command is not one of othersEnd.
func endsByItself(cmd tea.Cmd) bool {
	return !othersEnd.MatchString(runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name())
}

// deliver gives the screen what a command returned.
func (s *screen) deliver(a arrival) {
	if reflect.TypeOf(a.msg) == clipboardMsg {
		s.clipboard = fmt.Sprint(a.msg)
	}
	if a.msg != nil {
		_, cmd := s.m.Update(a.msg)
		s.run(cmd)
	}
	if a.awaited {
		s.awaited.Add(-1)
	}
}

// send delivers a message and waits until the screen is at rest.
func (s *screen) send(msg tea.Msg) {
	s.t.Helper()
	_, cmd := s.m.Update(msg)
	s.run(cmd)
	s.settle()
}

// settle delivers what commands return until all have that end by themselves.
func (s *screen) settle() {
	s.t.Helper()
	s.until(func() bool { return s.awaited.Load() == 0 && len(s.msgs) == 0 })
}

// until delivers what commands return until something holds.
func (s *screen) until(holds func() bool) {
	s.t.Helper()
	deadline := time.After(20 * time.Second)
	for !holds() {
		select {
		case a := <-s.msgs:
			s.deliver(a)
		case <-deadline:
			s.t.Fatalf("it does not come to that:\n%s", s.view())
		}
	}
}

// press presses a key and waits until something holds.
func (s *screen) press(key string, holds func() bool) {
	s.t.Helper()
	_, cmd := s.m.Update(keyPress(s.t, key))
	s.run(cmd)
	s.until(holds)
}

// named are the keys that have no character.
var named = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
}

// keys presses keys, each by the name the keymap has for it; "type:…" types
// text.
func (s *screen) keys(keys ...string) *screen {
	s.t.Helper()
	for _, k := range keys {
		if typed, ok := strings.CutPrefix(k, "type:"); ok {
			for _, r := range typed {
				s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
			continue
		}
		s.send(keyPress(s.t, k))
	}
	return s
}

func keyPress(t tester, name string) tea.KeyPressMsg {
	t.Helper()
	var msg tea.KeyPressMsg
	for {
		mod, rest, ok := strings.Cut(name, "+")
		if !ok || rest == "" {
			break
		}
		switch mod {
		case "ctrl":
			msg.Mod |= tea.ModCtrl
		case "shift":
			msg.Mod |= tea.ModShift
		case "alt":
			msg.Mod |= tea.ModAlt
		default:
			t.Fatalf("no modifier %q", mod)
		}
		name = rest
	}
	if code, ok := named[name]; ok {
		msg.Code = code
		if name == "space" {
			msg.Text = " "
		}
		return msg
	}
	r, size := utf8.DecodeRuneInString(name)
	if size != len(name) {
		t.Fatalf("no key %q", name)
	}
	msg.Code = r
	if msg.Mod == 0 {
		msg.Text = name
	}
	return msg
}

// view returns the screen's text, and fails where a line has not exactly the
// screen's width.
func (s *screen) view() string {
	s.t.Helper()
	text := ansi.Strip(s.m.View().Content)
	lines := strings.Split(text, "\n")
	if s.m.height > 0 && len(lines) != s.m.height {
		s.t.Errorf("%d lines on a screen of %d", len(lines), s.m.height)
	}
	for i, line := range lines {
		if got := canvas.Width(line); got != s.m.width {
			s.t.Errorf("line %d is %d wide on a screen of %d: %q", i+1, got, s.m.width, line)
		}
		for _, r := range line {
			if r < 0x20 || r >= 0x7f && r < 0xa0 {
				s.t.Errorf("line %d holds %U", i+1, r)
			}
		}
	}
	return text
}

// shows fails unless the screen holds all texts.
func (s *screen) shows(texts ...string) {
	s.t.Helper()
	view := s.view()
	for _, want := range texts {
		if !strings.Contains(view, want) {
			s.t.Errorf("%q is not on the screen:\n%s", want, view)
		}
	}
}

// hides fails if the screen holds any of the texts.
func (s *screen) hides(texts ...string) {
	s.t.Helper()
	view := s.view()
	for _, not := range texts {
		if strings.Contains(view, not) {
			s.t.Errorf("%q is on the screen:\n%s", not, view)
		}
	}
}

// filter returns the filter in force.
func (s *screen) filter() string { return s.m.filterText() }

func openOn(t tester, w, h int, c *cache.Cache) *screen {
	t.Helper()
	return open(t, w, h, Options{Cache: c})
}

// keysThatStay are the keys that neither leave the screen nor wait for something from
// outside.
func keysThatStay() (keys []string) {
	for _, b := range keymap.Default().All() {
		switch b.Action {
		case keymap.Quit, keymap.Interrupt, keymap.Suspend, keymap.Follow:
		default:
			keys = append(keys, b.Keys...)
		}
	}
	return keys
}
