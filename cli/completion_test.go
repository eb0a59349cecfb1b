package cli

import (
	"strings"
	"testing"
)

func TestShellsAreOfferedValuesThatBeginAsWhatWasTyped(t *testing.T) {
	surroundings(t)
	record := strings.NewReplacer("\n", "").Replace(`{"eventVersion":"1.11","eventTime":"2026-03-02T10:00:00Z","eventSource":"s3.amazonaws.com",
"eventName":"GetObject","awsRegion":"us-east-1","recipientAccountId":"111122223333","eventID":"7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21",
"userAgent":"[aws-cli/2.15]","userIdentity":{"type":"IAMUser","userName":"dana","arn":"arn:aws:iam::111122223333:user/dana"},
"resources":[{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::payroll"},{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::payroll/year end.csv"}]}`)
	if r := runWith(t, record, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	for word, want := range map[string]string{
		"type:AWS::S3::B":           "type:AWS::S3::Bucket",
		"-type:aws::s3::b":          "-type:AWS::S3::Bucket",
		`type:"AWS::S3::B`:          `type:"AWS::S3::Bucket"`,
		"resource:arn:aws:s3:::pay": "resource:arn:aws:s3:::payroll",
		"actor:arn:aws:iam":         "actor:arn:aws:iam::111122223333:user/dana",
		"agent:[aws":                `agent:"[aws-cli/2.15]"`,
	} {
		first, _, _ := strings.Cut(must(t, "__complete", "list", word), "\t")
		if first != want {
			t.Errorf("%s is completed to %s, want %s", word, first, want)
		}
		if !strings.Contains(want, `"`) && !strings.Contains(must(t, "list", want, "--format", "jsonl"), "7d0f5c1e") != strings.HasPrefix(want, "-") {
			t.Errorf("%s does not find what it was taken from", want)
		}
	}
}

func TestPathsOfTheRecordsThatTheFilterLetsThroughAreOfferedAsColumns(t *testing.T) {
	surroundings(t)
	for _, record := range []string{
		`{"eventTime":"2026-03-02T10:00:00Z","eventName":"GetObject","eventID":"a","requestParameters":{"bucketName":"x","key":"y","a b":1}}`,
		`{"eventTime":"2026-03-02T10:00:01Z","eventName":"RunInstances","eventID":"b","requestParameters":{"instanceType":"t3.nano"}}`,
	} {
		if r := runWith(t, record, "import", "-"); r.code != exitDone {
			t.Fatal(r.err)
		}
	}
	offered := func(args ...string) string {
		offers, _, _ := strings.Cut(must(t, append([]string{"__complete", "list"}, args...)...), ":")
		return strings.Join(strings.Fields(offers), " ")
	}
	for _, c := range []struct {
		want string
		args []string
	}{
		{"time,requestParameters.bucketName time,requestParameters.instanceType time,requestParameters.key", []string{"--columns", "time,requestparameters."}},
		{"requestParameters.instanceType", []string{"event:RunInstances", "--columns", "requestParameters."}},
		{"requestParameters.key,requestParameters.bucketName", []string{"event:Get*", "--columns", "requestParameters.key,requestP"}},
		{"", []string{"--columns", "requestParameters.z"}},
	} {
		if got := offered(c.args...); got != c.want {
			t.Errorf("%q: offered %q, want %q", c.args, got, c.want)
		}
	}
	if got := offered("--columns", "time,"); strings.Contains(got, "requestParameters") {
		t.Errorf("before anything is typed, offered %q", got)
	}
}
