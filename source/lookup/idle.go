package lookup

import (
	"hash/maphash"
	"time"
)

// mostIdle is how many pages in a row may bring nothing that the page before did
// not: one for each hour of event history. AWS may answer with a page without
// events and a token; how often is not documented.
const mostIdle = int(Reach / time.Hour)

// idling counts the pages in a row that brought nothing more.
type idling struct {
	before uint64
	pages  int
}

// take takes in a page and reports whether there were too many.
func (i *idling) take(p *page) bool {
	if now := p.sum(); len(p.records) > 0 && now != i.before {
		i.before, i.pages = now, 0
		return false
	}
	i.pages++
	return i.pages >= mostIdle
}

var seed = maphash.MakeSeed()

// sum is the same for pages of the same events.
func (p *page) sum() uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, r := range p.records {
		h.Write(r.Envelope)
	}
	return h.Sum64()
}
