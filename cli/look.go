package cli

import (
	"io"
	"os"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"spoor/event"
)

// look is how what is printed looks on a terminal, by the screen's own rule:
// severity is the only use of colour, and always stands there as a word too. The
// zero look leaves text as it is, for files, pipes and terminals that draw
// nothing.
type look struct {
	on       bool
	heading  lipgloss.Style
	severity [event.Severities]lipgloss.Style
}

// lookOf returns the look for a stream, and the stream to write to, which takes
// out the colours that the terminal cannot show or the user does not want
// (NO_COLOR).
func (a *app) lookOf(stream io.Writer) (look, io.Writer) {
	if !a.draws(stream) {
		return look{}, stream
	}
	l := look{on: true, heading: lipgloss.NewStyle().Bold(true)}
	// The 16 colours that the user's terminal defines fit whatever ground it has.
	l.severity[event.Quiet] = lipgloss.NewStyle().Faint(true)
	l.severity[event.Attention] = lipgloss.NewStyle().Foreground(lipgloss.Yellow)
	l.severity[event.Danger] = lipgloss.NewStyle().Foreground(lipgloss.Red).Bold(true)
	return l, colorprofile.NewWriter(stream, os.Environ())
}

// title is the first line of a section.
func (l look) title(text string) string {
	if !l.on {
		return text
	}
	return l.heading.Render(text)
}

// cell is a cell of a row of a table. What is routine stays back as a whole; what
// is not stands out by what happened, how grave it is and how it ended.
func (l look) cell(column string, severity event.Severity, text string) string {
	if !l.on || text == "" || severity == event.Normal || int(severity) >= len(l.severity) {
		return text
	}
	switch column {
	case "severity", "event", "error":
	default:
		if severity != event.Quiet {
			return text
		}
	}
	return l.severity[severity].Render(text)
}
