package dialog

import (
	"spoor/ui/pane"
)

// Answer is one answer to a question.
type Answer struct {
	// Key is the letter that gives it; Label says what then happens. They are
	// clean text.
	Key, Label string
	// Value is what it is about, clean, if anything.
	Value  string
	Intent pane.Intent
}

// NewQuestion returns a question with its answers, of which the first one is
// under the cursor. Closing it answers nothing. Question must be clean text.
func NewQuestion(question string, answers ...Answer) pane.Dialog {
	return NewChoice(question, 0, answers...)
}

// NewChoice is a question with the cursor on the answer at a place.
func NewChoice(question string, at int, answers ...Answer) pane.Dialog {
	m := &menu{title: question, cursor: at}
	for _, a := range answers {
		m.items = append(m.items, item{key: a.Key, label: a.Label, value: a.Value, intent: a.Intent})
	}
	return m
}
