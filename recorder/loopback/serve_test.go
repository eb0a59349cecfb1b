package loopback_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"spoor/recorder/loopback"
)

var errEnding = errors.New("the server ends")

// pipes is a listener whose connections a test makes.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// dial returns the client's end of a new connection.
func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

// What is measured is the time of the bubble, which passes only while all wait.
func TestServingEndsOnceWhatWasAskedIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const answering = 2 * time.Second
		l := newPipes()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- loopback.Serve(ctx, l, &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				stop()
				time.Sleep(answering)
				io.WriteString(w, "answered")
			})}, 2*answering, errEnding)
		}()
		reserve, asks := l.dial(), l.dial()
		defer reserve.Close()
		defer asks.Close()
		began := time.Now()
		if _, err := io.WriteString(asks, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(asks), nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(answer.Body); string(body) != "answered" || err != nil {
			t.Errorf("answered %q, %v", body, err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took >= 2*answering {
			t.Errorf("it waited %v, also for a connection on which nothing was asked", took)
		}
	})
}

func TestWhatIsNotAnsweredInTimeIsToldWhyAndBrokenOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		var told error
		go func() {
			ended <- loopback.Serve(ctx, l, &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				stop()
				<-r.Context().Done()
				time.Sleep(time.Second) // what is to be done yet
				told = context.Cause(r.Context())
			})}, 5*time.Second, errEnding)
		}()
		asks := l.dial()
		defer asks.Close()
		if _, err := io.WriteString(asks, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := http.ReadResponse(bufio.NewReader(asks), nil); err == nil {
			t.Error("it was answered")
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if !errors.Is(told, errEnding) {
			t.Errorf("it was told %v before the end", told)
		}
	})
}
