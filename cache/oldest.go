package cache

import (
	"time"

	"spoor/cache/segment"
)

// oldest returns, by the kind of source that they came from, the time of the
// oldest event of a segment. The kind is "" of events of which that cannot be
// told for damage.
func (r *reading) oldest(s *sealed) map[string]time.Time {
	unknown := map[string]time.Time{"": segment.Time(s.manifest.First)}
	var numbers []uint64
	err := r.section(s, segment.Origins, func(v []byte) (err error) {
		if v != nil {
			numbers, err = s.manifest.OpenOrigins(v)
		}
		return err
	})
	if err != nil {
		return unknown
	}
	kinds, distinct := make([]string, len(numbers)), map[string]bool{}
	for i, id := range numbers {
		if id == 0 {
			continue // nothing refers to it
		}
		if o, err := readOrigin(r.tx, id); err == nil {
			kinds[i] = o.Kind
		}
		distinct[kinds[i]] = true
	}
	from, err := r.column(s, segment.From)
	if err != nil {
		return unknown
	}
	times, err := r.times(s)
	if err != nil {
		return unknown
	}
	out := map[string]time.Time{}
	for row := 0; row < s.manifest.Rows && len(out) < len(distinct); row++ {
		k, err := segment.OriginOf(from.Value(row))
		if err != nil || k >= len(kinds) {
			return unknown
		}
		if _, ok := out[kinds[k]]; !ok {
			out[kinds[k]] = segment.Time(times.At(row))
		}
	}
	return out
}
