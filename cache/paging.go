package cache

// paging says how many events are read in one go by those who go through a whole
// answer. Opening a segment and its blocks costs the same for one of its events
// as for many, and neighbours in time may lie in all segments and in any block,
// as those of an organisation's Regions do: so pages grow, as long as their
// records stay within what memory allows.
type paging struct{ limit int }

const (
	leastPage, largestPage = 64, 4096
	// pageBytes is how much the records of a page may weigh, about.
	pageBytes = 8 << 20
)

// next sets how many events to read after those that were read last, of which
// those are nil whose records were not.
func (p *paging) next(read []*Stored) {
	bytes := 1
	for _, s := range read {
		if s != nil {
			bytes += len(s.Record) + len(s.Envelope)
		}
	}
	p.limit = min(2*p.limit, largestPage, max(leastPage, len(read)*pageBytes/bytes))
}
