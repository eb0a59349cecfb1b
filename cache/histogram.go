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

// add counts the rows of a set by time and severity.
func (h *Histogram) add(at *evaluation, s set, v *HistogramView) error {
	if s.none() {
		return nil
	}
	bySeverity, err := severities(at)
	if err != nil {
		return err
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
	return nil
}

// severities returns the rows of a part by severity.
func severities(at *evaluation) (*[event.Severities]set, error) {
	if rows := at.part.severities.Load(); rows != nil {
		return rows, nil
	}
	var rows *[event.Severities]set
	err := at.cache.reading(at.ctx, func(r *reading) error {
		c, err := r.column(at.part.sealed, segment.Severity)
		if err == nil {
			rows = bySeverity(c)
			at.part.severities.Store(rows)
		}
		return err
	})
	return rows, err
}

func bySeverity(c *segment.Column) *[event.Severities]set {
	rows := new([event.Severities]set)
	yes := codeSets.Get().(*segment.CodeSet)
	defer codeSets.Put(yes)
	for sev := range rows {
		hits := 0
		for code := range c.Len() {
			yes[code] = 0
			// A column that is not stored is of empty values: all quiet.
			if v := c.At(code); v == string([]byte{byte(sev)}) || v == "" && sev == 0 {
				yes[code] = 1
				hits++
			}
		}
		rows[sev] = rowsWith(&c.Codes, yes, hits)
	}
	return rows
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
