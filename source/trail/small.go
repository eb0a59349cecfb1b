package trail

import (
	"bytes"
	"context"
	"io"

	"spoor/source/trail/inflate"
)

// small is the input of small files, as CloudTrail delivers them: read at one go and
// unpacked into the chunk at one go. What inflate does not take it leaves to an
// unpacker.
type small struct {
	inflate inflate.Decoder
	// stored is the file, or what was read of it until rest could go on.
	stored []byte
	rest   io.Reader
	// unpack goes on where inflate cannot, once begun.
	unpack *unpacker
	begun  bool
}

// smallSize is how large a file, compressed or not, hardly ever exceeds a chunk.
func (r *reader) smallSize() int64 { return int64(r.chunk / 16) }

// open reads a file of at most limit bytes from in, or its beginning.
func (s *small) open(in io.Reader, limit int64, unpack *unpacker) {
	if cap(s.stored) == 0 {
		s.stored = make([]byte, 0, limit+1)
	}
	s.stored, s.rest, s.unpack, s.begun = s.stored[:0], in, unpack, false
	for len(s.stored) < cap(s.stored) {
		n, err := in.Read(s.stored[len(s.stored):cap(s.stored)])
		s.stored = s.stored[:len(s.stored)+n]
		if err != nil {
			s.rest = ended{err}
			return
		}
	}
}

// fill implements input.
func (s *small) fill(ctx context.Context, b []byte) ([]byte, error) {
	if !s.begun {
		if all, ok := s.whole(b); ok {
			return all, io.EOF
		}
		s.begun = true
		if err := s.unpack.start(io.MultiReader(bytes.NewReader(s.stored), s.rest)); err != nil {
			return b, err
		}
	}
	return s.unpack.fill(ctx, b)
}

// needs is how much room filling it at one go takes.
func (s *small) needs() int {
	size, _ := inflate.Size(s.stored)
	return size + inflate.Spare
}

// whole appends to b all that the file holds, if it is of the usual kind and there is
// room.
func (s *small) whole(b []byte) ([]byte, bool) {
	if ended, ok := s.rest.(ended); !ok || ended.err != io.EOF {
		return b, false
	}
	if s.needs() > cap(b)-len(b) {
		return b, false
	}
	all, ok := s.inflate.Gzip(b, s.stored)
	if text := all[len(b):]; !ok || !beginsAsJSON(text) || bytes.IndexByte(text[:min(len(text), headSize)], 0) >= 0 {
		return b, false
	}
	return all, true
}

// size implements input.
func (s *small) size() int64 {
	if s.begun {
		return s.unpack.size()
	}
	return int64(len(s.stored))
}

// ended is a stream of which nothing is left.
type ended struct{ err error }

func (e ended) Read([]byte) (int, error) { return 0, e.err }
