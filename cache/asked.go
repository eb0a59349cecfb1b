package cache

import (
	"time"

	"spoor/cache/segment"
)

// oldestAsked returns the time of the oldest event of a segment that was asked
// of an API and not read from a file; zero where there is none. What is damaged
// of the segment's provenances may have been asked for.
func (r *reading) oldestAsked(s *sealed) time.Time {
	perhaps := segment.Time(s.manifest.First)
	var numbers []uint64
	err := r.section(s, segment.Origins, func(v []byte) (err error) {
		if v != nil {
			numbers, err = s.manifest.OpenOrigins(v)
		}
		return err
	})
	if err != nil {
		return perhaps
	}
	asked, some := make([]bool, len(numbers)), false
	for i, id := range numbers {
		if id == 0 {
			continue // nothing refers to it
		}
		o, err := readOrigin(r.tx, id)
		asked[i] = err != nil || o.Page > 0
		some = some || asked[i]
	}
	if !some {
		return time.Time{}
	}
	from, err := r.column(s, segment.From)
	if err != nil {
		return perhaps
	}
	times, err := r.times(s)
	if err != nil {
		return perhaps
	}
	for row := range s.manifest.Rows {
		k, err := segment.OriginOf(from.Value(row))
		if err != nil || k >= len(asked) {
			return perhaps
		}
		if asked[k] {
			return segment.Time(times.At(row))
		}
	}
	return time.Time{}
}
