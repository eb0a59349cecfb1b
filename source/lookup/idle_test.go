package lookup

import (
	"testing"

	"spoor/source"
)

func TestPagesThatBringNothingAreCountedOnlyInARow(t *testing.T) {
	of := func(events ...string) *page {
		p := &page{}
		for _, e := range events {
			p.records = append(p.records, source.Record{Envelope: []byte(e)})
		}
		return p
	}
	var idle idling
	give := func(p *page, times int) (over bool) {
		for range times {
			over = idle.take(p)
		}
		return over
	}
	for _, it := range []struct {
		page  *page
		times int
		over  bool
	}{
		{of(), mostIdle - 1, false},
		{of("a", "b"), 1, false},
		{of(), mostIdle - 1, false},
		{of("b"), 1, false},
		{of("b"), mostIdle - 1, false},
		{of("a"), 1, false},
		{of("a"), mostIdle / 2, false},
		{of(), mostIdle - mostIdle/2, true},
	} {
		if over := give(it.page, it.times); over != it.over {
			t.Errorf("%d pages of %d events: over %v", it.times, len(it.page.records), over)
		}
	}
}
