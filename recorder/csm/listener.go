package csm

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"spoor/recorder/call"
)

// Options say what becomes of what clients tell.
type Options struct {
	// Sink takes the calls in.
	Sink call.Sink
	// ClientID, if set, is the client id (AWS_CSM_CLIENT_ID) that datagrams must
	// carry. Whoever does not know it cannot put calls into the record.
	ClientID string
	// Warn, if set, is told of calls that could not be recorded. Calls of it may
	// overlap.
	Warn func(error)
	// Wait is how long an attempt waits for the end of its call; 0 means two
	// minutes.
	Wait time.Duration
}

// Counts says what became of datagrams so far.
type Counts struct {
	// Received is all of them; Strange were no client-side monitoring, Foreign
	// did not carry the client id, and Dropped came faster than they could be
	// dealt with.
	Received, Strange, Foreign, Dropped int64
	// Calls were recorded, Lost could not be.
	Calls, Lost int64
}

const (
	defaultWait = 2 * time.Minute
	// maxQueue is how many datagrams may wait to be dealt with, maxRecording how
	// many calls to be recorded.
	maxQueue     = 4096
	maxRecording = 256
	// kernelBuffer is what the system is asked to hold of what was not read yet.
	kernelBuffer = 4 << 20
	// quiet is how long nothing may come before what is on its way is taken to
	// have come, at the end; lastly bounds all of that.
	quiet  = 50 * time.Millisecond
	lastly = 5 * time.Second
)

// Listener takes in what clients tell of their calls.
type Listener struct {
	o      Options
	counts struct{ received, strange, foreign, dropped, calls, lost atomic.Int64 }
	// recording bounds the calls that are being recorded.
	recording chan struct{}
	open      sync.WaitGroup
}

// New returns a listener.
func New(o Options) *Listener {
	if o.Wait <= 0 {
		o.Wait = defaultWait
	}
	if o.Warn == nil {
		o.Warn = func(error) {}
	}
	return &Listener{o: o, recording: make(chan struct{}, maxRecording)}
}

// Counts returns what became of datagrams so far.
func (l *Listener) Counts() Counts {
	c := &l.counts
	return Counts{
		Received: c.received.Load(), Strange: c.strange.Load(), Foreign: c.foreign.Load(), Dropped: c.dropped.Load(),
		Calls: c.calls.Load(), Lost: c.lost.Load(),
	}
}

// Serve takes datagrams in until ctx ends, and then those that have been sent by
// then. All calls are recorded when it returns. It closes conn.
func (l *Listener) Serve(ctx context.Context, conn net.PacketConn) error {
	defer conn.Close()
	if c, ok := conn.(*net.UDPConn); ok {
		_ = c.SetReadBuffer(kernelBuffer) // as much as the system allows
	}
	queue := make(chan *datagram, maxQueue)
	var merging sync.WaitGroup
	merging.Go(func() { l.merge(context.WithoutCancel(ctx), queue) })
	err := l.read(ctx, conn, queue)
	close(queue)
	merging.Wait()
	l.open.Wait()
	return err
}

// read parses datagrams until ctx has ended and no more come.
func (l *Listener) read(ctx context.Context, conn net.PacketConn, queue chan<- *datagram) error {
	stop := context.AfterFunc(ctx, func() { conn.SetReadDeadline(time.Now()) }) // wakes a read that waits
	defer stop()
	// Where a datagram is longer than this, Unix cuts it and Windows fails.
	packet := make([]byte, longestPacket)
	var end, until time.Time
	for {
		if ctx.Err() != nil {
			now := time.Now()
			if end.IsZero() {
				end = now.Add(lastly)
			}
			if now.After(end) {
				return nil
			}
			until = now.Add(quiet)
			conn.SetReadDeadline(until)
		}
		began := time.Now()
		n, from, err := conn.ReadFrom(packet)
		now := time.Now()
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			// A read that begins after its deadline looks at nothing that has
			// come: nothing is said by one that was kept from running so long.
			if began.Before(until) && !now.Before(until) {
				return nil
			}
			continue
		case err != nil:
			return fmt.Errorf("listen for client-side monitoring: %w", err)
		}
		l.counts.received.Add(1)
		d, err := parse(packet[:n], from.String(), now)
		switch {
		case err != nil:
			l.counts.strange.Add(1)
			continue
		case l.o.ClientID != "" && d.ClientID != l.o.ClientID:
			l.counts.foreign.Add(1)
			continue
		}
		select {
		case queue <- d:
		default:
			l.counts.dropped.Add(1)
		}
	}
}

// merge makes calls of datagrams until there are no more.
func (l *Listener) merge(ctx context.Context, queue <-chan *datagram) {
	var m merger
	tick := time.NewTicker(l.o.Wait/4 + 1)
	defer tick.Stop()
	for {
		select {
		case d, more := <-queue:
			if !more {
				l.record(ctx, m.giveUp(len(m.waiting)))
				return
			}
			l.record(ctx, m.add(d))
		case now := <-tick.C:
			l.record(ctx, m.expire(now.Add(-l.o.Wait)))
		}
	}
}

// record records calls side by side, so that they share what it costs to make
// them durable.
func (l *Listener) record(ctx context.Context, calls []call.Call) {
	for _, c := range calls {
		l.recording <- struct{}{}
		l.open.Go(func() {
			defer func() { <-l.recording }()
			if err := l.o.Sink.Record(ctx, c); err != nil {
				l.counts.lost.Add(1)
				l.o.Warn(err)
				return
			}
			l.counts.calls.Add(1)
		})
	}
}

// host is an address without its port.
func host(address string) string {
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return name
}
