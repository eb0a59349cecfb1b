package login

import (
	"crypto/x509"
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

// patient loses no answers of servers that are quick. smithy closes a request's
// body as soon as the answer's header is there. Its WriterTo then fails
// net/http, which at that moment may still be making sure that nothing follows
// the body, and takes that for a broken connection; its Read does not.
type patient struct{ aws.HTTPClient }

// Do implements aws.HTTPClient.
func (p patient) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	return p.HTTPClient.Do(r)
}
