package gateway

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"spoor/recorder/operation"
	"spoor/recorder/sigv4"
)

// exchange is one request on its way to its answer.
type exchange struct {
	g         *Gateway
	w         http.ResponseWriter
	r         *http.Request
	began     time.Time
	signature sigv4.Signature
	request   operation.Request
	op        operation.Operation
	// upstream is the emulator, nil for AWS.
	upstream *url.URL
	// body is the client's body; start is what was read of it ahead, and whole
	// says that this is all of it.
	body  *stream
	start []byte
	whole bool
	// malformed says why the signature cannot be read. Emulators may take it all
	// the same.
	malformed error
	// verified says that the signature was.
	verified bool
	// sent says that the request was passed on, at least in part.
	sent bool
	// endpoint and region are where the request goes.
	endpoint *url.URL
	region   string
	spool    *spool
	// checked watches a body that is verified while it flows, nil for none.
	checked *watched
}

// ServeHTTP passes one request on.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.soon(w) // the deadline of the request before is still there
	// Otherwise the server reads and closes the body at the first byte of an
	// answer, while the transport may still be looking for its end.
	http.NewResponseController(w).EnableFullDuplex() // where it is HTTP/1
	body := newStream(w, r, g.stall)
	if why := g.admit(r); why != "" {
		w.Header().Set(refusedHeader, "forbidden")
		w.Header().Set("Connection", "close")
		http.Error(w, "spoor: "+why, http.StatusForbidden)
		return
	}
	x := &exchange{g: g, w: w, r: r, began: time.Now(), body: body}
	defer x.close()
	err := x.prepare()
	if err == nil {
		err = x.route()
	}
	if err == nil && g.broken.Load() {
		err = &refusal{"ServiceUnavailable", http.StatusServiceUnavailable, "calls cannot be recorded at present; see what the recorder reports"}
	}
	if err == nil {
		err = x.exchange()
	}
	if err != nil {
		x.refuse(err)
	}
}

func (x *exchange) close() {
	x.body.stop()
	if x.spool != nil {
		x.spool.close()
	}
}

// prepare finds out what is asked for.
func (x *exchange) prepare() error {
	x.signature, x.malformed = sigv4.Parse(x.r)
	path, _, _ := strings.Cut(x.r.RequestURI, "?")
	x.request = operation.Request{
		Method: x.r.Method, Path: path, RawQuery: x.r.URL.RawQuery, Header: x.r.Header, Host: x.r.Host,
		Signing: x.signature.Service, Bucket: operation.VirtualBucket(x.r.Host, append(localNames, "127.0.0.1")...), Whole: true,
	}
	x.op = operation.Identify(&x.request)
	if x.signature.Service == "" && !x.op.IsUnsigned() && x.g.upstreams["s3"] != nil && x.op.Unnamed {
		// Anonymous requests name no service; those of S3 are the common ones.
		x.request.Signing = "s3"
	}
	if operation.WantsBody(&x.request) && x.r.ContentLength != 0 {
		var err error
		x.start, x.whole, err = readHead(x.body, operation.MaxBody)
		if err != nil {
			return &refusal{"RequestTimeout", http.StatusBadRequest, "the body ended early"}
		}
		start := &head{bytes: x.start[:min(len(x.start), operation.MaxBody)], whole: x.whole}
		x.request.Body, x.request.Whole = plain(x.r.Header, start)
	}
	x.op = operation.Identify(&x.request)
	return nil
}

// route decides where the request goes.
func (x *exchange) route() error {
	x.region = x.signature.Region
	if x.region == "" {
		x.region = x.g.region
	}
	source := strings.TrimSuffix(x.op.Service.EventSource(), ".amazonaws.com")
	for _, name := range []string{x.op.Service.Name, x.op.Service.Signing, source, "*"} {
		if u := x.g.upstreams[strings.ToLower(name)]; u != nil && name != "" {
			x.upstream, x.endpoint = u, u
			return x.notItself()
		}
	}
	if err := x.passable(); err != nil {
		return err
	}
	endpoint, signFor, err := x.g.endpoint(x.op.Service, x.region)
	if err != nil {
		return denied("there is no endpoint at AWS: " + err.Error())
	}
	x.endpoint, x.region = endpoint, signFor
	return nil
}

// notItself refuses an upstream that is the gateway: requests would go in circles.
func (x *exchange) notItself() error {
	local, ok := x.r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return nil
	}
	_, port, err := net.SplitHostPort(local.String())
	if err == nil && port == x.endpoint.Port() && isLocal(x.endpoint.Host) {
		return &refusal{"ServiceUnavailable", http.StatusLoopDetected, "the upstream is the gateway itself"}
	}
	return nil
}

// exchange sends the request and passes its answer on. Errors mean that nothing
// was answered yet.
func (x *exchange) exchange() error {
	var out *http.Request
	var err error
	if x.upstream != nil {
		out = x.unchanged()
	} else if out, err = x.toAWS(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(x.r.Context())
	defer cancel()
	x.sent = true
	response, err := x.g.transport.RoundTrip(out.WithContext(ctx))
	if err != nil {
		return x.notSent(err)
	}
	defer response.Body.Close()
	x.relay(response)
	return nil
}

// notSent tells why there is no answer.
func (x *exchange) notSent(err error) error {
	if x.brokenOff() {
		return &refusal{"ServiceUnavailable", 0, errStopping.Error()}
	}
	if why := x.bodyError(); why != nil {
		return why
	}
	if x.r.Context().Err() != nil {
		return &refusal{"ClientDisconnected", 0, "the client ended the connection before there was an answer"}
	}
	return &refusal{"ServiceUnavailable", http.StatusServiceUnavailable, "there was no answer from " + x.endpoint.Host + ": " + err.Error()}
}

// brokenOff reports whether the call did not end before the gateway did.
func (x *exchange) brokenOff() bool { return errors.Is(context.Cause(x.r.Context()), errStopping) }

// bodyError is what was wrong with the client's body, nil for nothing.
func (x *exchange) bodyError() error {
	if x.checked != nil {
		switch err := x.checked.err(); {
		case err == nil:
		case errors.Is(err, sigv4.ErrChunkSignature):
			return &refusal{"SignatureDoesNotMatch", http.StatusForbidden, err.Error()}
		default:
			return &refusal{"IncompleteBody", http.StatusBadRequest, err.Error()}
		}
	}
	if err := x.body.err(); err != nil {
		return &refusal{"IncompleteBody", http.StatusBadRequest, "the body ended early"}
	}
	return nil
}

// outgoing is the client's request to be sent to the endpoint.
func (x *exchange) outgoing() *http.Request {
	u := *x.r.URL
	u.Scheme, u.Host = x.endpoint.Scheme, x.endpoint.Host
	out := &http.Request{
		Method: x.r.Method, URL: &u, Host: x.r.Host, Header: passOn(x.r.Header), Trailer: x.r.Trailer,
		ContentLength: x.r.ContentLength, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if len(out.Header["User-Agent"]) == 0 {
		out.Header["User-Agent"] = []string{""} // or Go would name itself
	}
	setBody(out, x.wholeBody())
	if len(x.start) > 0 && x.whole {
		sendAgain(out, func() io.Reader { return bytes.NewReader(x.start) })
	}
	return out
}

// setBody gives a request its body. A body of no length must be none at all, or
// it would be sent in chunks.
func setBody(out *http.Request, body io.Reader) {
	if out.ContentLength == 0 {
		out.Body = http.NoBody
		return
	}
	out.Body = io.NopCloser(body)
}

// sendAgain lets the transport send a body again where a connection that it kept
// turned out to be closed before anything was written.
func sendAgain(out *http.Request, body func() io.Reader) {
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(body()), nil }
}

// wholeBody is the client's body from its start.
func (x *exchange) wholeBody() io.Reader {
	switch {
	case len(x.start) == 0:
		return x.body
	case x.whole:
		return bytes.NewReader(x.start)
	}
	return io.MultiReader(bytes.NewReader(x.start), x.body)
}

// unchanged is the request as it goes to an emulator.
func (x *exchange) unchanged() *http.Request {
	out := x.outgoing()
	if path, _, _ := strings.Cut(x.r.RequestURI, "?"); strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") {
		out.URL.Opaque = path // exactly as it was sent
	}
	if len(x.start) > 0 {
		out.Header.Del("Expect") // it was answered here
	}
	return out
}
