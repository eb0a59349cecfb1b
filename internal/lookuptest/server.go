package lookuptest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"spoor/cache"
	"spoor/recorder/serve"
)

// Account is one account of a Server.
type Account struct {
	ID string
	// Keys are the access keys that belong to it; with none, it answers every
	// key that belongs to no other account.
	Keys []string
	// Store holds its events; events of other accounts in it are not answered
	// with.
	Store *cache.Cache
}

// Options say how much of AWS's ways a Server has. Without any of them it
// answers at any rate, with events of any age.
type Options struct {
	// Throttle allows two LookupEvents requests a second for each account and
	// Region.
	Throttle bool
	// Window forgets events after 90 days.
	Window bool
	// Now is the server's clock, also in its answers' Date; nil means time.Now.
	Now func() time.Time
}

// Server is CloudTrail, STS and EC2 for some accounts. It is safe for concurrent
// use.
type Server struct {
	// URL is the endpoint of all three.
	URL string

	accounts []served
	now      func() time.Time

	mu     sync.Mutex
	faults []Fault
	nth    map[string]int
	calls  []Call
}

type served struct {
	Account
	handler *serve.Handler
}

// Call is a request as it was answered.
type Call struct {
	Action, AccessKey, Region string
	// Input is the body of a LookupEvents request.
	Input json.RawMessage
	// Status is 0 where the connection was dropped.
	Status int
	// Code is the error's, empty for none.
	Code string
	// Events is how many events a page carried.
	Events int
}

// NewServer starts a server, which is stopped with the test.
func NewServer(t testing.TB, o Options, accounts ...Account) *Server {
	t.Helper()
	s := &Server{nth: map[string]int{}, now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	for _, account := range accounts {
		handler, err := serve.New(t.Context(), account.Store, serve.Options{
			Account: account.ID, NoThrottle: !o.Throttle, NoWindow: !o.Window, Now: o.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		s.accounts = append(s.accounts, served{account, handler})
	}
	server := httptest.NewServer(http.HandlerFunc(s.serveHTTP))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Inject puts faults between clients and the service, in place of those injected
// before; none takes them away. Requests under way keep theirs.
func (s *Server) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = slices.Clone(faults)
}

// Calls are the requests answered so far, in the order of their answers.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *Server) serveHTTP(w http.ResponseWriter, httpRequest *http.Request) {
	body, err := io.ReadAll(httpRequest.Body)
	if err != nil {
		return
	}
	r := newRequest(httpRequest, body)
	s.mu.Lock()
	faults := s.faults
	if r.Action == "LookupEvents" {
		s.nth[r.Region]++
		r.Nth = s.nth[r.Region]
	}
	s.mu.Unlock()
	answer := chain(faults, s.service)(r)
	s.mu.Lock()
	s.calls = append(s.calls, answer.call(r))
	s.mu.Unlock()
	answer.write(w)
}

// service answers a request without faults.
func (s *Server) service(r *Request) *Answer {
	if r.Action == "AssumeRole" {
		return s.assumeRole(r)
	}
	for _, account := range s.accounts {
		if slices.Contains(account.Keys, r.AccessKey) || r.AccessKey == assumedKey(account.ID) {
			return r.send(account.handler)
		}
	}
	for _, account := range s.accounts {
		if len(account.Keys) == 0 {
			return r.send(account.handler)
		}
	}
	return Error(http.StatusForbidden, "UnrecognizedClientException", "The security token included in the request is invalid.")(r, nil)
}

// Request is a request on its way to the service.
type Request struct {
	// HTTP is the request as it came; its body has been read.
	HTTP                      *http.Request
	Body                      []byte
	Action, AccessKey, Region string
	// Nth is the how manieth LookupEvents request of its Region it is, from 1; 0
	// for other requests.
	Nth int
}

func newRequest(r *http.Request, body []byte) *Request {
	out := &Request{HTTP: r, Body: body}
	_, rest, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	scope, _, _ := strings.Cut(rest, ",")
	if parts := strings.Split(scope, "/"); len(parts) == 5 {
		out.AccessKey, out.Region = parts[0], parts[2]
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		out.Action = target[strings.LastIndexByte(target, '.')+1:]
	} else {
		out.Action = out.form().Get("Action")
	}
	return out
}

// Input are the members of a LookupEvents request.
func (r *Request) Input() map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(r.Body, &members) != nil || members == nil {
		return map[string]json.RawMessage{}
	}
	return members
}

// Token is the NextToken of a LookupEvents request.
func (r *Request) Token() string {
	var token string
	json.Unmarshal(r.Input()["NextToken"], &token)
	return token
}

// With is the request with another value of a member, or without it for nil.
func (r *Request) With(member string, value any) *Request {
	members := r.Input()
	delete(members, member)
	if value != nil {
		members[member], _ = json.Marshal(value)
	}
	changed := *r
	changed.Body, _ = json.Marshal(members)
	return &changed
}

func (r *Request) send(h http.Handler) *Answer {
	request := r.HTTP.Clone(r.HTTP.Context())
	request.Body = io.NopCloser(bytes.NewReader(r.Body))
	request.ContentLength = int64(len(r.Body))
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return &Answer{Status: recorder.Code, Header: recorder.Header(), Body: recorder.Body.Bytes()}
}
