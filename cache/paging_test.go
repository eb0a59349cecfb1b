package cache

import "testing"

func TestPagesGrowAsFarAsTheirRecordsAllow(t *testing.T) {
	for name, it := range map[string]struct{ record, want int }{
		"ordinary records": {1300, largestPage},
		"large ones":       {20 << 10, pageBytes / (20 << 10)},
		"the largest":      {256 << 10, leastPage},
	} {
		p, record := paging{eachPage}, make([]byte, it.record)
		for range 10 {
			page := make([]*Stored, p.limit)
			for i := range page {
				page[i] = &Stored{Record: record}
			}
			p.next(page)
		}
		if p.limit < it.want*9/10 || p.limit > it.want {
			t.Errorf("%s: pages of %d events, want %d", name, p.limit, it.want)
		}
	}
}
