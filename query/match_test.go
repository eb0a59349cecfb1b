package query

import (
	"fmt"
	"testing"

	"spoor/event"
)

func TestAWordComparesByTheRuleOfItsField(t *testing.T) {
	for _, test := range []struct {
		filter, value string
		want          bool
	}{
		{"source:iam", "iam.amazonaws.com", true},
		{"source:IAM.amazonaws.com", "iam.amazonaws.com", true},
		{"source:iam", "iam", true},
		{"source:ia", "iam.amazonaws.com", false},
		{`source:"iam"`, "iam.amazonaws.com", false},
		{"source:amazonaws.com", "iam.amazonaws.com", false},
		{"source:s*3", "s3.amazonaws.com", true},
		{"type:bucket", "AWS::S3::Bucket", true},
		{"type:s3::bucket", "AWS::S3::Bucket", true},
		{"type:AWS::S3::Bucket", "AWS::S3::Bucket", true},
		{"type:s3", "AWS::S3::Bucket", false},
		{`type:"bucket"`, "AWS::S3::Bucket", false},
		{"resource:alice", "arn:aws:iam::111122223333:user/alice", true},
		{"resource:user/alice", "arn:aws:iam::111122223333:user/alice", true},
		{"resource:payroll", "arn:aws:s3:::payroll", true},
		{"resource:pay", "arn:aws:s3:::payroll", false},
		{"resource:prod-*", "arn:aws:s3:::prod-logs", true},
		{"resource:prod-*", "preprod-logs", false},
		{`resource:/prod/`, "preprod-logs", true},
		{`resource:/^prod/`, "preprod-logs", false},
		{"actor:alice", "arn:aws:iam::111122223333:user/alice", true},
		{"actor:alice", "team/alice", false},
		{"agent:cli", "aws-cli/2.15", true},
		{`agent:"cli"`, "aws-cli/2.15", false},
		{"message:AUTHORIZED", "not authorized", true},
		{"event:create", "CreateUser", false},
		{"event:createuser", "CreateUser", true},
		{"ip:203.0.113.7", "203.0.113.7", true},
		{"ip:203.0.113.7", "203.0.113.77", false},
		{"ip:203.0.113.0/24", "203.0.113.77", true},
		{"ip:203.0.113.9/24", "203.0.113.77", true},
		{"ip:203.0.113.0/24", "203.0.114.77", false},
		{"ip:203.0.113.0/24", "::ffff:203.0.113.77", true},
		{"ip:2001:db8::1", "2001:0DB8:0:0::1", true},
		{"ip:cloudformation.amazonaws.com", "cloudformation.amazonaws.com", true},
		{"ip:@ips.txt", "198.51.100.200", true},
		{"ip:@ips.txt", "2001:db8:1::", true},
		{"ip:@ips.txt", "CloudFormation.amazonaws.com", true},
		{"ip:@ips.txt", "10.0.0.1", false},
		{"key:@keys.txt", "ASIAEXAMPLE0000000002", true},
		{`source:@"my words.md"`, "iam.amazonaws.com", true},
		{`type:@"my words.md"`, "AWS::S3::Bucket", true},
		{`agent:@"my words.md"`, "x aws-cli/1", true},
		{"user:*", "x", true},
		{"user:*", "", false},
		{"user:?*", "", false},
		{"user:/^$/", "", false},
	} {
		term := mustParse(t, test.filter).(Term)
		if got := term.Matcher().MatchValue(test.value); got != test.want {
			t.Errorf("%s accepts %q: %v", test.filter, test.value, got)
		}
	}
}

func TestTheValuesOfAField(t *testing.T) {
	ev := &event.Event{
		User: "alice", Role: "alice", ARN: "arn:x", Verb: event.VerbSignIn, MFA: event.MFAUnknown,
		Flags: event.FlagFailed, Message: "Failed authentication",
		Targets: []event.Target{{Type: "T", Name: "a"}, {Type: "T", Name: "b"}, {Name: "a"}, {Type: "U"}},
	}
	for f, want := range map[Field]string{
		FieldUser: "[alice]", FieldActor: "[alice arn:x]", FieldResource: "[a b]", FieldType: "[T U]",
		FieldVerb: "[signin]", FieldMFA: "[unknown]", FieldSeverity: "[quiet]", FieldOrigin: "[unknown]",
		FieldError: "[Failed authentication]", FieldRegion: "[]", FieldPath: "[]", FieldTime: "[]",
	} {
		values := []string{}
		Values(ev, f, func(v string) { values = append(values, v) })
		if got := fmt.Sprint(values); got != want {
			t.Errorf("%v has %s, want %s", f, got, want)
		}
	}
}

func TestAFailureWithoutACodeIsNotPassedOver(t *testing.T) {
	x := mustParse(t, "error:*")
	for _, test := range []struct {
		ev   event.Event
		want bool
	}{
		{event.Event{Error: "AccessDenied", Flags: event.FlagFailed}, true},
		{event.Event{Message: "Failed authentication", Flags: event.FlagFailed}, true},
		{event.Event{Flags: event.FlagFailed}, true},
		{event.Event{}, false},
	} {
		if got := Match(x, Subject{Event: &test.ev}); got != test.want {
			t.Errorf("error:* finds %+v: %v", test.ev, got)
		}
	}
}

func TestEveryFlagAsksForItsOwnProperty(t *testing.T) {
	asks := map[string]event.Flags{
		"write": event.FlagWrite, "read": event.FlagRead, "error": event.FlagFailed, "denied": event.FlagDenied,
		"root": event.FlagRoot, "console": event.FlagConsole, "service": event.FlagService,
		"crossaccount": event.FlagCrossAccount, "truncated": event.FlagTruncated | event.FlagAmended,
		"partial": event.FlagPartial, "local": event.FlagLocal, "marked": 0, "variant": 0,
	}
	if len(asks) != len(FlagNames()) {
		t.Errorf("there are %d flags, and %d are tried", len(FlagNames()), len(asks))
	}
	for name, flags := range asks {
		for bit := 0; bit < 12; bit++ {
			flag := event.Flags(1) << bit
			s := Subject{Event: &event.Event{Flags: flag}}
			if got, want := Match(mustParse(t, "is:"+name), s), flag&flags != 0; got != want {
				t.Errorf("is:%s with flag %b: %v", name, flag, got)
			}
		}
	}
	marked := Subject{Event: &event.Event{}, Facts: Facts{Marked: true}}
	variant := Subject{Event: &event.Event{}, Facts: Facts{Variant: true}}
	if !Match(Flag{FlagMarked}, marked) || Match(Flag{FlagMarked}, variant) || !Match(Flag{FlagVariant}, variant) {
		t.Error("marks and variants are mixed up")
	}
	if !Match(Flag{FlagTruncated}, Subject{Event: &event.Event{Flags: event.FlagAmended}}) {
		t.Error("is:truncated does not find amended records")
	}
}

func TestAPathFindsScalarsInTheRecord(t *testing.T) {
	const record = `{"requestParameters":{"bucketName":"Payroll","n":1.50,"ok":true,"none":null,"empty":"",
		"a.b":"dotted","list":[{"id":"i-1"},{"id":"i-2","tags":[{"k":"env"}]}],
		"policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\"}]}","x y":"spaced"},"custom":"top"}`
	for _, test := range []struct {
		filter string
		want   bool
	}{
		{"requestParameters.bucketName:payroll", true},
		{"requestparameters.BUCKETNAME:payroll", true},
		{"requestParameters.bucketName:pay", false},
		{"requestParameters.bucketName:pay*", true},
		{"requestParameters.bucketName:/^pay/", true},
		{"requestParameters:payroll", true},
		{"requestParameters.n:1.50", true},
		{"requestParameters.n:/^[0-9.]+$/", true},
		{"requestParameters.n:/^[0-9]+$/", false},
		{"requestParameters.n:?*", true},
		{"requestParameters.n:(other OR /[0-9]/)", true},
		{"requestParameters.n:(/[0-9]/ OR other)", true},
		{"requestParameters.ok:true", true},
		{"requestParameters.none:*", false},
		{"requestParameters.empty:*", false},
		{"requestParameters.none:null", false},
		{`requestParameters.a\.b:dotted`, true},
		{`requestParameters.x\ y:spaced`, true},
		{"requestParameters.list.id:i-2", true},
		{"requestParameters.list[0].id:i-2", false},
		{"requestParameters.list[1].id:i-2", true},
		{"requestParameters.list[].id:i-2", true},
		{"requestParameters.list[7].id:*", false},
		{"requestParameters.list[]:i-2", true},
		{"requestParameters.list:env", true},
		{"requestParameters.policyDocument.Statement.Effect:allow", true},
		{"requestParameters.bucketName.deeper:*", false},
		{"requestParameters.empty.deeper:*", false},
		{"responseElements:*", false},
		{".custom:top", true},
		{".requestParameters.bucketName:payroll", true},
		{"requestParameters.bucketName:10.0.0.0/8", false},
	} {
		if got := Match(mustParse(t, test.filter), Subject{Event: &event.Event{}, Facts: Facts{Record: []byte(record)}}); got != test.want {
			t.Errorf("%s: %v", test.filter, got)
		}
	}
	if Match(mustParse(t, "requestParameters:*"), Subject{Event: &event.Event{}, Facts: Facts{Record: []byte(`{"requestParameters":`)}}) {
		t.Error("a broken record has values")
	}
}

func TestTextIsLookedForInTheBytesOfTheRecord(t *testing.T) {
	const record = `{"user":"Élise","msg":"say \"hi\"","u":"\u00e9","path":"a\/b"}`
	for _, test := range []struct {
		filter string
		want   bool
	}{
		{"ÉLISE", true},
		{`"élise"`, true},
		{`"say \\\"hi\\\""`, true},
		{`"say \"hi\""`, false},
		{`\\u00E9`, true},
		{"el*se", false},
		{"é*se", true},
		{"user*msg", false},
		{"m?g", true},
		{`/"u":"[^"]+"/`, true},
		{"/^ÉLISE/", false},
		{`/say [0-9]/`, false},
		{`/say [^0-9]/`, true},
	} {
		if got := Match(mustParse(t, test.filter), Subject{Event: &event.Event{}, Facts: Facts{Record: []byte(record)}}); got != test.want {
			t.Errorf("%s: %v", test.filter, got)
		}
	}
	start, end := Text{NewWord("ÉLISE")}.Matcher().Find([]byte(record))
	if record[start:end] != "Élise" {
		t.Errorf("found %q", record[start:end])
	}
	start, end = mustParse(t, `/"[a-z]+":"s[a-z]+/`).(Text).Matcher().Find([]byte(record))
	if record[start:end] != `"msg":"say` {
		t.Errorf("found %q", record[start:end])
	}
}
