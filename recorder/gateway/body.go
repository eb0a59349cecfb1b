package gateway

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// stream reads the body of a client's request: it counts, gives each read a
// deadline, and keeps the error that ended it.
type stream struct {
	from    io.ReadCloser
	control *http.ResponseController
	// stall is how long each read may take.
	stall   time.Duration
	n       atomic.Int64
	failure atomic.Pointer[error]
	// ended is set once it was read to its end, stopping when it is not to be read
	// any more; reading is held meanwhile.
	ended, stopping atomic.Bool
	reading         sync.Mutex
}

var errStopped = errors.New("the request was answered before its body was read")

// newStream sets the first deadline: a body may be refused unread, and the server
// then looks for its end.
func newStream(w http.ResponseWriter, r *http.Request, stall time.Duration) *stream {
	s := &stream{from: r.Body, control: http.NewResponseController(w), stall: stall}
	s.ended.Store(r.ContentLength == 0)
	if r.ContentLength != 0 {
		s.control.SetReadDeadline(time.Now().Add(stall)) // of a connection that has deadlines
	}
	return s
}

// Read reads with a deadline, so that a client that stalls holds no connection
// to the upstream for ever.
func (s *stream) Read(p []byte) (int, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	s.control.SetReadDeadline(time.Now().Add(s.stall))
	if s.stopping.Load() {
		return 0, errStopped
	}
	n, err := s.from.Read(p)
	s.n.Add(int64(n))
	if err == io.EOF {
		s.ended.Store(true)
		// A deadline left behind would end the request while it waits for its
		// answer.
		s.control.SetReadDeadline(time.Time{})
	}
	if err != nil && err != io.EOF {
		s.failure.CompareAndSwap(nil, &err)
	}
	return n, err
}

// stop gives the connection back to the server, which looks a while for the end
// of a body that was not read to its end. It clears the deadline where a read is
// under way, so there must be none.
func (s *stream) stop() {
	if s.ended.Load() {
		return
	}
	s.stopping.Store(true)
	s.control.SetReadDeadline(time.Unix(1, 0))
	s.reading.Lock()
	defer s.reading.Unlock()
	s.control.SetReadDeadline(time.Now().Add(s.stall))
}

func (s *stream) Close() error { return nil } // the server closes the body

// err is why the body could not be read to its end, nil for no such reason.
func (s *stream) err() error {
	if e := s.failure.Load(); e != nil {
		return *e
	}
	return nil
}

// watched passes on what a reader gives, and keeps the error that ended it.
type watched struct {
	io.Reader
	failure atomic.Pointer[error]
}

func (v *watched) Read(p []byte) (int, error) {
	n, err := v.Reader.Read(p)
	if err != nil && err != io.EOF {
		v.failure.CompareAndSwap(nil, &err)
	}
	return n, err
}

func (v *watched) err() error {
	if e := v.failure.Load(); e != nil {
		return *e
	}
	return nil
}

// head is the start of something that flows by. One that holds nothing misses
// nothing.
type head struct {
	bytes []byte
	limit int
	whole bool
}

func newHead(limit int) *head { return &head{limit: limit, whole: true} }

func (h *head) Write(p []byte) (int, error) {
	room := h.limit - len(h.bytes)
	if len(p) > room && h.limit > 0 {
		h.whole = false
	}
	h.bytes = append(h.bytes, p[:min(len(p), room)]...)
	return len(p), nil
}

// readHead reads the start of a body and says whether that was all.
func readHead(from io.Reader, limit int) (start []byte, whole bool, err error) {
	start = make([]byte, 0, 4<<10)
	for len(start) < limit {
		if len(start) == cap(start) {
			start = append(start, 0)[:len(start)]
		}
		n, err := from.Read(start[len(start):min(cap(start), limit)])
		start = start[:len(start)+n]
		if err == io.EOF {
			return start, true, nil
		}
		if err != nil {
			return start, false, err
		}
	}
	// Whether there is more shows only by reading on.
	var next [1]byte
	n, err := io.ReadFull(from, next[:])
	if err == io.EOF {
		return start, true, nil
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return start, false, err
	}
	return append(start, next[:n]...), false, nil
}
