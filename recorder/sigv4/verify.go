package sigv4

import (
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxSkew is how far the time of signing may be from the verifier's, as at AWS.
const maxSkew = 5 * time.Minute

// The reasons for which a signature does not hold.
var (
	ErrSkewed    = errors.New("it was signed more than 5 minutes away from now")
	ErrMismatch  = errors.New("the signature does not match the request")
	ErrUncovered = errors.New("the signature does not cover the request")
)

// Proof says that a request's signature was verified with the secret of its
// access key, and lets the same request be signed again.
type Proof struct {
	signature Signature
	form      pathForm
	secret    string
}

// Verify proves that a request was signed with secret. payloadHash is what was
// signed of the body: X-Amz-Content-Sha256 where that was sent, else the
// SHA-256 of the body in hex. The errors are ErrSkewed, ErrUncovered (wrapped
// with what is missing) and ErrMismatch.
//
// The headers that a signature must cover are Host and all X-Amz-*, as at AWS:
// they decide what the request does.
func (s Signature) Verify(r *http.Request, secret, payloadHash string, now time.Time) (*Proof, error) {
	if s.Kind != Signed {
		return nil, fmt.Errorf("verify %v: only Signature Version 4 in a header can be", s.Kind)
	}
	if skew := now.Sub(s.Time); skew > maxSkew || skew < -maxSkew {
		return nil, ErrSkewed
	}
	if err := s.covers(r); err != nil {
		return nil, err
	}
	given, err := hex.DecodeString(s.Hex)
	if err != nil {
		return nil, ErrMismatch
	}
	key := signingKey(secret, s.Date, s.Region, s.Service)
	scope := scopeOf(s.Date, s.Region, s.Service)
	for _, form := range pathForms(s.Service) {
		canonical, ok := canonicalRequest(r, form, s.SignedHeaders, payloadHash)
		if ok && hmac.Equal(given, mac(key, stringToSign(s.Time, scope, canonical))) {
			return &Proof{signature: s, form: form, secret: secret}, nil
		}
	}
	return nil, ErrMismatch
}

// covers checks that no header that matters was left out of the signature.
func (s Signature) covers(r *http.Request) error {
	if !slices.Contains(s.SignedHeaders, "host") {
		return fmt.Errorf("%w: Host is not signed", ErrUncovered)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		name = strings.ToLower(name)
		if strings.HasPrefix(name, "x-amz-") && !slices.Contains(s.SignedHeaders, name) {
			return fmt.Errorf("%w: %s is not signed", ErrUncovered, name)
		}
	}
	if r.Header.Get("X-Amz-Date") == "" && !slices.Contains(s.SignedHeaders, "date") {
		return fmt.Errorf("%w: its time is not signed", ErrUncovered)
	}
	return nil
}

// Resign signs a request anew: out is the verified request with whatever had to
// change on its way, such as its host. It sets X-Amz-Date and Authorization, and
// signs the headers that were signed before and are still there, Host, and all
// X-Amz-*. The Region may differ from the one signed for, since some services
// accept only one; the service and the key never do.
func (p *Proof) Resign(out *http.Request, region, payloadHash string, now time.Time) error {
	s := p.signature
	now = now.UTC()
	out.Header.Del("Authorization")
	out.Header.Set("X-Amz-Date", now.Format(timeFormat))
	covered := map[string]bool{"host": true}
	for _, name := range s.SignedHeaders {
		if _, there := headerValue(out, name); there && !neverSigned[name] {
			covered[name] = true
		}
	}
	for name := range out.Header {
		if name = strings.ToLower(name); strings.HasPrefix(name, "x-amz-") {
			covered[name] = true
		}
	}
	names := make([]string, 0, len(covered))
	for name := range covered {
		names = append(names, name)
	}
	slices.Sort(names)
	canonical, ok := canonicalRequest(out, p.form, names, payloadHash)
	if !ok {
		return errors.New("sign the request again: its query or headers cannot be read")
	}
	date := now.Format(dateFormat)
	scope := scopeOf(date, region, s.Service)
	signature := mac(signingKey(p.secret, date, region, s.Service), stringToSign(now, scope, canonical))
	out.Header.Set("Authorization", algorithm+" Credential="+s.AccessKey+"/"+scope+
		", SignedHeaders="+strings.Join(names, ";")+", Signature="+hex.EncodeToString(signature))
	return nil
}

// neverSigned are headers that belong to one connection, or that the transport
// writes by itself.
var neverSigned = map[string]bool{
	"connection": true, "transfer-encoding": true, "expect": true, "te": true, "trailer": true,
	"keep-alive": true, "upgrade": true, "content-length": true,
}
