package loopback

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Serve answers requests that come in on a listener until ctx ends; those under
// way then have patience to end. What has not ended by then is broken off: its
// context ends with cause, and it has patience once more to do what that asks for.
// Serve closes the listener, and sets the server's BaseContext, ConnState and
// ErrorLog.
func Serve(ctx context.Context, l net.Listener, server *http.Server, patience time.Duration, cause error) error {
	under, breakOff := context.WithCancelCause(context.WithoutCancel(ctx))
	defer breakOff(nil)
	server.BaseContext = func(net.Listener) context.Context { return under }
	// Broken connections are the clients' affair, and no line of ours.
	server.ErrorLog = log.New(io.Discard, "", 0)
	var busy busyConnections
	server.ConnState = busy.note
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	// Shutdown also waits for connections on which nothing was asked yet, which
	// clients keep in reserve.
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		server.Shutdown(end) // ends early by what Close does below
	}()
	<-done
	busy.wait(end)
	breakOff(cause)
	err := server.Close()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	busy.wait(last)
	<-stopped
	if err != nil {
		return fmt.Errorf("stop serving on %s: %w", l.Addr(), err)
	}
	return nil
}

// busyConnections are the connections on which a request is under way.
type busyConnections struct {
	mu   sync.Mutex
	busy map[net.Conn]bool
}

// note takes the state of a connection (net/http, Server.ConnState).
func (b *busyConnections) note(c net.Conn, state http.ConnState) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if state != http.StateActive {
		delete(b.busy, c)
		return
	}
	if b.busy == nil {
		b.busy = map[net.Conn]bool{}
	}
	b.busy[c] = true
}

// wait returns when no connection is busy any more, or ctx has ended.
func (b *busyConnections) wait(ctx context.Context) {
	const often = 5 * time.Millisecond
	for {
		b.mu.Lock()
		n := len(b.busy)
		b.mu.Unlock()
		if n == 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(often):
		}
	}
}
