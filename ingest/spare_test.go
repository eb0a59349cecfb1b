package ingest

import (
	"testing"

	"pgregory.net/rapid"

	"spoor/cache"
)

func TestSpareListsFitWhatTheyAreTakenFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s spareLists
		var out [][]cache.Entry
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "put") {
				s.put(out)
				out = nil
			}
			n := rapid.OneOf(rapid.IntRange(0, 40), rapid.IntRange(0, 600)).Draw(t, "entries")
			list := s.take(n)
			if len(list) != 0 || cap(list) < n || cap(list) > n+n/8 {
				t.Fatalf("a list of %d with room for %d entries where %d were asked for", len(list), cap(list), n)
			}
			list = append(list, make([]cache.Entry, n)...)
			for i := range list {
				if list[i].Position != 0 {
					t.Fatal("not cleared")
				}
				list[i].Position = 1
			}
			out = append(out, list)
		}
	})
}

func TestSpareListsAreBounded(t *testing.T) {
	var s spareLists
	for n := range 5 {
		s.put([][]cache.Entry{s.take(mostSpare * (n + 2) / 8), s.take(mostSpare/8 + n), s.take(2*mostSpare + n)})
		kept := 0
		for _, same := range s.lists {
			for _, list := range same {
				kept += cap(list)
			}
		}
		if kept != s.room || kept == 0 || kept > mostSpare {
			t.Errorf("keeps room for %d entries, and says %d", kept, s.room)
		}
	}
}
