package cache

import (
	"time"

	"spoor/cache/segment"
	"spoor/event"
)

// maxBars bounds what a view may ask for.
const maxBars = 100_000

// step is the span of one bar, rounded up so that the bars reach To.
func (v *HistogramView) step() time.Duration {
	bars := min(max(v.Bars, 1), maxBars)
	span := v.To.Sub(v.From)
	return max((span+time.Duration(bars)-1)/time.Duration(bars), 1)
}

func newHistogram(v *HistogramView) *Histogram {
	return &Histogram{From: v.From, Step: v.step(), Bars: make([][event.Severities]uint32, min(max(v.Bars, 1), maxBars))}
}

// histogramOf counts the rows of a set by time and severity.
func histogramOf(at *evaluation, s set, v *HistogramView) (*Histogram, error) {
	h := newHistogram(v)
	if s.none() {
		return h, nil
	}
	bySeverity, err := severities(at)
	if err != nil {
		return nil, err
	}
	times := at.part.times.Load()
	n := at.part.rows()
	start, end := segment.Nanos(v.From), segment.Nanos(v.To)
	row := times.Search(start)
	for row < n {
		// Only bars that have rows are looked at.
		t := times.At(row)
		if t >= end || t < start {
			break
		}
		bar := int((t - start) / int64(h.Step))
		if bar >= len(h.Bars) {
			break
		}
		to := times.Search(min(start+int64(bar+1)*int64(h.Step), end))
		for sev, rows := range bySeverity {
			switch {
			case rows.none():
			case rows.all && s.all:
				h.Bars[bar][sev] += uint32(to - row)
			case rows.all:
				h.Bars[bar][sev] += uint32(s.bits.CountRange(row, to))
			case s.all:
				h.Bars[bar][sev] += uint32(rows.bits.CountRange(row, to))
			default:
				h.Bars[bar][sev] += uint32(s.bits.CountRangeAnd(rows.bits, row, to))
			}
		}
		row = to
	}
	return h, nil
}

// severities returns the rows of a part by severity.
func severities(at *evaluation) ([event.Severities]set, error) {
	var out [event.Severities]set
	c, err := at.column(segment.Severity)
	if err != nil {
		return out, err
	}
	for sev := range out {
		out[sev], err = codeSet(c, func(stored string) (bool, error) {
			// A column that is not stored is of empty values: all quiet.
			return stored == string([]byte{byte(sev)}) || stored == "" && sev == 0, nil
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func mergeHistograms(v *HistogramView, parts []*Histogram) *Histogram {
	h := newHistogram(v)
	for _, p := range parts {
		if p == nil {
			continue
		}
		for i := range p.Bars {
			for s := range p.Bars[i] {
				h.Bars[i][s] += p.Bars[i][s]
			}
		}
	}
	return h
}
