package operation

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spoor/recorder/call"
)

// request makes a request from a line such as "s3 PUT /bucket?acl" and headers
// "Name: value".
func request(line, body string, headers ...string) *Request {
	f := strings.Fields(line)
	path, query, _ := strings.Cut(f[2], "?")
	r := &Request{Method: f[1], Path: path, RawQuery: query, Header: http.Header{}, Host: "127.0.0.1:4566",
		Signing: strings.TrimPrefix(f[0], "-"), Body: []byte(body), Whole: true}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	return r
}

const (
	form    = "Content-Type: application/x-www-form-urlencoded; charset=utf-8"
	json11  = "Content-Type: application/x-amz-json-1.1"
	xmlBody = "Content-Type: application/xml"
)

func TestEveryRequestIsNamedAsCloudTrailNamesIt(t *testing.T) {
	for _, c := range []struct {
		line, body string
		headers    []string
		want       string
	}{
		{"s3 GET /", "", nil, "s3 ListBuckets"},
		{"s3 PUT /bucket", "", nil, "s3 CreateBucket"},
		{"s3 PUT /bucket/", "", nil, "s3 CreateBucket"},
		{"s3 GET /bucket?list-type=2&prefix=a%2F", "", nil, "s3 ListObjects"},
		{"s3 GET /bucket?lifecycle", "", nil, "s3 GetBucketLifecycle"},
		{"s3 PUT /bucket?publicAccessBlock", "", nil, "s3 PutBucketPublicAccessBlock"},
		{"s3 POST /bucket?delete", "", nil, "s3 DeleteObjects"},
		{"s3 PUT /bucket/key", "", []string{"x-amz-copy-source: a/b"}, "s3 CopyObject"},
		{"s3 PUT /bucket/key?partNumber=1&uploadId=x", "", []string{"x-amz-copy-source: a/b"}, "s3 UploadPartCopy"},
		{"s3 PUT /bucket/key?partNumber=1&uploadId=x", "", nil, "s3 UploadPart"},
		{"s3 POST /bucket/key?uploadId=x", "", nil, "s3 CompleteMultipartUpload"},
		{"s3 GET /bucket/lifecycle?versionId=1", "", nil, "s3 GetObject"},
		{"s3 PATCH /bucket/key", "", nil, "s3 PATCH /bucket/key"},
		{"s3 POST /v20180820/jobs", "", []string{"x-amz-account-id: 111122223333"}, "s3 CreateJob"},
		{"dynamodb POST /", "{}", []string{"X-Amz-Target: DynamoDB_20120810.PutItem"}, "dynamodb PutItem"},
		{"cloudtrail POST /", "{}", []string{"X-Amz-Target: com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"}, "cloudtrail LookupEvents"},
		{"iam POST /", "Action=CreateUser&UserName=a&Version=2010-05-08", []string{form}, "iam CreateUser"},
		{"sts GET /?Action=GetCallerIdentity", "", nil, "sts GetCallerIdentity"},
		{"- POST /", "Action=AssumeRoleWithWebIdentity&RoleArn=a", []string{form}, "sts AssumeRoleWithWebIdentity"},
		{"- GET /federation/credentials?account_id=1&role_name=a", "", nil, "sso GetRoleCredentials"},
		{"- POST /token", "{}", nil, "sso CreateToken"},
		{"- POST /", "{}", []string{"X-Amz-Target: AWSCognitoIdentityService.GetId"}, "cognito-identity GetId"},
		{"monitoring POST /service/GraniteServiceVersion20100801/operation/PutMetricData", "", []string{"Smithy-Protocol: rpc-v2-cbor"}, "monitoring PutMetricData"},
		{"lambda GET /2015-03-31/functions/f", "", nil, "lambda GetFunction20150331v2"},
		{"lambda GET /2015-03-31/functions/", "", nil, "lambda ListFunctions20150331"},
		{"lambda POST /2015-03-31/functions", "", nil, "lambda CreateFunction20150331"},
		{"lambda POST /2015-03-31/functions/f/invocations", "", nil, "lambda Invoke"},
		{"apigateway GET /restapis", "", nil, "apigateway GetRestApis"},
		{"apigateway GET /v2/apis", "", nil, "apigateway GetApis"},
		{"route53 POST /2013-04-01/hostedzone/Z1/rrset/", "", nil, "route53 ChangeResourceRecordSets"},
		{"cloudfront POST /2020-05-31/tagging?Operation=Untag", "", nil, "cloudfront UntagResource"},
		{"eks GET /clusters/a/node-groups/b", "", nil, "eks DescribeNodegroup"},
		{"ses POST /v2/email/outbound-emails", "", nil, "ses SendEmail"},
		{"bedrock POST /model/a%2Fb/converse", "", nil, "bedrock Converse"},
		{"es GET /2021-01-01/opensearch/domain/a", "", nil, "es DescribeDomain"},
		{"made-up GET /v1/things", "", nil, "made-up GET /v1/things"},
		{"dynamodb POST /", "{}", []string{"X-Amz-Target: DynamoDB_20120810.Put\x1b[31mItem"}, "dynamodb POST /"},
		{"iam POST /", "Action=%1b%5b2J", []string{form}, "iam POST /"},
	} {
		r := request(c.line, c.body, c.headers...)
		o := Identify(r)
		source := strings.TrimSuffix(o.Service.EventSource(), ".amazonaws.com")
		if got := source + " " + o.Name; got != c.want || o.Unnamed != strings.Contains(o.Name, " ") {
			t.Errorf("%s is %q (unnamed: %v), want %q", c.line, got, o.Unnamed, c.want)
		}
	}
}

// sampleOf fills the labels of a route.
func sampleOf(r *route) (path string, query url.Values) {
	segments := make([]string, len(r.segments))
	for i, s := range r.segments {
		segments[i] = s
		if strings.HasPrefix(s, "{") {
			segments[i] = "sample"
		}
	}
	query = url.Values{}
	for _, q := range r.query {
		query.Set(q[0], q[1])
	}
	return "/" + strings.Join(segments, "/"), query
}

func TestEveryLineOfEveryTableIsFound(t *testing.T) {
	entries, err := restTables.ReadDir("rest")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, entry := range entries {
		service := strings.TrimSuffix(entry.Name(), ".txt")
		routes := routesOf(service)
		if len(routes) == 0 {
			t.Errorf("%s has no operations", service)
		}
		for _, r := range routes {
			lines++
			path, query := sampleOf(&r)
			found, _, ok := matchRoute(routes, r.method, path, query)
			if !ok || found.name != r.name && !same(found, r) {
				t.Errorf("%s %s %s is %q, want %q", service, r.method, path, found.name, r.name)
			}
		}
	}
	if lines < 5000 {
		t.Errorf("the tables hold %d operations", lines)
	}
}

// same reports whether two operations are told apart by nothing but a header or
// the body.
func same(a, b route) bool {
	return a.method == b.method && strings.Join(a.segments, "/") == strings.Join(b.segments, "/") && cmp.Equal(a.query, b.query)
}

func TestEveryLineOfTheTableOfS3IsFound(t *testing.T) {
	places := map[string][2]string{"service": {"", ""}, "bucket": {"b", ""}, "object": {"b", "k"}}
	for _, l := range s3Lines() {
		query, header := url.Values{}, http.Header{}
		for _, name := range l.subresources {
			if name == ":copy" {
				header.Set("X-Amz-Copy-Source", "a/b")
				continue
			}
			query.Set(name, "")
		}
		at := places[l.level]
		if got := s3Name(l.method, at[0], at[1], query, header); got != l.name {
			t.Errorf("%+v is named %s", l, got)
		}
	}
}

func TestABucketIsFoundInTheHostOrThePath(t *testing.T) {
	for host, want := range map[string]string{
		"localhost:4566": "", "127.0.0.1:4566": "", "[::1]:4566": "", "pictures.localhost:4566": "pictures", "my.pictures.localhost": "my.pictures",
		"s3.localhost:4566": "", "pictures.s3.localhost": "pictures", "pictures.s3.eu-west-1.localhost": "pictures", "s3data.localhost": "s3data",
		"evil.example": "", "localhost.evil.example": "", "notlocalhost": "",
	} {
		if got := VirtualBucket(host, "localhost"); got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
	for _, c := range [][4]string{
		{"/b/k", "", "b", "k"}, {"/b", "", "b", ""}, {"/b/", "", "b", ""}, {"/b//k", "", "b", "/k"}, {"/k/x", "b", "b", "k/x"}, {"/", "b", "b", ""},
		{"/", "", "", ""}, {"/b/a%20%2F%C3%BC", "", "b", "a /ü"},
	} {
		if bucket, key := s3Place(c[0], c[1]); bucket != c[2] || key != c[3] {
			t.Errorf("%q: %q %q", c[0], bucket, key)
		}
	}
}

// asJSON is a value as it stands in a record.
func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestParametersAreThoseThatCloudTrailRecords(t *testing.T) {
	for name, c := range map[string]struct {
		r    *Request
		want string
	}{
		"s3": {request("s3 PUT /b/a%20b?acl", "", "x-amz-acl: private", "x-amz-security-token: t", "x-amz-meta-mine: m", "x-amz-date: d"),
			`{"Host":"127.0.0.1:4566","acl":"","bucketName":"b","key":"a b","x-amz-acl":"private"}`},
		"s3 settings": {request("s3 PUT /b?versioning", `<VersioningConfiguration xmlns="http://s3/"><Status>Enabled</Status></VersioningConfiguration>`, xmlBody),
			`{"Host":"127.0.0.1:4566","VersioningConfiguration":{"Status":"Enabled","xmlns":"http://s3/"},"bucketName":"b","versioning":""}`},
		"s3 settings of no namespace": {request("s3 PUT /b?versioning", `<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>`, xmlBody),
			`{"Host":"127.0.0.1:4566","VersioningConfiguration":{"Status":"Enabled"},"bucketName":"b","versioning":""}`},
		"s3 policy": {request("s3 PUT /b?policy", `{"Statement":[{"Effect":"Allow"}]}`),
			`{"Host":"127.0.0.1:4566","bucketName":"b","bucketPolicy":{"Statement":[{"Effect":"Allow"}]},"policy":""}`},
		"query": {request("iam POST /", "Action=CreateUser&Version=1&UserName=a&Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.2.Key=l&Force=true", form),
			`{"force":true,"tags":[{"key":"k","value":"v"},{"key":"l"}],"userName":"a"}`},
		"query maps": {request("sns POST /", "Action=CreateTopic&Attributes.entry.1.key=K&Attributes.entry.1.value=v", form), `{"attributes":{"K":"v"}}`},
		"ec2": {request("ec2 POST /", "Action=TerminateInstances&InstanceId.1=i-1&InstanceId.2=i-2&DryRun=false", form),
			`{"dryRun":false,"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}`},
		"ec2 rules": {request("ec2 POST /", "Action=AuthorizeSecurityGroupIngress&GroupId=sg-1&IpPermissions.1.FromPort=22&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0", form),
			`{"groupId":"sg-1","ipPermissions":{"items":[{"fromPort":"22","ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]}}]}}`},
		"ec2 filters": {request("ec2 POST /", "Action=DescribeInstances&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1", form),
			`{"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"vpc-1"}]}}]}}`},
		"json": {request("kms POST /", `{"KeyId":"k","Tags":{"Owner":"me"},"Limit":12345678901234567890}`, json11, "X-Amz-Target: TrentService.X"),
			`{"keyId":"k","limit":12345678901234567890,"tags":{"Owner":"me"}}`},
		"json of none": {request("kms POST /", `{}`, json11, "X-Amz-Target: TrentService.X"), `null`},
		"json broken":  {request("kms POST /", `{"a":`, json11, "X-Amz-Target: TrentService.X"), `null`},
		"rest": {request("lambda PUT /2015-03-31/functions/my%3Afn/code?Qualifier=1", `{"ZipFile":"x","DryRun":true}`, "Content-Type: application/json"),
			`{"dryRun":true,"functionName":"my:fn","qualifier":"1","zipFile":"x"}`},
		"rest xml": {request("route53 POST /2013-04-01/hostedzone/Z1/rrset", `<R xmlns="x"><ChangeBatch><Changes><Change><Action>UPSERT</Action></Change></Changes></ChangeBatch></R>`, xmlBody),
			`{"changeBatch":{"changes":[{"action":"UPSERT"}]},"hostedZoneId":"Z1"}`},
		"cbor": {request("monitoring POST /service/S/operation/PutMetricData", "\xbf\x69Namespace\x61a\x64When\xc1\x1a\x60\x00\x00\x00\x61N\x20\xff", "Smithy-Protocol: rpc-v2-cbor"),
			`{"n":-1,"namespace":"a","when":"2021-01-14T08:25:36Z"}`},
		"cbor times": {request("monitoring POST /service/S/operation/PutMetricData", "\xbf\x61a\xc1\x1b\x00\x00\x00\x3a\xff\xf4\x41\x7f\x61b\xc1\x1b\x00\x00\x00\x3a\xff\xf4\x41\x80\xff", "Smithy-Protocol: rpc-v2-cbor"),
			`{"a":"9999-12-31T23:59:59Z","b":253402300800}`},
		"payload": {request("lambda POST /2015-03-31/functions/f/invocations", `{"secret":1}`, "Content-Type: application/json"), `{"functionName":"f"}`},
	} {
		o := Identify(c.r)
		if got := asJSON(t, o.Parameters(c.r)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
	for _, r := range []*Request{
		request("kms POST /", `{"a":"`, json11, "X-Amz-Target: TrentService.X"), request("iam POST /", "Action=CreateUser&PolicyDocument=abc", form),
	} {
		r.Whole = false
		o := Identify(r)
		if p := o.Parameters(r); p["omitted"] != true {
			t.Errorf("the parameters of a body that is too long are %v", p)
		}
	}
}

func TestBodiesOfObjectsAndMessagesAreNotLookedAt(t *testing.T) {
	for line, want := range map[string]bool{
		"s3 PUT /b/k": false, "s3 PUT /b/k?partNumber=1&uploadId=x": false, "s3 POST /b?delete": false, "s3 POST /b/k?uploadId=x": false,
		"s3 PUT /b?policy": true, "s3 PUT /b": true, "s3 GET /b": false,
		"lambda POST /2015-03-31/functions/f/invocations": false, "bedrock POST /model/m/invoke": false, "lambda POST /2015-03-31/functions": true,
	} {
		if got := WantsBody(request(line, "")); got != want {
			t.Errorf("%s: %v", line, got)
		}
	}
}

func TestAnswersAreReadInEveryProtocol(t *testing.T) {
	type header = http.Header
	xmlType := header{"Content-Type": {"text/xml"}}
	for name, c := range map[string]struct {
		r      *Request
		status int
		header header
		body   string
		want   Answer
	}{
		"query": {request("iam POST /", "Action=CreateUser", form), 200, xmlType,
			`<CreateUserResponse><CreateUserResult><User><UserName>a</UserName></User></CreateUserResult><ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></CreateUserResponse>`,
			Answer{Elements: map[string]any{"user": map[string]any{"userName": "a"}}, RequestID: "r1"}},
		"query of nothing": {request("iam POST /", "Action=DeleteUser", form), 200, xmlType,
			`<DeleteUserResponse><ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></DeleteUserResponse>`, Answer{RequestID: "r1"}},
		"query error": {request("iam POST /", "Action=CreateUser", form), 409, xmlType,
			`<ErrorResponse><Error><Code>EntityAlreadyExists</Code><Message>m</Message></Error><RequestId>r2</RequestId></ErrorResponse>`,
			Answer{Code: "EntityAlreadyExists", Message: "m", RequestID: "r2"}},
		"ec2": {request("ec2 POST /", "Action=RunInstances", form), 200, xmlType,
			`<RunInstancesResponse><requestId>r3</requestId><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></RunInstancesResponse>`,
			Answer{Elements: map[string]any{"requestId": "r3", "instancesSet": map[string]any{"items": []any{map[string]any{"instanceId": "i-1"}}}}, RequestID: "r3"}},
		"ec2 error": {request("ec2 POST /", "Action=RunInstances", form), 400, xmlType,
			`<Response><Errors><Error><Code>InvalidAMIID.NotFound</Code><Message>m</Message></Error></Errors><RequestID>r4</RequestID></Response>`,
			Answer{Code: "InvalidAMIID.NotFound", Message: "m", RequestID: "r4"}},
		"ec2 errors": {request("ec2 POST /", "Action=RunInstances", form), 400, xmlType,
			`<Response><Errors><Error><Code>A</Code><Message>a</Message></Error><Error><Code>B</Code><Message>b</Message></Error></Errors></Response>`,
			Answer{Code: "A", Message: "a"}},
		"json": {request("kms POST /", "", json11, "X-Amz-Target: T.CreateKey"), 200, header{"Content-Type": {"application/x-amz-json-1.1"}, "X-Amzn-Requestid": {"r5"}},
			`{"KeyMetadata":{"KeyId":"k"}}`, Answer{Elements: map[string]any{"keyMetadata": map[string]any{"keyId": "k"}}, RequestID: "r5"}},
		"json error": {request("kms POST /", "", json11, "X-Amz-Target: T.CreateKey"), 400, header{},
			`{"__type":"com.amazonaws.kms#NotFoundException","Message":"m"}`, Answer{Code: "NotFoundException", Message: "m"}},
		"rest error": {request("lambda GET /2015-03-31/functions/f", ""), 404, header{"X-Amzn-Errortype": {"ResourceNotFoundException:http://x/"}, "Content-Type": {"application/json"}},
			`{"message":"m","code":"other"}`, Answer{Code: "ResourceNotFoundException", Message: "m"}},
		"s3 error": {request("s3 GET /b/k", ""), 404, header{"Content-Type": {"application/xml"}, "X-Amz-Request-Id": {"R6"}},
			`<Error><Code>NoSuchKey</Code><Message>m</Message></Error>`, Answer{Code: "NoSuchKey", Message: "m", RequestID: "R6"}},
		"s3 error with status 200": {request("s3 POST /b/k?uploadId=1", ""), 200, header{"Content-Type": {"application/xml"}},
			`<Error><Code>InternalError</Code><Message>m</Message></Error>`, Answer{Code: "InternalError", Message: "m"}},
		"s3 head":      {request("s3 HEAD /b/k", ""), 404, header{}, "", Answer{Code: "NotFound"}},
		"s3 not newer": {request("s3 GET /b/k", ""), 304, header{}, "", Answer{}},
		"s3 redirect":  {request("s3 HEAD /b", ""), 301, header{}, "", Answer{Code: "PermanentRedirect"}},
		"s3 write": {request("s3 PUT /b/k", ""), 200, header{"X-Amz-Version-Id": {"v"}, "X-Amz-Request-Id": {"R"}, "X-Amz-Id-2": {"x"}}, "",
			Answer{Elements: map[string]any{"x-amz-version-id": "v"}, RequestID: "R"}},
		"page in place of an answer": {request("kms POST /", "", json11, "X-Amz-Target: T.CreateKey"), 502, header{"Content-Type": {"text/html"}}, "<html>", Answer{Code: "BadGateway"}},
		"cbor error": {request("monitoring POST /service/S/operation/PutMetricData", "", "Smithy-Protocol: rpc-v2-cbor"), 400, header{"Content-Type": {"application/cbor"}},
			"\xa2\x66__type\x63a#B\x67message\x61m", Answer{Code: "B", Message: "m"}},
	} {
		o := Identify(c.r)
		if diff := cmp.Diff(c.want, o.Read(c.r.Method, c.status, c.header, []byte(c.body), true)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}

func TestAnswersAreReadWhereTheyMayBelongInTheRecord(t *testing.T) {
	const plain, octets = "application/x-amz-json-1.1", "application/octet-stream"
	for _, c := range []struct {
		r      *Request
		status int
		kind   string
		want   bool
	}{
		{request("kms POST /", "", json11, "X-Amz-Target: T.CreateKey"), 200, plain, true},
		{request("kms POST /", "", json11, "X-Amz-Target: T.CreateKey"), 200, octets, false},
		{request("kms POST /", "", json11, "X-Amz-Target: T.ListKeys"), 200, plain, false},
		{request("kms POST /", "", json11, "X-Amz-Target: T.ListKeys"), 400, plain, true},
		{request("sts POST /", "Action=GetCallerIdentity", form), 200, "text/xml", true},
		{request("lambda POST /2015-03-31/functions/f/invocations", ""), 200, "application/json", false},
		{request("lambda POST /2015-03-31/functions/f/invocations", ""), 500, "application/json", true},
		{request("s3 GET /b/k", ""), 200, "application/xml", false},
		{request("s3 GET /b/k", ""), 404, "application/xml", true},
		{request("s3 PUT /b/k", ""), 200, "", false},
		{request("s3 POST /b/k?uploads", ""), 200, "application/xml", true},
		{request("s3 HEAD /b/k", ""), 404, "application/xml", false},
	} {
		o := Identify(c.r)
		if got := o.WantsAnswer(c.r.Method, c.status, http.Header{"Content-Type": {c.kind}}); got != c.want {
			t.Errorf("%s %s, status %d, %q: %v", o.Name, c.r.Path, c.status, c.kind, got)
		}
	}
}

func TestReadsAreToldFromWrites(t *testing.T) {
	for line, want := range map[string]call.ReadOnly{
		"s3 GET /b": call.Reads, "s3 PUT /b": call.Writes, "s3 POST /b/k?restore": call.Writes, "x GET /y": call.Reads, "x DELETE /y": call.Writes, "x POST /y": call.ReadOnlyUnknown,
	} {
		r := request(line, "")
		o := Identify(r)
		if got := o.ReadOnly(r.Method); got != want {
			t.Errorf("%s: %v", line, got)
		}
	}
	for name, want := range map[string]call.ReadOnly{
		"GetItem": call.Reads, "BatchGetItem": call.Reads, "PutItem": call.Writes, "Query": call.Reads, "DescribeTable": call.Reads, "AssumeRole": call.Reads,
		"GetawayCar": call.Writes,
	} {
		o := Operation{Name: name, Protocol: JSON}
		if got := o.ReadOnly("POST"); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestResourcesAreNamedWhereTheirARNFollows(t *testing.T) {
	for _, c := range []struct {
		line, body, account, want string
		headers                   []string
	}{
		{"s3 PUT /b/k", "", "", "AWS::S3::Object arn:aws:s3:::b/k, AWS::S3::Bucket arn:aws:s3:::b", nil},
		{"dynamodb POST /", `{"TableName":"t"}`, "111122223333", "AWS::DynamoDB::Table arn:aws:dynamodb:eu-west-1:111122223333:table/t", []string{"X-Amz-Target: DynamoDB_20120810.PutItem"}},
		{"dynamodb POST /", `{"TableName":"t"}`, "", "", []string{"X-Amz-Target: DynamoDB_20120810.PutItem"}},
		{"kms POST /", `{"KeyId":"arn:aws:kms:x:1:key/k"}`, "", "AWS::KMS::Key arn:aws:kms:x:1:key/k", []string{"X-Amz-Target: TrentService.Decrypt"}},
		{"kms POST /", `{"KeyId":["a"]}`, "1", "", []string{"X-Amz-Target: TrentService.Decrypt"}},
	} {
		r := request(c.line, c.body, c.headers...)
		o := Identify(r)
		var got []string
		for _, res := range o.Resources(o.Parameters(r), "eu-west-1", c.account) {
			got = append(got, res.Type+" "+res.ARN)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s %s: %v", c.line, c.body, got)
		}
	}
}

func TestEndpointsAreThoseOfAWS(t *testing.T) {
	for _, c := range [][4]string{
		{"s3", "eu-west-1", "s3.eu-west-1.amazonaws.com", "eu-west-1"}, {"iam", "eu-west-1", "iam.amazonaws.com", "us-east-1"},
		{"iam", "cn-north-1", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"}, {"iam", "us-gov-west-1", "iam.us-gov.amazonaws.com", "us-gov-west-1"},
		{"sts", "us-east-1", "sts.us-east-1.amazonaws.com", "us-east-1"}, {"route53", "eu-west-1", "route53.amazonaws.com", "us-east-1"},
		{"cloudfront", "eu-west-1", "cloudfront.amazonaws.com", "us-east-1"}, {"ecr", "eu-west-1", "api.ecr.eu-west-1.amazonaws.com", "eu-west-1"},
		{"ses", "eu-west-1", "email.eu-west-1.amazonaws.com", "eu-west-1"}, {"made-up", "eu-west-1", "made-up.eu-west-1.amazonaws.com", "eu-west-1"},
		{"awsssoportal", "eu-west-1", "portal.sso.eu-west-1.amazonaws.com", "eu-west-1"}, {"dynamodb", "cn-north-1", "dynamodb.cn-north-1.amazonaws.com.cn", "cn-north-1"},
	} {
		host, signFor, err := serviceBy(c[0], "").Endpoint(c[1])
		if err != nil || host != c[2] || signFor != c[3] {
			t.Errorf("%s in %s: %s for %s, %v", c[0], c[1], host, signFor, err)
		}
	}
	if s := serviceBy("dynamodb", "DynamoDBStreams_20120810.GetRecords"); s.Name != "dynamodbstreams" {
		t.Errorf("streams are %+v", s)
	}
	for _, evil := range [][2]string{
		{"s3", "evil.example/"}, {"s3", "eu-west-1.evil.example"}, {"s3", "us-iso-east-1"}, {"s3", "eu-west-1@x"}, {"evil.example/", "eu-west-1"}, {"", "eu-west-1"}, {"a b", "eu-west-1"}, {"x.evil", "eu-west-1"},
	} {
		if host, _, err := serviceBy(evil[0], "").Endpoint(evil[1]); err == nil {
			t.Errorf("%v leads to %s", evil, host)
		}
	}
}

func FuzzARequestIsNamedAndReadWhateverItIs(f *testing.F) {
	f.Add("s3", "PUT", "/b/k", "acl&x=%zz", "", "", []byte("<a><b/></a>"), 200)
	f.Add("iam", "POST", "/", "", "application/x-www-form-urlencoded", "", []byte("Action=X&A.1.B=c&A.x=d&A=e&.=.&A.member.0=x"), 400)
	f.Add("ec2", "POST", "/", "", "application/x-www-form-urlencoded", "", []byte("Action=X&Filter.1.Value.1=c&Filter.1=d&InstanceId.9999999999999999999=x"), 200)
	f.Add("kms", "POST", "/", "", "application/x-amz-json-1.1", "a.b.C", []byte(`{"A":{"b":[1,null,{"C":1e999}]},"__type":"x#y"}`), 400)
	f.Add("monitoring", "POST", "/service/a/operation/B", "", "application/cbor", "", []byte("\xbf\x61a\x9f\x01\xff\x61b\xf9\x7c\x00\x61c\xc1\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00\xff"), 200)
	f.Add("", "GET", "//%2e%2e/", "Action=A", "", "", []byte("\xff"), 301)
	f.Fuzz(func(t *testing.T, service, method, path, query, kind, target string, body []byte, status int) {
		r := &Request{Method: method, Path: path, RawQuery: query, Header: http.Header{"Content-Type": {kind}}, Signing: service, Body: body, Whole: len(query)%2 == 0}
		switch {
		case target != "":
			r.Header.Set("X-Amz-Target", target)
		case kind == "application/cbor":
			r.Header.Set("Smithy-Protocol", "rpc-v2-cbor")
		}
		WantsBody(r)
		o := Identify(r)
		if !o.Unnamed && !plausible(o.Name) {
			t.Fatalf("named %q", o.Name)
		}
		parameters := o.Parameters(r)
		o.Resources(parameters, "eu-west-1", "111122223333")
		o.WantsAnswer(method, status, r.Header)
		a := o.Read(method, status, r.Header, body, r.Whole)
		if host, _, err := o.Service.Endpoint("eu-west-1"); err == nil && strings.ContainsAny(host, "/@:?# ") {
			t.Fatalf("service %q leads to %q", service, host)
		}
		c := call.Call{Operation: o.Name, Source: o.Service.EventSource(), Request: parameters, Response: a.Elements, ErrorCode: a.Code}
		if _, err := c.Record(); err != nil {
			t.Fatalf("it has no record: %v", err)
		}
	})
}
