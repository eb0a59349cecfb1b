package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestAPasteThatIsTooLongIsRefusedWhole(t *testing.T) {
	long := tea.PasteMsg{Content: strings.Repeat("alice ", 200_000)}
	s := openOn(t, 120, 40, sharedAccount(t)).keys("f", "type:user:")
	s.send(long)
	s.shows("❯ user:", "1.2 MB were pasted, more than a filter takes", "ip:@file")
	if got := s.m.bar.Value(); got != "user:" {
		t.Errorf("%d bytes are in the filter", len(got))
	}
	s.send(tea.PasteMsg{Content: "alice"})
	s.keys("enter").shows("56 of 471 events")
	for _, keys := range [][]string{{"2", "/"}, {"5", "/"}, {":"}, {"c"}} {
		s := openOn(t, 120, 40, sharedAccount(t)).keys(keys...)
		s.send(long)
		s.shows("1.2 MB were pasted, more than is taken here")
		s.hides("alice alice")
	}
}
