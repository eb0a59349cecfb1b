package ui

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/pane"
)

// mostMarks is how many marked events the list of them shows.
const mostMarks = 2000

// marker is the part of the cache that keeps marks.
type marker interface {
	SetMark(ctx context.Context, ref cache.Ref, m cache.Mark) error
	Marks(ctx context.Context) ([]cache.Marked, error)
}

type (
	// markedMsg says that a mark was set.
	markedMsg struct {
		ref  cache.Ref
		said string
		err  error
	}
	// marksMsg is all the marks there are.
	marksMsg struct {
		marks map[cache.Key]cache.Mark
		err   error
	}
	// markListMsg is the marked events, to be listed.
	markListMsg struct {
		list []dialog.Marked
		err  error
	}
)

// toggleStar puts a star on the event under the cursor, or takes it away. Tags
// and notes stay.
func (m *Model) toggleStar() tea.Cmd {
	row := m.events.Row()
	if row == nil {
		return nil
	}
	mark := m.shown.marks[row.Ref.Key]
	mark.Star = !mark.Star
	said := "star taken away"
	if mark.Star {
		said = "starred: is:marked finds it again"
	}
	return m.mark(row.Ref, mark, said)
}

// editNote asks for the note on the event under the cursor.
func (m *Model) editNote() tea.Cmd {
	row := m.events.Row()
	if row == nil {
		return nil
	}
	ref := row.Ref
	was := writeNote(m.shown.marks[ref.Key])
	m.dialogs = append(m.dialogs, dialog.NewAsk(
		"Note on "+event.Cut(event.Clean(row.Event.Name), 40), "words with # are tags · an empty note goes", "what is to be remembered  #tag", was,
		func(text string) pane.Intent {
			if text == was {
				return pane.Close{}
			}
			return pane.Several{pane.Close{}, pane.SetNote{Ref: ref, Text: text}}
		}))
	return nil
}

func (m *Model) setNote(n pane.SetNote) tea.Cmd {
	mark := m.shown.marks[n.Ref.Key]
	mark.Note, mark.Tags = readNote(n.Text)
	said := "noted: is:marked finds it again"
	if mark.Note == "" && mark.Tags == nil {
		said = "note taken away"
	}
	return m.mark(n.Ref, mark, said)
}

// readNote parts what was written into the note and its tags: the words that
// are # and a letter with what follows. "#123" is no tag.
func readNote(written string) (note string, tags []string) {
	var words []string
	seen := map[string]bool{}
	for _, word := range strings.Fields(written) {
		tag, isTag := strings.CutPrefix(word, "#")
		if first, _ := utf8.DecodeRuneInString(tag); !isTag || !unicode.IsLetter(first) {
			words = append(words, word)
			continue
		}
		if !seen[tag] {
			seen[tag] = true
			tags = append(tags, tag)
		}
	}
	return strings.Join(words, " "), tags
}

// writeNote is the text from which readNote makes a mark's note and tags.
func writeNote(mark cache.Mark) string {
	words := strings.Fields(mark.Note)
	for _, tag := range mark.Tags {
		words = append(words, "#"+tag)
	}
	return strings.Join(words, " ")
}

func (m *Model) mark(ref cache.Ref, mark cache.Mark, said string) tea.Cmd {
	m.shown.asides++
	ctx, store := m.ask.ctx, m.ask.store
	return func() tea.Msg { return markedMsg{ref, said, store.SetMark(ctx, ref, mark)} }
}

func (m *Model) marked(msg markedMsg) tea.Cmd {
	m.shown.asides--
	if msg.err != nil {
		return m.say("the mark was not kept: "+msg.err.Error(), true)
	}
	if m.loaded != nil && m.loaded.Ref == msg.ref {
		m.loaded = nil
	}
	m.shown.dirty, m.shown.marked = true, true
	return tea.Batch(m.query(), m.readMarks(), m.say(msg.said, false))
}

// readMarks fetches all the marks there are.
func (m *Model) readMarks() tea.Cmd {
	m.shown.asides++
	ctx, store := m.ask.ctx, m.ask.store
	return func() tea.Msg {
		list, err := store.Marks(ctx)
		return marksMsg{byKey(list), err}
	}
}

func byKey(list []cache.Marked) map[cache.Key]cache.Mark {
	marks := make(map[cache.Key]cache.Mark, len(list))
	for _, one := range list {
		marks[one.Ref.Key] = one.Mark
	}
	return marks
}

func (m *Model) marksRead(msg marksMsg) {
	m.shown.asides--
	switch {
	case msg.err == nil:
		m.shown.marks = msg.marks
		m.events.SetMarks(msg.marks)
	case !ended(msg.err):
		m.shown.err = msg.err
	}
}

// listMarks fetches the marked events and lists them.
func (m *Model) listMarks() tea.Cmd {
	m.shown.asides++
	ctx, store := m.ask.ctx, m.ask.store
	return func() tea.Msg {
		marks, err := store.Marks(ctx)
		if err != nil {
			return markListMsg{err: err}
		}
		a, err := store.Answer(ctx, query.Query{Filter: query.Flag{Name: query.FlagMarked}}, cache.View{Limit: mostMarks})
		if err != nil {
			return markListMsg{err: err}
		}
		var msg markListMsg
		of := byKey(marks)
		for _, row := range a.Rows {
			msg.list = append(msg.list, dialog.Marked{Row: row, Mark: of[row.Ref.Key]})
		}
		return msg
	}
}

func (m *Model) marksListed(msg markListMsg) tea.Cmd {
	m.shown.asides--
	if msg.err != nil {
		if ended(msg.err) {
			return nil
		}
		return m.say("✗ "+event.Clean(msg.err.Error()), true)
	}
	m.dialogs = append(m.dialogs, dialog.NewMarks(msg.list, m.zone))
	return nil
}
