package lookuptest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Config is a configuration for the SDK's clients, with the SDK's own retries.
func (s *Server) Config(region, accessKey string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: aws.String(s.URL), HTTPClient: HTTPClient(),
		Credentials: credentials.NewStaticCredentialsProvider(accessKey, "secret", ""),
	}
}

// HTTPClient is an HTTP client for the SDK that loses no answers of a server on
// loopback. The SDK closes a request's body as soon as the answer begins, and
// net/http, which may not yet have looked for the body's end, takes that for a
// failure and closes the connection ("use of closed network connection", about
// one request in a hundred here). A body that is known to lie in memory goes out
// in one piece with the headers, and nothing is left to look for.
func HTTPClient() *http.Client { return &http.Client{Transport: inMemory{&http.Transport{}}} }

type inMemory struct{ next http.RoundTripper }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		return m.next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("read the body to send: %w", err)
	}
	whole := r.Clone(r.Context())
	whole.Body = io.NopCloser(bytes.NewReader(body))
	return m.next.RoundTrip(whole)
}
