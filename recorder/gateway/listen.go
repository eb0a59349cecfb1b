package gateway

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// The limits of a connection. A body has no limit as a whole: objects may be
// large and functions slow. Each read of one does.
const (
	headerTimeout   = 10 * time.Second
	stallTimeout    = time.Minute
	idleTimeout     = 2 * time.Minute
	maxHeader       = 64 << 10
	shutdownTimeout = 5 * time.Second
)

// Serve answers requests that come in on a listener until ctx ends; those under
// way then have a few seconds to end. What has not ended by then is broken off,
// and recorded so. It closes the listener.
func (g *Gateway) Serve(ctx context.Context, l net.Listener) error {
	under, breakOff := context.WithCancelCause(context.WithoutCancel(ctx))
	defer breakOff(nil)
	server := &http.Server{
		Handler:           g,
		BaseContext:       func(net.Listener) context.Context { return under },
		ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		// Broken connections are the clients' affair, and no line of ours.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	var busy busyConnections
	server.ConnState = busy.note
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), g.patience)
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
	breakOff(errStopping)
	err := server.Close()
	recorded, cancel := context.WithTimeout(context.WithoutCancel(ctx), g.patience)
	defer cancel()
	busy.wait(recorded)
	<-stopped
	if t, ok := g.transport.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
	if err != nil {
		return fmt.Errorf("stop serving on %s: %w", l.Addr(), err)
	}
	return nil
}

// errStopping is why calls end that are under way when the gateway ends.
var errStopping = errors.New("recording ended while the call was under way")

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

// newTransport sends requests on as they are: it neither asks for compression
// nor speaks HTTP/2, and waits for answers as long as the client does.
func newTransport(roots *x509.CertPool) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, Protocols: protocols,
		TLSClientConfig:     &tls.Config{RootCAs: roots},
		TLSHandshakeTimeout: 10 * time.Second, ExpectContinueTimeout: time.Second, IdleConnTimeout: 50 * time.Second,
		MaxIdleConnsPerHost: 256, DisableCompression: true, MaxResponseHeaderBytes: 256 << 10,
		WriteBufferSize: 32 << 10, ReadBufferSize: 32 << 10,
	}
}
