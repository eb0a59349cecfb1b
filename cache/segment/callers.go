package segment

import "spoor/event"

// callersOf numbers the callers of entries as they come: by row, -1 for one that
// is not known.
func callersOf(entries []Entry) []int32 {
	of := make([]int32, len(entries))
	numbers := map[*event.Caller]int32{}
	var last *event.Caller
	for i := range entries {
		switch caller := entries[i].Caller; {
		case caller == nil:
			of[i] = -1
		case caller == last:
			of[i] = of[i-1]
		default:
			n, ok := numbers[caller]
			if !ok {
				n = int32(len(numbers))
				numbers[caller] = n
			}
			of[i] = n
		}
		last = entries[i].Caller
	}
	return of
}

// takeKnown is take for a column in which rows of which something else is the same
// have the same value: it is looked at once for each of these. same numbers what is
// the same; a negative number is like no other.
func takeKnown[N int32 | uint16](d *dictionary, id ID, entries []Entry, same []N) {
	for i, n := range same {
		if n >= 0 && int(n) < len(d.known) && d.known[n] > 0 {
			d.rows = append(d.rows, uint16(d.known[n]-1))
			continue
		}
		d.take(id, entries[i:i+1])
		if n < 0 {
			continue
		}
		for int(n) >= len(d.known) {
			d.known = append(d.known, 0)
		}
		d.known[n] = uint32(d.rows[len(d.rows)-1]) + 1
	}
}
