package gateway_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"spoor/recorder/call"
	"spoor/recorder/gateway"
)

// answering answers everything with a text.
func answering(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/xml")
		w.Header().Set("x-amzn-RequestId", "request-1")
		io.WriteString(w, text)
	})
}

func s3Client(endpoint string, options ...func(*s3.Options)) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &endpoint, Region: "eu-west-1", UsePathStyle: true, RetryMaxAttempts: 1, Credentials: provider(),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported,
	}, options...)
}

// signing makes a signed request to a gateway, as AWS's signer does.
type signing struct {
	method, target, service, region, body string
	header                                http.Header
	key, secret                           string
	at                                    time.Time
}

func (s signing) request(t testing.TB, endpoint string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), s.method, endpoint+s.target, strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range s.header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	hash := sha256Hex([]byte(s.body))
	if declared := r.Header.Get("X-Amz-Content-Sha256"); declared != "" {
		hash = declared
	} else if s.service == "s3" {
		r.Header.Set("X-Amz-Content-Sha256", hash)
	}
	if s.key == "" {
		s.key, s.secret = accessKey, secretKey
	}
	if s.region == "" {
		s.region = "eu-west-1"
	}
	if s.at.IsZero() {
		s.at = time.Now()
	}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = s.service == "s3" })
	if err := signer.SignHTTP(t.Context(), aws.Credentials{AccessKeyID: s.key, SecretAccessKey: s.secret}, r, hash, s.service, s.region, s.at); err != nil {
		t.Fatal(err)
	}
	return r
}

// send sends a request and returns the status and the body of the answer.
func send(t testing.TB, r *http.Request) (int, string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	response, err := client.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(body)
}

// createUser is a request of the query protocol.
func createUser() signing {
	return signing{method: "POST", target: "/", service: "iam", body: "Action=CreateUser&UserName=alice",
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
}

func TestASignedRequestReachesAWSUnderItsNameAndRegion(t *testing.T) {
	endpoint, j, u := playingAWS(t, answering("<CreateUserResponse><CreateUserResult><User><UserName>alice</UserName></User></CreateUserResult></CreateUserResponse>"))
	if status, body := send(t, createUser().request(t, endpoint)); status != 200 || !strings.Contains(body, "alice") {
		t.Fatalf("%d %s", status, body)
	}
	seen := u.seen()
	if len(seen) != 1 || seen[0].Host != "iam.amazonaws.com" || !strings.Contains(seen[0].Header.Get("Authorization"), "/us-east-1/iam/aws4_request") {
		t.Fatalf("AWS saw %+v", seen)
	}
	c := j.only(t)
	if c.Source != "iam.amazonaws.com" || c.Operation != "CreateUser" || c.Region != "us-east-1" || c.Endpoint != "https://iam.amazonaws.com" ||
		c.Extra["signature"] != "verified" || c.RequestID != "request-1" || c.Request["userName"] != "alice" || c.Response["user"] == nil {
		t.Errorf("recorded as %+v", c)
	}
}

func TestNothingIsSignedThatWasNotProvedToBeTheCallers(t *testing.T) {
	s3Put := signing{method: "PUT", target: "/b/k", service: "s3", body: "x"}
	lambda := signing{method: "POST", target: "/2015-03-31/functions", service: "lambda", body: "{}"}
	change := func(s signing, edit func(*http.Request)) func(testing.TB, string) *http.Request {
		return func(t testing.TB, endpoint string) *http.Request {
			r := s.request(t, endpoint)
			edit(r)
			return r
		}
	}
	with := func(s signing, edit func(*signing)) func(testing.TB, string) *http.Request {
		edit(&s)
		return s.request
	}
	body := func(text string) func(*http.Request) {
		return func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		}
	}
	replace := func(old, new string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, new, 1))
		}
	}
	for name, c := range map[string]struct {
		request func(testing.TB, string) *http.Request
		code    string
	}{
		"a wrong secret":     {with(createUser(), func(s *signing) { s.key, s.secret = accessKey, "wrong" }), "SignatureDoesNotMatch"},
		"an unknown key":     {with(createUser(), func(s *signing) { s.key, s.secret = "AKIAEXAMPLEKEY000002", secretKey }), "InvalidClientTokenId"},
		"another key":        {change(createUser(), replace(accessKey, "AKIAEXAMPLEKEY000002")), "InvalidClientTokenId"},
		"no signature":       {change(createUser(), func(r *http.Request) { r.Header.Del("Authorization") }), "MissingAuthenticationToken"},
		"no signature on S3": {change(s3Put, func(r *http.Request) { r.Header.Del("Authorization") }), "MissingAuthenticationToken"},
		"half a signature":   {change(createUser(), func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=x") }), "IncompleteSignature"},
		"a bearer token":     {change(createUser(), func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }), "AccessDenied"},
		"version 2":          {change(s3Put, func(r *http.Request) { r.Header.Set("Authorization", "AWS "+accessKey+":x") }), "AccessDenied"},
		"version 4A": {change(s3Put, func(r *http.Request) {
			r.Header.Set("Authorization", "AWS4-ECDSA-P256-SHA256 Credential="+accessKey+"/20261119/s3/aws4_request, SignedHeaders=host, Signature=00")
		}), ""},
		"a changed body":      {change(createUser(), body("Action=CreateUser&UserName=mallo")), "SignatureDoesNotMatch"},
		"another operation":   {change(createUser(), body("Action=DeleteUser&UserName=alice")), "SignatureDoesNotMatch"},
		"a changed path":      {change(s3Put, func(r *http.Request) { r.URL.Path = "/b/other" }), "SignatureDoesNotMatch"},
		"a changed method":    {change(s3Put, func(r *http.Request) { r.Method = "DELETE"; body("")(r) }), "SignatureDoesNotMatch"},
		"a sub-resource":      {change(s3Put, func(r *http.Request) { r.URL.RawQuery = "acl" }), "SignatureDoesNotMatch"},
		"an unsigned header":  {change(s3Put, func(r *http.Request) { r.Header.Set("X-Amz-Acl", "public-read") }), "AccessDenied"},
		"a changed hash":      {change(s3Put, func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD") }), "SignatureDoesNotMatch"},
		"another Region":      {change(s3Put, replace("eu-west-1", "us-east-1")), "SignatureDoesNotMatch"},
		"another service":     {change(createUser(), replace("/iam/", "/sts/")), "SignatureDoesNotMatch"},
		"an old signature":    {with(s3Put, func(s *signing) { s.at = time.Now().Add(-6 * time.Minute) }), "RequestTimeTooSkewed"},
		"one of the future":   {with(s3Put, func(s *signing) { s.at = time.Now().Add(6 * time.Minute) }), "RequestTimeTooSkewed"},
		"another endpoint's":  {change(s3Put, func(r *http.Request) { r.Host = "localhost:4566" }), "AccessDenied"},
		"a body not declared": {with(lambda, func(s *signing) { s.header = http.Header{"X-Amz-Content-Sha256": {sha256Hex([]byte("other"))}} }), "SignatureDoesNotMatch"},
		"an event stream":     {with(lambda, func(s *signing) { s.header = http.Header{"Content-Type": {"application/vnd.amazon.eventstream"}} }), "AccessDenied"},
		"chunks of version 4A": {with(s3Put, func(s *signing) {
			s.header = http.Header{"X-Amz-Content-Sha256": {"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"}}
		}), "AccessDenied"},
		"a host prefix": {with(lambda, func(s *signing) {
			s.service, s.header = "states", http.Header{"X-Amz-Target": {"AWSStepFunctions.StartSyncExecution"}}
		}), "AccessDenied"},
		"S3 Control": {with(s3Put, func(s *signing) {
			s.target, s.header = "/v20180820/jobs", http.Header{"X-Amz-Account-Id": {"111122223333"}}
		}), "AccessDenied"},
		"S3 Express":         {with(s3Put, func(s *signing) { s.service = "s3express" }), "AccessDenied"},
		"an API of somebody": {with(lambda, func(s *signing) { s.service = "execute-api" }), "AccessDenied"},
		"a made-up Region":   {with(lambda, func(s *signing) { s.region = "evil.example" }), "AccessDenied"},
		"a presigned URL": {func(t testing.TB, endpoint string) *http.Request {
			signed, err := s3.NewPresignClient(s3Client(endpoint)).PresignGetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("b"), Key: aws.String("k")})
			if err != nil {
				t.Fatal(err)
			}
			r, err := http.NewRequest(signed.Method, signed.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}, "AccessDenied"},
	} {
		t.Run(name, func(t *testing.T) {
			endpoint, j, u := playingAWS(t, answering("<Done/>"))
			status, text := send(t, c.request(t, endpoint))
			if status != http.StatusForbidden || !strings.Contains(text, c.code) || !strings.Contains(text, "spoor: ") {
				t.Errorf("answered %d %s", status, text)
			}
			if seen := u.seen(); len(seen) != 0 {
				t.Errorf("AWS saw %s %s with %q", seen[0].Method, seen[0].URL, seen[0].Header.Get("Authorization"))
			}
			if got := j.only(t); !strings.HasPrefix(got.ErrorCode, c.code) || got.Status != http.StatusForbidden || got.Extra["passedOn"] != "false" {
				t.Errorf("recorded as %+v", got)
			}
		})
	}
}

func TestCallsThatAWSTakesUnsignedPassWithoutCredentials(t *testing.T) {
	endpoint, j, u := playingAWS(t, answering(assumed("AssumeRoleWithWebIdentity")))
	client := sts.New(sts.Options{BaseEndpoint: &endpoint, Region: "eu-west-1", RetryMaxAttempts: 1})
	if _, err := client.AssumeRoleWithWebIdentity(t.Context(), &sts.AssumeRoleWithWebIdentityInput{
		RoleArn: aws.String("arn:aws:iam::111122223333:role/deploy"), RoleSessionName: aws.String("build-7"), WebIdentityToken: aws.String("the.identity.token"),
	}); err != nil {
		t.Fatal(err)
	}
	seen := u.seen()
	if len(seen) != 1 || seen[0].Host != "sts.eu-west-1.amazonaws.com" || seen[0].Header.Get("Authorization") != "" {
		t.Fatalf("AWS saw %+v", seen)
	}
	c := j.only(t)
	if c.Source != "sts.amazonaws.com" || c.Operation != "AssumeRoleWithWebIdentity" || c.Extra["signature"] != "none" || c.Caller.AccessKey != "" {
		t.Errorf("recorded as %+v", c)
	}
	line, err := c.Record()
	if err != nil || bytes.Contains(line, []byte("identity.token")) || bytes.Contains(line, []byte(temporarySecret)) || bytes.Contains(line, []byte("temporary-token")) {
		t.Errorf("the record is %s, %v", line, err)
	}
}

const (
	temporaryKey    = "ASIAEXAMPLEKEY000009"
	temporarySecret = "temporary/secret"
)

// assumed is an answer that gives out the temporary key.
func assumed(operation string) string {
	return "<" + operation + "Response><" + operation + "Result><Credentials><AccessKeyId>" + temporaryKey + "</AccessKeyId><SecretAccessKey>" + temporarySecret +
		"</SecretAccessKey><SessionToken>temporary-token</SessionToken><Expiration>" + time.Now().Add(time.Hour).UTC().Format(time.RFC3339) +
		"</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/deploy/build-7</Arn><AssumedRoleId>AROAEXAMPLE:build-7</AssumedRoleId></AssumedRoleUser></" +
		operation + "Result></" + operation + "Response>"
}

func TestAKeyThatAWSGaveOutInThisRunIsKnownFromThenOn(t *testing.T) {
	endpoint, j, u := playingAWS(t, answering(assumed("AssumeRole")))
	u.secrets[temporaryKey] = temporarySecret
	with := signing{method: "POST", target: "/", service: "iam", body: "Action=ListUsers", key: temporaryKey, secret: temporarySecret,
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "X-Amz-Security-Token": {"temporary-token"}}}
	if status, _ := send(t, with.request(t, endpoint)); status != http.StatusForbidden {
		t.Fatalf("the key is known before it was given out: %d", status)
	}
	client := sts.New(sts.Options{BaseEndpoint: &endpoint, Region: "eu-west-1", RetryMaxAttempts: 1, Credentials: provider()})
	if _, err := client.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::111122223333:role/deploy"), RoleSessionName: aws.String("build-7")}); err != nil {
		t.Fatal(err)
	}
	j.taken()
	u.seen()
	if status, body := send(t, with.request(t, endpoint)); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	if seen := u.seen(); len(seen) != 1 || seen[0].Header.Get("X-Amz-Security-Token") != "temporary-token" || !strings.Contains(seen[0].Header.Get("Authorization"), temporaryKey) {
		t.Errorf("AWS saw %+v", seen)
	}
	if c := j.only(t); c.Caller.ARN != "arn:aws:sts::111122223333:assumed-role/deploy/build-7" || c.Caller.AccessKey != temporaryKey {
		t.Errorf("the caller is %+v", c.Caller)
	}
	// Whoever only claims to hold the key is nobody.
	with.secret = "wrong"
	send(t, with.request(t, endpoint))
	if c := j.only(t); c.Caller.ARN != "" || c.Caller.AccessKey != temporaryKey || c.ErrorCode != "SignatureDoesNotMatch" {
		t.Errorf("the caller of a refused call is %+v", c.Caller)
	}
}

func TestAKeyThatAnEmulatorGaveOutIsNotKnownToBeAWSs(t *testing.T) {
	emulator := httptest.NewServer(answering(assumed("AssumeRole")))
	defer emulator.Close()
	j := &journal{}
	endpoint := start(t, gateway.Options{Sink: j, Upstreams: map[string]*url.URL{"sts": parse(t, emulator.URL)},
		Transport: refusing{}, Credentials: []aws.CredentialsProvider{provider()}})
	client := sts.New(sts.Options{BaseEndpoint: &endpoint, Region: "eu-west-1", RetryMaxAttempts: 1, Credentials: provider()})
	if _, err := client.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String("a"), RoleSessionName: aws.String("b")}); err != nil {
		t.Fatal(err)
	}
	if calls := j.taken(); len(calls) != 1 || calls[0].Response["credentials"] == nil {
		t.Errorf("recorded %+v", calls)
	}
	with := signing{method: "GET", target: "/b", service: "s3", key: temporaryKey, secret: temporarySecret}
	if status, body := send(t, with.request(t, endpoint)); status != http.StatusForbidden || !strings.Contains(body, "InvalidClientTokenId") {
		t.Errorf("%d %s", status, body)
	}
}

// refusing sends requests to this machine only.
type refusing struct{}

func (refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Hostname() != "127.0.0.1" {
		return nil, fmt.Errorf("a request to %s", r.URL.Host)
	}
	return http.DefaultTransport.RoundTrip(r)
}

func TestObjectsPassToAWSAndBack(t *testing.T) {
	endpoint, j, _ := playingAWS(t, fakeS3(t))
	client := s3Client(endpoint)
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("pictures")}); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"plain", "with space/ü+&=?#%", "dir//empty", "a/../b"} {
		want := strings.Repeat(key, 100_000)
		if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("pictures"), Key: &key, Body: strings.NewReader(want)}); err != nil {
			t.Errorf("put %q: %v", key, err)
			continue
		}
		got, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("pictures"), Key: &key})
		if err != nil {
			t.Errorf("get %q: %v", key, err)
			continue
		}
		text, err := io.ReadAll(got.Body)
		if err != nil || string(text) != want {
			t.Errorf("get %q: %d bytes, %v", key, len(text), err)
		}
	}
	for _, c := range j.taken() {
		if c.Failed() || c.Extra["signature"] != "verified" || !strings.HasPrefix(c.Endpoint, "https://s3.eu-west-1.amazonaws.com") {
			t.Errorf("recorded as %+v", c)
		}
	}
}

// echo keeps what it was sent.
type echo struct {
	header http.Header
	body   []byte
	err    error
	length int64
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.header, e.length = r.Header.Clone(), r.ContentLength
	e.body, e.err = io.ReadAll(r.Body)
}

func TestUploadsKeepTheHashThatTheClientDeclared(t *testing.T) {
	sent := &echo{}
	endpoint, j, _ := playingAWS(t, sent)
	client := s3Client(endpoint)
	// Over plain HTTP the SDK signs the body, and puts the checksum before it.
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("b"), Key: aws.String("k"), Body: strings.NewReader("hello")}); err != nil {
		t.Fatal(err)
	}
	if string(sent.body) != "hello" || sent.header.Get("X-Amz-Content-Sha256") != sha256Hex([]byte("hello")) || sent.header.Get("X-Amz-Checksum-Crc32") == "" {
		t.Errorf("AWS got %q with %v", sent.body, sent.header)
	}
	if c := j.only(t); c.Operation != "PutObject" || c.Failed() {
		t.Errorf("recorded as %+v", c)
	}
}

func TestUploadsOverTLSPutTheChecksumBehindTheBody(t *testing.T) {
	sent := &echo{}
	_, j, u := playingAWS(t, sent)
	g, err := gateway.New(u.options(j))
	if err != nil {
		t.Fatal(err)
	}
	secure := httptest.NewTLSServer(g)
	defer secure.Close()
	client := s3Client(secure.URL, func(o *s3.Options) { o.HTTPClient = secure.Client() })
	body := strings.Repeat("hello", 50_000)
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("b"), Key: aws.String("k"), Body: strings.NewReader(body)}); err != nil {
		t.Fatal(err)
	}
	if sent.header.Get("X-Amz-Content-Sha256") != "STREAMING-UNSIGNED-PAYLOAD-TRAILER" || !strings.Contains(string(sent.body), "x-amz-checksum-crc32:") || strings.Count(string(sent.body), "hello") < 49_990 {
		t.Errorf("AWS got %d bytes with %v", len(sent.body), sent.header)
	}
	if c := j.only(t); c.Operation != "PutObject" || c.Failed() || c.Extra["signature"] != "verified" {
		t.Errorf("recorded as %+v", c)
	}
}

// chunked signs a body chunk by chunk (Amazon S3 API Reference, "Transferring
// Payload in Multiple Chunks").
func chunked(r *http.Request, chunks []string, trailer string) string {
	at := r.Header.Get("X-Amz-Date")
	_, previous, _ := strings.Cut(r.Header.Get("Authorization"), "Signature=")
	mac := func(key []byte, text string) []byte {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(text))
		return h.Sum(nil)
	}
	key := mac(mac(mac(mac([]byte("AWS4"+secretKey), at[:8]), "eu-west-1"), "s3"), "aws4_request")
	sign := func(kind, rest string) string {
		previous = hex.EncodeToString(mac(key, kind+"\n"+at+"\n"+at[:8]+"/eu-west-1/s3/aws4_request\n"+previous+"\n"+rest))
		return previous
	}
	var b strings.Builder
	for _, chunk := range append(chunks, "") {
		signature := sign("AWS4-HMAC-SHA256-PAYLOAD", sha256Hex(nil)+"\n"+sha256Hex([]byte(chunk)))
		fmt.Fprintf(&b, "%x;chunk-signature=%s\r\n%s", len(chunk), signature, chunk)
		if chunk != "" || trailer == "" {
			b.WriteString("\r\n")
		}
	}
	if trailer != "" {
		fmt.Fprintf(&b, "%s\r\nx-amz-trailer-signature:%s\r\n\r\n", trailer, sign("AWS4-HMAC-SHA256-TRAILER", sha256Hex([]byte(trailer+"\n"))))
	}
	return b.String()
}

func chunkedRequest(t *testing.T, endpoint, kind string, chunks []string, trailer string, edit func(string) string) *http.Request {
	t.Helper()
	length := 0
	for _, c := range chunks {
		length += len(c)
	}
	header := http.Header{"X-Amz-Content-Sha256": {kind}, "X-Amz-Decoded-Content-Length": {fmt.Sprint(length)}, "Content-Encoding": {"aws-chunked,gzip"}}
	if trailer != "" {
		name, _, _ := strings.Cut(trailer, ":")
		header.Set("X-Amz-Trailer", name)
	}
	r := signing{method: "PUT", target: "/b/k", service: "s3", header: header}.request(t, endpoint)
	body := edit(chunked(r, chunks, trailer))
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return r
}

func TestSignedChunksAreVerifiedAndSentOnWithoutSignatures(t *testing.T) {
	sent := &echo{}
	endpoint, j, _ := playingAWS(t, sent)
	chunks := []string{strings.Repeat("a", 70_000), strings.Repeat("b", 70_000), "the rest"}
	same := func(s string) string { return s }
	status, text := send(t, chunkedRequest(t, endpoint, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", chunks, "", same))
	if status != 200 || sent.err != nil || string(sent.body) != strings.Join(chunks, "") || sent.header.Get("X-Amz-Content-Sha256") != "UNSIGNED-PAYLOAD" ||
		sent.header.Get("Content-Encoding") != "gzip" || sent.header.Get("X-Amz-Decoded-Content-Length") != "" || sent.length != 140_008 {
		t.Errorf("%d %s: AWS got %d bytes with %v", status, text, len(sent.body), sent.header)
	}
	const crc = "x-amz-checksum-crc32:AAAAAA=="
	status, text = send(t, chunkedRequest(t, endpoint, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", chunks, crc, same))
	if status != 200 || sent.err != nil || !strings.HasSuffix(string(sent.body), "the rest\r\n0\r\n"+crc+"\r\n\r\n") || sent.header.Get("X-Amz-Content-Sha256") != "STREAMING-UNSIGNED-PAYLOAD-TRAILER" ||
		strings.Contains(string(sent.body), "signature") {
		t.Errorf("%d %s: AWS got %d bytes with %v", status, text, len(sent.body), sent.header)
	}
	if calls := j.taken(); len(calls) != 2 || calls[0].Failed() || calls[1].Failed() {
		t.Errorf("recorded %+v", calls)
	}
}

func TestABodyWithAWrongChunkNeverBecomesAnObject(t *testing.T) {
	chunks := []string{strings.Repeat("a", 70_000), "the rest"}
	for name, edit := range map[string]func(string) string{
		"the first chunk": func(s string) string { return strings.Replace(s, "aaaa\r\n", "aaab\r\n", 1) },
		"the last chunk":  func(s string) string { return strings.Replace(s, "the rest", "the best", 1) },
		"the end missing": func(s string) string { return s[:strings.LastIndex(s, "the rest")+4] },
	} {
		for _, kind := range []string{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"} {
			sent := &echo{err: io.ErrUnexpectedEOF}
			endpoint, j, u := playingAWS(t, sent)
			trailer := ""
			if strings.HasSuffix(kind, "TRAILER") {
				trailer = "x-amz-checksum-crc32:AAAAAA=="
			}
			status, text := send(t, chunkedRequest(t, endpoint, kind, chunks, trailer, edit))
			if status != http.StatusForbidden && status != http.StatusBadRequest {
				t.Errorf("%s, %s: answered %d %s", kind, name, status, text)
			}
			u.server.Close() // waits for what is under way
			if sent.err == nil || strings.Contains(string(sent.body), "best") {
				t.Errorf("%s, %s: AWS got %d whole bytes", kind, name, len(sent.body))
			}
			if c := j.only(t); c.ErrorCode == "" {
				t.Errorf("%s, %s: recorded as %+v", kind, name, c)
			}
		}
	}
}

func TestLongBodiesAreSpooledAndTooLongOnesRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("sends 70 MB")
	}
	sent := &echo{}
	endpoint, j, u := playingAWS(t, sent)
	upload := signing{method: "POST", target: "/2015-03-31/functions", service: "lambda", body: strings.Repeat("0123456789abcdef", 5<<16)}
	if status, text := send(t, upload.request(t, endpoint)); status != 200 || string(sent.body) != upload.body {
		t.Errorf("%d %s: AWS got %d bytes", status, text, len(sent.body))
	}
	j.taken()
	u.seen()
	upload.body = strings.Repeat("0", 64<<20+1)
	if status, text := send(t, upload.request(t, endpoint)); status != 0 && (status != http.StatusRequestEntityTooLarge || !strings.Contains(text, "64 MiB")) {
		t.Errorf("%d %s", status, text)
	}
	if len(u.seen()) != 0 || j.only(t).ErrorCode != "RequestEntityTooLarge" {
		t.Error("it was sent on")
	}
}

func TestCredentialsOfTheUsersChainAreLookedUpWhenAKeyIsSeen(t *testing.T) {
	var asked int
	own := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		asked++
		if asked == 1 {
			return aws.Credentials{}, fmt.Errorf("not yet")
		}
		return credentials.NewStaticCredentialsProvider(accessKey, secretKey, "").Retrieve(t.Context())
	})
	j := &journal{}
	endpoint := start(t, gateway.Options{Sink: j, Credentials: []aws.CredentialsProvider{own}, Transport: refusing{}})
	for range 3 {
		if status, _ := send(t, createUser().request(t, endpoint)); status != http.StatusForbidden {
			t.Errorf("answered %d", status)
		}
	}
	if asked != 1 {
		t.Errorf("the chain was asked %d times at once", asked)
	}
	var _ call.Sink = j
}

func TestABucketInTheHostStaysThereUnlessTheCertificateWouldNotFit(t *testing.T) {
	sent := &echo{}
	endpoint, j, u := playingAWS(t, sent)
	address := strings.TrimPrefix(endpoint, "http://")
	_, port, _ := strings.Cut(address, ":")
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}}
	defer client.CloseIdleConnections()
	for bucket, want := range map[string]string{
		"pictures": "pictures.s3.eu-west-1.amazonaws.com/a%20b", "my.pictures": "s3.eu-west-1.amazonaws.com/my.pictures/a%20b",
	} {
		response, err := client.Do(signing{method: "PUT", target: "/a%20b", service: "s3", body: "x"}.request(t, "http://"+bucket+".localhost:"+port))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if seen := u.seen(); len(seen) != 1 || seen[0].Host+seen[0].RequestURI != want {
			t.Errorf("%s: AWS saw %+v", bucket, seen)
		}
		if c := j.only(t); c.Failed() || c.Request["bucketName"] != bucket || c.Request["key"] != "a b" {
			t.Errorf("recorded as %+v", c)
		}
	}
}
