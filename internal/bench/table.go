//go:build unix

package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// table prints one line for each thing measured.
type table struct{ to io.Writer }

func newTable(to io.Writer) *table {
	fmt.Fprintf(to, "%-84s %14s %14s  %s\n", "", "budget", "measured", "met")
	return &table{to}
}

// line prints a measurement; budget is empty where there is none. beside is what
// another program took.
func (t *table) line(what, budget, measured string, met bool, beside ...string) {
	verdict := ""
	if budget != "" {
		verdict = "no"
		if met {
			verdict = "yes"
		}
	}
	fmt.Fprintf(t.to, "%-84s %14s %14s  %-3s  %s\n", what, budget, measured, verdict, strings.Join(beside, ", "))
}

// imported prints what an import took. budget is in events a second; 0 for none.
func (t *table) imported(what string, budget float64, i imported, events int) {
	const most = 250 // MB
	rate := float64(events) / i.took.Seconds()
	text := ""
	if budget > 0 {
		text = fmt.Sprintf("%.0f /s", budget)
	}
	t.line(what, text, fmt.Sprintf("%.0f /s", rate), rate >= budget)
	t.line("    processor time, an event", "", i.each(events), true)
	mb := i.peak >> 20
	t.line("    peak memory", fmt.Sprintf("%d MB", most), fmt.Sprintf("%d MB", mb), mb <= most)
}

func (t *table) atMost(what string, budget, measured time.Duration, beside ...string) {
	text := ""
	if budget > 0 {
		text = show(budget)
	}
	t.line(what, text, show(measured), measured <= budget, beside...)
}

func show(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
