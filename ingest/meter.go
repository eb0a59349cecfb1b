package ingest

import (
	"context"
	"strings"
	"sync"
	"time"

	"spoor/source"
)

// tick is the time between two calls of Options.Progress.
const tick = 100 * time.Millisecond

// meter keeps count of an ingest, for its report and while it goes on.
type meter struct {
	mu      sync.Mutex
	phase   Phase
	begin   time.Time
	done    Report
	elapsed time.Duration // once it is over

	filesTotal int
	bytesTotal int64
	// bytesEnded is the size of all files that are done with, read or known;
	// within is how far the open ones are read.
	bytesEnded int64
	within     map[string]int64
	late       lately
}

func newMeter(name string) *meter {
	return &meter{begin: time.Now(), done: Report{Source: name}, within: map[string]int64{}}
}

func (m *meter) enter(p Phase) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.phase = p
}

// reached notes that a batch has arrived, for the sake of large files.
func (m *meter) reached(b *source.Batch) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if b.End != nil {
		delete(m.within, b.From.Place)
		m.bytesEnded += b.End.Bytes
		return
	}
	if n := len(b.Records); n > 0 {
		at := b.Records[n-1].Position
		if strings.HasSuffix(b.From.Place, ".gz") {
			// CloudTrail's records shrink to about a tenth.
			at /= 10
		}
		m.within[b.From.Place] = at
	}
}

func (m *meter) committed(t tally, ends []*source.FileEnd) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done.add(t, ends)
}

func (m *meter) report() Report {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.done
	r.Elapsed = m.elapsed
	return r
}

// progress is how far it is at the time now.
func (m *meter) progress(now time.Time) Progress {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := progressOf(&m.done)
	p.Phase, p.FilesTotal, p.BytesTotal = m.phase, m.filesTotal, m.bytesTotal
	p.Bytes = m.bytesEnded
	for _, n := range m.within {
		p.Bytes += n
	}
	if p.BytesTotal > 0 {
		p.Bytes = min(p.Bytes, p.BytesTotal)
	}
	p.Elapsed = m.elapsed
	if m.phase != Finished {
		p.Elapsed = now.Sub(m.begin)
	}
	m.late.note(now, p.Events, p.Bytes)
	p.Rate, p.Left = m.late.rate(), m.late.left(p.BytesTotal)
	return p
}

// watch calls tell until the returned function is called, which may be called
// more than once.
func (m *meter) watch(ctx context.Context, s source.Source, tell func(Progress)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	if sized, ok := s.(source.Sized); ok && tell != nil {
		work.Go(func() {
			files, bytes, err := sized.Size(ctx)
			if err != nil {
				return // then the totals stay unknown
			}
			m.mu.Lock()
			defer m.mu.Unlock()
			m.filesTotal, m.bytesTotal = files, bytes
		})
	}
	over := make(chan struct{})
	if tell != nil {
		work.Go(func() {
			ticks := time.NewTicker(tick)
			defer ticks.Stop()
			tell(m.progress(time.Now()))
			for {
				select {
				case now := <-ticks.C:
					tell(m.progress(now))
				case <-over:
					return
				}
			}
		})
	}
	return sync.OnceFunc(func() {
		cancel()
		close(over)
		work.Wait()
		m.mu.Lock()
		m.phase, m.elapsed = Finished, time.Since(m.begin)
		m.mu.Unlock()
		if tell != nil {
			tell(m.progress(time.Now()))
		}
	})
}

// lately remembers the last seconds: an import speeds up and slows down
// with what it reads.
type lately struct{ points []point }

type point struct {
	at     time.Time
	events int
	bytes  int64
}

// span is how far back lately remembers.
const span = 5 * time.Second

func (l *lately) note(now time.Time, events int, bytes int64) {
	l.points = append(l.points, point{now, events, bytes})
	for len(l.points) > 2 && now.Sub(l.points[1].at) >= span {
		l.points = l.points[1:]
	}
}

func (l *lately) ends() (from, to point, seconds float64) {
	if len(l.points) == 0 {
		return from, to, 0
	}
	from, to = l.points[0], l.points[len(l.points)-1]
	return from, to, to.at.Sub(from.at).Seconds()
}

// rate is events a second.
func (l *lately) rate() float64 {
	from, to, seconds := l.ends()
	if seconds <= 0 {
		return 0
	}
	return float64(to.events-from.events) / seconds
}

// left is the time that the rest of the bytes will take, 0 where that is not
// known.
func (l *lately) left(total int64) time.Duration {
	from, to, seconds := l.ends()
	if seconds <= 0 || to.bytes <= from.bytes || total <= to.bytes {
		return 0
	}
	perSecond := float64(to.bytes-from.bytes) / seconds
	return time.Duration(float64(total-to.bytes) / perSecond * float64(time.Second))
}
