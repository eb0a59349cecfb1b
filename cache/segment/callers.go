package segment

import "spoor/event"

// callers are those that the rows of a segment are by, numbered as they come.
type callers struct {
	of     []int32 // by row; -1 for one that is not known
	number int
}

func callersOf(entries []Entry) *callers {
	c := &callers{of: make([]int32, len(entries))}
	numbers := map[*event.Caller]int32{}
	var last *event.Caller
	for i := range entries {
		switch caller := entries[i].Caller.Caller; {
		case caller == nil:
			c.of[i] = -1
		case caller == last:
			c.of[i] = c.of[i-1]
		default:
			n, ok := numbers[caller]
			if !ok {
				n = int32(len(numbers))
				numbers[caller] = n
			}
			c.of[i] = n
		}
		last = entries[i].Caller.Caller
	}
	c.number = len(numbers)
	return c
}

// takeByCaller is take for a column in which events by the same caller have the
// same value: it is looked at once for each caller. of are those of the entries.
func (d *dictionary) takeByCaller(id ID, entries []Entry, callers *callers, of []int32) {
	if d.byCaller == nil {
		d.byCaller = make([]uint32, callers.number)
	}
	for i, n := range of {
		if n < 0 {
			d.take(id, entries[i:i+1])
			continue
		}
		if known := d.byCaller[n]; known > 0 {
			d.rows = append(d.rows, uint16(known-1))
			continue
		}
		d.take(id, entries[i:i+1])
		d.byCaller[n] = uint32(d.rows[len(d.rows)-1]) + 1
	}
}
