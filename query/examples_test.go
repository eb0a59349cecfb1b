package query

import (
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/event"
)

// sampleEvents are a handful of events, each with a short name.
func sampleEvents() map[string]Subject {
	at := func(stamp string) time.Time {
		t, err := time.Parse("2006-01-02 15:04", stamp)
		if err != nil {
			panic(err)
		}
		return t
	}
	return map[string]Subject{
		"newUser": {Event: &event.Event{
			Time: at("2026-11-20 14:10"), Source: "iam.amazonaws.com", Name: "CreateUser", Region: "us-east-1",
			User: "alice", ARN: "arn:aws:iam::111122223333:user/alice", AccessKey: "AKIAIOSFODNN7EXAMPLE",
			IP: "203.0.113.7", Agent: "aws-cli/2.15.0", MFA: event.MFANo, Verb: event.VerbWrite, Severity: event.Attention,
			Flags: event.FlagWrite, Targets: []event.Target{{Type: "AWS::IAM::User", Name: "arn:aws:iam::111122223333:user/alice"}},
		}, Facts: Facts{Record: []byte(`{"userIdentity":{"accessKeyId":"AKIAIOSFODNN7EXAMPLE"},"requestParameters":{"userName":"alice"}}`)}},
		"newKey": {Event: &event.Event{
			Time: at("2026-11-19 15:30"), Source: "iam.amazonaws.com", Name: "CreateAccessKey", Region: "us-east-1",
			User: "terraform", Role: "deployer", ARN: "arn:aws:sts::111122223333:assumed-role/deployer/terraform",
			IP: "198.51.100.4", Agent: "Terraform/1.9", Verb: event.VerbWrite, Severity: event.Attention, MFA: event.MFAYes,
			Flags: event.FlagWrite, Targets: []event.Target{{Type: "AWS::IAM::User", Name: "alice"}},
		}, Facts: Facts{Record: []byte(`{"requestParameters":{"userName":"alice","policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\"}]}"}}`), Marked: true}},
		"denied": {Event: &event.Event{
			Time: at("2026-11-20 14:30"), Source: "s3.amazonaws.com", Name: "DeleteBucket", Region: "us-west-1",
			User: "John Smith", IP: "2001:db8::7", Error: "AccessDenied", Message: "User is not authorized to do that",
			Verb: event.VerbDelete, Severity: event.Danger, Flags: event.FlagWrite | event.FlagFailed | event.FlagDenied,
			Targets: []event.Target{{Type: "AWS::S3::Bucket", Name: "payroll"}, {Type: "AWS::S3::Bucket", Name: "prod-17"}},
		}, Facts: Facts{Record: []byte(`{"requestParameters":{"bucketName":"Payroll"},"resources":[{"ARN":"arn:aws:s3:::payroll"},{"ARN":"x"}],"x":"source:iam"}`)}},
		"signIn": {Event: &event.Event{
			Time: at("2026-11-10 09:00"), Source: "signin.amazonaws.com", Name: "ConsoleLogin", Region: "eu-west-1",
			User: "a*b", ARN: "arn:aws:iam::111122223333:root", IP: "192.0.2.9", Message: "Failed authentication",
			Verb: event.VerbSignIn, Severity: event.Danger, MFA: event.MFANo, Flags: event.FlagFailed | event.FlagRoot | event.FlagConsole,
		}, Facts: Facts{Record: []byte(`{"responseElements":{"ConsoleLogin":"Failure"}}`)}},
		"byService": {Event: &event.Event{
			Time: at("2026-11-20 13:04"), Source: "s3.amazonaws.com", Name: "CreateBucket", Region: "eu-west-1",
			IP: "cloudformation.amazonaws.com", Agent: "cloudformation.amazonaws.com", Verb: event.VerbService,
			Flags: event.FlagWrite | event.FlagService, Targets: []event.Target{{Type: "AWS::S3::Bucket", Name: "x"}},
		}, Facts: Facts{Record: []byte(`{"requestParameters":{"deep":[{"er":"payroll"}]}}`)}},
	}
}

func init() {
	testFiles["indicators.txt"] = testFiles["ips.txt"]
}

// examples are filters that show the whole language, and the events of
// sampleEvents that each finds.
var examples = []struct{ filter, finds string }{
	{"source:iam is:write -user:terraform", "newUser"},
	{"source:iam AND is:write AND NOT user:terraform", "newUser"},
	{"is:error OR is:root", "denied signIn"},
	{"(source:iam OR source:s3) is:write", "byService denied newKey newUser"},
	{"event:(CreateUser OR CreateAccessKey)", "newKey newUser"},
	{"event:(Create* -CreateUser)", "byService newKey"},
	{"source:iam", "newKey newUser"},
	{"type:bucket", "byService denied"},
	{"type:S3::Bucket", "byService denied"},
	{"user:deployer", "newKey"},
	{"actor:alice", "newUser"},
	{"resource:alice", "newKey newUser"},
	{`resource:"alice"`, "newKey"},
	{"agent:aws-cli", "newUser"},
	{`message:*"not authorized"*`, "denied"},
	{"error:AccessDenied", "denied"},
	{"error:*", "denied signIn"},
	{"-resource:*", "signIn"},
	{"severity:>=attention", "denied newKey newUser signIn"},
	{"mfa:no", "newUser signIn"},
	{"event:Delete*", "denied"},
	{"region:us-????-1", "denied newKey newUser"},
	{"resource:/prod-[0-9]+/", "denied"},
	{"ip:203.0.113.0/24", "newUser"},
	{"ip:@indicators.txt", "byService denied newKey newUser"},
	{"key:@keys.txt", ""},
	{"requestParameters.bucketName:payroll", "denied"},
	{"requestParameters:payroll", "byService denied"},
	{"resources[0].ARN:*payroll", "denied"},
	{"requestParameters.policyDocument.Statement.Effect:Allow", "newKey"},
	{"payroll", "byService denied"},
	{`"AKIAIOSFODNN7EXAMPLE"`, "newUser"},
	{`/"bucketName":"pay[a-z]+"/`, "denied"},
	{"last:24h", "byService denied newKey newUser"},
	{"after:2026-11-19T14:00Z", "byService denied newKey newUser"},
	{"before:yesterday", "signIn"},
	{"time:yesterday", "newKey"},
	{"time:14:00..14:30", "newUser"},
	{"time:2026-11-01..2026-11-19", "newKey signIn"},
	{`after:"yesterday 3pm"`, "byService denied newKey newUser"},
	{`after:"2 hours ago"`, "denied newUser"},
	{"is:denied", "denied"},
	{"is:write -is:service", "denied newKey newUser"},
	{"is:marked", "newKey"},
	{`user:"John Smith"`, "denied"},
	{`user:a\*b`, "signIn"},
	{`"source:iam"`, "denied"},
}

func TestTheExamplesFindWhatTheySay(t *testing.T) {
	subjects := sampleEvents()
	for _, example := range examples {
		x := mustParse(t, example.filter)
		var found []string
		for name, s := range subjects {
			if Match(x, s) {
				found = append(found, name)
			}
		}
		slices.Sort(found)
		if got := strings.Join(found, " "); got != example.finds {
			t.Errorf("%s finds %q, want %q", example.filter, got, example.finds)
		}
	}
}

func TestEveryFieldFlagAndTimeWordHasAnExampleThatParses(t *testing.T) {
	for _, info := range Fields() {
		if _, err := Parse(info.Example, testOptions()); err != nil || !strings.HasPrefix(info.Example, info.Name+":") {
			t.Errorf("%s: example %q: %v", info.Name, info.Example, err)
		}
		for _, alias := range info.Aliases {
			if f, ok := FieldNamed(strings.ToUpper(alias)); !ok || f != info.Field {
				t.Errorf("alias %s is %v", alias, f)
			}
		}
	}
	for _, info := range FlagNames() {
		if x := mustParse(t, "is:"+info.Name); x != (Flag{info.Flag}) {
			t.Errorf("is:%s is %#v", info.Name, x)
		}
	}
	for _, word := range TimeWords() {
		if _, ok := mustParse(t, word.Example).(Time); !ok {
			t.Errorf("%s is no time", word.Example)
		}
	}
	for f := FieldNone + 1; f < fieldCount; f++ {
		if f.Info().Name == "" {
			t.Errorf("field %d has no name", f)
		}
	}
	for f := FlagNone + 1; f < flagCount; f++ {
		if f.String() == "" {
			t.Errorf("flag %d has no name", f)
		}
	}
}
