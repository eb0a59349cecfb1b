package journal

import (
	"bytes"
	"hash/crc32"
	"io"
)

// Batch is a whole batch of a journal.
type Batch struct {
	// Lines are the records, without line feeds, and At where in the file each
	// of them begins. They belong to the receiver.
	Lines [][]byte
	At    []int64
	// End is where in the file the batch's closing line ends.
	End int64
	// Damaged is how many bytes before the batch belong to no whole batch.
	Damaged int64
}

// Scanner reads the whole batches of a journal that may still grow.
type Scanner struct {
	from io.Reader
	// buf holds what follows the last whole batch: base is its offset in the
	// file. looked is how much of it is known to hold no closing line of a whole
	// batch, up to the start of a line.
	buf    []byte
	base   int64
	looked int
	// skipped is how much of that had to be let go of unread.
	skipped int64
}

// NewScanner returns a scanner of a journal, which from reads from an offset at
// which a batch begins or at 0.
func NewScanner(from io.Reader, offset int64) *Scanner { return &Scanner{from: from, base: offset} }

// Next returns the next whole batch, and io.EOF where there is none. If the file
// has grown since, Next can be called again.
func (s *Scanner) Next() (*Batch, error) {
	for {
		if b := s.take(); b != nil {
			return b, nil
		}
		s.letGo()
		const chunk = 64 << 10
		if cap(s.buf)-len(s.buf) < chunk {
			s.buf = append(make([]byte, 0, 2*len(s.buf)+chunk), s.buf...)
		}
		n, err := s.from.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if n > 0 {
			continue
		}
		if err == nil {
			err = io.ErrNoProgress
		}
		return nil, err
	}
}

// take looks for the first whole batch in what has been read.
func (s *Scanner) take() *Batch {
	for {
		n := bytes.IndexByte(s.buf[s.looked:], '\n')
		if n < 0 {
			return nil
		}
		at, next := s.looked, s.looked+n+1
		s.looked = next
		length, sum, ok := closes(s.buf[at : next-1])
		if !ok || length > at {
			continue
		}
		lines := s.buf[at-length : at] // the last of them ends where this line begins
		if crc32.Checksum(lines, castagnoli) != sum {
			continue
		}
		b := &Batch{End: s.base + int64(next), Damaged: s.skipped + int64(at-length)}
		offset := s.base + int64(at-length)
		for line := range bytes.Lines(bytes.Clone(lines)) {
			b.Lines = append(b.Lines, line[:len(line)-1])
			b.At = append(b.At, offset)
			offset += int64(len(line))
		}
		s.buf = s.buf[next:]
		s.base, s.looked, s.skipped = b.End, 0, 0
		return b
	}
}

// letGo drops what cannot be part of a batch any more, so that a file which is no
// journal takes up no memory.
func (s *Scanner) letGo() {
	const most = MaxBatch + MaxLine
	if len(s.buf) <= 2*most {
		return
	}
	n := len(s.buf) - most
	s.buf = append(s.buf[:0], s.buf[n:]...)
	s.base += int64(n)
	s.skipped += int64(n)
	s.looked = max(0, s.looked-n)
}
