package ui

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/pane"
)

// MostRemembered is how many of the filters typed last are remembered, and
// LongestRemembered how many bytes the longest of them has.
const (
	MostRemembered    = 500
	LongestRemembered = 2000
)

// recalling is going through the filters typed before, as in a shell.
type recalling struct {
	// typed are the filters, oldest first.
	typed []string
	// back is how many filters back one has gone, draft what stood in the bar
	// before.
	back  int
	draft string
}

func (r *recalling) active() bool { return r.back > 0 }

// begin starts from the newest again.
func (r *recalling) begin() { r.back, r.draft = 0, "" }

// Remembered returns the filters typed before, oldest first, with one more as
// the newest.
func Remembered(typed []string, filter string) []string {
	kept := slices.DeleteFunc(slices.Clone(typed), func(old string) bool { return old == filter })
	kept = append(kept, filter)
	return kept[max(0, len(kept)-MostRemembered):]
}

// memorable reports whether a filter is to be remembered: not if it is empty,
// very long or no line of text, or holds a secret.
func memorable(filter string) bool {
	return filter != "" && len(filter) <= LongestRemembered && !strings.ContainsFunc(filter, unicode.IsControl) && !holdsSecret(filter)
}

// holdsSecret reports whether a filter looks for a credential: a session token,
// a secret key, a password.
func holdsSecret(filter string) bool {
	for _, word := range strings.FieldsFunc(filter, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"():`, r) }) {
		if event.IsSecret("", word) || looksLikeSecretKey(word) {
			return true
		}
	}
	x, err := query.Parse(filter, query.Options{})
	if err != nil {
		return false
	}
	secret := false
	query.Walk(x, func(x query.Expr) {
		if term, ok := x.(query.Term); ok && term.Field == query.FieldPath {
			for _, p := range term.Patterns {
				secret = secret || event.IsSecret(term.Path, p.Value)
			}
		}
	})
	return secret
}

// looksLikeSecretKey reports whether a word has the form of a secret access key:
// 40 characters of base64, of every kind, as the examples in "Manage access keys
// for IAM users", AWS IAM User Guide.
func looksLikeSecretKey(word string) bool {
	if len(word) != 40 {
		return false
	}
	var upper, lower, digit bool
	for _, c := range []byte(word) {
		switch {
		case 'A' <= c && c <= 'Z':
			upper = true
		case 'a' <= c && c <= 'z':
			lower = true
		case '0' <= c && c <= '9':
			digit = true
		case c != '+' && c != '/' && c != '=':
			return false
		}
	}
	return upper && lower && digit
}

// recall puts an older (by -1) or newer (1) filter into the bar.
func (m *Model) recall(by int) tea.Cmd {
	r := &m.recalling
	back := r.back - by
	switch {
	case back > len(r.typed) && r.back == 0:
		return m.say("no filter was typed before", false)
	case back > len(r.typed) || back < 0:
		return nil
	}
	if r.back == 0 {
		r.draft = m.bar.Value()
		// The newest is the one in force already.
		if back == 1 && len(r.typed) > 1 && r.typed[len(r.typed)-1] == strings.TrimSpace(r.draft) {
			back++
		}
	}
	r.back = back
	text := r.draft
	if back > 0 {
		text = r.typed[len(r.typed)-back]
	}
	m.bar.Set(text)
	return tea.Batch(m.preview(), m.complete())
}

// searchTyped opens the list of the filters typed before.
func (m *Model) searchTyped() tea.Cmd {
	if len(m.recalling.typed) == 0 {
		return m.say("no filter was typed before", false)
	}
	newest := slices.Clone(m.recalling.typed)
	slices.Reverse(newest)
	m.dialogs = append(m.dialogs, dialog.NewTyped(newest, strings.TrimSpace(m.bar.Value())))
	return nil
}

// putFilter puts a text into the filter bar, to be edited.
func (m *Model) putFilter(i pane.PutFilter) tea.Cmd {
	m.bar.Set(i.Text)
	return tea.Batch(m.preview(), m.complete())
}

// noteTyped remembers a filter that was typed and applied.
func (m *Model) noteTyped(text string) tea.Cmd {
	filter := strings.TrimSpace(text)
	if !memorable(filter) {
		return nil
	}
	m.recalling.typed = Remembered(m.recalling.typed, filter)
	keep := m.options.Remember
	if keep == nil {
		return nil
	}
	return func() tea.Msg {
		if err := keep(filter); err != nil {
			return unkeptMsg{err}
		}
		return nil
	}
}

// unkeptMsg says that something could not be remembered.
type unkeptMsg struct{ err error }
