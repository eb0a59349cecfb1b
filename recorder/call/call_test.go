package call

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spoor/event"
)

func sample() Call {
	return Call{
		Start: time.Date(2026, 11, 20, 9, 30, 1, 250e6, time.UTC), Duration: 1500 * time.Millisecond, Via: Gateway,
		Endpoint: "http://127.0.0.1:4566", Source: "s3.amazonaws.com", Operation: "CreateBucket", Region: "eu-west-1",
		Caller:    Caller{AccessKey: "AKIAEXAMPLEKEY000001"},
		UserAgent: "aws-cli/2.0", SourceIP: "127.0.0.1", RequestID: "REQ1", Status: 200,
		Request: map[string]any{"bucketName": "acme-scratch"}, Response: map[string]any{"location": "/acme-scratch"},
		Resources: []Resource{{"AWS::S3::Bucket", "arn:aws:s3:::acme-scratch"}}, ReadOnly: Writes, Attempts: 1,
	}
}

// written is the record of a call, and the event read from it.
func written(t *testing.T, c Call) (map[string]any, event.Event, string) {
	t.Helper()
	line, err := c.Record()
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(line), "\n\r") {
		t.Fatalf("the record spans lines: %s", line)
	}
	var plain map[string]any
	if err := json.Unmarshal(line, &plain); err != nil {
		t.Fatal(err)
	}
	ev, err := event.Decode(line, nil)
	if err != nil {
		t.Fatal(err)
	}
	return plain, ev, string(line)
}

func TestARecordReadsAsTheCallThatWasMade(t *testing.T) {
	_, ev, _ := written(t, sample())
	if ev.Source != "s3.amazonaws.com" || ev.Name != "CreateBucket" || ev.Region != "eu-west-1" ||
		ev.AccessKey != "AKIAEXAMPLEKEY000001" || ev.RequestID != "REQ1" || ev.Category != "Management" ||
		ev.Verb != event.VerbWrite || ev.IP != "127.0.0.1" || ev.Failed() {
		t.Errorf("read as %+v", ev)
	}
	if want := time.Date(2026, 11, 20, 9, 30, 2, 750e6, time.UTC); !ev.Time.Equal(want) {
		t.Errorf("the event is at %v, the call was over at %v", ev.Time, want)
	}
	if len(ev.Targets) == 0 || ev.Targets[0].Type != "AWS::S3::Bucket" || !strings.HasSuffix(ev.Targets[0].Name, "acme-scratch") {
		t.Errorf("its targets are %v", ev.Targets)
	}
}

// The status of an answer that was cut short is that of a call that went well.
func TestACallWhoseAnswerWasCutShortFailedWithoutACode(t *testing.T) {
	c := sample()
	c.ErrorCode, c.ErrorMessage = "", "the answer was cut short"
	if plain, ev, line := written(t, c); plain["errorCode"] != nil || plain["errorMessage"] != c.ErrorMessage || !ev.Failed() {
		t.Errorf("recorded %s", line)
	}
}

func TestEveryRecordSaysThatItIsNotAWSsOwn(t *testing.T) {
	calls := []Call{{}, sample(), {Via: CSM, Extra: map[string]string{event.RecordedBy: "AWS", "recordedVia": "AWS"}}}
	big := sample()
	big.Extra = map[string]string{"much": strings.Repeat("x", maxExtra)}
	for _, c := range append(calls, big) {
		_, ev, line := written(t, c)
		if !ev.Flags.Has(event.FlagLocal) {
			t.Errorf("a record passes for AWS's: %s", line)
		}
	}
}

func TestARecordOfAWSsIsNeverTakenForALocalOne(t *testing.T) {
	for _, record := range []string{
		`{"eventTime":"2026-11-20T09:30:01Z","requestParameters":{"recordedBy":"spoor"}}`,
		`{"eventTime":"2026-11-20T09:30:01Z","recordedBy":"spoor","additionalEventData":null}`,
		`{"eventTime":"2026-11-20T09:30:01Z","additionalEventData":{"x":{"recordedBy":"spoor"}}}`,
		`{"eventTime":"2026-11-20T09:30:01Z","additionalEventData":{"recordedBy":["spoor"]}}`,
	} {
		ev, err := event.Decode([]byte(record), nil)
		if err != nil || ev.Flags.Has(event.FlagLocal) {
			t.Errorf("%s: local %v, %v", record, ev.Flags.Has(event.FlagLocal), err)
		}
	}
}

func TestEachRecordHasAnIDOfItsOwnUnlessItIsGivenOne(t *testing.T) {
	_, one, _ := written(t, sample())
	_, two, _ := written(t, sample())
	if one.ID == two.ID || len(one.ID) != 36 || one.ID[14] != '4' {
		t.Errorf("ids are %q and %q", one.ID, two.ID)
	}
	c := sample()
	c.ID = "7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21"
	if _, ev, _ := written(t, c); ev.ID != c.ID {
		t.Errorf("the id is %q", ev.ID)
	}
}

const token = "IQoJb3JpZ2luX2VjEXAMPLE0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopq="

func TestSecretsAreHiddenAsAWSHidesThem(t *testing.T) {
	const secret = "hunter2-correct-horse"
	for name, c := range map[string]Call{
		"login profile":   {Source: "iam.amazonaws.com", Operation: "CreateLoginProfile", Request: map[string]any{"userName": "kept", "password": secret}},
		"database":        {Source: "rds.amazonaws.com", Operation: "CreateDBInstance", Request: map[string]any{"masterUserPassword": secret, "dBName": "kept"}},
		"secret":          {Source: "secretsmanager.amazonaws.com", Operation: "CreateSecret", Request: map[string]any{"name": "kept", "secretString": secret}},
		"binary secret":   {Source: "secretsmanager.amazonaws.com", Operation: "CreateSecret", Request: map[string]any{"name": "kept", "secretBinary": []byte(secret)}},
		"parameter":       {Source: "ssm.amazonaws.com", Operation: "PutParameter", Request: map[string]any{"name": "kept", "type": "SecureString", "value": secret}},
		"environment":     {Source: "lambda.amazonaws.com", Operation: "CreateFunction", Request: map[string]any{"functionName": "kept", "environment": map[string]any{"variables": map[string]any{"DB": secret}}}},
		"task":            {Source: "ecs.amazonaws.com", Operation: "RegisterTaskDefinition", Request: map[string]any{"family": "kept", "containerDefinitions": []any{map[string]any{"environment": []any{map[string]any{"name": "DB", "value": secret}}}}}},
		"named setting":   {Source: "x.amazonaws.com", Operation: "CreateX", Request: map[string]any{"s": []any{map[string]any{"name": "DB_PASSWORD", "value": secret}}, "y": "kept"}},
		"own type":        {Source: "x.amazonaws.com", Operation: "CreateX", Request: map[string]any{"s": []struct{ Password string }{{secret}}, "y": "kept"}},
		"any password":    {Source: "fsx.amazonaws.com", Operation: "CreateStorageVirtualMachine", Request: map[string]any{"name": "kept", "svmAdminPassword": secret}},
		"passwords":       {Source: "elasticache.amazonaws.com", Operation: "CreateUser", Request: map[string]any{"userId": "kept", "passwords": []any{secret, secret}}},
		"signing key":     {Source: "ses.amazonaws.com", Operation: "CreateEmailIdentity", Request: map[string]any{"emailIdentity": "kept", "dkimSigningAttributes": map[string]any{"domainSigningPrivateKey": secret}}},
		"shared secret":   {Source: "ds.amazonaws.com", Operation: "EnableRadius", Request: map[string]any{"directoryId": "kept", "radiusSettings": map[string]any{"sharedSecret": secret}}},
		"CHAP":            {Source: "storagegateway.amazonaws.com", Operation: "UpdateChapCredentials", Request: map[string]any{"initiatorName": "kept", "secretToAuthenticateInitiator": secret}},
		"source token":    {Source: "codebuild.amazonaws.com", Operation: "ImportSourceCredentials", Request: map[string]any{"serverType": "kept", "token": secret}},
		"API key":         {Source: "apigateway.amazonaws.com", Operation: "CreateApiKey", ReadOnly: Writes, Request: map[string]any{"name": "kept", "value": secret}, Response: map[string]any{"value": secret}},
		"git password":    {Source: "iam.amazonaws.com", Operation: "CreateServiceSpecificCredential", ReadOnly: Writes, Response: map[string]any{"serviceSpecificCredential": map[string]any{"serviceUserName": "kept", "servicePassword": secret}}},
		"MFA seed":        {Source: "iam.amazonaws.com", Operation: "CreateVirtualMFADevice", ReadOnly: Writes, Response: map[string]any{"virtualMFADevice": map[string]any{"serialNumber": "kept", "base32StringSeed": secret, "qRCodePNG": secret}}},
		"setting":         {Source: "x.amazonaws.com", Operation: "CreateX", Request: map[string]any{"config": map[string]any{"GITHUB_TOKEN": secret, "MODE": "kept"}}},
		"token":           {Source: "x.amazonaws.com", Operation: "CreateX", Request: map[string]any{"about": "it was " + token, "y": "kept"}},
		"message":         {Source: "sqs.amazonaws.com", Operation: "SendMessage", Request: map[string]any{"queueUrl": "kept", "messageBody": secret}},
		"item":            {Source: "dynamodb.amazonaws.com", Operation: "PutItem", Request: map[string]any{"tableName": "kept", "item": map[string]any{"card": map[string]any{"S": secret}}}},
		"access key":      {Source: "iam.amazonaws.com", Operation: "CreateAccessKey", ReadOnly: Writes, Response: map[string]any{"accessKey": map[string]any{"accessKeyId": "kept", "secretAccessKey": secret}}},
		"assumed role":    {Source: "sts.amazonaws.com", Operation: "AssumeRole", ReadOnly: Reads, Response: map[string]any{"credentials": map[string]any{"accessKeyId": "kept", "secretAccessKey": secret, "sessionToken": token}}},
		"error":           {Source: "x.amazonaws.com", Operation: "kept", ErrorMessage: "the token " + token + " is expired"},
		"presigned":       {Source: "x.amazonaws.com", Operation: "CreateX", Request: map[string]any{"url": "https://kept/?X-Amz-Signature=" + secret + "&X-Amz-Security-Token=" + token}},
		"extra":           {Source: "x.amazonaws.com", Operation: "kept", Extra: map[string]string{"x": token}},
		"deep":            {Source: "x.amazonaws.com", Operation: "kept", Request: deep(200, secret)},
		"header":          {Source: "s3.amazonaws.com", Operation: "PutObject", Request: map[string]any{"key": "kept", "x-amz-security-token": token, "x-amz-server-side-encryption-customer-key": secret}},
		"results of read": {Source: "ssm.amazonaws.com", Operation: "GetParameter", ReadOnly: Reads, Request: map[string]any{"name": "kept"}, Response: map[string]any{"parameter": map[string]any{"value": secret}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, line := written(t, c)
			if strings.Contains(line, secret) || strings.Contains(line, token) || strings.Contains(line, "aHVudGVy") {
				t.Errorf("the secret is in the record: %s", line)
			}
			if !strings.Contains(line, "kept") {
				t.Errorf("what is no secret was lost: %s", line)
			}
			if c.Operation != "GetParameter" && !strings.Contains(line, hidden) {
				t.Errorf("nothing says that something was hidden: %s", line)
			}
		})
	}
}

func deep(n int, leaf any) map[string]any {
	v := leaf
	for range n {
		v = map[string]any{"in": v}
	}
	return map[string]any{"top": v}
}

func TestHidingLeavesWhatTheCallerHoldsAsItWas(t *testing.T) {
	request := map[string]any{"password": "p4ss", "list": []any{map[string]any{"name": "TOKEN", "value": "t"}}}
	written(t, Call{Request: request})
	text, _ := json.Marshal(request)
	if string(text) != `{"list":[{"name":"TOKEN","value":"t"}],"password":"p4ss"}` {
		t.Errorf("the request became %s", text)
	}
}

func TestWhatIsLongerThanCloudTrailKeepsIsCutOrLeftOut(t *testing.T) {
	c := sample()
	c.UserAgent = strings.Repeat("ü", 1000)
	c.Request["policy"] = strings.Repeat("p", maxParams)
	plain, ev, _ := written(t, c)
	if agent := plain["userAgent"].(string); len(agent) > maxText || !strings.HasSuffix(agent, "ü...") {
		t.Errorf("the user agent has %d bytes and ends in %q", len(agent), agent[len(agent)-8:])
	}
	if plain["requestParameters"].(map[string]any)["omitted"] != true || !ev.Flags.Has(event.FlagTruncated) {
		t.Errorf("the parameters are %.60v", plain["requestParameters"])
	}
}

func TestWhatIsJustAsLongAsCloudTrailKeepsIsKept(t *testing.T) {
	c := Call{UserAgent: strings.Repeat("a", maxText)}
	c.Request = map[string]any{"policy": strings.Repeat("p", maxParams-len(`{"policy":""}`))}
	c.Extra = map[string]string{"much": strings.Repeat("x", maxExtra-len("much"))}
	plain, _, _ := written(t, c)
	if plain["userAgent"] != c.UserAgent {
		t.Error("the user agent is cut")
	}
	if d := cmp.Diff(c.Request, plain["requestParameters"]); d != "" {
		t.Errorf("the parameters: %.200s", d)
	}
	if plain["additionalEventData"].(map[string]any)["much"] != c.Extra["much"] {
		t.Error("what was added is left out")
	}
}

func TestTheRecordSaysHowTheCallWasSeen(t *testing.T) {
	want := map[string]any{
		"recordedBy": "spoor", "recordedVia": "gateway", "startedAt": "2026-11-20T09:30:01.250Z", "durationMs": 1500.0,
		"endpoint": "http://127.0.0.1:4566", "attempts": 1.0, "httpStatus": 200.0,
	}
	c := sample()
	if plain, _, _ := written(t, c); !cmp.Equal(plain["additionalEventData"], any(want)) {
		t.Errorf("it says %v, want %v", plain["additionalEventData"], want)
	}
	c.Unnamed, c.Endpoint, c.Attempts, c.BytesIn, c.BytesOut = true, "", 0, 7, 9
	delete(want, "endpoint")
	delete(want, "attempts")
	want["eventNameIs"], want["bytesTransferredIn"], want["bytesTransferredOut"] = "method and path", 7.0, 9.0
	if plain, _, _ := written(t, c); !cmp.Equal(plain["additionalEventData"], any(want)) {
		t.Errorf("it says %v, want %v", plain["additionalEventData"], want)
	}
}

func TestACallThatFailedHasACodeAndNoResponse(t *testing.T) {
	for _, it := range []struct {
		status        int
		code, message string
		failed        bool
		told          any // the record's errorCode
	}{
		{status: 200}, {status: 399},
		{status: 400, failed: true, told: "400"}, {status: 503, failed: true, told: "503"},
		{status: 403, code: "AccessDenied", failed: true, told: "AccessDenied"},
		{status: 200, code: "InternalError", failed: true, told: "InternalError"},
		{code: "Throttling", failed: true, told: "Throttling"}, {status: 200, message: "cut short", failed: true},
	} {
		c := sample()
		c.Status, c.ErrorCode, c.ErrorMessage = it.status, it.code, it.message
		plain, _, line := written(t, c)
		if c.Failed() != it.failed || plain["errorCode"] != it.told || (plain["responseElements"] == nil) != it.failed {
			t.Errorf("status %d, code %q: failed %v, recorded %s", it.status, it.code, c.Failed(), line)
		}
	}
}

func TestAPairWhoseNameIsNoSecretsKeepsItsValue(t *testing.T) {
	request := map[string]any{
		"environment": []any{map[string]any{"name": "MODE", "value": "kept"}, map[string]any{"value": "kept too"}, map[string]any{"name": 7.0, "value": "and this"}},
	}
	plain, _, _ := written(t, Call{Source: "x.amazonaws.com", Operation: "CreateX", Request: request})
	if d := cmp.Diff(any(request), plain["requestParameters"]); d != "" {
		t.Error(d)
	}
}

func TestTheCallerIsNamedAsFarAsIsCertain(t *testing.T) {
	for _, c := range []struct {
		caller           Caller
		kind, user, role string
		account          string
	}{
		{Caller{AccessKey: "AKIAEXAMPLEKEY000001"}, "Unknown", "", "", ""},
		{Caller{ARN: "arn:aws:iam::111122223333:user/eng/alice"}, "IAMUser", "alice", "", "111122223333"},
		{Caller{ARN: "arn:aws:iam::111122223333:root"}, "Root", "root", "", "111122223333"},
		{Caller{ARN: "arn:aws:sts::111122223333:assumed-role/deploy/build-7", Principal: "AROAEXAMPLE:build-7"}, "AssumedRole", "build-7", "deploy", "111122223333"},
		{Caller{ARN: "nonsense", Account: "111122223333"}, "Unknown", "", "", "111122223333"},
	} {
		_, ev, _ := written(t, Call{Caller: c.caller})
		if ev.ActorType != c.kind || ev.User != c.user || ev.Role != c.role || ev.ActorAccount != c.account {
			t.Errorf("%+v reads as type %q, user %q, role %q, account %q", c.caller, ev.ActorType, ev.User, ev.Role, ev.ActorAccount)
		}
	}
}

func TestDataEventsAreToldFromManagementEvents(t *testing.T) {
	for call, want := range map[[2]string]string{
		{"s3.amazonaws.com", "GetObject"}:                  data,
		{"s3.amazonaws.com", "GetObjectLockConfiguration"}: management,
		{"s3.amazonaws.com", "CreateBucket"}:               management,
		{"dynamodb.amazonaws.com", "Query"}:                data,
		{"dynamodb.amazonaws.com", "CreateTable"}:          management,
		{"lambda.amazonaws.com", "InvokeAsync"}:            data,
		{"kms.amazonaws.com", "Decrypt"}:                   management,
		{"", ""}:                                           management,
	} {
		if got := categoryOf(call[0], call[1]); got != want {
			t.Errorf("%v is %s", call, got)
		}
	}
}
