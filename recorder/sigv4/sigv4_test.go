package sigv4

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

const (
	key    = "AKIAEXAMPLEKEY000001"
	secret = "secret/of+the/key"
)

// signed is a request as a server receives it, signed by AWS's own signer.
func signed(t testing.TB, method, target, service, hash string, header http.Header, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, "http://127.0.0.1:4566"+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(r.Header, header)
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = service == "s3" })
	if service == "s3" {
		r.Header.Set("X-Amz-Content-Sha256", hash)
	}
	err = signer.SignHTTP(context.Background(), aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}, r, hash, service, "eu-west-1", noon)
	if err != nil {
		t.Fatal(err)
	}
	return received(t, r)
}

// received sends a request through a connection, as far as it can be without one.
func received(t testing.TB, r *http.Request) *http.Request {
	t.Helper()
	in := httptest.NewRequest(r.Method, r.URL.RequestURI(), r.Body)
	in.Host = r.URL.Host
	in.Header = r.Header
	in.ContentLength = r.ContentLength
	return in
}

func verify(r *http.Request, secret, hash string, now time.Time) (*Proof, error) {
	s, err := Parse(r)
	if err != nil {
		return nil, err
	}
	return s.Verify(r, secret, hash, now)
}

// paths are such as clients send: encoded, with empty and dot segments, with
// characters that encoders treat differently.
var paths = []string{
	"/", "/bucket/key", "/bucket/a%20b", "/bucket/%E2%98%83", "/bucket//double", "/bucket/a+b", "/bucket/a%2Fb", "/2015-03-31/functions/arn%3Aaws%3Alambda",
	"/bucket/(paren)'~*!", "/bucket/key?list-type=2&prefix=a%2Fb&delimiter=%2F", "/bucket?acl", "/b?x=2&x=1&a=&B=%20",
	"/bucket/azAZ09-_.~?azAZ09-_.~=azAZ09-_.~",
}

func TestWhatAWSsOwnSignerSignedIsVerified(t *testing.T) {
	for _, service := range []string{"s3", "lambda", "dynamodb"} {
		for _, path := range paths {
			r := signed(t, "PUT", path, service, hashHex([]byte("body")), http.Header{"X-Amz-Meta-A": {"  two   spaces "}, "Content-Type": {"text/plain"}}, "body")
			for _, now := range []time.Time{noon.Add(-maxSkew), noon, noon.Add(maxSkew)} {
				if _, err := verify(r, secret, hashHex([]byte("body")), now); err != nil {
					t.Errorf("%s %s at %v: %v", service, path, now, err)
				}
			}
		}
	}
}

func TestWhatWasChangedAfterSigningIsRefused(t *testing.T) {
	fresh := func() *http.Request {
		return signed(t, "PUT", "/bucket/key?acl", "s3", emptyHash, http.Header{"X-Amz-Acl": {"private"}}, "")
	}
	if _, err := verify(fresh(), secret, emptyHash, noon); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*http.Request){
		"method":    func(r *http.Request) { r.Method = "DELETE" },
		"path":      func(r *http.Request) { r.RequestURI = "/bucket/other?acl" },
		"query":     func(r *http.Request) { r.URL.RawQuery = "policy" },
		"host":      func(r *http.Request) { r.Host = "127.0.0.1:9000" },
		"header":    func(r *http.Request) { r.Header.Set("X-Amz-Acl", "public-read") },
		"addition":  func(r *http.Request) { r.Header.Add("X-Amz-Acl", "public-read") },
		"new":       func(r *http.Request) { r.Header.Set("X-Amz-Grant-Read", "*") },
		"removal":   func(r *http.Request) { r.Header.Del("X-Amz-Acl") },
		"time":      func(r *http.Request) { r.Header.Set("X-Amz-Date", "20261119T120001Z") },
		"region":    func(r *http.Request) { replace(r, "eu-west-1", "us-east-1") },
		"service":   func(r *http.Request) { replace(r, "/s3/", "/sts/") },
		"signature": func(r *http.Request) { replace(r, "Signature=", "Signature=00") },
		"uncovered": func(r *http.Request) { replace(r, "host;", "") },
	} {
		t.Run(name, func(t *testing.T) {
			r := fresh()
			change(r)
			if _, err := verify(r, secret, emptyHash, noon); err == nil {
				t.Error("it is accepted")
			}
		})
	}
	if _, err := verify(fresh(), "another", emptyHash, noon); !errors.Is(err, ErrMismatch) {
		t.Errorf("with another secret: %v", err)
	}
	if _, err := verify(fresh(), secret, hashHex([]byte("x")), noon); !errors.Is(err, ErrMismatch) {
		t.Errorf("with another body: %v", err)
	}
	for _, now := range []time.Time{noon.Add(maxSkew + time.Second), noon.Add(-maxSkew - time.Second)} {
		if _, err := verify(fresh(), secret, emptyHash, now); !errors.Is(err, ErrSkewed) {
			t.Errorf("at %v: %v", now, err)
		}
	}
}

func TestASignatureThatLeavesOutTheHostOrTheTimeIsRefused(t *testing.T) {
	for _, test := range []struct {
		covers []string
		want   error
	}{
		{[]string{"date", "host"}, nil},
		{[]string{"date"}, ErrUncovered},
		{[]string{"host"}, ErrUncovered},
	} {
		r := httptest.NewRequest("GET", "http://127.0.0.1:4566/bucket", nil)
		r.Header.Set("Date", noon.Format(http.TimeFormat))
		s := Signature{Kind: Signed, AccessKey: key, Date: noon.Format("20060102"), Region: "eu-west-1", Service: "s3", Time: noon, SignedHeaders: test.covers}
		canonical, ok := canonicalRequest(r, asSent, test.covers, emptyHash)
		if !ok {
			t.Fatal("no canonical request")
		}
		scope := scopeOf(s.Date, s.Region, s.Service)
		s.Hex = hex.EncodeToString(mac(signingKey(secret, s.Date, s.Region, s.Service), stringToSign(noon, scope, canonical)))
		if _, err := s.Verify(r, secret, emptyHash, noon); !errors.Is(err, test.want) {
			t.Errorf("covering %s: %v, want %v", test.covers, err, test.want)
		}
	}
}

func replace(r *http.Request, old, new string) {
	r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, new, 1))
}

func TestARequestSignedAgainIsTheSameForAnotherHost(t *testing.T) {
	later := noon.Add(time.Minute).In(time.FixedZone("", 5*60*60)) // a clock shows local time
	for _, service := range []string{"s3", "lambda"} {
		for _, path := range paths {
			r := signed(t, "POST", path, service, hashHex([]byte("b")), http.Header{"X-Amz-Meta-A": {"1"}, "X-Amz-Security-Token": {"token"}}, "b")
			proof, err := verify(r, secret, hashHex([]byte("b")), noon)
			if err != nil {
				t.Fatal(err)
			}
			out := r.Clone(t.Context())
			out.Host = "service.us-east-1.amazonaws.com"
			if err := proof.Resign(out, "us-east-1", hashHex([]byte("b")), later); err != nil {
				t.Fatal(err)
			}
			s, err := Parse(out)
			if err != nil || s.Region != "us-east-1" || s.AccessKey != key || s.Service != service {
				t.Fatalf("%s: %+v, %v", path, s, err)
			}
			if _, err := s.Verify(out, secret, hashHex([]byte("b")), later); err != nil {
				t.Errorf("%s %s: %v", service, path, err)
			}
			out.Header.Set("X-Amz-Security-Token", "another")
			if _, err := s.Verify(out, secret, hashHex([]byte("b")), later); err == nil {
				t.Errorf("%s %s: the token is not covered", service, path)
			}
		}
	}
}

func TestOtherKindsOfRequestsAreToldApart(t *testing.T) {
	for _, c := range []struct {
		target, authorization string
		kind                  Kind
		malformed             bool
	}{
		{"/", "", Unsigned, false},
		{"/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20261119%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=00", "", Presigned, false},
		{"/b/k?AWSAccessKeyId=AKIA&Expires=1&Signature=x", "", Presigned, false},
		{"/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256", "", Presigned, true},
		{"/", "AWS4-ECDSA-P256-SHA256 Credential=AKIA/20261119/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=00", Asymmetric, false},
		{"/", "AWS AKIA:signature", Foreign, false},
		{"/", "Bearer token", Foreign, false},
		{"/", "AWS4-HMAC-SHA256", Signed, true},
		{"/", "AWS4-HMAC-SHA256 Credential=AKIA/20261119/eu-west-1/s3, SignedHeaders=host, Signature=00", Signed, true},
		{"/", "AWS4-HMAC-SHA256 Credential=aws4_request, SignedHeaders=host, Signature=00", Signed, true},
		{"/", "AWS4-HMAC-SHA256 Credential=AKIA/20261119//s3/aws4_request, SignedHeaders=host, Signature=00", Signed, true},
		{"/", "AWS4-HMAC-SHA256 Credential=a/AKIA/20261119/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=00", Signed, true},
		{"/", "AWS4-HMAC-SHA256 Credential=AKIA/20261118/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=00", Signed, true},
		{"/", "AWS4-HMAC-SHA256 Credential=AKIA/20261119/eu-west-1/s3/aws4_request, SignedHeaders=host;accept, Signature=00", Signed, true},
		{"/", "AWS4-HMAC-SHA256 Credential=AKIA/20261119/eu-west-1/s3/aws4_request, SignedHeaders=host;host, Signature=00", Signed, true},
		{"/", "AWS4-HMAC-SHA256 Credential=AKIA/20261119/eu-west-1/s3/aws4_request, Credential=B, SignedHeaders=host, Signature=00", Signed, true},
		{"/?X-Amz-Algorithm=AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=AKIA/20261119/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=00", Foreign, true},
	} {
		r := httptest.NewRequest("GET", c.target, nil)
		r.Header.Set("X-Amz-Date", noon.Format(timeFormat))
		if c.authorization != "" {
			r.Header.Set("Authorization", c.authorization)
		}
		s, err := Parse(r)
		if s.Kind != c.kind || errors.Is(err, ErrMalformed) != c.malformed {
			t.Errorf("%s %q: %v, %v", c.target, c.authorization, s.Kind, err)
		}
		if _, err := s.Verify(r, secret, emptyHash, noon); err == nil {
			t.Errorf("%s %q: verified", c.target, c.authorization)
		}
	}
}

// The example of the Amazon S3 API Reference, "Signature Calculations for the
// Authorization Header: Transferring Payload in Multiple Chunks".
var (
	exampleTime   = time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

func exampleProof(seed string) *Proof {
	return &Proof{secret: exampleSecret, signature: Signature{Kind: Signed, AccessKey: "AKIAIOSFODNN7EXAMPLE", Date: "20130524",
		Region: "us-east-1", Service: "s3", Time: exampleTime, Hex: seed}}
}

func exampleBody(signatures ...string) string {
	return "10000;chunk-signature=" + signatures[0] + "\r\n" + strings.Repeat("a", 65536) + "\r\n" +
		"400;chunk-signature=" + signatures[1] + "\r\n" + strings.Repeat("a", 1024) + "\r\n" +
		"0;chunk-signature=" + signatures[2] + "\r\n"
}

const plainSeed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"

var plainBody = exampleBody("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
	"0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
	"b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9") + "\r\n"

const trailerSeed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"

var trailerBody = exampleBody("b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
	"1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
	"2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992") +
	"x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"

func TestTheExamplesOfSignedChunksAreVerified(t *testing.T) {
	c := exampleProof(plainSeed).Chunks(strings.NewReader(plainBody), 66560, nil)
	if got, err := io.ReadAll(c); err != nil || len(got) != 66560 || strings.Trim(string(got), "a") != "" {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	c = exampleProof(trailerSeed).Chunks(strings.NewReader(trailerBody), 66560, []string{"x-amz-checksum-crc32c"})
	out, err := io.ReadAll(c.Unsigned())
	if err != nil {
		t.Fatal(err)
	}
	want := "10000\r\n" + strings.Repeat("a", 65536) + "\r\n400\r\n" + strings.Repeat("a", 1024) + "\r\n0\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n\r\n"
	if string(out) != want {
		t.Errorf("written again as %d bytes, want %d", len(out), len(want))
	}
}

func TestNothingOfABodyWithAWrongChunkEndsWell(t *testing.T) {
	read := func(seed, body string, length int64, announced ...string) ([]byte, error) {
		return io.ReadAll(exampleProof(seed).Chunks(strings.NewReader(body), length, announced))
	}
	const crc = "x-amz-checksum-crc32c"
	for name, c := range map[string]struct {
		seed, body string
		length     int64
		announced  []string
	}{
		"another seed":        {trailerSeed, plainBody, 66560, nil},
		"a changed byte":      {plainSeed, strings.Replace(plainBody, "a\r\n400", "b\r\n400", 1), 66560, nil},
		"longer than said":    {plainSeed, plainBody, 66559, nil},
		"shorter than said":   {plainSeed, plainBody, 66561, nil},
		"no last chunk":       {plainSeed, plainBody[:len(plainBody)-90], 66560, nil},
		"no signature":        {plainSeed, "1\r\na\r\n0\r\n\r\n", 1, nil},
		"a negative size":     {plainSeed, "-1;chunk-signature=00\r\n", 1, nil},
		"a huge size":         {plainSeed, "7fffffffffffffff;chunk-signature=00\r\n", 1 << 62, nil},
		"an endless line":     {plainSeed, strings.Repeat("0", 1<<20), 1, nil},
		"a changed trailer":   {trailerSeed, strings.Replace(trailerBody, "sOO8", "sOO9", 1), 66560, []string{crc}},
		"no trailer":          {trailerSeed, trailerBody[:strings.Index(trailerBody, crc)], 66560, []string{crc}},
		"half a trailer":      {trailerSeed, trailerBody, 66560, []string{crc, "x-amz-meta-a"}},
		"unannounced trailer": {trailerSeed, trailerBody, 66560, nil},
		"an endless trailer":  {trailerSeed, trailerBody + strings.Repeat("\n", 1<<20), 66560, []string{crc}},
		"nothing":             {plainSeed, "", 66560, nil},
	} {
		if _, err := read(c.seed, c.body, c.length, c.announced...); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	// The bytes of a chunk that does not hold are never handed out.
	changed := strings.Replace(plainBody, "a\r\n400", "b\r\n400", 1)
	if got, err := read(plainSeed, changed, 66560); !errors.Is(err, ErrChunkSignature) || len(got) != 0 {
		t.Errorf("%d bytes of a changed chunk got out: %v", len(got), err)
	}
}

func TestAnyFlippedByteOfAChunkedBodyIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := []byte(trailerBody)
		at := rapid.IntRange(0, len(body)-5).Draw(t, "at")
		body[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		c := exampleProof(trailerSeed).Chunks(bytes.NewReader(body), 66560, []string{"x-amz-checksum-crc32c"})
		got, err := io.ReadAll(c)
		whole := len(got) == 66560 && strings.Trim(string(got), "a") == "" && slices.Equal(c.Trailer(), []Trailer{{"x-amz-checksum-crc32c", "sOO8/Q=="}})
		if err == nil && !whole {
			t.Fatalf("the byte at %d changed what was read", at)
		}
		if err != nil && at > 65624 && at < 66000 && len(got) > 65536 {
			t.Fatalf("the chunk at %d was handed out before it was verified", at)
		}
	})
}

func FuzzASignatureIsReadOrRefused(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=AKIA/20261119/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=00", "20261119T120000Z", "/b/k?acl")
	f.Add("AWS4-ECDSA-P256-SHA256 Credential=AKIA/20261119/s3/aws4_request, SignedHeaders=host, Signature=", "", "/")
	f.Add("", "", "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%2F%2F%2F%2F")
	f.Fuzz(func(t *testing.T, authorization, date, target string) {
		r := &http.Request{Method: "GET", Header: http.Header{"X-Amz-Date": {date}}, RequestURI: target, Host: "h"}
		if parsed, bad := http.NewRequest("GET", "http://h"+target, nil); bad == nil {
			r.URL = parsed.URL
		} else {
			return
		}
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		s, err := Parse(r)
		if err == nil && s.Kind == Signed && (s.AccessKey == "" || s.Region == "" || s.Service == "" || s.Hex == "") {
			t.Fatalf("read as %+v", s)
		}
		if _, err := s.Verify(r, "secret", emptyHash, s.Time); err == nil {
			t.Fatalf("%q is verified", authorization)
		}
	})
}

func FuzzAChunkedBodyIsVerifiedOrRefused(f *testing.F) {
	f.Add([]byte(plainBody), int64(66560), "")
	f.Add([]byte(trailerBody), int64(66560), "x-amz-checksum-crc32c")
	f.Add([]byte("0;chunk-signature=00\r\n\r\n"), int64(0), "")
	f.Fuzz(func(t *testing.T, body []byte, length int64, announced string) {
		var names []string
		if announced != "" {
			names = strings.Split(announced, ",")
		}
		for _, seed := range []string{plainSeed, trailerSeed} {
			got, err := io.ReadAll(exampleProof(seed).Chunks(bytes.NewReader(body), length, names))
			if err == nil && (int64(len(got)) != length || len(bytes.Trim(got, "a")) > 0) {
				t.Fatalf("%d bytes are accepted", len(got))
			}
		}
	})
}
