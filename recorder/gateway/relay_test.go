package gateway_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"spoor/recorder/call"
	"spoor/recorder/gateway"
)

// serving starts an emulator and a gateway before it.
func serving(t testing.TB, emulator http.HandlerFunc) (string, *journal) {
	t.Helper()
	server := httptest.NewServer(emulator)
	t.Cleanup(server.Close)
	return emulating(t, server.URL)
}

// raw sends bytes over a connection and returns all that comes back.
func raw(t testing.TB, endpoint, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(endpoint, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	back, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("after %q: %v", back, err)
	}
	return string(back)
}

func TestARequestReachesAnEmulatorUnchanged(t *testing.T) {
	var got *http.Request
	var body string
	var trailer http.Header
	endpoint, _ := serving(t, func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		got, body, trailer = r, string(text), r.Trailer
	})
	host := strings.TrimPrefix(endpoint, "http://")
	for _, target := range []string{"/b/a%2fb%20c", "/b//c/../d", "//b", "/b/;=,'()*!?a=%2F&b&c=+", "/%e2%98%83"} {
		raw(t, endpoint, "PUT "+target+" HTTP/1.1\r\nHost: "+host+"\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTe: trailers\r\nX-Kept: a\r\nX-Kept: b\r\nContent-Length: 5\r\n\r\nhello")
		if got.RequestURI != target || got.Method != "PUT" || got.Host != host || body != "hello" || got.ContentLength != 5 {
			t.Errorf("%s arrives as %s %s at %s with %q", target, got.Method, got.RequestURI, got.Host, body)
		}
		if h := got.Header; len(h["X-Kept"]) != 2 || h.Get("X-Hop") != "" || h.Get("Te") != "" || h.Get("User-Agent") != "" || h.Get("Accept-Encoding") != "" {
			t.Errorf("%s arrives with %v", target, h)
		}
	}
	raw(t, endpoint, "PUT /b/k HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 7\r\n\r\n")
	if body != "abcde" || got.ContentLength != -1 || trailer.Get("X-Sum") != "7" {
		t.Errorf("a body in chunks arrives as %q of %d with %v", body, got.ContentLength, trailer)
	}
}

func TestABodyIsAskedForOnlyWhenTheEmulatorWantsIt(t *testing.T) {
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/b/refused" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		io.Copy(w, r.Body)
	}))
	defer emulator.Close()
	j := &journal{}
	// The gateway's own transport sends a body unasked to who says nothing for a
	// second; this one waits however long the emulator takes.
	waiting := &http.Transport{ExpectContinueTimeout: time.Hour, DisableCompression: true}
	endpoint := start(t, gateway.Options{Sink: j, Transport: waiting, Upstreams: map[string]*url.URL{"*": parse(t, emulator.URL)}})
	host := strings.TrimPrefix(endpoint, "http://")
	put := func(key string) string {
		return "PUT " + key + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n" +
			"Authorization: AWS4-HMAC-SHA256 Credential=K/20261119/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=00\r\nX-Amz-Date: 20261119T120000Z\r\n\r\n"
	}
	if back := raw(t, endpoint, put("/b/refused")); !strings.HasPrefix(back, "HTTP/1.1 403") || strings.Contains(back, "100 Continue") {
		t.Errorf("answered %q", back)
	}
	if back := raw(t, endpoint, put("/b/taken")+"hello"); !strings.HasPrefix(back, "HTTP/1.1 100 Continue") || !strings.HasSuffix(back, "hello") {
		t.Errorf("answered %q", back)
	}
	if calls := j.taken(); len(calls) != 2 || calls[0].ErrorCode != "AccessDenied" || calls[1].Failed() || calls[1].BytesIn != 5 || calls[1].BytesOut != 5 {
		t.Errorf("recorded %+v", calls)
	}
}

func TestAnAnswerPassesUnchangedAndRedirectsAreNotFollowed(t *testing.T) {
	endpoint, j := serving(t, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		switch r.URL.Path {
		case "/elsewhere":
			h.Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(http.StatusTemporaryRedirect)
		case "/untyped":
			h["Content-Type"] = nil
			io.WriteString(w, "<html>")
		case "/trailing":
			h.Set("Trailer", "X-Sum")
			io.WriteString(w, "abc")
			w.(http.Flusher).Flush()
			io.WriteString(w, "def")
			h.Set("X-Sum", "9")
		default:
			h["Date"] = []string{"yesterday"}
			h["X-Two"] = []string{"a", "b"}
			h.Set("Content-Encoding", "gzip")
			io.WriteString(w, "not gzip at all")
		}
	})
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	get := func(path string) (*http.Response, string) {
		response, err := client.Get(endpoint + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(body)
	}
	if r, body := get("/"); body != "not gzip at all" || r.Header.Get("Date") != "yesterday" || len(r.Header["X-Two"]) != 2 || r.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("got %q with %v", body, r.Header)
	}
	if r, _ := get("/elsewhere"); r.StatusCode != http.StatusTemporaryRedirect || r.Header.Get("Location") != "http://127.0.0.1:1/" {
		t.Errorf("got %d", r.StatusCode)
	}
	if r, body := get("/trailing"); body != "abcdef" || r.Trailer.Get("X-Sum") != "9" {
		t.Errorf("got %q with the trailer %v", body, r.Trailer)
	}
	if r, _ := get("/untyped"); r.Header["Content-Type"] != nil {
		t.Errorf("the answer was given the type %v", r.Header["Content-Type"])
	}
	if calls := j.taken(); len(calls) != 4 || calls[1].ErrorCode != "TemporaryRedirect" {
		t.Errorf("recorded %+v", calls)
	}
}

// gate is a sink that lets calls in when it is told to.
type gate struct {
	waiting chan call.Call
	open    chan struct{}
}

func (g *gate) Record(ctx context.Context, c call.Call) error {
	g.waiting <- c
	select {
	case <-g.open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestNoAnswerEndsBeforeItsCallIsRecorded(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/nothing":
			w.WriteHeader(http.StatusNoContent)
		case "/chunks":
			w.(http.Flusher).Flush()
			io.WriteString(w, long)
		default:
			w.Header().Set("Content-Length", fmt.Sprint(len(long)))
			io.WriteString(w, long)
		}
	}))
	defer emulator.Close()
	for _, request := range []string{"GET /length", "GET /chunks", "GET /nothing", "HEAD /length", "GET /refused"} {
		g := &gate{make(chan call.Call), make(chan struct{})}
		method, path, _ := strings.Cut(request, " ")
		service := "*"
		if path == "/refused" {
			service = "another"
		}
		endpoint := start(t, gateway.Options{Sink: g, Upstreams: map[string]*url.URL{service: parse(t, emulator.URL)}})
		r, err := http.NewRequestWithContext(t.Context(), method, endpoint+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		over := make(chan string, 1)
		go func() {
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				over <- err.Error()
				return
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			over <- fmt.Sprint(len(body), err)
		}()
		<-g.waiting
		select {
		case got := <-over:
			t.Errorf("%s is over before it is recorded: %s", request, got)
		case <-time.After(50 * time.Millisecond):
		}
		close(g.open)
		if got := <-over; !strings.HasSuffix(got, "<nil>") {
			t.Errorf("%s: %s", request, got)
		}
	}
}

func TestAnAnswerPassesWhereTheStoreFailsAndTheNextCallsAreRefused(t *testing.T) {
	var asked int
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked++; io.WriteString(w, "done") }))
	defer emulator.Close()
	j := &journal{broken: errors.New("the disk is full")}
	var mu sync.Mutex
	var told []string
	endpoint := start(t, gateway.Options{Sink: j, Upstreams: map[string]*url.URL{"*": parse(t, emulator.URL)}, Failed: func(c call.Call, err error) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, c.Operation+": "+err.Error())
	}})
	ask := func() (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), "POST", endpoint+"/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		return send(t, r)
	}
	if status, body := ask(); status != 200 || body != "done" {
		t.Errorf("%d %s", status, body)
	}
	if status, body := ask(); status != http.StatusServiceUnavailable || !strings.Contains(body, "cannot be recorded") || asked != 1 {
		t.Errorf("%d %s, asked %d times", status, body, asked)
	}
	ask()
	// What was refused has not happened.
	if len(told) != 1 || told[0] != "POST /x: the disk is full" {
		t.Errorf("told %q", told)
	}
	j.mu.Lock()
	j.broken = nil
	j.mu.Unlock()
	// The refusal is the first to be recorded again.
	ask()
	if status, body := ask(); status != 200 || body != "done" || asked != 2 {
		t.Errorf("%d %s, asked %d times", status, body, asked)
	}
	if calls := j.taken(); len(calls) != 2 || calls[0].ErrorCode != "ServiceUnavailable" || calls[0].Extra["passedOn"] != "false" || calls[1].Failed() {
		t.Errorf("recorded %+v", calls)
	}
}

// SDKs compress the bodies of a few operations, such as CloudWatch's
// PutMetricData.
func TestACompressedRequestIsReadAndPassesUnchanged(t *testing.T) {
	var got string
	endpoint, j := serving(t, func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		got = string(text)
	})
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	io.WriteString(zip, "Action=PutMetricData&Namespace=lab")
	zip.Close()
	r, _ := http.NewRequestWithContext(t.Context(), "POST", endpoint+"/", bytes.NewReader(packed.Bytes()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Content-Encoding", "gzip")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AK/20261121/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=00")
	if status, _ := send(t, r); status != 200 || got != packed.String() {
		t.Errorf("%d, and %q arrived", status, got)
	}
	if c := j.only(t); c.Operation != "PutMetricData" || c.Request["namespace"] != "lab" {
		t.Errorf("recorded %s %v", c.Operation, c.Request)
	}
}

// What a function or a model answers is nobody's business; that does not make it
// too long to be kept.
func TestAnAnswerThatIsNotLookedAtIsNotSaidToBeLeftOut(t *testing.T) {
	endpoint, j := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			w.Header().Set("Content-Type", "text/xml")
			io.WriteString(w, "<PublishResponse><PublishResult><MessageId>m1</MessageId></PublishResult></PublishResponse>")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"answer":1}`)
	})
	for _, c := range []struct{ service, path, body, operation, want string }{
		{"lambda", "/2015-03-31/functions/f/invocations", `{}`, "Invoke", "map[]"},
		{"bedrock", "/model/m/invoke", `{}`, "InvokeModel", "map[]"},
		{"sns", "/", "Action=Publish&Message=m", "Publish", "map[messageId:m1]"},
	} {
		r, _ := http.NewRequestWithContext(t.Context(), "POST", endpoint+c.path, strings.NewReader(c.body))
		if c.path == "/" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AK/20261121/us-east-1/"+c.service+"/aws4_request, SignedHeaders=host, Signature=00")
		send(t, r)
		if got := j.only(t); got.Operation != c.operation || fmt.Sprint(got.Response) != c.want {
			t.Errorf("recorded %s %v, want %s %s", got.Operation, got.Response, c.operation, c.want)
		}
	}
}

func TestWhatNoClientOfAWSSendsIsKeptOutAndNotRecorded(t *testing.T) {
	endpoint, j := serving(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("%s %s got through", r.Method, r.RequestURI) })
	host := strings.TrimPrefix(endpoint, "http://")
	for name, text := range map[string]string{
		"a page's own name":  "GET / HTTP/1.1\r\nHost: evil.example\r\n",
		"a name like ours":   "GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n",
		"a page":             "POST / HTTP/1.1\r\nHost: " + host + "\r\nOrigin: https://evil.example\r\n",
		"a page without one": "POST / HTTP/1.1\r\nHost: " + host + "\r\nOrigin: null\r\n",
		"a page's picture":   "GET /b/k HTTP/1.1\r\nHost: " + host + "\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
		"a proxy's request":  "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n",
		"CONNECT":            "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n",
		"an upgrade":         "GET / HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\n",
		"no path":            "OPTIONS * HTTP/1.1\r\nHost: " + host + "\r\n",
	} {
		if back := raw(t, endpoint, text+"Connection: close\r\n\r\n"); !strings.HasPrefix(back, "HTTP/1.1 403") && name != "no path" {
			t.Errorf("%s: answered %q", name, back)
		}
	}
	if calls := j.taken(); len(calls) != 0 {
		t.Errorf("recorded %+v", calls)
	}
}

func TestMalformedRequestsAndHalfOpenConnectionsDoNoHarm(t *testing.T) {
	endpoint, j := serving(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) })
	host := strings.TrimPrefix(endpoint, "http://")
	for _, text := range []string{
		"\x16\x03\x01\x02\x00", "GET", "GET / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\n\r\n", "POST /%zz HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "POST / HTTP/1.1\r\nHost: " + host + "\r\nX: " + strings.Repeat("x", 100_000) + "\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 100\r\n\r\nhalf", "POST / HTTP/1.1\r\nHost: " + host + "\r\nX-Amz-Target: a.B\r\nContent-Length: 100\r\n\r\nhalf",
		"POST / HTTP/1.1\r\nHost: " + host + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "POST / HTTP/1.1\r\nHost: " + host + "\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(conn, text)
		conn.(*net.TCPConn).CloseWrite()
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%.40q is left without an answer", text)
		}
		conn.Close()
	}
	for range 300 {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.WriteString(conn, "POST / HTTP/1.1\r\nHost: "+host+"\r\nX-Amz-Target: a.B\r\nContent-Length: 100\r\n\r\nhalf")
	}
	j.taken()
	r, _ := http.NewRequestWithContext(t.Context(), "POST", endpoint+"/x", strings.NewReader("still here"))
	if status, body := send(t, r); status != 200 || body != "still here" {
		t.Errorf("%d %s", status, body)
	}
}

func TestABodyThatEndsEarlyIsRefusedAndNotPassedOn(t *testing.T) {
	endpoint, j := serving(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("%s %s got through", r.Method, r.RequestURI) })
	host := strings.TrimPrefix(endpoint, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "POST / HTTP/1.1\r\nHost: "+host+"\r\nX-Amz-Target: a.B\r\nContent-Length: 100\r\n\r\nhalf")
	conn.(*net.TCPConn).CloseWrite()
	conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	back, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(back), "HTTP/1.1 400") || !strings.Contains(string(back), "RequestTimeout") {
		t.Errorf("answered %q, %v", back, err)
	}
	if calls := j.taken(); len(calls) != 1 || calls[0].ErrorCode != "RequestTimeout" || calls[0].Extra["passedOn"] != "false" {
		t.Errorf("recorded %+v", calls)
	}
}

func TestOptionsThatMakeNoSenseAreNamed(t *testing.T) {
	for _, text := range []string{"s3", "=http://x", "s3=", "s3=ftp://x", "s3=http://x/path", "s3=http://u:p@x", "s3=127.0.0.1:9000"} {
		if _, _, err := gateway.ParseUpstream(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
	service, u, err := gateway.ParseUpstream("S3=http://127.0.0.1:9000/")
	if err != nil || service != "s3" || u.Host != "127.0.0.1:9000" {
		t.Errorf("%s %v %v", service, u, err)
	}
	if _, err := gateway.New(gateway.Options{}); err == nil {
		t.Error("a gateway without a store")
	}
}

func TestAnUpstreamThatIsTheGatewayItselfIsNoLoop(t *testing.T) {
	upstream := &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	j := &journal{}
	endpoint := start(t, gateway.Options{Sink: j, Upstreams: map[string]*url.URL{"*": upstream}})
	upstream.Host = strings.Replace(strings.TrimPrefix(endpoint, "http://"), "127.0.0.1", "localhost", 1)
	r, _ := http.NewRequestWithContext(t.Context(), "GET", endpoint+"/", nil)
	if status, body := send(t, r); status != http.StatusLoopDetected {
		t.Errorf("%d %s", status, body)
	}
	if c := j.only(t); c.ErrorMessage == "" {
		t.Errorf("recorded as %+v", c)
	}
}

func TestEveryCallOf200ClientsIsRecorded(t *testing.T) {
	during := 2 * time.Second
	if os.Getenv("SPOOR_LONG") != "" {
		during = time.Minute
	}
	if testing.Short() {
		during = 200 * time.Millisecond
	}
	endpoint, j := emulating(t, verifying(t, fakeS3(t)).server.URL)
	client := s3Client(endpoint, func(o *s3.Options) {
		o.HTTPClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}
	})
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("bucket")}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), during)
	defer stop()
	var wg sync.WaitGroup
	made := make([]int, 200)
	for i := range made {
		wg.Go(func() {
			key := fmt.Sprint(i)
			for ctx.Err() == nil {
				if _, err := client.PutObject(context.WithoutCancel(ctx), &s3.PutObjectInput{Bucket: aws.String("bucket"), Key: &key, Body: strings.NewReader(key)}); err != nil {
					t.Error(err)
					return
				}
				made[i]++
			}
		})
	}
	wg.Wait()
	recorded := map[string]int{}
	for _, c := range j.taken() {
		if c.Operation == "PutObject" {
			recorded[c.Request["key"].(string)]++
		}
	}
	total := 0
	for i, n := range made {
		total += n
		if recorded[fmt.Sprint(i)] != n {
			t.Errorf("client %d made %d calls, and %d were recorded", i, n, recorded[fmt.Sprint(i)])
		}
	}
	t.Logf("%d calls in %v", total, during)
}

func TestAnEmulatorStandsForAServiceByAnyOfItsNames(t *testing.T) {
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "here") }))
	defer emulator.Close()
	for _, c := range []struct{ service, signing string }{
		{"s3", "s3"}, {"cloudwatch", "monitoring"}, {"monitoring", "monitoring"}, {"stepfunctions", "states"}, {"ses", "ses"}, {"*", "anything"},
	} {
		j := &journal{}
		endpoint := start(t, gateway.Options{Sink: j, Transport: refusing{}, Upstreams: map[string]*url.URL{c.service: parse(t, emulator.URL)}})
		if status, body := send(t, signing{method: "POST", target: "/x", service: c.signing}.request(t, endpoint)); body != "here" {
			t.Errorf("%s for %s: %d %s", c.service, c.signing, status, body)
		}
		if got := j.only(t); got.Source != c.signing+".amazonaws.com" {
			t.Errorf("recorded as %+v", got)
		}
	}
}

func TestBodiesFlowWhileTheyAreSentAndAreNeverHeldWhole(t *testing.T) {
	half := strings.Repeat("x", 1<<20)
	arrived, goOn := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadFull(r.Body, make([]byte, len(half))); err != nil {
			t.Error(err)
		}
		arrived <- struct{}{}
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Length", fmt.Sprint(2*len(half)))
		io.WriteString(w, half)
		w.(http.Flusher).Flush()
		<-goOn
		io.WriteString(w, half)
	})
	emulated, _ := serving(t, handler)
	real, _, _ := playingAWS(t, handler)
	for _, endpoint := range []string{emulated, real} {
		body, sender := io.Pipe()
		r := signing{method: "PUT", target: "/bucket/key", service: "s3", header: http.Header{"X-Amz-Content-Sha256": {sha256Hex([]byte(half + half))}}}.request(t, endpoint)
		r.Body, r.ContentLength = body, int64(2*len(half))
		go func() {
			io.WriteString(sender, half)
			<-arrived // the first half, before the second is sent
			io.WriteString(sender, half)
			sender.Close()
		}()
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(response.Body, make([]byte, len(half))); err != nil {
			t.Error(err)
		}
		goOn <- struct{}{} // the first half came back before the second was written
		if n, err := io.Copy(io.Discard, response.Body); int(n) != len(half) || err != nil {
			t.Errorf("%d bytes more, %v", n, err)
		}
		response.Body.Close()
	}
}
