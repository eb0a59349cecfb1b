//go:build !unix

package ui

import tea "charm.land/bubbletea/v2"

// suspend leaves it to Bubble Tea, which knows of systems that cannot.
func suspend(*tea.Program) tea.Msg { return tea.Suspend() }
