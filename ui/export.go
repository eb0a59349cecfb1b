package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/config"
	"spoor/event"
	"spoor/export"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// sampled is how many events are looked at to tell how large a file will be.
const sampled = 24

// exporting is an export under way.
type exporting struct {
	written atomic.Int64
	cancel  context.CancelFunc
	// over is closed when nothing more is written.
	over chan struct{}
}

// Write implements io.Writer: it counts.
func (e *exporting) Write(b []byte) (int, error) {
	e.written.Add(int64(len(b)))
	return len(b), nil
}

type (
	// sizedMsg is how many bytes an event takes in each format.
	sizedMsg struct {
		dialog *dialog.Export
		sizes  map[export.Format]float64
	}
	// takenMsg says that a file of the name is there already, or that it cannot
	// be written.
	takenMsg struct {
		asked pane.Export
		err   error
	}
	// startMsg says that nothing stands in the way of an export.
	startMsg struct{ asked pane.Export }
	// exportedMsg is what became of an export.
	exportedMsg struct {
		path   string
		result export.Result
		bytes  int64
		err    error
	}
	exportTickMsg struct{}
)

// openExport opens the choice of what is exported.
func (m *Model) openExport() tea.Cmd {
	switch a := m.shown.answer; {
	case m.exporting != nil:
		return m.say("an export is under way", false)
	case a == nil || a.Matched == 0 && len(m.events.Selected()) == 0:
		return m.say("there is nothing to export", false)
	}
	name := "spoor-" + m.now().In(m.zone).Format("20060102-150405")
	d := dialog.NewExport(len(m.events.Selected()), m.shown.answer.Matched, name)
	m.dialogs = append(m.dialogs, d)
	return m.sizes(d)
}

// sizes writes a few events in every format to tell how large they come.
func (m *Model) sizes(d *dialog.Export) tea.Cmd {
	ctx, store, a := m.ask.ctx, m.ask.store, m.shown.answer
	return func() tea.Msg {
		msg := sizedMsg{dialog: d, sizes: map[export.Format]float64{}}
		rows, err := a.Page(ctx, 0, sampled)
		if err != nil || len(rows) == 0 {
			return msg
		}
		var held []*cache.Stored
		for _, row := range rows {
			stored, err := store.Load(ctx, row.Ref)
			if err != nil {
				return msg
			}
			held = append(held, stored)
		}
		for _, format := range export.Formats() {
			var size exporting
			var w export.Writer
			if format == export.Evidence {
				w = export.NewBundle(&size, export.BundleOptions{})
			} else if w, err = export.New(format, &size, nil); err != nil {
				continue
			}
			for i := range rows {
				err = errors.Join(err, w.Write(rows[i], held[i]))
			}
			if errors.Join(err, w.Close()) == nil {
				msg.sizes[format] = float64(size.written.Load()) / float64(len(rows))
			}
		}
		return msg
	}
}

// export writes what was asked for, if no file is in the way.
func (m *Model) export(asked pane.Export) tea.Cmd {
	if !asked.Picked && !m.current() {
		return m.say("the answer is still to come: what is shown is an older one, or a part", true)
	}
	return func() tea.Msg {
		path, err := absolute(asked.Name)
		if err != nil {
			return takenMsg{asked, err}
		}
		asked.Name = path
		if asked.Replace {
			return startMsg{asked}
		}
		switch _, err := os.Lstat(path); {
		case err == nil:
			return takenMsg{asked: asked}
		case !errors.Is(err, fs.ErrNotExist):
			return takenMsg{asked, err}
		}
		return startMsg{asked}
	}
}

// absolute returns the path that a person means by a name.
func absolute(name string) (string, error) {
	return filepath.Abs(config.AtHome(name))
}

func (m *Model) taken(msg takenMsg) tea.Cmd {
	if msg.err != nil {
		return m.say("✗ "+event.Clean(msg.err.Error()), true)
	}
	replace := msg.asked
	replace.Replace = true
	m.dialogs = append(m.dialogs, dialog.NewQuestion(
		event.CutMiddle(event.Clean(msg.asked.Name), 50)+" is there already",
		dialog.Answer{Key: "o", Label: "choose another name"},
		dialog.Answer{Key: "r", Label: "replace it", Intent: replace},
	))
	return nil
}

// startExport writes the file beside the screen.
func (m *Model) startExport(asked pane.Export) tea.Cmd {
	if m.exporting != nil {
		return m.say("an export is under way", false)
	}
	m.dialogs = nil
	o := export.Options{
		Format: asked.Format, Zone: m.zone, Tool: m.options.Tool, Now: m.now(),
		Filter: query.All(orEverything(m.shown.answer.Query.Filter), query.Time{Window: m.shown.answer.Query.Window}),
	}
	if asked.Picked {
		o.Picked = m.events.Selected()
		o.Filter = query.Time{Window: spanOf(o.Picked)}
	}
	ctx, cancel := context.WithCancel(m.ask.ctx)
	m.exporting = &exporting{cancel: cancel, over: make(chan struct{})}
	count, store, path := m.exporting, m.options.Cache, asked.Name
	done := make(chan exportedMsg, 1)
	go func() {
		defer close(count.over)
		msg := exportedMsg{path: path}
		msg.err = export.Whole(path, func(w io.Writer) (err error) {
			msg.result, err = export.Run(ctx, store, io.MultiWriter(w, count), o)
			return err
		})
		msg.bytes = count.written.Load()
		done <- msg
	}()
	return tea.Batch(func() tea.Msg { return <-done }, exportTick())
}

// spanOf returns the window that holds all of the events.
func spanOf(refs []cache.Ref) query.Window {
	var w query.Window
	for _, ref := range refs {
		at := time.Unix(0, ref.Nanos).UTC()
		if w.From.IsZero() || at.Before(w.From) {
			w.From = at
		}
		if end := at.Add(time.Nanosecond); end.After(w.To) {
			w.To = end
		}
	}
	return w
}

// exportTick redraws how far an export has come, now and then.
func exportTick() tea.Cmd {
	return tea.Tick(gather, func(time.Time) tea.Msg { return exportTickMsg{} })
}

func (m *Model) exported(msg exportedMsg) tea.Cmd {
	m.exporting.cancel()
	m.exporting = nil
	name := event.Clean(msg.path)
	if msg.err != nil {
		if ended(msg.err) {
			return nil
		}
		return m.say("✗ nothing was exported: "+event.Clean(msg.err.Error()), true)
	}
	said := fmt.Sprintf("%s, %s, written to %s", text.Count(msg.result.Events, "event"), text.Bytes(msg.bytes), name)
	if hash := msg.result.Identity; hash != "" {
		said += " · manifest " + hash
		if len(m.dialogs) == 0 && !m.context().Typing() {
			m.dialogs = append(m.dialogs, dialog.NewCopy([]dialog.Copyable{
				{Key: "h", What: "hash of the manifest", Text: hash},
				{Key: "v", What: "command that proves it", Text: "spoor verify " + quoted(msg.path) + " --expect " + hash},
				{Key: "f", What: "file name", Text: msg.path},
			}))
		}
	}
	return m.say(said, false)
}

// quoted writes a name as one word of a POSIX shell.
func quoted(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune("/._-+@%=:,", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}
