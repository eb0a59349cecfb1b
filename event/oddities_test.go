package event_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spoor/event"
)

// decode fails the test where the record is none.
func decode(t *testing.T, raw string) event.Event {
	t.Helper()
	ev, err := event.Decode([]byte(raw), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return ev
}

// record puts members into an otherwise plain record.
func record(members string) string {
	if members != "" {
		members = "," + members
	}
	return `{"eventVersion":"1.11","eventTime":"2026-03-02T10:15:05Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser",
		"awsRegion":"us-east-1","eventID":"1f6f4a51-0000-4000-8000-000000000001","eventType":"AwsApiCall"` + members + `}`
}

func TestAWholeRecordIsRead(t *testing.T) {
	raw := `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROA4EXAMPLE:dana","arn":"arn:aws:sts::210987654321:assumed-role/admin/dana",
		"accountId":"210987654321","accessKeyId":"ASIAEXAMPLEAAAA00001","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA4EXAMPLE",
		"arn":"arn:aws:iam::210987654321:role/admin","accountId":"210987654321","userName":"admin"},"attributes":{"creationDate":"2026-03-02T10:00:00Z","mfaAuthenticated":"true"},
		"sourceIdentity":"dana.reyes","signInSessionArn":"arn:aws:signin:eu-west-1:210987654321:session/0c9f"},"onBehalfOf":{"userId":"94682488-1","identityStoreArn":"arn:aws:identitystore::1:identitystore/d-1"}},
		"eventTime":"2026-03-02T10:15:05.125Z","eventSource":"iam.amazonaws.com","eventName":"AttachUserPolicy","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.7",
		"userAgent":"aws-cli/2.34.30 md/awscrt","errorCode":"AccessDenied","errorMessage":"User is not authorized","requestParameters":{"userName":"backup-svc","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"},
		"responseElements":null,"requestID":"c2aa","eventID":"1f6f","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"210987654321",
		"eventCategory":"Management","sharedEventID":"77aa","vpcEndpointId":"vpce-0a1b2c3d","tlsDetails":{"tlsVersion":"TLSv1.3"}}`
	want := event.Event{
		ID: "1f6f", Time: time.Date(2026, 3, 2, 10, 15, 5, 125e6, time.UTC), Source: "iam.amazonaws.com", Name: "AttachUserPolicy",
		Region: "us-east-1", Account: "210987654321", Category: "Management", Type: "AwsApiCall", RequestID: "c2aa", SharedID: "77aa",
		User: "dana", Role: "admin", ARN: "arn:aws:sts::210987654321:assumed-role/admin/dana", Principal: "AROA4EXAMPLE:dana",
		AccessKey: "ASIAEXAMPLEAAAA00001", ActorType: "AssumedRole", ActorAccount: "210987654321", OnBehalfOf: "94682488-1",
		SourceIdentity: "dana.reyes", SignInSession: "arn:aws:signin:eu-west-1:210987654321:session/0c9f",
		Session: "AROA4EXAMPLE:dana 2026-03-02T10:00:00Z", MFA: event.MFAYes, IP: "203.0.113.7", Agent: "aws-cli/2.34.30 md/awscrt",
		Origin: event.OriginCLI, VPCEndpoint: "vpce-0a1b2c3d", TLS: "TLSv1.3", Error: "AccessDenied", Message: "User is not authorized",
		Targets: []event.Target{{Type: "AWS::IAM::User", Name: "backup-svc"}, {Type: "AWS::IAM::ManagedPolicy", Name: "arn:aws:iam::aws:policy/AdministratorAccess"}},
		Verb:    event.VerbWrite, Severity: event.Danger, Flags: event.FlagFailed | event.FlagDenied | event.FlagWrite,
	}
	got := decode(t, raw)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestADecoderForgetsTheRecordBefore(t *testing.T) {
	var d event.Decoder
	var ev event.Event
	full := []byte(record(`"errorCode":"AccessDenied","requestParameters":"{\"userName\":\"a\"}","userIdentity":{"type":"Root"},"addendum":{"reason":"DELIVERY_DELAY"}`))
	if err := d.Decode(full, &event.Envelope{Username: "x", Resources: []event.Target{{Type: "T", Name: "n"}}}, &ev); err != nil {
		t.Fatal(err)
	}
	plain := []byte(record(""))
	if err := d.Decode(plain, nil, &ev); err != nil {
		t.Fatal(err)
	}
	want := decode(t, string(plain))
	if diff := cmp.Diff(want, ev); diff != "" {
		t.Error(diff)
	}
	if err := d.Decode([]byte("{"), nil, &ev); err == nil || ev.ID != "" {
		t.Errorf("after an error the event still holds %q", ev.ID)
	}
}

func TestFieldsOfAnUnexpectedTypeAreReadAsFarAsTheyMakeSense(t *testing.T) {
	ev := decode(t, record(`"readOnly":"true","userAgent":["aws-cli/2.1","b\u00e4r",7,null],"requestParameters":"{\"userName\":\"eve\"}",
		"userIdentity":{"type":"IAMUser","userName":12,"accountId":210987654321,"sessionContext":{"attributes":{"mfaAuthenticated":"false"}}},"errorCode":{"a":1},"tlsDetails":"none","resources":{"a":1}`))
	if ev.Verb != event.VerbRead || ev.Agent != "aws-cli/2.1, bär, 7" || ev.Origin != event.OriginCLI || ev.User != "12" ||
		ev.ActorAccount != "210987654321" || ev.MFA != event.MFANo || ev.Error != "" {
		t.Errorf("%+v", ev)
	}
	if len(ev.Targets) != 1 || ev.Targets[0] != (event.Target{Type: "AWS::IAM::User", Name: "eve"}) {
		t.Errorf("request parameters in a string: %v", ev.Targets)
	}
	for _, odd := range []string{
		`"userIdentity":null`, `"userIdentity":"x"`, `"userIdentity":[1,{"a":[]}]`, `"requestParameters":[1]`, `"requestParameters":"{not json"`,
		`"requestParameters":7`, `"responseElements":"x"`, `"resources":"x"`, `"resources":[null,1,{}]`, `"additionalEventData":[]`,
		`"insightDetails":[]`, `"readOnly":{}`, `"addendum":[]`, `"timeWindow":3`, `"userIdentity":{"sessionContext":[],"onBehalfOf":1}`,
	} {
		decode(t, record(odd))
	}
}

func TestEscapesAreResolved(t *testing.T) {
	ev := decode(t, record(`"userAgent":"a\"b\\c\/d\b\f\n\r\t\u00e4\ud83d\ude00 \ud83d x \ude00","event\u004eame2":"x","errorCod\u0065":"Boo"`))
	if want := "a\"b\\c/d\b\f\n\r\tä😀 \ufffd x \ufffd"; ev.Agent != want {
		t.Errorf("agent %q, want %q", ev.Agent, want)
	}
	if ev.Error != "Boo" {
		t.Errorf("a member whose name is escaped was not seen: %+v", ev)
	}
}

func TestEscapesAreOfAnyHexDigits(t *testing.T) {
	ev := decode(t, record(`"userAgent":"\u0123\u4567\u89ab\ucdef\u00A0\uABCD\u00EF\uf9fF"`))
	if want := "\u0123\u4567\u89ab\ucdef\u00a0\uabcd\u00ef\uf9ff"; ev.Agent != want {
		t.Errorf("agent %+q, want %+q", ev.Agent, want)
	}
	for _, digits := range []string{"00g0", "00G0", "00/0", "00:0", "00`0", "00@0", "+001", " 001"} {
		if _, err := event.Decode([]byte(record(`"userAgent":"\u`+digits+`"`)), nil); err == nil {
			t.Errorf(`\u%s is read`, digits)
		}
	}
}

func TestTheLastOfTwoMembersCounts(t *testing.T) {
	ev := decode(t, record(`"eventName":"DeleteUser","requestParameters":{"userName":"a"},"requestParameters":{"userName":"b"}`))
	if ev.Name != "DeleteUser" || ev.Targets[0].Name != "b" {
		t.Errorf("%+v", ev)
	}
}

func TestTimesAreReadInEveryFormSeen(t *testing.T) {
	usual := time.Date(2025, 10, 21, 0, 52, 27, 0, time.UTC)
	for in, want := range map[string]time.Time{
		`"2025-10-21T00:52:27Z"`:           usual,
		`"2025-10-21TT00:52:27Z"`:          usual,
		`"2025-10-21 00:52:27"`:            usual,
		`"20251021T005227Z"`:               usual,
		`"2025-10-21T00:52:27"`:            usual,
		`"2025-10-21T11:52:27+11:00"`:      usual,
		`"2025-10-20T19:22:27.000-0530"`:   usual,
		`"2025-10-21T00:52:27.5Z"`:         usual.Add(500 * time.Millisecond),
		`"2025-10-21T00:52:27.123456789Z"`: usual.Add(123456789),
		`1761007947`:                       usual,
		`1761007947.5`:                     usual.Add(500 * time.Millisecond),
		`"2024-02-29T00:00:00Z"`:           time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
		`"2016-12-31T23:59:60Z"`:           time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		ev := decode(t, `{"eventTime":`+in+`}`)
		if !ev.Time.Equal(want) || ev.Time.Location() != time.UTC {
			t.Errorf("%s read as %v, want %v", in, ev.Time, want)
		}
	}
	for _, in := range []string{`"yesterday"`, `""`, `"2025-13-01T00:00:00Z"`, `"2025-02-30T00:00:00Z"`, `"2025-10-21T24:00:00Z"`, `"2025-10-21"`,
		`"2025/10-21T00:52:27Z"`, `"2025-10/21T00:52:27Z"`, `"2025-10-21x00:52:27Z"`, `"2025-10-21T00.52:27Z"`, `"2025-10-21T00:52.27Z"`,
		`"2025-10-21T00:60:27Z"`, `"2025-10-21T00:52:61Z"`, `"2025-00-21T00:52:27Z"`, `"2025-10-00T00:52:27Z"`, `"2025-1a-21T00:52:27Z"`,
		`"2025-10-21T00:52:27Zx"`, `{}`, `-5`, `1e300`, `true`, `"２０２５-10-21T00:52:27Z"`} {
		_, err := event.Decode([]byte(`{"eventTime":`+in+`}`), nil)
		if err == nil || !strings.Contains(err.Error(), "eventTime") {
			t.Errorf("eventTime %s: error %v should name it", in, err)
		}
	}
}

func TestWhatIsNoRecordSaysWhy(t *testing.T) {
	for _, c := range []struct {
		raw    string
		is     error
		offset int
	}{
		{``, nil, 0},
		{`{"eventTime":"2026`, nil, 18},
		{`{"eventTime":"2026-03-02T10:15:05Z",}`, nil, 36},
		{`{eventTime:1}`, nil, 1},
		{`{"a":1 "b":2}`, nil, 7},
		{`{"a":01}`, nil, 6},
		{`{"a":"` + "\n" + `"}`, nil, 6},
		{`{"a":"\x"}`, nil, 6},
		{`{"a":"\u12`, nil, 6},
		{`{"a":"\u12zz"}`, nil, 6},
		{`{"a\x":1}`, nil, 3},
		{`{"a":?}`, nil, 5},
		{`{"a":}`, nil, 5},
		{`{"a":1,`, nil, 7},
		{`{"a":1, `, nil, 8},
		{`{"a":[1,]}`, nil, 8},
		{`{"a":nul}`, nil, 5},
		{`{"a":1}{"b":2}`, nil, 7},
		{strings.Repeat(`{"a":[`, 400), nil, 6 * 256},
		{`[]`, event.ErrNotObject, 0},
		{`"x"`, event.ErrNotObject, 0},
		{`null`, event.ErrNotObject, 0},
		{`{}`, event.ErrNoTime, 0},
		{`{"eventTime":null,"timeWindow":{}}`, event.ErrNoTime, 0},
	} {
		_, err := event.Decode(slices.Clip([]byte(c.raw)), nil) // nothing behind it may be looked at
		var syntax *event.SyntaxError
		switch {
		case err == nil:
			t.Errorf("%.40q decodes", c.raw)
		case c.is != nil && !errors.Is(err, c.is):
			t.Errorf("%.40q: %v, want %v", c.raw, err, c.is)
		case c.is == nil && (!errors.As(err, &syntax) || syntax.Offset != c.offset):
			t.Errorf("%.40q: %v, want the error at byte %d", c.raw, err, c.offset)
		}
	}
}

func TestARecordWithoutAnIDIsNamedByItsContent(t *testing.T) {
	compact := `{"eventTime":"2026-03-02T10:15:05Z","eventName":"Create User\" {"}`
	indented := "{\n\t\"eventTime\" : \"2026-03-02T10:15:05Z\",\r\n  \"eventName\": \"Create User\\\" {\" }\n"
	a, b := decode(t, compact), decode(t, indented)
	if !strings.HasPrefix(a.ID, "sha256:") || len(a.ID) != len("sha256:")+64 {
		t.Errorf("id %q", a.ID)
	}
	if a.ID != b.ID {
		t.Errorf("blanks between values change the id: %s, %s", a.ID, b.ID)
	}
	if c := decode(t, strings.Replace(compact, "Create User", "CreateUser", 1)); c.ID == a.ID {
		t.Error("blanks inside a value do not change the id")
	}
	if d := decode(t, `{"eventTime":"2026-03-02T10:15:05Z","eventId":"lower"}`); d.ID != "lower" {
		t.Errorf("eventId is not taken: %q", d.ID)
	}
}

func TestAnInsightSpeaksOfTheCallInsideIt(t *testing.T) {
	ev := decode(t, `{"eventVersion":"1.09","eventTime":"2026-03-02T10:15:00Z","awsRegion":"eu-west-1","eventID":"1f6f","eventType":"AwsCloudTrailInsight",
		"recipientAccountId":"210987654321","sharedEventID":"c2aa","eventCategory":"Insight","insightDetails":{"state":"Start","eventSource":"ec2.amazonaws.com",
		"eventName":"RunInstances","insightType":"ApiErrorRateInsight","errorCode":"Client.VcpuLimitExceeded","insightContext":{"statistics":{"baseline":{"average":9.8E-5}}}}}`)
	if ev.Source != "ec2.amazonaws.com" || ev.Name != "RunInstances" || ev.Verb != event.VerbInsight || ev.Error != "Client.VcpuLimitExceeded" ||
		ev.Failed() || ev.Severity != event.Attention {
		t.Errorf("%+v", ev)
	}
	if ev := decode(t, `{"eventTime":"2026-03-02T10:15:00Z","insightDetails":{"eventName":"RunInstances","errorCode":"null"}}`); ev.Error != "" {
		t.Errorf("of calls that succeed, with the error %q", ev.Error)
	}
}

func TestAnAggregatedRecordStandsAtTheStartOfItsWindow(t *testing.T) {
	ev := decode(t, `{"eventVersion":"1.0","accountId":"210987654321","eventId":"77aa","eventCategory":"Aggregated","eventType":"AwsAggregatedEvent","awsRegion":"eu-west-1",
		"eventSource":"s3.amazonaws.com","timeWindow":{"windowStart":"2026-03-02 10:15:00","windowEnd":"2026-03-02 10:20:00","windowSize":"PT5M"},
		"summary":{"primaryDimension":{"dimension":"eventName","statistics":[{"name":"GetObject","value":12}]}}}`)
	if ev.ID != "77aa" || ev.Account != "210987654321" || !ev.Time.Equal(time.Date(2026, 3, 2, 10, 15, 0, 0, time.UTC)) || ev.Category != "Aggregated" {
		t.Errorf("%+v", ev)
	}
}

func TestWhatLookupEventsSaysComesFirst(t *testing.T) {
	env := &event.Envelope{Username: "root-account", AccessKeyID: "AKIAENVELOPE", ReadOnly: "true", Resources: []event.Target{
		{Type: "AWS::IAM::User", Name: "arn:aws:iam::210987654321:user/ops"}, {Type: "AWS::IAM::User", Name: "AIDAEXAMPLE"},
		{Type: "AWS::IAM::User", Name: "ops"}, {Name: "untyped"}, {Type: "AWS::IAM::User", Name: "ops"}}}
	ev, err := event.Decode([]byte(record(`"userIdentity":{"type":"Root"},"requestParameters":{"userName":"ops"}`)), env)
	if err != nil {
		t.Fatal(err)
	}
	want := []event.Target{{Type: "AWS::IAM::User", Name: "ops"}, {Type: "AWS::IAM::User", Name: "AIDAEXAMPLE"}, {Name: "untyped"}}
	if diff := cmp.Diff(want, ev.Targets); diff != "" {
		t.Error(diff)
	}
	if ev.User != "root-account" || ev.AccessKey != "AKIAENVELOPE" || ev.Verb != event.VerbRead {
		t.Errorf("%+v", ev)
	}
}

func TestEnvelopesAreReadAsTheyAreWritten(t *testing.T) {
	env, err := event.DecodeEnvelope([]byte(`{"EventId":"7d0f","EventName":"DeleteBucket","ReadOnly":"false","AccessKeyId":"ASIAEXAMPLE","EventTime":1772380801.0,
		"EventSource":"s3.amazonaws.com","Username":"dana.r\u00e9yes","Resources":[{"ResourceType":"AWS::S3::Bucket","ResourceName":"acme-scratch"},{"ResourceType":null,"ResourceName":"x"},{}],
		"CloudTrailEvent":"{}"}`))
	want := event.Envelope{EventID: "7d0f", EventName: "DeleteBucket", EventSource: "s3.amazonaws.com", AccessKeyID: "ASIAEXAMPLE", Username: "dana.réyes",
		ReadOnly: "false", Resources: []event.Target{{Type: "AWS::S3::Bucket", Name: "acme-scratch"}, {Name: "x"}}}
	if diff := cmp.Diff(want, env); diff != "" || err != nil {
		t.Error(err, diff)
	}
	for raw, want := range map[string]error{`[]`: event.ErrNotObject, `{"EventId":"x"}`: event.ErrNoEnvelope, `{"CloudTrailEvent":{}}`: event.ErrNoEnvelope} {
		if _, err := event.DecodeEnvelope([]byte(raw)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", raw, err, want)
		}
	}
	if _, err := event.DecodeEnvelope([]byte(`{"CloudTrailEvent":"`)); err == nil {
		t.Error("half an envelope decodes")
	}
}
