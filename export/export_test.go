package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spoor/cache"
	"spoor/source"
)

const record = `{"eventVersion":"1.11","eventTime":"2026-03-02T10:14:05Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser",` +
	`"awsRegion":"us-east-1","sourceIPAddress":"192.0.2.7","userAgent":"=cmd|' /C calc'!A0","recipientAccountId":"111122223333",` +
	`"eventID":"7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21","requestID":"r-1","readOnly":false,"eventType":"AwsApiCall","eventCategory":"Management",` +
	`"userIdentity":{"type":"IAMUser","userName":"dana","accessKeyId":"AKIAIOSFODNN7EXAMPLE","accountId":"111122223333"},` +
	`"requestParameters":{"userName":"sam"}}`

func stored(text string) *cache.Stored { return &cache.Stored{Record: []byte(text)} }

func written(t *testing.T, format Format, columns []Column, records ...string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format, &b, columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range records {
		if err := w.Write(cache.Row{}, stored(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestJSONHoldsEachRecordsOwnBytes(t *testing.T) {
	odd := "{ \"eventID\" :\t\"x\",\n \"n\": 1.50 }"
	got := written(t, JSON, nil, record, odd)
	if !strings.Contains(got, record) || !strings.Contains(got, odd) {
		t.Errorf("a record was altered: %s", got)
	}
	var file struct{ Records []json.RawMessage }
	if err := json.Unmarshal([]byte(got), &file); err != nil || len(file.Records) != 2 {
		t.Errorf("%d records, %v", len(file.Records), err)
	}
}

func TestNoEventsMakeAValidFile(t *testing.T) {
	if got := written(t, JSON, nil); got != "{\"Records\":[]}\n" {
		t.Errorf("json: %q", got)
	}
	if got := written(t, JSONL, nil); got != "" {
		t.Errorf("jsonl: %q", got)
	}
	if got := written(t, CSV, nil); !strings.HasPrefix(got, "User name,AWS access key,Event time") || strings.Count(got, "\n") != 1 {
		t.Errorf("csv: %q", got)
	}
}

func TestJSONLinesCompactsOnlyRecordsThatSpanLines(t *testing.T) {
	spaced := `{ "eventID" :  "x" }`
	got := written(t, JSONL, nil, spaced, "{\r\n \"eventID\": \"y\",\n \"n\": 1.50\n}")
	if want := spaced + "\n" + `{"eventID":"y","n":1.50}` + "\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCSVHasTheColumnsOfTheConsolesDownload(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(written(t, CSV, nil, record))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const header = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent," +
		"Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category"
	if got := strings.Join(rows[0], ","); got != header {
		t.Errorf("header %s", got)
	}
	want := map[int]string{0: "dana", 1: "AKIAIOSFODNN7EXAMPLE", 2: "2026-03-02T10:14:05Z", 4: "CreateUser", 7: "'=cmd|' /C calc'!A0",
		11: "7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21", 12: "false", 13: "AwsApiCall", 14: "111122223333", 15: "Management"}
	for i, value := range want {
		if rows[1][i] != value {
			t.Errorf("%s is %q, want %q", rows[0][i], rows[1][i], value)
		}
	}
	if !strings.Contains(rows[1][9], `{"resourceType":"AWS::IAM::User","resourceName":"sam"}`) {
		t.Errorf("resources are %s", rows[1][9])
	}
}

func TestChosenColumnsComeInTheOrderAskedFor(t *testing.T) {
	columns, err := ParseColumns("event, User,resource")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(written(t, CSV, columns, record))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%v, %v", rows, err)
	}
	if got := strings.Join(rows[1], "|"); got != "CreateUser|dana|sam" {
		t.Errorf("got %s", got)
	}
}

func TestAColumnMayBeAPathIntoTheRecord(t *testing.T) {
	columns, err := ParseColumns(`eventTime, requestparameters.userName,userIdentity.userName,requestParameters,requestParameters.a\,b,eventName`)
	if err != nil {
		t.Fatal(err)
	}
	with := strings.Replace(record, `{"userName":"sam"}`, `{"userName":"=1+1","a,b":[1,true]}`, 1)
	rows, err := csv.NewReader(strings.NewReader(written(t, CSV, columns, with, `{"eventTime":"2026-03-02T10:00:00Z"}`))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v, %v", rows, err)
	}
	for i, want := range []string{
		`eventTime|requestParameters.userName|userIdentity.userName|requestParameters|requestParameters.a\,b|eventName`,
		`2026-03-02T10:14:05Z|'=1+1|dana|{"userName":"=1+1","a,b":[1,true]}|1 true|CreateUser`,
		`2026-03-02T10:00:00Z|||||`,
	} {
		if got := strings.Join(rows[i], "|"); got != want {
			t.Errorf("line %d is %s, want %s", i, got, want)
		}
	}
}

func TestOtherNamesOfAFieldNameItsColumn(t *testing.T) {
	columns, err := ParseColumns("eventName,sourceIPAddress,userName")
	if err != nil || len(columns) != 3 || columns[0].Name != "event" || columns[1].Name != "ip" || columns[2].Name != "user" || columns[1].Title != "sourceIPAddress" {
		t.Errorf("%v, %v", columns, err)
	}
}

func TestAColumnThatCannotBeAPathIsRefused(t *testing.T) {
	for name, want := range map[string]string{
		"requestParamters.x": "did you mean `requestParameters`?",
		"event.x":            "nothing lies below it",
		"bucketName":         "paths into the record, such as requestParameters.bucketName",
		"requestParameters.": "an empty name",
	} {
		if _, err := ParseColumns("time," + name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnUnknownColumnIsNamedWithThoseThereAre(t *testing.T) {
	_, err := ParseColumns("usr")
	if err == nil || !strings.Contains(err.Error(), `"usr"`) || !strings.Contains(err.Error(), "user") {
		t.Errorf("got %v", err)
	}
}

func TestCellsThatASpreadsheetWouldRunAreDefused(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx",
		"\nx": "'\nx", "＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x",
		"": "", "a=1": "a=1", "'=1": "'=1", `"=1`: `"=1`, "a; =1": "a; =1", "a;b\n\nc": "a;b\n\nc",
		"x;=1": "x;'=1", "x\t+1;@y": "x\t'+1;'@y", "two\r\n-1": "two\r\n'-1", `x;""=1`: `x;'""=1`, "=1;=2": "'=1;'=2", "\t=1": "'\t'=1", "x;": "x;",
	} {
		if got := Defuse(cell); got != want {
			t.Errorf("Defuse(%q) = %q, want %q", cell, got, want)
		}
	}
}

// Spreadsheets may be set to part cells at semicolons and tabs too.
func TestNoCellOfACSVIsPartedAtASemicolonOrATab(t *testing.T) {
	columns, err := ParseColumns("event,agent")
	if err != nil {
		t.Fatal(err)
	}
	for agent, want := range map[string]string{"x;1+41": `"x;1+41"`, `x\t1+41`: "\"x\t1+41\"", "x;=1+41": `"x;'=1+41"`, `say \"x\"`: `"say ""x"""`, " x": `" x"`, "x y": "x y"} {
		got := written(t, CSV, columns, strings.Replace(record, "=cmd|' /C calc'!A0", agent, 1))
		if !strings.HasSuffix(got, "CreateUser,"+want+"\n") {
			t.Errorf("%q is written as %q", agent, got)
		}
		if rows, err := csv.NewReader(strings.NewReader(got)).ReadAll(); err != nil || len(rows) != 2 || len(rows[1]) != 2 {
			t.Errorf("%q reads back as %q, %v", got, rows, err)
		}
	}
}

func TestAnEventThatSaysNothingInTheOnlyColumnIsALineAllTheSame(t *testing.T) {
	columns, err := ParseColumns("vpce")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(written(t, CSV, columns, record, record))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Errorf("%q, %v", rows, err)
	}
}

func TestNothingButAnOrdinaryFileIsReplaced(t *testing.T) {
	folder := t.TempDir()
	write := func(io.Writer) error { return nil }
	if err := Whole(folder, write); err == nil || !strings.Contains(err.Error(), "no ordinary file") {
		t.Errorf("a folder: %v", err)
	}
	if err := Whole(os.DevNull, write); err == nil || !strings.Contains(err.Error(), "no ordinary file") {
		t.Errorf("a device: %v", err)
	}
	if err := Whole(filepath.Join(folder, "none", "x.json"), write); err == nil || strings.Contains(err.Error(), "x.json.") || !strings.Contains(err.Error(), "none") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestAFileThatCannotBePutInItsPlaceIsTakenAwayAndNotNamed(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "x.json")
	err := Whole(name, func(io.Writer) error { return os.Mkdir(name, 0o700) })
	if err == nil || strings.Contains(err.Error(), "x.json.") || !strings.Contains(err.Error(), "in its place") {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestARecordFromLookupEventsIsReadWithItsEnvelope(t *testing.T) {
	s := stored(record)
	s.Shape = uint8(source.ShapeLookup)
	text, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	s.Envelope = []byte(`{"EventId":"7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21","Username":"as AWS says","CloudTrailEvent":` + string(text) + `}`)
	ev, err := Decode(s)
	if err != nil {
		t.Fatal(err)
	}
	if ev.User != "as AWS says" {
		t.Errorf("user is %q", ev.User)
	}
}
