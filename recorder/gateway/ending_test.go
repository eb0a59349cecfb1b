package gateway_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"spoor/recorder/gateway"
	"spoor/recorder/loopback"
)

func TestStoppingWaitsForCallsUnderWayAndForNothingElse(t *testing.T) {
	began, goOn := make(chan struct{}), make(chan struct{})
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-goOn
		io.WriteString(w, "done")
	}))
	defer emulator.Close()
	g, err := gateway.New(gateway.Options{Sink: &journal{}, Upstreams: map[string]*url.URL{"*": parse(t, emulator.URL)}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := loopback.Listen(t.Context(), "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- g.Serve(ctx, l) }()
	reserve, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer reserve.Close()
	answered := make(chan string, 1)
	r, _ := http.NewRequestWithContext(t.Context(), "POST", "http://"+l.Addr().String()+"/x", nil)
	go func() {
		_, body := send(t, r)
		answered <- body
	}()
	<-began
	stop()
	select {
	case err := <-ended:
		t.Fatalf("it ended while a call was under way: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(goOn)
	if body := <-answered; body != "done" {
		t.Errorf("answered %q", body)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// Whoever watches what a program does wants to know of the call that it made
// last, also if nobody heard how that ended.
func TestACallThatOutlastsTheRecordingIsRecorded(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter)
		body   io.Reader
		code   string
	}{
		"no answer":                {func(http.ResponseWriter) {}, http.NoBody, "ServiceUnavailable"},
		"a body that is not taken": {func(http.ResponseWriter) {}, &endless{left: 1 << 40}, "ServiceUnavailable"},
		"half an answer": {func(w http.ResponseWriter) {
			io.WriteString(w, "half")
			http.NewResponseController(w).Flush()
		}, http.NoBody, ""},
	} {
		t.Run(name, func(t *testing.T) {
			began, over := make(chan struct{}), make(chan struct{})
			emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				c.answer(w)
				close(began)
				<-over
			}))
			defer emulator.Close()
			defer close(over)
			j := &journal{}
			g, err := gateway.New(gateway.Options{Sink: j, Upstreams: map[string]*url.URL{"*": parse(t, emulator.URL)}})
			if err != nil {
				t.Fatal(err)
			}
			g.BreakOffAfter(100 * time.Millisecond)
			l, err := loopback.Listen(t.Context(), "127.0.0.1:0", false)
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			ended := make(chan error, 1)
			go func() { ended <- g.Serve(ctx, l) }()
			r, _ := http.NewRequestWithContext(t.Context(), "PUT", "http://"+l.Addr().String()+"/x", c.body)
			gone := make(chan struct{})
			go func() {
				defer close(gone)
				if answer, err := http.DefaultClient.Do(r); err == nil {
					_, err = io.Copy(io.Discard, answer.Body)
					answer.Body.Close()
					if err == nil {
						t.Error("the client has a whole answer")
					}
				}
			}()
			<-began
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if got := j.only(t); got.ErrorCode != c.code || !strings.Contains(got.ErrorMessage, "recording ended while the call was under way") {
				t.Errorf("recorded %s: %s", got.ErrorCode, got.ErrorMessage)
			}
			<-gone
		})
	}
}

// A client that announces a body and does not send it is answered, where there
// is an answer, and holds no connection for ever.
func TestABodyThatNeverComesHoldsNoConnection(t *testing.T) {
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).EnableFullDuplex()
		w.Header().Set("Connection", "close")
		http.Error(w, "not you", http.StatusForbidden) // before it has read anything
	}))
	defer emulator.Close()
	g, err := gateway.New(gateway.Options{Sink: &journal{}, Upstreams: map[string]*url.URL{"s3": parse(t, emulator.URL)}})
	if err != nil {
		t.Fatal(err)
	}
	g.StallAfter(100 * time.Millisecond)
	l, err := loopback.Listen(t.Context(), "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	go g.Serve(t.Context(), l)
	host := l.Addr().String()
	const missing, signed = "Content-Length: 100\r\n\r\n", "Authorization: AWS4-HMAC-SHA256 Credential=AK/20261121/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00\r\n"
	for name, text := range map[string]string{
		"kept out":       "POST / HTTP/1.1\r\nHost: evil.example\r\n" + missing,
		"answered early": "PUT /b/k HTTP/1.1\r\nHost: " + host + "\r\n" + signed + missing,
		"half of it":     "PUT /b/k HTTP/1.1\r\nHost: " + host + "\r\n" + signed + missing + "half",
		"a form":         "POST / HTTP/1.1\r\nHost: " + host + "\r\nX-Amz-Target: a.B\r\n" + missing,
		"half of a form": "POST / HTTP/1.1\r\nHost: " + host + "\r\nX-Amz-Target: a.B\r\n" + missing + "{",
	} {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(conn, text)
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		back, err := io.ReadAll(conn)
		if errors.Is(err, os.ErrDeadlineExceeded) || !strings.HasPrefix(string(back), "HTTP/1.1 40") {
			t.Errorf("%s: answered %q, then %v", name, back, err)
		}
		if !strings.Contains(string(back), "Connection: close\r\n") {
			t.Errorf("%s: the client is not told that its next request would be lost: %q", name, back)
		}
		conn.Close()
	}
}

func TestAConnectionThatBreaksIsNoWholeAnswer(t *testing.T) {
	endpoint, j := serving(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/length":
			w.Header().Set("Content-Length", "100000")
		case "/before":
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, strings.Repeat("x", 50_000))
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	for _, path := range []string{"/length", "/chunks"} {
		r, _ := http.NewRequestWithContext(t.Context(), "POST", endpoint+path, strings.NewReader("x"))
		if status, body := send(t, r); status != 0 {
			t.Errorf("%s ends well with %d and %d bytes", path, status, len(body))
		}
		if c := j.only(t); c.Status != 200 || !strings.Contains(c.ErrorMessage, "cut short") || c.BytesOut == 0 {
			t.Errorf("%s is recorded as %+v", path, c)
		}
	}
	r, _ := http.NewRequestWithContext(t.Context(), "POST", endpoint+"/before", strings.NewReader("x"))
	if status, body := send(t, r); status != http.StatusServiceUnavailable || !strings.Contains(body, "no answer from 127.0.0.1") {
		t.Errorf("%d %s", status, body)
	}
	if c := j.only(t); c.ErrorCode != "ServiceUnavailable" || c.Extra["passedOn"] != "perhaps" {
		t.Errorf("recorded as %+v", c)
	}
}

func TestAClientThatLeavesIsRecordedAndItsRequestEnded(t *testing.T) {
	began, gone := make(chan struct{}), make(chan struct{})
	endpoint, j := serving(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		close(began)
		<-r.Context().Done()
		close(gone)
	})
	ctx, leave := context.WithCancel(t.Context())
	r, _ := http.NewRequestWithContext(ctx, "POST", endpoint+"/slow", strings.NewReader("x"))
	go func() {
		<-began
		leave()
	}()
	send(t, r)
	<-gone
	for range 2000 {
		if calls := j.taken(); len(calls) == 1 {
			if calls[0].ErrorCode != "ClientDisconnected" {
				t.Errorf("recorded as %+v", calls[0])
			}
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("nothing was recorded")
}
