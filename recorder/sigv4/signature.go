package sigv4

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Kind is the way in which a request names its caller.
type Kind uint8

// The kinds of requests.
const (
	// Unsigned requests carry no signature of AWS's. Some calls have none by
	// design, such as AssumeRoleWithWebIdentity.
	Unsigned Kind = iota
	// Signed requests carry Signature Version 4 in the Authorization header.
	Signed
	// Presigned requests carry it in their query.
	Presigned
	// Asymmetric requests are signed with Signature Version 4A, which is for
	// several Regions at once and cannot be verified with a secret.
	Asymmetric
	// Foreign requests have an Authorization of another kind, such as a bearer
	// token or Signature Version 2.
	Foreign
)

// String names the kind as messages do.
func (k Kind) String() string {
	switch k {
	case Signed:
		return "Signature Version 4"
	case Presigned:
		return "a presigned URL"
	case Asymmetric:
		return "Signature Version 4A"
	case Foreign:
		return "an authorization that is not Signature Version 4"
	}
	return "no signature"
}

const (
	algorithm           = "AWS4-HMAC-SHA256"
	asymmetricAlgorithm = "AWS4-ECDSA-P256-SHA256"
	terminator          = "aws4_request"
	// timeFormat is how X-Amz-Date is written.
	timeFormat = "20060102T150405Z"
	dateFormat = "20060102"
)

// Signature is what a request says of who signed it and how. It is a claim until
// it was verified.
type Signature struct {
	Kind Kind
	// AccessKey, Date (YYYYMMDD), Region and Service are the credential scope.
	// Region is empty for Asymmetric.
	AccessKey, Date, Region, Service string
	// SignedHeaders are the names of the headers that the signature covers, in
	// lower case.
	SignedHeaders []string
	// Hex is the signature itself.
	Hex string
	// Time is when the request was signed.
	Time time.Time
	// PayloadHash is X-Amz-Content-Sha256 as it was sent, empty for none.
	PayloadHash string
}

// ErrMalformed is wrapped by Parse where a signature is there but cannot be read.
var ErrMalformed = errors.New("the signature cannot be read")

// maxHeader bounds the Authorization header: thousands of signed headers are an
// attack, not a request.
const maxHeader = 16 << 10

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

// Parse reads the signature of a request. A request without one is Unsigned and
// no error; one that is no Signature Version 4 is of another kind and no error
// either. Errors wrap ErrMalformed, and what could be read stands in the result.
func Parse(r *http.Request) (Signature, error) {
	header := r.Header.Values("Authorization")
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil && len(header) == 0 {
		query = url.Values{}
	}
	inQuery := query.Get("X-Amz-Algorithm")
	switch {
	case len(header) > 1:
		return Signature{Kind: Foreign}, malformed("there are %d Authorization headers", len(header))
	case len(header) == 1 && inQuery != "":
		return Signature{Kind: Foreign}, malformed("both the Authorization header and the query have one")
	case len(header) == 1:
		return parseHeader(r, header[0])
	case inQuery != "":
		return parseQuery(query, inQuery)
	case query.Get("Signature") != "" && query.Get("AWSAccessKeyId") != "":
		// The presigned URLs of Signature Version 2.
		return Signature{Kind: Presigned, AccessKey: query.Get("AWSAccessKeyId")}, nil
	}
	return Signature{PayloadHash: r.Header.Get("X-Amz-Content-Sha256")}, nil
}

func parseHeader(r *http.Request, header string) (Signature, error) {
	if len(header) > maxHeader {
		return Signature{Kind: Foreign}, malformed("the Authorization header is longer than %d bytes", maxHeader)
	}
	scheme, rest, _ := strings.Cut(header, " ")
	s := Signature{PayloadHash: r.Header.Get("X-Amz-Content-Sha256")}
	switch scheme {
	case algorithm:
		s.Kind = Signed
	case asymmetricAlgorithm:
		s.Kind = Asymmetric
	default:
		s.Kind = Foreign
		return s, nil
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if _, twice := parts[name]; twice {
			return s, malformed("%q stands twice in the Authorization header", name)
		}
		parts[name] = value
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if parts[name] == "" {
			return s, malformed("the Authorization header has no %s", name)
		}
	}
	if err := s.scope(parts["Credential"]); err != nil {
		return s, err
	}
	s.Hex = parts["Signature"]
	s.SignedHeaders = strings.Split(parts["SignedHeaders"], ";")
	if !slices.IsSorted(s.SignedHeaders) || len(slices.Compact(slices.Clone(s.SignedHeaders))) != len(s.SignedHeaders) {
		return s, malformed("the names of the signed headers are not in order")
	}
	return s, s.readTime(r)
}

// readTime takes the time of signing from X-Amz-Date, or from Date where that is
// all there is.
func (s *Signature) readTime(r *http.Request) error {
	at := r.Header.Get("X-Amz-Date")
	var err error
	if s.Time, err = time.Parse(timeFormat, at); err != nil && at == "" {
		s.Time, err = http.ParseTime(r.Header.Get("Date"))
	}
	if err != nil {
		return malformed("it says no time of signing")
	}
	if s.Time.UTC().Format(dateFormat) != s.Date {
		return malformed("the day of its scope is not that of its time")
	}
	return nil
}

func parseQuery(query url.Values, name string) (Signature, error) {
	s := Signature{Kind: Presigned, Hex: query.Get("X-Amz-Signature")}
	if name == asymmetricAlgorithm {
		s.Kind = Asymmetric
	}
	return s, s.scope(query.Get("X-Amz-Credential"))
}

// scope reads KEY/DATE/REGION/SERVICE/aws4_request; the Region is missing from
// signatures for several Regions.
func (s *Signature) scope(credential string) error {
	parts := strings.Split(credential, "/")
	regional := 1
	if s.Kind == Asymmetric {
		regional = 0
	}
	if len(parts) != 4+regional || slices.Contains(parts, "") || parts[len(parts)-1] != terminator {
		return malformed("its credential is not KEY/DATE/REGION/SERVICE/%s", terminator)
	}
	s.AccessKey, s.Date, s.Service = parts[0], parts[1], parts[2+regional]
	if regional == 1 {
		s.Region = parts[2]
	}
	return nil
}
