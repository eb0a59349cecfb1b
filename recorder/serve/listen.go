package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// The limits of a connection. Answers are small and come at once, so that
// nobody needs longer.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 30 * time.Second
	writeTimeout    = time.Minute
	idleTimeout     = 2 * time.Minute
	maxHeader       = 32 << 10
	shutdownTimeout = 5 * time.Second
)

// ErrNotLoopback is wrapped by Listen where others could reach the address.
var ErrNotLoopback = errors.New("not a loopback address")

// Listen listens on an address such as 127.0.0.1:0. Whoever reaches it reads the
// events, so it must be a loopback address unless anywhere is set.
func Listen(ctx context.Context, address string, anywhere bool) (net.Listener, error) {
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	if !at.IP.IsLoopback() && !anywhere {
		return nil, fmt.Errorf("listen on %s: %w", address, ErrNotLoopback)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", at.String())
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// Serve answers requests that come in on a listener until ctx ends; requests
// that are being answered then have a few seconds to end. It closes the
// listener.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
		// Broken connections are the clients' affair, and no line of ours.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err := server.Shutdown(end)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	<-done
	if err != nil {
		return fmt.Errorf("stop serving on %s: %w", l.Addr(), err)
	}
	return nil
}
