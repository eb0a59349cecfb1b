package trail

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// small is the input of small files, as CloudTrail delivers them: read at one go and
// unpacked into the chunk at one go. What is not whole, or of another kind, it leaves
// to an unpacker.
type small struct {
	bytes bytes.Reader
	gzip  *gzip.Reader
	// stored is the file, or what was read of it until rest could go on.
	stored []byte
	rest   io.Reader
	// unpack goes on with other files, once begun.
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

// fits reports whether the file says of itself that it unpacks to no more than a chunk,
// or is not compressed.
func (s *small) fits(chunk int) bool {
	var frame zstd.Header
	if frame.Decode(s.stored) == nil && !frame.Skippable {
		return frame.HasFCS && frame.FrameContentSize <= uint64(chunk)
	}
	return s.unpacked() <= chunk
}

// needs is how much room filling it at one go takes.
func (s *small) needs() int { return s.unpacked() + 1 }

// unpacked is how many bytes a gzip file of one member says at its end that it unpacks
// to; 0 where it is none, or what it says cannot be.
func (s *small) unpacked() int {
	const (
		shortest     = 18   // header and trailer
		mostExpanded = 1032 // bytes from one
	)
	if len(s.stored) < shortest || s.stored[0] != 0x1f || s.stored[1] != 0x8b {
		return 0
	}
	n := int64(binary.LittleEndian.Uint32(s.stored[len(s.stored)-4:]))
	if n > mostExpanded*int64(len(s.stored)) {
		return 0
	}
	return int(n)
}

// whole appends to b all that the file holds, if it is of the usual kind and there is
// room.
func (s *small) whole(b []byte) ([]byte, bool) {
	if ended, ok := s.rest.(ended); !ok || ended.err != io.EOF {
		return b, false
	}
	size := s.unpacked()
	if size == 0 || size >= cap(b)-len(b) {
		return b, false
	}
	s.bytes.Reset(s.stored)
	if s.gzip == nil {
		s.gzip = new(gzip.Reader)
	}
	if s.gzip.Reset(&s.bytes) != nil {
		return b, false
	}
	s.gzip.Multistream(false)
	// With room for one more than there should be, it is read to its end.
	n, err := io.ReadFull(s.gzip, b[len(b):len(b)+size+1])
	text := b[len(b) : len(b)+n]
	if n != size || err != io.ErrUnexpectedEOF || s.bytes.Len() > 0 || !beginsAsJSON(text) || bytes.IndexByte(text[:min(n, headSize)], 0) >= 0 {
		return b, false
	}
	return b[:len(b)+n], true
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
