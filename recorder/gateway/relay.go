package gateway

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"spoor/recorder/call"
	"spoor/recorder/operation"
)

// relay passes an answer on, and records the call before the end of it.
func (x *exchange) relay(response *http.Response) {
	h := x.w.Header()
	maps.Copy(h, passOn(response.Header))
	for name := range response.Trailer {
		h.Add("Trailer", name)
	}
	for _, name := range []string{"Date", "Content-Type"} {
		if len(h[name]) == 0 {
			h[name] = nil // or Go would write one of its own
		}
	}
	if !x.body.ended.Load() {
		// What of the body still comes is not looked at, and so the next request
		// on this connection would not be found.
		h.Set("Connection", "close")
	}
	var answer *head
	if x.op.WantsAnswer(x.r.Method, response.StatusCode, response.Header) {
		answer = newHead(operation.MaxBody)
	} else {
		answer = newHead(0)
	}
	if x.r.Method == http.MethodHead || response.StatusCode == http.StatusNoContent || response.StatusCode == http.StatusNotModified || response.ContentLength == 0 {
		x.answered(response, answer, 0, nil)
		x.g.soon(x.w)
		x.w.WriteHeader(response.StatusCode)
		return
	}
	n, last, err := x.copy(response, answer)
	x.answered(response, answer, n, err)
	x.g.soon(x.w)
	if err == nil && len(last) > 0 {
		_, err = x.w.Write(last)
	}
	if err != nil {
		// The client must not take what it has for the whole: this closes the
		// connection (net/http, ErrAbortHandler).
		panic(http.ErrAbortHandler)
	}
	maps.Copy(h, response.Trailer)
}

// buffers are for copying answers.
var buffers = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}

// soon gives what is written next a deadline, so that a client that takes nothing
// holds nothing for ever.
func (g *Gateway) soon(w http.ResponseWriter) {
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(g.stall)) // where the connection has deadlines
}

var errClientGone = errors.New("the client ended the connection before the end of the answer")

// left is why an answer cannot be passed on to its end.
func (x *exchange) left() error {
	if x.brokenOff() {
		return errStopping
	}
	return errClientGone
}

// copy passes on the body of an answer but for its last byte, where its length is
// known; the end of one without a length is for the server to write.
func (x *exchange) copy(response *http.Response, answer *head) (n int64, last []byte, err error) {
	control := http.NewResponseController(x.w)
	x.w.WriteHeader(response.StatusCode)
	pooled := buffers.Get().(*[]byte)
	defer buffers.Put(pooled)
	buffer := *pooled
	for {
		read, err := response.Body.Read(buffer)
		part := buffer[:read]
		n += int64(read)
		answer.Write(part)
		if read > 0 && n == response.ContentLength {
			last = bytes.Clone(part[read-1:])
			part = part[:read-1]
		}
		if len(part) > 0 {
			x.g.soon(x.w)
			if _, err := x.w.Write(part); err != nil {
				return n, nil, x.left()
			}
			if len(last) == 0 {
				control.Flush() // what comes next may take long
			}
		}
		switch {
		case err == io.EOF:
			return n, last, nil
		case err != nil && x.r.Context().Err() != nil:
			return n, nil, x.left()
		case err != nil:
			return n, nil, err
		}
	}
}

// answered records a call that has an answer.
func (x *exchange) answered(response *http.Response, answer *head, n int64, failure error) {
	c := x.describe()
	c.Status = response.StatusCode
	c.BytesOut = n
	body, whole := plain(response.Header, answer)
	a := x.op.Read(x.r.Method, response.StatusCode, response.Header, body, whole && failure == nil)
	c.Response, c.ErrorCode, c.ErrorMessage, c.RequestID = a.Elements, a.Code, a.Message, a.RequestID
	if c.ErrorCode == "" && c.Status >= http.StatusMultipleChoices && c.Status != http.StatusNotModified {
		c.ErrorCode = http.StatusText(c.Status)
	}
	if c.ErrorCode == "" {
		if x.upstream == nil {
			x.g.vault.learn(&x.op, a.Elements)
		}
		x.g.callers.learn(x.upstreamName(), &x.op, x.signature.AccessKey, a.Elements)
		c.Caller = x.caller()
	}
	if failure != nil && c.ErrorCode == "" {
		c.ErrorMessage = "the answer was cut short: " + failure.Error()
	}
	x.record(c)
}

// plain is the start of a body without compression.
func plain(h http.Header, answer *head) ([]byte, bool) {
	if !strings.EqualFold(h.Get("Content-Encoding"), "gzip") || len(answer.bytes) == 0 {
		return answer.bytes, answer.whole
	}
	z, err := gzip.NewReader(bytes.NewReader(answer.bytes))
	if err != nil {
		return nil, false
	}
	text, err := io.ReadAll(io.LimitReader(z, operation.MaxBody+1))
	return text, err == nil && len(text) <= operation.MaxBody
}

// refuse answers a request with an error of the gateway's own, after recording
// it. Any body that is left is not read.
func (x *exchange) refuse(err error) {
	var f *refusal
	if !errors.As(err, &f) {
		f = &refusal{"InternalFailure", http.StatusInternalServerError, err.Error()}
	}
	c := x.describe()
	c.Status, c.ErrorCode, c.ErrorMessage = f.status, f.code, "spoor: "+f.message
	c.Extra["passedOn"] = "false"
	if x.sent {
		c.Extra["passedOn"] = "perhaps" // nobody answered
	}
	x.record(c)
	if f.status == 0 {
		panic(http.ErrAbortHandler)
	}
	x.g.soon(x.w)
	x.w.Header().Set("Connection", "close")
	f.write(x.w, &x.op)
}

// describe is the call as far as the request tells.
func (x *exchange) describe() call.Call {
	source, _, err := net.SplitHostPort(x.r.RemoteAddr)
	if err != nil {
		source = x.r.RemoteAddr
	}
	c := call.Call{
		Start: x.began, Duration: time.Since(x.began), Via: call.Gateway,
		Source: cmp.Or(x.op.Service.EventSource(), "unknown"), Operation: x.op.Name, Unnamed: x.op.Unnamed, Region: x.region,
		Caller: x.caller(), UserAgent: x.r.UserAgent(), SourceIP: source,
		Request: x.op.Parameters(&x.request), BytesIn: x.body.n.Load(), ReadOnly: x.op.ReadOnly(x.r.Method), Attempts: 1,
		Extra: map[string]string{"signature": x.signatureState()},
	}
	if x.endpoint != nil {
		c.Endpoint = x.endpoint.Scheme + "://" + x.endpoint.Host
	}
	c.Resources = x.op.Resources(c.Request, x.region, c.Caller.Account)
	return c
}

// signatureState says what the access key of the record is worth.
func (x *exchange) signatureState() string {
	switch {
	case x.signature.AccessKey == "":
		return "none"
	case x.verified:
		return "verified"
	}
	return "not verified"
}

// recordTimeout bounds how long the end of an answer waits for the store.
const recordTimeout = 30 * time.Second

// record hands a call to the store, also where the client has gone. That a call
// is not recorded which went no further is told once, before others are refused.
func (x *exchange) record(c call.Call) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(x.r.Context()), recordTimeout)
	defer cancel()
	if err := x.g.sink.Record(ctx, c); err != nil {
		if told := x.g.broken.Swap(true); x.sent || !told {
			x.g.failed(c, err)
		}
		return
	}
	x.g.broken.Store(false)
}
