// Package s3test is an S3 server in the test's own process, with faults: a real
// one (gofakes3) behind a proxy that refuses, breaks connections and counts.
package s3test

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// Bucket is the name of the server's only bucket, Region where it lies.
const (
	Bucket = "logs"
	Region = "eu-west-1"
)

// Server is such a server. Its methods may be called while it is in use.
type Server struct {
	// URL is its endpoint.
	URL string

	backend *s3mem.Backend
	real    http.Handler

	mu        sync.Mutex
	faults    map[string]fault
	breaks    map[string][]int
	strict    bool
	rangeless bool
	listings  []string
	fetched   []string
}

// fault is an error of S3 in place of an answer.
type fault struct {
	status int
	code   string
}

// New starts a server with the objects, by key. It ends with the test.
func New(t testing.TB, objects map[string]string) *Server {
	t.Helper()
	s := &Server{backend: s3mem.New(), faults: map[string]fault{}, breaks: map[string][]int{}}
	s.real = gofakes3.New(s.backend, gofakes3.WithTimeSkewLimit(0)).Server()
	if err := s.backend.CreateBucket(Bucket); err != nil {
		t.Fatal(err)
	}
	for key, content := range objects {
		s.Put(t, key, content, nil)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Client returns a client for the server that does not try twice.
func (s *Server) Client() *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &s.URL, Region: Region, UsePathStyle: true, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", ""),
	})
}

// Put stores an object with metadata of its own.
func (s *Server) Put(t testing.TB, key, content string, metadata map[string]string) {
	t.Helper()
	if metadata == nil {
		metadata = map[string]string{}
	}
	if _, err := s.backend.PutObject(Bucket, key, metadata, strings.NewReader(content), int64(len(content)), nil); err != nil {
		t.Fatal(err)
	}
}

// KeepVersions has the bucket number the versions of what is put from now on.
func (s *Server) KeepVersions(t testing.TB) {
	t.Helper()
	if err := s.backend.SetVersioningConfiguration(Bucket, gofakes3.VersioningConfiguration{Status: gofakes3.VersioningEnabled}); err != nil {
		t.Fatal(err)
	}
}

// Refuse answers every GET of the key with an error; an empty key stands for
// listings, and status 0 for no refusal any more.
func (s *Server) Refuse(key string, status int, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[key] = fault{status, code}
}

// Break breaks the connection after so many bytes of the key's content, once for
// each number; a negative number breaks it before the answer.
func (s *Server) Break(key string, after ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.breaks[key] = after
}

// IgnoreRanges has the server send whole objects, whatever part is asked for.
func (s *Server) IgnoreRanges() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rangeless = true
}

// BeStrict has the server know nothing but its own Region, and redirect those
// who ask from another, as Amazon's does.
func (s *Server) BeStrict() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strict = true
}

// Listings returns the prefix and the key after which it began of every listing
// since the last call, separated by a space, and Fetched the keys of the objects
// that were asked for.
func (s *Server) Listings() []string { return s.taken(&s.listings) }

// Fetched returns the keys that were asked for since the last call.
func (s *Server) Fetched() []string { return s.taken(&s.fetched) }

func (s *Server) taken(from *[]string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := *from
	*from = nil
	return all
}

// signedRegion finds the Region in the scope of a signature.
var signedRegion = regexp.MustCompile(`Credential=[^/]+/[0-9]+/([a-z0-9-]+)/s3/`)

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("x-amz-bucket-region", Region)
	key := strings.TrimPrefix(r.URL.Path, "/"+Bucket+"/")
	if strings.Trim(r.URL.Path, "/") == Bucket {
		key = ""
	}
	f, cut := s.note(key, r)
	if signed := signedRegion.FindStringSubmatch(r.Header.Get("Authorization")); f.status == 0 && s.strict && (signed == nil || signed[1] != Region) {
		f = fault{http.StatusMovedPermanently, "PermanentRedirect"}
	}
	switch {
	case f.status != 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		w.WriteHeader(f.status)
		if r.Method == http.MethodGet {
			fmt.Fprintf(w, `%s<Error><Code>%s</Code><Message>no</Message></Error>`, xml.Header, f.code)
		}
	case cut < 0:
		panic(http.ErrAbortHandler)
	case cut > 0:
		s.real.ServeHTTP(&breaking{ResponseWriter: w, left: cut}, r)
	default:
		s.real.ServeHTTP(w, r)
	}
}

// note keeps count of a request and returns how it is to fail.
func (s *Server) note(key string, r *http.Request) (f fault, cut int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rangeless {
		r.Header.Del("Range")
	}
	if r.Method == http.MethodGet {
		if q := r.URL.Query(); key == "" {
			s.listings = append(s.listings, q.Get("prefix")+" "+q.Get("start-after"))
		} else {
			s.fetched = append(s.fetched, key)
		}
		if b := s.breaks[key]; len(b) > 0 {
			cut, s.breaks[key] = b[0], b[1:]
		}
	}
	return s.faults[key], cut
}

// breaking is a connection that breaks after some bytes of the answer.
type breaking struct {
	http.ResponseWriter
	left int
}

func (b *breaking) Write(p []byte) (int, error) {
	n, err := b.ResponseWriter.Write(p[:min(b.left, len(p))])
	if b.left -= n; b.left == 0 {
		b.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, err
}
