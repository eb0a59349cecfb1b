package ui

import (
	"slices"
	"strings"

	"spoor/cache"
	"spoor/source"
	"spoor/ui/text"
)

// loss is why something of a window is missing, and in which Regions.
type loss struct {
	state   source.State
	reason  string
	regions []string
}

// lose takes in a stretch that is missing.
func (f *fetched) lose(s cache.Stretch) {
	state := source.State(s.State)
	i := slices.IndexFunc(f.gone, func(l loss) bool { return l.state == state && l.reason == s.Reason })
	if i < 0 {
		i = len(f.gone)
		f.gone = append(f.gone, loss{state: state, reason: s.Reason})
	}
	if !slices.Contains(f.gone[i].regions, s.Region) {
		f.gone[i].regions = append(f.gone[i].regions, s.Region)
	}
}

// String says it in a line.
func (l loss) String() string {
	became := lost[l.state][min(len(l.regions), 2)-1]
	line := strings.TrimLeft(few(l.regions)+" "+became, " ")
	if l.reason != "" {
		line += ": " + l.reason
	}
	return line
}

// lost says what became of what is missing, of one Region and of several.
var lost = map[source.State][2]string{
	source.Unavailable: {"could not be fetched", "could not be fetched"},
	source.Damaged:     {"is damaged in the cache", "are damaged in the cache"},
	source.Pruned:      {"was pruned from the cache", "were pruned from the cache"},
}

// lossLines say what is missing and why, as far as there is room.
func (f *fetched) lossLines() []string {
	const most = 3
	var lines []string
	for i, l := range f.gone {
		if i == most {
			return append(lines, "and "+text.Group(len(f.gone)-most)+" more that failed or are gone")
		}
		lines = append(lines, l.String())
	}
	return lines
}
