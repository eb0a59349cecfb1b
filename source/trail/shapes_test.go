package trail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"spoor/source"
)

// Two records, one compact, one as a person would indent it.
var (
	compact  = sampleRecord(1)
	indented = "{\n  \"userIdentity\": {\n    \"type\": \"Root\"\n  },\n  \"eventName\": \"CreateUser\",\n  \"tags\": [\n    {\n      \"a\": \"} ] \\\" \\\\\"\n    }\n  ]\n}"
)

const aggregated = `{"accountId":"2","eventId":"1","eventCategory":"Aggregated","timeWindow":{"windowStart":"2026-03-02T10:15:00Z"},"summary":{"details":[]},"eventSource":"s3.amazonaws.com"}`

func lookupEnvelope(record, eventTime string) string {
	return fmt.Sprintf(`{"EventId": "7d0f", "EventName": "CreateUser", "ReadOnly": "false", "EventTime": %s, "Resources": [{"ResourceType": "AWS::IAM::User", "ResourceName": "sam"}], "CloudTrailEvent": %s, "Username": "dana"}`,
		eventTime, strconv.Quote(record))
}

func message(record string) string {
	return fmt.Sprintf(`{"logStreamName":"210987654321_CloudTrail_eu-west-1","timestamp":1772323200000,"message":%s,"ingestionTime":1772323200001,"eventId":"3812"}`, strconv.Quote(record))
}

func TestRecordsAreFoundInEveryShape(t *testing.T) {
	both := []string{compact, indented}
	bridge := func(record string) string {
		return `{"version":"0","id":"6f8d","detail-type":"AWS API Call via CloudTrail","source":"aws.iam","account":"210987654321","resources":[],"detail":` + record + `}`
	}
	for name, c := range map[string]struct {
		content string
		records []string
		shape   source.Shape
	}{
		"trail file":                         {list(both...), both, source.ShapeRecord},
		"trail file indented":                {"{\n  \"Records\" : [\n" + compact + ",\n" + indented + "\n  ]\n}\n", both, source.ShapeRecord},
		"other keys around Records":          {`{"a":{"Records":1},"b":[{"c":2}],"d":"]}","Records":[` + compact + `],"e":[{"f":"g"}],"h":null,"Records":[` + indented + `]}`, both, source.ShapeRecord},
		"trail files one after another":      {list(compact) + list() + list(indented), both, source.ShapeRecord},
		"trail files one a line":             {list(compact) + "\n" + list(indented) + "\n", both, source.ShapeRecord},
		"trail files in an array":            {"[" + list(compact) + ",\n" + list(indented) + "]", both, source.ShapeRecord},
		"array":                              {"[" + compact + "," + indented + "]", both, source.ShapeRecord},
		"arrays in an array":                 {"[[" + compact + "],[],[" + indented + "]]", both, source.ShapeRecord},
		"one record":                         {compact, both[:1], source.ShapeRecord},
		"one record indented":                {"\n\n" + indented + "\n", both[1:], source.ShapeRecord},
		"one record a line":                  {compact + "\n" + compact + "\n\n" + compact, []string{compact, compact, compact}, source.ShapeRecord},
		"lines ending as on Windows":         {compact + "\r\n" + compact + "\r\n", []string{compact, compact}, source.ShapeRecord},
		"records one after another":          {compact + indented + " " + compact + "\t" + indented, []string{compact, indented, compact, indented}, source.ShapeRecord},
		"the inside of a list":               {compact + ",\n" + indented + ",\n", both, source.ShapeRecord},
		"byte order mark":                    {byteOrderMark + list(both...), both, source.ShapeRecord},
		"LookupEvents answer":                {`{"Events":[` + lookupEnvelope(compact, `1772323200.0`) + `,` + lookupEnvelope(indented, `"2026-03-02T10:14:05+11:00"`) + `],"NextToken":"eyJ="}`, both, source.ShapeLookup},
		"token before the events":            {`{"NextToken":"eyJ=","Events":[` + lookupEnvelope(compact, `1`) + `]}`, both[:1], source.ShapeLookup},
		"LookupEvents envelope a line":       {lookupEnvelope(compact, `"2022-02-08 09:23:37+11:00"`) + "\n" + lookupEnvelope(indented, `0`) + "\n", both, source.ShapeLookup},
		"LookupEvents envelopes in an array": {"[" + lookupEnvelope(compact, `1`) + "]", both[:1], source.ShapeLookup},
		"EventBridge envelope":               {bridge(compact), both[:1], source.ShapeEventBridge},
		"EventBridge envelopes, one a line":  {bridge(compact) + "\n" + bridge(indented), both, source.ShapeEventBridge},
		"details":                            {`[{"details":` + compact + `},{"details":` + strconv.Quote(indented) + `}]`, both, source.ShapeEventBridge},
		"filter-log-events answer":           {`{"events":[` + message(compact) + `,` + message(indented) + `],"searchedLogStreams":[]}`, both, source.ShapeCloudWatch},
		"CloudWatch Logs subscription":       {`{"messageType":"DATA_MESSAGE","owner":"1","logEvents":[{"id":"1","timestamp":2,"message":` + strconv.Quote(compact) + `}]}`, both[:1], source.ShapeCloudWatch},
		"CloudWatch Logs messages":           {message(compact) + "\n" + message(indented), both, source.ShapeCloudWatch},
		"CloudWatch Logs Insights":           {`[{"@timestamp":"2026-03-02 10:14:05.000","@message":` + strconv.Quote(compact) + `}]`, both[:1], source.ShapeCloudWatch},
		"CloudWatch Logs export":             {"2026-03-02T10:14:05.123Z " + compact + "\n2026-03-02T10:14:06Z " + compact + "\r\n", []string{compact, compact}, source.ShapeCloudWatch},
		"a message and nothing else":         {strconv.Quote(compact), both[:1], source.ShapeCloudWatch},
		"gzip":                               {zipped(t, list(both...)), both, source.ShapeRecord},
		"gzip of several members":            {zipped(t, list(compact)[:400], list(compact)[400:], list(indented)), both, source.ShapeRecord},
		"gzip of gzip":                       {zipped(t, zipped(t, list(both...))), both, source.ShapeRecord},
		"zstd":                               {zstdOf(t, list(both...)), both, source.ShapeRecord},
		"Insight record":                     {list(`{"eventVersion":"1.07","eventTime":"2026-03-02T10:14:00Z","eventType":"AwsCloudTrailInsight","insightDetails":{"state":"Start"}}`), []string{`{"eventVersion":"1.07","eventTime":"2026-03-02T10:14:00Z","eventType":"AwsCloudTrailInsight","insightDetails":{"state":"Start"}}`}, source.ShapeRecord},
		"aggregated record":                  {aggregated, []string{aggregated}, source.ShapeRecord},
		"a record among digests in a stream": {digestFile + compact, both[:1], source.ShapeRecord},
		"CloudTrailEvent that is an object":  {`{"EventId":"7","CloudTrailEvent":` + compact + `}`, both[:1], source.ShapeLookup},
		"a record that speaks of messages":   {`{"message":"no","detail":{},` + compact[1:], []string{`{"message":"no","detail":{},` + compact[1:]}, source.ShapeRecord},
		"characters written as escapes":      {`{"message":"{\"eventName\":\"caf\u00e9 \ud83d\ude00 \ud83d \/\"}"}`, []string{"{\"eventName\":\"café 😀 \ufffd /\"}"}, source.ShapeCloudWatch},
	} {
		t.Run(name, func(t *testing.T) {
			f := readString(t, c.content)
			if f.Status != source.Read || f.Lost != 0 || f.Reason != "" {
				t.Fatalf("status %d, %d lost, %q", f.Status, f.Lost, f.Reason)
			}
			if got := raws(f.records); fmt.Sprint(got) != fmt.Sprint(c.records) {
				t.Errorf("got %q\nwant %q", got, c.records)
			}
			for _, r := range f.records {
				if r.Shape != c.shape {
					t.Errorf("shape %d, want %d", r.Shape, c.shape)
				}
			}
		})
	}
}

const digestFile = `{"awsAccountId":"210987654321","digestStartTime":"2026-03-02T09:14:05Z","digestS3Bucket":"acme-audit","digestS3Object":"AWSLogs/x.json.gz","logFiles":[{"s3Bucket":"acme-audit","hashValue":"00"}]}`

func zstdOf(t *testing.T, content string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return string(w.EncodeAll([]byte(content), nil))
}

func TestAnEnvelopeIsKeptAsItStood(t *testing.T) {
	first, second := lookupEnvelope(compact, `"2022-02-08 09:23:37+11:00"`), message(indented)
	f := readString(t, "  "+first+"\n"+second)
	if len(f.records) != 2 {
		t.Fatalf("%d records: %s", len(f.records), f.Reason)
	}
	if got := f.records[0]; string(got.Envelope) != first || got.Position != 2 {
		t.Errorf("at %d: %s", got.Position, got.Envelope)
	}
	if got := f.records[1]; string(got.Envelope) != second || got.Position != int64(3+len(first)) {
		t.Errorf("at %d: %s", got.Position, got.Envelope)
	}
}

func TestPositionIsTheOffsetInTheUnpackedFile(t *testing.T) {
	content := list(compact, indented)
	f := readString(t, zipped(t, content))
	for i, want := range []string{compact, indented} {
		if at := f.records[i].Position; !strings.HasPrefix(content[at:], want) {
			t.Errorf("record %d is not at %d", i, at)
		}
	}
	if f.Unpacked != int64(len(content)) || f.Bytes >= f.Unpacked {
		t.Errorf("%d bytes, %d unpacked", f.Bytes, f.Unpacked)
	}
}

const csvHead = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category"

func TestTheConsolesCSVDownloadBecomesRecords(t *testing.T) {
	rows := []string{
		`sam,AKIAEXAMPLE,2026-03-02T10:14:05Z,iam.amazonaws.com,CreateUser,us-east-1,203.0.113.7,"curl, ""x""` + "\n\nline two\"" + `,,"[{""resourceType"":""AWS::IAM::User"",""resourceName"":""ops""},{""resourceName"":""x""}]",r1,e1,false,AwsApiCall,210987654321,Management`,
		`,,2026-03-02T10:14:04Z,ec2.amazonaws.com,DescribeInstances,us-east-1,,<b>&é,AccessDenied,[],,e2,true,AwsApiCall,210987654321,`,
	}
	wants := []string{
		`{"userIdentity":{"userName":"sam","accessKeyId":"AKIAEXAMPLE"},"eventTime":"2026-03-02T10:14:05Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.7","userAgent":"curl, \"x\"\n\nline two","resources":[{"type":"AWS::IAM::User","ARN":"ops"},{"ARN":"x"}],"requestID":"r1","eventID":"e1","readOnly":false,"eventType":"AwsApiCall","recipientAccountId":"210987654321","eventCategory":"Management"}`,
		`{"eventTime":"2026-03-02T10:14:04Z","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"us-east-1","userAgent":"<b>&é","errorCode":"AccessDenied","eventID":"e2","readOnly":true,"eventType":"AwsApiCall","recipientAccountId":"210987654321"}`,
	}
	for name, content := range map[string]string{
		"as written":              csvHead + "\n" + rows[0] + "\n" + rows[1] + "\n",
		"as written on Windows":   byteOrderMark + csvHead + "\r\n" + rows[0] + "\r\n\r\n" + rows[1],
		"with empty lines":        csvHead + "\n\n" + rows[0] + "\n\n\n" + rows[1] + "\n\n",
		"with another separator":  strings.ReplaceAll(csvHead, ",", "\t") + "\n" + strings.Join(retab(t, rows), "\n"),
		"compressed":              zipped(t, csvHead+"\n"+rows[0]+"\n"+rows[1]),
		"with a column of no use": "Seen," + csvHead + "\nyes," + rows[0] + "\nno," + rows[1],
	} {
		t.Run(name, func(t *testing.T) {
			f := readString(t, content)
			if f.Status != source.Read || len(f.records) != 2 {
				t.Fatalf("%d records, %d %s", len(f.records), f.Status, f.Reason)
			}
			for i, r := range f.records {
				if string(r.Raw) != wants[i] || r.Shape != source.ShapeCSV {
					t.Errorf("got  %s\nwant %s", r.Raw, wants[i])
				}
				if f.Bytes == f.Unpacked && !bytes.HasPrefix([]byte(content)[r.Position:], r.Envelope) {
					t.Errorf("the row is not at %d: %q", r.Position, r.Envelope)
				}
			}
			if name == "as written on Windows" && (string(f.records[0].Envelope) != rows[0] || string(f.records[1].Envelope) != rows[1]) {
				t.Errorf("rows %q %q", f.records[0].Envelope, f.records[1].Envelope)
			}
		})
	}
}

// retab writes rows anew with tabs between the cells.
func retab(t *testing.T, rows []string) []string {
	var out []string
	for _, row := range rows {
		cells, ok := csvCells([]byte(row), ',', nil)
		if !ok {
			t.Fatalf("row %q", row)
		}
		var quoted []string
		for _, cell := range cells {
			quoted = append(quoted, `"`+strings.ReplaceAll(string(cell), `"`, `""`)+`"`)
		}
		out = append(out, strings.Join(quoted, "\t"))
	}
	return out
}

func TestCSVColumnsMayStandInAnyOrder(t *testing.T) {
	f := readString(t, "Event ID,Event name,Event time,AWS region\ne1,CreateUser,2026-03-02T10:14:05Z,us-east-1\n")
	want := `{"eventTime":"2026-03-02T10:14:05Z","eventName":"CreateUser","awsRegion":"us-east-1","eventID":"e1"}`
	if got := raws(f.records); len(got) != 1 || got[0] != want {
		t.Errorf("got %q (%s)", got, f.Reason)
	}
}

func TestBrokenCSVRowsCostNothingElse(t *testing.T) {
	good := "e%d,CreateUser,2026-03-02T10:14:05Z,us-east-1\n"
	f := readString(t, "Event ID,Event name,Event time,AWS region\n"+fmt.Sprintf(good, 1)+"only,two\n"+fmt.Sprintf(good, 2)+",,,\n"+"e,\"Create\"User,,\n"+fmt.Sprintf(good, 3)+"e4,\"CreateUser,,\n"+fmt.Sprintf(good, 5))
	if f.Status != source.Partial || f.Records != 4 || f.Lost != 4 || f.Reason == "" {
		t.Errorf("status %d, %d records, %d lost: %s", f.Status, f.Records, f.Lost, f.Reason)
	}
	for _, r := range f.records {
		if !json.Valid(r.Raw) {
			t.Errorf("%s", r.Raw)
		}
	}
}
