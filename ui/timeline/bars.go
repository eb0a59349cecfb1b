package timeline

import (
	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/theme"
)

// bar is the count of one span of time by severity.
type bar = [event.Severities]uint32

func total(b bar) int {
	n := 0
	for _, c := range b {
		n += int(c)
	}
	return n
}

// stackOrder is from the bottom up: what matters stands on the base line, where
// it can be followed along the whole window.
var stackOrder = [event.Severities]event.Severity{event.Danger, event.Attention, event.Normal, event.Quiet}

var eighths = [9]string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}

// scale is what the bars of one histogram share: how many events the highest
// bar holds, and from how many on danger is drawn even where its share of the
// bar is too small to be seen.
type scale struct{ highest, notable int }

// scaleOf lets danger be seen where it is at least an eighth of what the worst
// bar has, so that a red line means something also where there is some failure
// at every hour.
func scaleOf(bars []bar) scale {
	var s scale
	worst := 0
	for _, b := range bars {
		s.highest = max(s.highest, total(b))
		worst = max(worst, int(b[event.Danger]))
	}
	s.notable = max(1, (worst+7)/8)
	return s
}

// stack returns how many eighths of a cell each severity takes in a bar, in the
// order of stackOrder. A bar with any event takes at least one.
func (s scale) stack(b bar, height int) [event.Severities]int {
	var parts [event.Severities]int
	n := total(b)
	if n == 0 || s.highest == 0 {
		return parts
	}
	room := height * 8
	tall := max(1, (n*room+s.highest/2)/s.highest)
	// Each part ends where its share of the whole ends, so that the parts add
	// up.
	sum, at := 0, 0
	for i, severity := range stackOrder {
		sum += int(b[severity])
		end := (sum*tall + n/2) / n
		if severity == event.Danger && int(b[severity]) >= s.notable {
			end = max(1, end)
		}
		end = max(at, end)
		parts[i] = end - at
		at = end
	}
	return parts
}

// drawBar draws one bar into a column. A full cell can hold two colours, the
// lower as its character and the upper as its ground; any other takes the
// colour of danger if there is any in it, else of what fills most of it.
func drawBar(area canvas.Area, x int, parts [event.Severities]int, t *theme.Theme) {
	height := area.Height()
	for row := range height {
		low, high := row*8, row*8+8
		var seen [event.Severities]int
		filled, at := 0, 0
		lowest, next, most := -1, -1, -1
		for i, p := range parts {
			seen[i] = max(0, min(high, at+p)-max(low, at))
			filled += seen[i]
			at += p
			switch {
			case seen[i] == 0:
				continue
			case lowest < 0:
				lowest = i
			case next < 0:
				next = i
			}
			if most < 0 || stackOrder[most] != event.Danger && seen[i] > seen[most] {
				most = i
			}
		}
		if filled == 0 {
			return
		}
		y := height - 1 - row
		if upper := next; filled == 8 && upper >= 0 {
			ground, style := t.Bar(stackOrder[upper]), t.Bar(stackOrder[lowest])
			if ground.FG != 0 && style.FG != 0 {
				style.BG = ground.FG
				area.Put(x, y, style, eighths[seen[lowest]])
				continue
			}
		}
		area.Put(x, y, t.Bar(stackOrder[most]), eighths[filled])
	}
}
