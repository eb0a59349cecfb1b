package gateway_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/internal/lookuptest"
	"spoor/recorder/call"
	"spoor/recorder/gateway"
	"spoor/recorder/serve"
)

func sha256Hex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// step is one command and the calls that it makes.
type step struct {
	args []string
	// calls are the names of the calls, in order of their names.
	calls []string
	// code is the error of the only call.
	code string
	// check looks at the only call.
	check func(t *testing.T, c call.Call)
}

func place(bucket, key string) func(*testing.T, call.Call) {
	return func(t *testing.T, c call.Call) {
		t.Helper()
		resource := "arn:aws:s3:::" + bucket
		want := map[string]any{"bucketName": bucket}
		if key != "" {
			resource += "/" + key
			want["key"] = key
		}
		for name, value := range want {
			if c.Request[name] != value {
				t.Errorf("%s: %s is %v, want %v", c.Operation, name, c.Request[name], value)
			}
		}
		if len(c.Resources) == 0 || c.Resources[0].ARN != resource {
			t.Errorf("%s: the resources are %v", c.Operation, c.Resources)
		}
	}
}

// changing matches what differs between two runs of the same command.
var changing = regexp.MustCompile(`"LastModified": "[^"]*"|"(CreationDate|VersionId|CopySourceVersionId|UploadId|RequestId|HostId)": "[^"]*"|[0-9-]{10} [0-9:]{8}|https?://127\.0\.0\.1:[0-9]+|\r[^\n]*|Completed [^\n]*`)

func TestTheCommandLineGetsTheSameThroughTheGatewayAndEachCallIsRecorded(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the AWS command line two dozen times")
	}
	aws := awsCLI(t)
	direct := verifying(t, fakeS3(t))
	behind := verifying(t, fakeS3(t))
	through, j := emulating(t, behind.server.URL)

	files := t.TempDir()
	small, large := filepath.Join(files, "small"), filepath.Join(files, "large")
	write(t, small, []byte("some text\n"))
	size := 100 << 20
	write(t, large, slices.Repeat([]byte("0123456789abcdef"), size>>4))

	part := func(n int) []string { return slices.Repeat([]string{"UploadPart"}, n) }
	steps := []step{
		{args: []string{"s3api", "create-bucket", "--bucket", "pictures", "--create-bucket-configuration", "LocationConstraint=eu-west-1"},
			calls: []string{"CreateBucket"}, check: func(t *testing.T, c call.Call) {
				place("pictures", "")(t, c)
				if text := fmt.Sprint(c.Request["CreateBucketConfiguration"]); !strings.Contains(text, "LocationConstraint:eu-west-1") {
					t.Errorf("the configuration is %s", text)
				}
			}},
		{args: []string{"s3api", "put-object", "--bucket", "pictures", "--key", "a b/ü+1.txt", "--body", small, "--acl", "private"},
			calls: []string{"PutObject"}, check: func(t *testing.T, c call.Call) {
				place("pictures", "a b/ü+1.txt")(t, c)
				if c.Request["x-amz-acl"] != "private" || c.BytesIn < 10 {
					t.Errorf("the call is %+v", c)
				}
			}},
		{args: []string{"s3api", "list-objects-v2", "--bucket", "pictures", "--prefix", "a"}, calls: []string{"ListObjects"}, check: place("pictures", "")},
		{args: []string{"s3api", "head-object", "--bucket", "pictures", "--key", "a b/ü+1.txt"}, calls: []string{"HeadObject"}, check: place("pictures", "a b/ü+1.txt")},
		{args: []string{"s3api", "copy-object", "--bucket", "pictures", "--key", "copy", "--copy-source", "pictures/a b/ü+1.txt"},
			calls: []string{"CopyObject"}, check: place("pictures", "copy")},
		{args: []string{"s3", "cp", "s3://pictures/copy", "-"}, calls: []string{"GetObject", "HeadObject"}},
		{args: []string{"s3", "cp", "--no-progress", large, "s3://pictures/large"},
			calls: slices.Concat([]string{"CompleteMultipartUpload", "CreateMultipartUpload"}, part(size/(8<<20)+1))},
		{args: []string{"s3api", "head-object", "--bucket", "pictures", "--key", "large"}, calls: []string{"HeadObject"}},
		{args: []string{"s3api", "get-object", "--bucket", "pictures", "--key", "missing", "/dev/null"}, calls: []string{"GetObject"}, code: "NoSuchKey", check: place("pictures", "missing")},
		{args: []string{"s3api", "head-bucket", "--bucket", "nowhere"}, calls: []string{"HeadBucket"}, code: "NotFound", check: place("nowhere", "")},
		{args: []string{"s3api", "delete-object", "--bucket", "pictures", "--key", "copy"}, calls: []string{"DeleteObject"}, check: place("pictures", "copy")},
		{args: []string{"s3api", "delete-objects", "--bucket", "pictures", "--delete", "Objects=[{Key=large},{Key=a b/ü+1.txt}]"}, calls: []string{"DeleteObjects"}, check: place("pictures", "")},
		{args: []string{"s3api", "delete-bucket", "--bucket", "pictures"}, calls: []string{"DeleteBucket"}, check: place("pictures", "")},
	}
	for _, s := range steps {
		wantOut, wantErr, wantOK := aws.run(direct.server.URL, s.args...)
		out, errs, ok := aws.run(through, s.args...)
		plain := func(text string) string { return changing.ReplaceAllString(text, "") }
		if plain(out) != plain(wantOut) || plain(errs) != plain(wantErr) || ok != wantOK {
			t.Errorf("%v\nprints %s %s (%v)\nwithout the gateway %s %s (%v)", s.args, out, errs, ok, wantOut, wantErr, wantOK)
		}
		checkStep(t, s, j.taken())
	}
}

func checkStep(t *testing.T, s step, calls []call.Call) {
	t.Helper()
	var names []string
	for _, c := range calls {
		names = append(names, c.Operation)
		if c.Source != "s3.amazonaws.com" || c.Region != "eu-west-1" || c.Caller.AccessKey != accessKey || c.SourceIP != "127.0.0.1" ||
			!strings.Contains(c.UserAgent, "aws-cli/") || c.ErrorCode != s.code || c.Unnamed || c.Extra["signature"] != "not verified" {
			t.Errorf("%v: recorded as %+v", s.args, c)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, s.calls) {
		t.Errorf("%v: recorded %v, want %v", s.args, names, s.calls)
	}
	if s.check != nil && len(calls) == 1 {
		s.check(t, calls[0])
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheCommandLineLooksUpEventsThroughTheGateway(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the AWS command line")
	}
	aws := awsCLI(t)
	at := time.Now().Add(-time.Hour).Truncate(time.Second)
	store := lookuptest.NewStore(t, lookuptest.Series(lookuptest.Record{Time: at, Region: "eu-west-1"}, 3, time.Second)...)
	handler, err := serve.New(t.Context(), store, serve.Options{NoThrottle: true})
	if err != nil {
		t.Fatal(err)
	}
	emulator := verifying(t, handler)
	j := &journal{}
	through := start(t, gateway.Options{Sink: j, Upstreams: map[string]*url.URL{"cloudtrail": parse(t, emulator.server.URL)}})
	args := []string{"cloudtrail", "lookup-events", "--lookup-attributes", "AttributeKey=EventName,AttributeValue=CreateBucket"}
	want, _, _ := aws.run(emulator.server.URL, args...)
	got, errs, ok := aws.run(through, args...)
	if !ok || got != want || !strings.Contains(got, "CreateBucket") {
		t.Fatalf("printed %s %s, want %s", got, errs, want)
	}
	c := j.only(t)
	if c.Source != "cloudtrail.amazonaws.com" || c.Operation != "LookupEvents" || c.Region != "eu-west-1" || c.RequestID == "" ||
		c.ReadOnly != call.Reads || !strings.Contains(fmt.Sprint(c.Request["lookupAttributes"]), "attributeValue:CreateBucket") {
		t.Errorf("recorded as %+v", c)
	}
	if _, _, ok := aws.run(through, append(args[:2:2], "--start-time", "2026-01-02", "--end-time", "2026-01-01")...); ok {
		t.Error("a refused call ends well")
	}
	if c := j.only(t); c.ErrorCode != "InvalidTimeRangeException" || c.ErrorMessage == "" || c.Status != 400 {
		t.Errorf("recorded as %+v", c)
	}
}

func TestTheCommandLineReachesAWSWithItsOwnKeyOnly(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the AWS command line")
	}
	aws := awsCLI(t)
	endpoint, j, u := playingAWS(t, fakeS3(t))
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, slices.Repeat([]byte("0123456789abcdef"), 20<<16))
	for _, args := range [][]string{
		{"s3", "mb", "s3://pictures"}, {"s3", "cp", "--no-progress", file, "s3://pictures/a b/ü+1"}, {"s3", "cp", "--no-progress", "s3://pictures/a b/ü+1", file + ".back"},
		{"s3", "rm", "s3://pictures/a b/ü+1"}, {"s3", "rb", "s3://pictures"},
	} {
		if out, errs, ok := aws.run(endpoint, args...); !ok {
			t.Errorf("%v: %s %s", args, out, errs)
		}
	}
	back, err := os.ReadFile(file + ".back")
	if err != nil || len(back) != 20<<20 || sha256Hex(back) != sha256Hex(slices.Repeat([]byte("0123456789abcdef"), 20<<16)) {
		t.Errorf("%d bytes came back: %v", len(back), err)
	}
	calls, seen := j.taken(), u.seen()
	if len(calls) != len(seen) {
		t.Errorf("%d calls were recorded, AWS saw %d", len(calls), len(seen))
	}
	for _, c := range calls {
		if c.Failed() || c.Extra["signature"] != "verified" || c.Source != "s3.amazonaws.com" || c.Caller.AccessKey != accessKey {
			t.Errorf("recorded as %+v", c)
		}
	}
	aws.env = append(aws.env, "AWS_SECRET_ACCESS_KEY=wrong")
	if _, errs, ok := aws.run(endpoint, "s3", "ls"); ok || !strings.Contains(errs, "SignatureDoesNotMatch") {
		t.Errorf("with a wrong secret: %v %s", ok, errs)
	}
	if len(u.seen()) != 0 || j.only(t).ErrorCode != "SignatureDoesNotMatch" {
		t.Error("AWS saw it")
	}
}
