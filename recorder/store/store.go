package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"spoor/recorder/call"
	"spoor/source/recorder/journal"
)

// Options say where a store lies and how it is kept.
type Options struct {
	// Dir is the store's folder; it is made where it does not exist.
	Dir string
	// SealAfter is how old a journal's first record may become before it is
	// sealed, SealBytes how long a journal. 0 means five minutes, as CloudTrail
	// delivers, and 8 MiB.
	SealAfter time.Duration
	SealBytes int64
	// Keep is how long sealed records are kept, by the day they were made on; 0
	// means for ever. Only files that hold nothing but local records are ever
	// removed.
	Keep time.Duration
	// Warn, if set, is told of what goes wrong without any call being lost:
	// sealing and removing are tried again. Calls of it may overlap.
	Warn func(error)
	// Now tells the time; nil means time.Now.
	Now func() time.Time
}

const (
	defaultSealAfter = 5 * time.Minute
	defaultSealBytes = 8 << 20
	// maxPending bounds the bytes of records that wait to be written.
	maxPending = 16 << 20
	// careEvery is how often other recorders' leftovers and old files are looked
	// for.
	careEvery = time.Hour
)

// ErrClosed is what Record returns once the store was closed.
var ErrClosed = errors.New("the recorder store is closed")

// Store is an open recorder store. It is safe for concurrent use.
type Store struct {
	o    Options
	room *semaphore.Weighted

	mu      sync.Mutex
	next    *batch // gathers what comes while another batch is being written
	closed  bool
	wake    chan struct{}
	written chan struct{} // closed when the writer has ended

	// current is the writer's.
	current *file

	sealing sync.WaitGroup
	// careful keeps sealing, adopting and removing apart.
	careful sync.Mutex
}

// batch is records that are made durable together.
type batch struct {
	lines []byte
	done  chan struct{}
	err   error
}

var _ call.Sink = (*Store)(nil)

// Open opens a store for recording and seals what recorders that were killed
// left in it.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.SealAfter <= 0 {
		o.SealAfter = defaultSealAfter
	}
	if o.SealBytes <= 0 {
		o.SealBytes = defaultSealBytes
	}
	if o.Warn == nil {
		o.Warn = func(error) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the recorder store %s: %w", o.Dir, err)
	}
	o.Dir = dir
	s := &Store{
		o: o, room: semaphore.NewWeighted(maxPending), next: newBatch(),
		wake: make(chan struct{}, 1), written: make(chan struct{}),
	}
	if err := os.MkdirAll(s.journals(), 0o700); err != nil {
		return nil, fmt.Errorf("open the recorder store: %w", err)
	}
	// Whether anything can be written is better known before the first call.
	if s.current, err = create(s.journals(), o.Now()); err != nil {
		return nil, fmt.Errorf("open the recorder store: %w", err)
	}
	if err := s.care(ctx); err != nil {
		s.current.discard()
		return nil, err
	}
	go s.write()
	return s, nil
}

// Dir is the store's folder, as an absolute path.
func (s *Store) Dir() string { return s.o.Dir }

func (s *Store) journals() string { return filepath.Join(s.o.Dir, journal.Folder) }

func newBatch() *batch { return &batch{done: make(chan struct{})} }

// Record implements call.Sink.
func (s *Store) Record(ctx context.Context, c call.Call) error {
	line, err := c.Record()
	if err != nil {
		return err
	}
	if len(line) >= journal.MaxLine {
		return fmt.Errorf("record %s %s: its record has %d bytes, more than the %d that a journal takes", c.Source, c.Operation, len(line), journal.MaxLine)
	}
	size := int64(len(line)) + 1
	if err := s.room.Acquire(ctx, size); err != nil {
		return fmt.Errorf("record %s %s: %w", c.Source, c.Operation, err)
	}
	b, err := s.join(line)
	if err != nil {
		s.room.Release(size)
		return err
	}
	// The record is on its way: that nobody waits any more does not stop it.
	select {
	case <-b.done:
		s.room.Release(size)
		return b.err
	case <-ctx.Done():
		go func() {
			<-b.done
			s.room.Release(size)
		}()
		return fmt.Errorf("record %s %s: %w", c.Source, c.Operation, ctx.Err())
	}
}

// join adds a line to the batch that is written next.
func (s *Store) join(line []byte) (*batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	b := s.next
	b.lines = append(append(b.lines, line...), '\n')
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return b, nil
}

// take returns the batch that has gathered, nil where there is none.
func (s *Store) take() (b *batch, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.next.lines) > 0 {
		b, s.next = s.next, newBatch()
	}
	return b, s.closed
}

// write makes batches durable, one after another, until the store is closed.
func (s *Store) write() {
	defer close(s.written)
	seal, care := time.NewTimer(s.o.SealAfter), time.NewTicker(careEvery)
	defer seal.Stop()
	defer care.Stop()
	for {
		b, closed := s.take()
		if b != nil {
			if s.current != nil && s.current.size == 0 {
				seal.Reset(s.o.SealAfter)
			}
			b.err = s.flush(b.lines)
			close(b.done)
			continue
		}
		if closed {
			return
		}
		select {
		case <-s.wake:
		case <-seal.C:
			if s.current != nil && s.current.size > 0 {
				s.rotate()
			}
			seal.Reset(s.o.SealAfter)
		case <-care.C:
			s.sealing.Go(func() {
				if err := s.care(context.Background()); err != nil {
					s.o.Warn(err)
				}
			})
		}
	}
}

// flush writes one batch to the journal and the journal to the disk.
func (s *Store) flush(lines []byte) error {
	if s.current == nil {
		next, err := create(s.journals(), s.o.Now())
		if err != nil {
			return fmt.Errorf("record into %s: %w", s.o.Dir, err)
		}
		s.current = next
	}
	if err := s.current.append(lines); err != nil {
		if s.current.broken {
			s.rotate()
		}
		return fmt.Errorf("record into %s: %w", s.o.Dir, err)
	}
	if s.current.size >= s.o.SealBytes {
		s.rotate()
	}
	return nil
}

// rotate has the journal sealed beside the recording, which goes on in another.
func (s *Store) rotate() {
	full := s.current
	s.current = nil
	s.sealing.Go(func() {
		if err := s.seal(full); err != nil {
			s.o.Warn(err)
		}
	})
}

// Close records what is on its way, seals what was recorded, and lets the store
// go. An error means that something could not be sealed: it lies in its journal,
// and the next recorder will try again.
func (s *Store) Close() error {
	s.mu.Lock()
	was := s.closed
	s.closed = true
	s.mu.Unlock()
	if was {
		return nil
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
	<-s.written
	s.sealing.Wait()
	if s.current == nil {
		return nil
	}
	return s.seal(s.current)
}
