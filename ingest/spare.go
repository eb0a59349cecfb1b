package ingest

import (
	"math/bits"
	"sync"

	"spoor/cache"
)

// spareLists are lists of entries that are used again: an entry is large, and there
// is one for every record. They are kept by their length, so that one that held many
// does not go on as one of few.
type spareLists struct {
	sync.Mutex
	lists map[int][][]cache.Entry
	room  int // of all lists, in entries
}

// mostSpare is how many entries spare lists have room for.
const mostSpare = 2 * groupEvents

// take returns an empty list for n entries.
func (s *spareLists) take(n int) []cache.Entry {
	if n == 0 {
		return nil
	}
	n = roomFor(n)
	s.Lock()
	defer s.Unlock()
	if same := s.lists[n]; len(same) > 0 {
		list := same[len(same)-1]
		same[len(same)-1] = nil
		s.lists[n] = same[:len(same)-1]
		s.room -= n
		return list
	}
	return make([]cache.Entry, 0, n)
}

// roomFor rounds n up by at most an eighth, so that few lengths serve all lists.
func roomFor(n int) int {
	step := 1 << max(0, bits.Len(uint(n))-4)
	return (n + step - 1) / step * step
}

// put takes back lists that are not used any more.
func (s *spareLists) put(lists [][]cache.Entry) {
	s.Lock()
	defer s.Unlock()
	for _, list := range lists {
		if cap(list) > mostSpare {
			continue
		}
		if s.room += cap(list); s.lists == nil || s.room > mostSpare {
			// Perhaps they are of lengths that are not asked for any more.
			s.lists, s.room = map[int][][]cache.Entry{}, cap(list)
		}
		clear(list)
		s.lists[cap(list)] = append(s.lists[cap(list)], list[:0])
	}
}
