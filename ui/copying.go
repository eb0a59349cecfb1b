package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/ui/dialog"
	"spoor/ui/jsontree"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// longClipboard is what a terminal takes at least, where it takes anything:
// xterm and those after it stop at 100,000 base64 characters of OSC 52.
const longClipboard = 74_994

// mostCopied is how many events are copied at once; a file has room for more.
const mostCopied = 500

// copy puts text on the clipboard by OSC 52, to which terminals do not answer.
func (m *Model) copy(c pane.Copy) tea.Cmd {
	said := "sent the " + c.What + " to the clipboard; the terminal does not say whether it took it"
	switch {
	case c.Secret:
		said = "sent the " + c.What + ", which holds a secret, to the clipboard; the terminal does not say whether it took it"
	case len(c.Text) > longClipboard:
		said = "sent the " + c.What + " to the clipboard; at " + text.Bytes(int64(len(c.Text))) + " it may be more than the terminal takes"
	}
	return tea.Batch(tea.SetClipboard(c.Text), m.say(said, false))
}

// openCopy offers what can be copied of the selected events, and of the one
// under the cursor of Events.
func (m *Model) openCopy() tea.Cmd {
	row := m.events.Row()
	if row == nil {
		return m.say("there is no event here", false)
	}
	var choices []dialog.Copyable
	if refs := m.events.Selected(); len(refs) > 0 {
		selected := text.Count(len(refs), "selected event")
		choices = append(choices,
			dialog.Copyable{Key: "t", What: selected, Text: "as lines of text, oldest first", Intent: pane.CopyEvents{Refs: refs}},
			dialog.Copyable{Key: "s", What: "their records", Text: "one a line", Intent: pane.CopyEvents{Refs: refs, Records: true}})
	}
	e := &row.Event
	choices = append(choices,
		dialog.Copyable{Key: "y", What: "event id", Text: e.ID}, dialog.Copyable{Key: "u", What: "user name", Text: e.User},
		dialog.Copyable{Key: "x", What: "access key", Text: e.AccessKey}, dialog.Copyable{Key: "a", What: "ARN", Text: e.ARN},
		dialog.Copyable{Key: "i", What: "IP address", Text: e.IP}, dialog.Copyable{Key: "e", What: "event name", Text: e.Name})
	if len(e.Targets) > 0 {
		choices = append(choices, dialog.Copyable{Key: "o", What: "resource", Text: e.Targets[0].Name})
	}
	choices = append(choices, dialog.Copyable{Key: "w", What: "console link", Text: event.ConsoleLink(e, m.now())})
	if m.loaded == nil || m.loaded.Ref != row.Ref {
		choices = append(choices, dialog.Copyable{Key: "r", What: "record", Text: "on one line", Intent: pane.CopyEvents{Refs: []cache.Ref{row.Ref}, Records: true}})
	} else {
		choices = append(choices, dialog.Copyable{Key: "r", What: "record", Text: string(m.loaded.Record), Secret: recordHoldsSecret(m.loaded.Record)})
	}
	m.dialogs = append(m.dialogs, dialog.NewCopy(choices))
	return nil
}

// transcriptMsg is events as they are to be copied.
type transcriptMsg struct {
	copy pane.Copy
	err  error
}

// copyEvents reads events and makes of them what goes on the clipboard.
func (m *Model) copyEvents(asked pane.CopyEvents) tea.Cmd {
	n := len(asked.Refs)
	if n > mostCopied {
		return m.say(m.withKeys(text.Count(n, "event")+" are too many for the clipboard: {export} writes them to a file"), false)
	}
	refs := slices.SortedFunc(slices.Values(asked.Refs), inTime)
	ctx, store, zone := m.ask.ctx, m.ask.store, m.zone
	return func() tea.Msg {
		msg := transcriptMsg{copy: pane.Copy{What: text.Count(n, "event")}}
		var lines transcript
		var records strings.Builder
		jsonl, err := export.New(export.JSONL, &records, nil)
		if err != nil {
			return transcriptMsg{err: err}
		}
		for _, ref := range refs {
			stored, err := store.Load(ctx, ref)
			if err != nil {
				return transcriptMsg{err: err}
			}
			if asked.Records {
				err = jsonl.Write(cache.Row{}, stored)
				msg.copy.Secret = msg.copy.Secret || recordHoldsSecret(stored.Record)
			} else {
				err = lines.add(stored, zone)
			}
			if err != nil {
				return transcriptMsg{err: err}
			}
		}
		if msg.copy.Text = lines.text(zone); asked.Records {
			err = jsonl.Close()
			msg.copy.Text, msg.copy.What = records.String(), text.Count(n, "record")
		}
		msg.err = err
		return msg
	}
}

func (m *Model) transcribed(msg transcriptMsg) tea.Cmd {
	switch {
	case msg.err != nil && ended(msg.err):
		return nil
	case msg.err != nil:
		return m.say("✗ nothing was copied: "+event.Clean(msg.err.Error()), true)
	}
	return m.copy(msg.copy)
}

func recordHoldsSecret(record []byte) bool {
	tree, err := jsontree.New(record)
	return err == nil && tree.HoldsSecret(jsontree.Root)
}
