package gateway

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"time"

	"spoor/recorder/loopback"
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
	err := loopback.Serve(ctx, l, &http.Server{
		Handler:           g,
		ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
	}, g.patience, errStopping)
	if t, ok := g.transport.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
	return err
}

// errStopping is why calls end that are under way when the gateway ends.
var errStopping = errors.New("recording ended while the call was under way")

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
