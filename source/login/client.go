package login

import (
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// newClient gives up soon where there is no network.
func newClient(connections int) *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = 10 * time.Second }).
		WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost = connections
			t.ResponseHeaderTimeout = time.Minute
		})
}

// Roots are the authorities that the AWS configuration trusts in place of the
// system's (AWS_CA_BUNDLE, or ca_bundle of the profile), nil where it names none.
func (l *Login) Roots() *x509.CertPool {
	p, ok := l.Config.HTTPClient.(patient)
	if !ok {
		return nil
	}
	client, ok := p.HTTPClient.(*awshttp.BuildableClient)
	if !ok {
		return nil
	}
	if c := client.GetTransport().TLSClientConfig; c != nil {
		return c.RootCAs
	}
	return nil
}

// patient loses no answers of servers that are quick, and gives up answers that do
// not end. smithy closes a request's body as soon as the answer's header is there.
// Its WriterTo then fails net/http, which at that moment may still be making sure
// that nothing follows the body, and takes that for a broken connection; its Read
// does not.
type patient struct{ aws.HTTPClient }

// Do implements aws.HTTPClient.
func (p patient) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	response, err := p.HTTPClient.Do(r)
	if err == nil && response.Body != nil {
		if most := longest(r, response); most > 0 {
			response.Body = &bounded{ReadCloser: response.Body, left: most}
		}
	}
	return response, err
}

// How long answers may be. A page of events comes to less than 96 MiB, which
// its reader sees to; a page of a bucket's listing to a few.
const (
	longestAnswer  = 128 << 20
	longestListing = 16 << 20
)

// longest is how long an answer may be, 0 for an object of a bucket, which is
// read as it comes. All else is held in memory.
func longest(r *http.Request, response *http.Response) int64 {
	switch {
	case r.Method != http.MethodGet:
		return longestAnswer
	case response.StatusCode/100 == 2 && !r.URL.Query().Has("list-type"):
		return 0
	}
	return longestListing
}

var errTooLong = errors.New("the answer is too long")

// bounded is the body of an answer that fails where it is too long: smithy reads
// on to the end of what it does not want, and there may be none.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
