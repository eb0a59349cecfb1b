package main

import (
	"fmt"
	"io"
	"time"
)

// table prints one line for each thing measured.
type table struct{ to io.Writer }

func newTable(to io.Writer) *table {
	fmt.Fprintf(to, "%-84s %14s %14s  %s\n", "", "budget", "measured", "met")
	return &table{to}
}

// line prints a measurement; budget is empty where there is none.
func (t *table) line(what, budget, measured string, met bool) {
	verdict := ""
	if budget != "" {
		verdict = "no"
		if met {
			verdict = "yes"
		}
	}
	fmt.Fprintf(t.to, "%-84s %14s %14s  %s\n", what, budget, measured, verdict)
}

func (t *table) atMost(what string, budget, measured time.Duration) {
	text := ""
	if budget > 0 {
		text = show(budget)
	}
	t.line(what, text, show(measured), measured <= budget)
}

func show(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
