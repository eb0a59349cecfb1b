package ui

import (
	"context"
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// mostMarks is how many marked events the list of them shows.
const mostMarks = 2000

// marker is the part of the cache that keeps marks.
type marker interface {
	SetMarks(ctx context.Context, list []cache.Marked) error
	Marks(ctx context.Context) ([]cache.Marked, error)
}

type (
	// markedMsg says that marks were set.
	markedMsg struct {
		said string
		err  error
	}
	// marksMsg is all the marks there are.
	marksMsg struct {
		gen   uint64
		marks map[cache.Key]cache.Mark
		err   error
	}
	// markListMsg is the marked events, to be listed.
	markListMsg struct {
		opening uint64
		list    []dialog.Marked
		err     error
	}
)

// marking is what is being written of marks, in the order in which it was asked
// for, and read.
type marking struct {
	// writing are the commands that write; the first is under way.
	writing []tea.Cmd
	// gen numbers the times they are read or changed; what was read before is
	// dropped.
	gen uint64
	// list lists the marks once all are written, nil if nobody asked for that.
	list tea.Cmd
}

// toMark returns the events that a mark is for: the selection where there is
// one, else the event under the cursor. In Detail it is always that.
func (m *Model) toMark() []cache.Ref {
	if picked := m.events.Selected(); len(picked) > 0 && m.focus != pane.Detail {
		return picked
	}
	if row := m.events.Row(); row != nil {
		return []cache.Ref{row.Ref}
	}
	return nil
}

// toggleStar puts a star on events, or takes it away where all of them have one.
// Tags and notes stay.
func (m *Model) toggleStar() tea.Cmd {
	refs := m.toMark()
	if len(refs) == 0 {
		return nil
	}
	star := false
	for _, ref := range refs {
		star = star || !m.shown.marks[ref.Key].Star
	}
	said := taken("star", len(refs))
	if star {
		said = given("starred", len(refs))
	}
	return m.mark(refs, said, func(mark cache.Mark) cache.Mark {
		mark.Star = star
		return mark
	})
}

// given says that so many events were starred or noted.
func given(what string, n int) string {
	if n == 1 {
		return what + ": is:marked finds it again"
	}
	return text.Count(n, "event") + " " + what + ": is:marked finds them again"
}

// taken says that so many events lost their star or note.
func taken(what string, n int) string {
	if n == 1 {
		return what + " taken away"
	}
	return what + " taken away from " + text.Count(n, "event")
}

// editNote asks for the note on events. Where several do not have the same one
// it begins empty, and what is written is added to each.
func (m *Model) editNote() tea.Cmd {
	refs := m.toMark()
	if len(refs) == 0 {
		return nil
	}
	was, same := writeNote(m.shown.marks[refs[0].Key]), true
	for _, ref := range refs[1:] {
		same = same && writeNote(m.shown.marks[ref.Key]) == was
	}
	title := "Note on " + text.Count(len(refs), "selected event")
	if row := m.events.Row(); len(refs) == 1 && row != nil && row.Ref == refs[0] {
		title = "Note on " + event.Cut(event.Clean(row.Event.Name), 40)
	}
	suggestion := "what is to be remembered  #tag"
	if !same {
		was, suggestion = "", "added to what each has  #tag"
	}
	m.dialogs = append(m.dialogs, dialog.NewNote(title, suggestion, was, func(written string) pane.Intent {
		if written == was {
			return pane.Close{}
		}
		return pane.Several{pane.Close{}, pane.SetNote{Refs: refs, Text: written, Add: !same}}
	}))
	return nil
}

func (m *Model) setNote(n pane.SetNote) tea.Cmd {
	note, tags := readNote(n.Text)
	said := given("noted", len(n.Refs))
	if note == "" && tags == nil {
		said = taken("note", len(n.Refs))
	}
	return m.mark(n.Refs, said, func(mark cache.Mark) cache.Mark {
		if !n.Add {
			mark.Note, mark.Tags = note, tags
			return mark
		}
		mark.Note, mark.Tags = readNote(writeNote(mark) + "\n" + n.Text)
		return mark
	})
}

// readNote parts what was written into the note and its tags: the words that
// are # and a letter with what follows. "#123" is no tag. Lines stay lines, but
// for those of nothing but tags.
func readNote(written string) (note string, tags []string) {
	var lines []string
	seen := map[string]bool{}
	for line := range strings.Lines(written) {
		blank := strings.TrimSpace(line) == ""
		var words []string
		for _, word := range strings.Fields(line) {
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
		if line := strings.Join(words, " "); line != "" || blank {
			lines = append(lines, line)
		}
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n"), tags
}

// writeNote is the text from which readNote makes a mark's note and tags.
func writeNote(mark cache.Mark) string {
	var tags []string
	for _, tag := range mark.Tags {
		tags = append(tags, "#"+tag)
	}
	note, between := mark.Note, " "
	if strings.Contains(note, "\n") {
		between = "\n"
	}
	if note == "" || tags == nil {
		between = ""
	}
	return note + between + strings.Join(tags, " ")
}

// mark gives events the marks that change makes of those they have. What is
// asked for next goes on from these, written or not.
func (m *Model) mark(refs []cache.Ref, said string, change func(cache.Mark) cache.Mark) tea.Cmd {
	marks := maps.Clone(m.shown.marks)
	if marks == nil {
		marks = map[cache.Key]cache.Mark{}
	}
	list := make([]cache.Marked, 0, len(refs))
	for _, ref := range refs {
		to := change(marks[ref.Key])
		list = append(list, cache.Marked{Ref: ref, Mark: to})
		if marks[ref.Key] = to; to.IsZero() {
			delete(marks, ref.Key)
		}
	}
	m.marking.gen++
	m.shown.marks = marks
	m.shown.marked = true
	m.writes++
	ctx, store := m.ask.ctx, m.ask.store
	write := func() tea.Msg { return markedMsg{said, store.SetMarks(ctx, list)} }
	if m.marking.writing = append(m.marking.writing, write); len(m.marking.writing) > 1 {
		return nil
	}
	return write
}

func (m *Model) marked(msg markedMsg) tea.Cmd {
	w := &m.marking.writing
	*w = (*w)[1:]
	var next tea.Cmd
	if len(*w) > 0 {
		next = (*w)[0]
	} else if m.marking.list != nil {
		next, m.marking.list = m.marking.list, nil
	}
	ends := m.written(msg.err)
	if msg.err != nil {
		return tea.Batch(next, m.readMarks(), m.say("the mark was not kept: "+event.Clean(msg.err.Error()), true))
	}
	m.reload()
	m.shown.dirty = true
	return tea.Batch(next, m.query(), m.readMarks(), m.say(msg.said, false), ends)
}

// readMarks fetches all the marks there are.
func (m *Model) readMarks() tea.Cmd {
	m.marking.gen++
	ctx, store, gen := m.ask.ctx, m.ask.store, m.marking.gen
	return func() tea.Msg {
		list, err := store.Marks(ctx)
		return marksMsg{gen, byKey(list), err}
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
	switch {
	case msg.gen != m.marking.gen || len(m.marking.writing) > 0:
	case msg.err == nil:
		m.shown.marks = msg.marks
		m.events.SetMarks(msg.marks)
	case !ended(msg.err):
		m.shown.err = msg.err
	}
}

// listMarks fetches the marked events and lists them.
func (m *Model) listMarks() tea.Cmd {
	ctx, store, opening := m.ask.ctx, m.ask.store, m.opens()
	list := func() tea.Msg {
		marks, err := store.Marks(ctx)
		if err != nil {
			return markListMsg{err: err}
		}
		a, err := store.Answer(ctx, query.Query{Filter: query.Flag{Name: query.FlagMarked}}, cache.View{Limit: mostMarks})
		if err != nil {
			return markListMsg{err: err}
		}
		msg := markListMsg{opening: opening}
		of := byKey(marks)
		for _, row := range a.Rows {
			msg.list = append(msg.list, dialog.Marked{Row: row, Mark: of[row.Ref.Key]})
		}
		return msg
	}
	if len(m.marking.writing) > 0 {
		m.marking.list = list
		return nil
	}
	return list
}

func (m *Model) marksListed(msg markListMsg) tea.Cmd {
	if msg.err != nil {
		if ended(msg.err) {
			return nil
		}
		return m.say("✗ "+event.Clean(msg.err.Error()), true)
	}
	m.opened(msg.opening, dialog.NewMarks(msg.list, m.zone))
	return nil
}
