package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"spoor/event"
	"spoor/export"
)

// widestPart bounds how far a value pushes away what stands behind it.
const widestPart = 48

func (a *app) facetsTable(all []breakdown, times bool) error {
	look, out := a.lookOf(a.out)
	for i, one := range all {
		if i > 0 {
			fmt.Fprintln(out)
		}
		titles := make([]string, len(one.by))
		for i, part := range one.by {
			titles[i] = event.Clean(part.title())
		}
		seen := ""
		if times {
			seen = ", first and last seen, in " + a.zone.String()
		}
		fmt.Fprintf(out, "%s (%s)%s\n", look.title(strings.Join(titles, " + ")), counted(one.distinct, "value"), seen)
		for _, line := range one.lines() {
			if times {
				line.text = export.Time(line.first, a.zone) + "  " + export.Time(line.last, a.zone) + "  " + line.text
			}
			if _, err := fmt.Fprintf(out, "%12s  %s\n", grouped(line.count), line.text); err != nil {
				return err
			}
		}
	}
	return nil
}

// facetLine is a line of a table.
type facetLine struct {
	countedValue
	text string
}

// lines are the values as a terminal shows them, their parts under one another.
func (c breakdown) lines() []facetLine {
	shown := make([][]string, len(c.values))
	widths := make([]int, len(c.by))
	for i, value := range c.values {
		for k, part := range c.by {
			text := value.parts[k]
			if part.path != nil {
				text = export.Masked(part.name, text)
			}
			if text = event.Clean(text); text == "" {
				text = "(none)"
			}
			shown[i] = append(shown[i], text)
			widths[k] = min(max(widths[k], event.Width(text)), widestPart)
		}
	}
	lines := make([]facetLine, len(c.values))
	for i, value := range c.values {
		var text strings.Builder
		for k, part := range shown[i] {
			text.WriteString(part)
			if k < len(shown[i])-1 {
				text.WriteString(strings.Repeat(" ", max(0, widths[k]-event.Width(part))+gap))
			}
		}
		lines[i] = facetLine{value, text.String()}
	}
	return lines
}

// facetJSON is the form of facets that scripts read; its names are stable.
type facetJSON struct {
	Field    string           `json:"field"`
	Distinct int              `json:"distinct"`
	Values   []facetValueJSON `json:"values"`
}

type facetValueJSON struct {
	Value string `json:"value"`
	// Parts are the values of what is counted together.
	Parts []string  `json:"parts,omitempty"`
	Count int       `json:"count"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

func (a *app) facetsJSON(events int, all []breakdown) error {
	out := struct {
		Events int         `json:"events"`
		Facets []facetJSON `json:"facets"`
	}{Events: events, Facets: []facetJSON{}}
	for _, one := range all {
		facet := facetJSON{Field: one.by.name(), Distinct: one.distinct, Values: []facetValueJSON{}}
		for _, value := range one.values {
			line := facetValueJSON{Value: strings.Join(value.parts, " "), Count: value.count, First: value.first.UTC(), Last: value.last.UTC()}
			if len(one.by) > 1 {
				line.Parts = value.parts
			}
			facet.Values = append(facet.Values, line)
		}
		out.Facets = append(out.Facets, facet)
	}
	return a.printJSON(out, "  ")
}

// facetsCSV writes a column for each part, then how many events and when the
// first and the last.
func (a *app) facetsCSV(one breakdown) error {
	return a.recordsTo(func(to io.Writer) error {
		lines := export.NewLines(to)
		var head []string
		for _, part := range one.by {
			head = append(head, part.name)
		}
		lines.Write(append(head, "count", "first", "last")...)
		for _, value := range one.values {
			cells := make([]string, 0, len(value.parts)+3)
			for _, part := range value.parts {
				cells = append(cells, export.Defuse(part))
			}
			lines.Write(append(cells, strconv.Itoa(value.count), export.ISO(value.first), export.ISO(value.last))...)
		}
		return lines.Flush()
	})
}
