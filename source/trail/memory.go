package trail

import (
	"slices"
	"sync"
	"sync/atomic"
)

// chunkSize is how much of an unpacked stream is held and handed over at a time,
// unless one record is longer.
const chunkSize = 2 << 20

// slab is memory for chunks: for one of a large file, or for those of many small
// files behind each other.
type slab struct {
	bytes []byte
	// users are the reader that fills it and the batches that were cut from it.
	users atomic.Int32
	// free is leave, made once.
	free func()
}

// slabs are those that nobody uses.
var slabs sync.Pool

func newSlab(size int) *slab {
	s, ok := slabs.Get().(*slab)
	if !ok || len(s.bytes) != size {
		s = &slab{bytes: make([]byte, size)}
		s.free = s.leave
	}
	s.users.Store(1)
	return s
}

func (s *slab) leave() {
	if s.users.Add(-1) == 0 {
		slabs.Put(s)
	}
}

// memory hands out room for chunks.
type memory struct {
	chunk int // how long a chunk is
	slab  *slab
	left  []byte // what of the slab is not given away
}

// room returns an empty slice for a chunk that begins with rest bytes already known.
func (m *memory) room(rest int) []byte {
	if rest > m.chunk/2 {
		return make([]byte, 0, 2*rest)
	}
	m.reserve(max(1, m.chunk/16, 2*rest))
	return m.left[:0]
}

// reserve sees to it that the next room is for that many bytes at least, unless that is
// more than a chunk.
func (m *memory) reserve(n int) {
	if n <= len(m.left) || n > m.chunk {
		return
	}
	if m.slab != nil {
		m.slab.leave()
	}
	m.slab = newSlab(m.chunk)
	m.left = m.slab.bytes
}

// own returns the bytes of b, which were put into the room handed out last, as memory
// to be given away, and what to do with it afterwards.
func (m *memory) own(b []byte) (chunk []byte, free func()) {
	switch {
	case len(b) == 0:
		return nil, nil
	case m.slab != nil && len(m.left) > 0 && &b[0] == &m.left[0]:
		m.left = m.left[len(b):]
		m.slab.users.Add(1)
		return b[:len(b):len(b)], m.slab.free
	case len(b) <= cap(b)/2:
		return slices.Clone(b), nil
	}
	return b, nil
}
