package serve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"spoor/recorder/loopback"
)

// The limits of a connection. Answers are small and come at once, so that
// nobody needs longer.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = time.Minute
	idleTimeout   = 2 * time.Minute
	maxHeader     = 32 << 10
	// patience is how long requests have to end that are being answered when the
	// server ends.
	patience = 5 * time.Second
)

// errEnding is why requests end that are being answered when the server ends.
var errEnding = errors.New("the server ends")

// Serve answers requests that come in on a listener until ctx ends; requests
// that are being answered then have a few seconds to end. It closes the
// listener.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	return loopback.Serve(ctx, l, &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
	}, patience, errEnding)
}
