package segment

import "spoor/query"

// Scan searches blocks without putting the ids back into their records, which
// would cost as much as the searching. It is used by one goroutine, for one
// block after the other.
type Scan struct {
	parts []part
	// text is that of all records without their ids, ends where each one's ends.
	text []byte
	ends []int
	tail Tail
	// raw is the memory that text lies in, record a record put together.
	raw, record []byte
}

// Open unpacks a stored block, which Verify has checked. stored must stay as it
// is until the next Open.
func (s *Scan) Open(ref BlockRef, stored []byte) error {
	tail, frame, err := ref.split(stored)
	if err != nil {
		return err
	}
	raw, err := unzip(s.raw, frame, ref.Raw)
	if err != nil {
		return err
	}
	if cap(raw) > cap(s.raw) {
		s.raw = raw
	}
	r := Reader{b: raw}
	if s.parts, err = ref.parts(s.parts[:0], &r); err != nil {
		return err
	}
	s.tail = tail
	s.ends = s.ends[:0]
	end := 0
	for i := range s.parts {
		end += s.parts[i].record
		s.ends = append(s.ends, end)
	}
	s.text = r.Bytes(end)
	return r.err
}

// Len is the number of records.
func (s *Scan) Len() int { return len(s.parts) }

// Record puts a record together. It is valid until the next one is.
func (s *Scan) Record(i int) []byte {
	p := &s.parts[i]
	s.record = s.tail.restore(s.record[:0], s.text[s.ends[i]-p.record:s.ends[i]], p.cuts, i)
	return s.record
}

// Holding calls f with every record that holds the needle, in order.
func (s *Scan) Holding(n *Needle, f func(record int)) {
	done := 0 // records before it have been dealt with
	length := len(n.Text())
	for at, record := 0, 0; ; {
		start, _ := n.Find(s.text[at:])
		if start < 0 {
			break
		}
		at += start
		for s.ends[record] <= at {
			record++
		}
		if at+length > s.ends[record] || s.isCut(record, at, length) {
			at++ // not so in any one record
			continue
		}
		s.amongIDs(n, done, record, f)
		f(record)
		done = record + 1
		at = s.ends[record]
	}
	s.amongIDs(n, done, len(s.parts), f)
}

// isCut reports whether an id was cut out of the middle of a stretch of text.
func (s *Scan) isCut(record, at, length int) bool {
	p := &s.parts[record]
	start := s.ends[record] - p.record
	for _, seam := range p.seams() {
		if at < start+seam && start+seam < at+length {
			return true
		}
	}
	return false
}

// amongIDs calls f with every record from ≤ record < to that holds the needle
// where an id has been cut out.
func (s *Scan) amongIDs(n *Needle, from, to int, f func(record int)) {
	if !n.withIDs {
		return
	}
	for i := from; i < to; i++ {
		if !s.nextToID(n, i) {
			continue
		}
		if start, _ := n.Find(s.Record(i)); start >= 0 {
			f(i)
		}
	}
}

// nextToID reports whether what stands around an id of the record allows the
// needle to reach into it.
func (s *Scan) nextToID(n *Needle, i int) bool {
	p := &s.parts[i]
	text := s.text[s.ends[i]-p.record : s.ends[i]]
	seams := p.seams()
	if seams[0] == seams[1] && seams[0] >= 0 {
		return true // what stands around one is the other
	}
	for _, at := range seams {
		if at < 0 {
			continue
		}
		if n.inside || at > 0 && n.before[text[at-1]] || at < len(text) && n.behind[text[at]] {
			return true
		}
	}
	return false
}

// Needle is a text of ASCII letters to look for in blocks.
type Needle struct {
	query.Needle
	// withIDs says that some of the text may be part of an id: all of it if
	// inside, else the id stands behind or before one of the given bytes.
	withIDs, inside bool
	before, behind  [256]bool
}

// NewNeedle prepares a folded text that is all ASCII and not empty.
func NewNeedle(folded string) *Needle {
	n := &Needle{Needle: query.NewNeedle(folded)}
	// id is where an id would begin, from the needle's beginning on.
	for id := 1 - uuidText; id < len(folded); id++ {
		if !mayOverlap(folded, id) {
			continue
		}
		n.withIDs = true
		switch {
		case id > 0:
			allow(&n.before, folded[id-1])
		case id+uuidText < len(folded):
			allow(&n.behind, folded[id+uuidText])
		default:
			n.inside = true
		}
	}
	return n
}

// mayOverlap reports whether a text can stand where an id begins at the given
// place, which may lie before the text.
func mayOverlap(folded string, id int) bool {
	for i := max(0, id); i < min(len(folded), id+uuidText); i++ {
		if dash := dashes>>(i-id)&1 != 0; dash != (folded[i] == '-') || !dash && nibbles[folded[i]] > 15 {
			return false
		}
	}
	return true
}

// dashes has a bit for each place of an id that holds a dash.
const dashes = 1<<8 | 1<<13 | 1<<18 | 1<<23

// allow adds a folded byte in both its cases.
func allow(set *[256]bool, folded byte) {
	set[folded] = true
	if 'a' <= folded && folded <= 'z' {
		set[folded-'a'+'A'] = true
	}
}
