package cli

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"spoor/query"
)

// counted3 are three events of two users: two reads of two buckets each by dana,
// one failed write by sam, on both sides of a midnight.
const counted3 = `{"Records":[
{"eventTime":"2026-03-02T22:30:00Z","eventSource":"s3.amazonaws.com","eventName":"CopyObject","eventID":"c-1","readOnly":true,"userIdentity":{"type":"IAMUser","userName":"dana"},
"requestParameters":{"bucketName":["pay,roll","=logs"]},"resources":[{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::payroll"},{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::payroll/x"}]},
{"eventTime":"2026-03-02T23:45:00Z","eventSource":"s3.amazonaws.com","eventName":"CopyObject","eventID":"c-2","readOnly":true,"userIdentity":{"type":"IAMUser","userName":"dana"},
"requestParameters":{"bucketName":["pay,roll","=logs","=logs"]},"resources":[{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::payroll"}]},
{"eventTime":"2026-03-03T00:10:00Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","eventID":"c-3","errorCode":"AccessDenied","userIdentity":{"type":"IAMUser","userName":"s\u001b[2Jam"}}
]}`

func countedCache(t *testing.T) {
	t.Helper()
	surroundings(t)
	if r := runWith(t, counted3, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
}

func TestFacetsCountWhatIsNamedTogether(t *testing.T) {
	countedCache(t)
	for _, c := range []struct{ args, want string }{
		{"--by user+event", "USER + EVENT (2 values)\n           2  dana     CopyObject\n           1  s␛[2Jam  DeleteBucket\n"},
		{"--by event+error --order rare", "EVENT + ERROR (2 values)\n           1  DeleteBucket  AccessDenied\n           2  CopyObject    (none)\n"},
		{"--by requestparameters.bucketName", "requestParameters.bucketName (3 values)\n           2  =logs\n           2  pay,roll\n           1  (none)\n"},
		{"--by user+requestParameters.bucketName user:dana", "USER + requestParameters.bucketName (2 values)\n           2  dana  =logs\n           2  dana  pay,roll\n"},
		{"--by day --order name", "DAY (2 values)\n           2  2026-03-02\n           1  2026-03-03\n"},
		{"--by hour --order last --top 2", "HOUR (3 values)\n           1  2026-03-03 00:00\n           1  2026-03-02 23:00\n"},
		{"--by event+minute --order new --top 1", "EVENT + MINUTE (3 values)\n           1  DeleteBucket  2026-03-03 00:10\n"},
		{"--by day --zone Asia/Tokyo", "DAY (1 value)\n           3  2026-03-03\n"},
		{"--by minute --top 1 --order name --times",
			"MINUTE (3 values), first and last seen, in UTC\n           1  2026-03-02 22:30:00  2026-03-02 22:30:00  2026-03-02 22:30\n"},
		{"--by type+user is:read --times --top 1", "TYPE + USER (2 values), first and last seen, in UTC\n           2  2026-03-02 22:30:00  2026-03-02 23:45:00  AWS::S3::Bucket  dana\n"},
		{"--by event,user+error,event --top 1", "EVENT (2 values)\n           2  CopyObject\n\nUSER + ERROR (2 values)\n           2  dana  (none)\n\nEVENT (2 values)\n           2  CopyObject\n"},
	} {
		if got := must(t, append([]string{"facets"}, strings.Fields(c.args)...)...); got != c.want {
			t.Errorf("facets %s printed\n%swant\n%s", c.args, got, c.want)
		}
	}
}

// What is counted event by event is what the cache counts by its columns.
func TestCountingEventByEventIsCountingByColumns(t *testing.T) {
	countedCache(t)
	file, _ := invented(t, 60)
	must(t, "import", file)
	counted := func(by string) (facet facetJSON) {
		var got struct{ Facets []facetJSON }
		if err := json.Unmarshal([]byte(must(t, "facets", "--top", "0", "--order", "name", "--format", "json", "--by", by)), &got); err != nil || len(got.Facets) != 1 {
			t.Fatalf("%s: %+v, %v", by, got, err)
		}
		return got.Facets[0]
	}
	for _, field := range query.Fields() {
		if run(t, "facets", "--by", field.Name).code == exitUsage {
			continue
		}
		// None of the events came through a VPC endpoint.
		fast, slow := counted(field.Name), counted(field.Name+"+vpce")
		if len(fast.Values) != len(slow.Values) || fast.Distinct != slow.Distinct {
			t.Errorf("%s: %d values and %d", field.Name, fast.Distinct, slow.Distinct)
			continue
		}
		for i, value := range fast.Values {
			other := slow.Values[i]
			if other.Parts[0] != value.Value || other.Count != value.Count || !other.First.Equal(value.First) || !other.Last.Equal(value.Last) {
				t.Errorf("%s: %+v and %+v", field.Name, value, other)
			}
		}
	}
}

func TestScriptsGetTheValuesThatAreCountedTogetherOneByOne(t *testing.T) {
	countedCache(t)
	var got struct{ Facets []facetJSON }
	if err := json.Unmarshal([]byte(must(t, "facets", "--by", "user+event,event", "--format", "json")), &got); err != nil {
		t.Fatal(err)
	}
	together, alone := got.Facets[0], got.Facets[1]
	if together.Field != "user+event" || !slices.Equal(together.Values[1].Parts, []string{"s\x1b[2Jam", "DeleteBucket"}) || together.Values[1].Value != "s\x1b[2Jam DeleteBucket" {
		t.Errorf("together %+v", together)
	}
	if alone.Values[0].Value != "CopyObject" || alone.Values[0].Parts != nil {
		t.Errorf("alone %+v", alone)
	}
}

func TestFacetsAsCSVHaveAColumnForEachPart(t *testing.T) {
	countedCache(t)
	rows, err := csv.NewReader(strings.NewReader(must(t, "facets", "--by", "event+requestParameters.bucketName", "--format", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows {
		got = append(got, strings.Join(row, "|"))
	}
	want := []string{
		"event|requestParameters.bucketName|count|first|last",
		"CopyObject|'=logs|2|2026-03-02T22:30:00Z|2026-03-02T23:45:00Z",
		"CopyObject|pay,roll|2|2026-03-02T22:30:00Z|2026-03-02T23:45:00Z",
		"DeleteBucket||1|2026-03-03T00:10:00Z|2026-03-03T00:10:00Z",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestWhatCannotBeCountedIsRefusedWithWhatCan(t *testing.T) {
	surroundings(t)
	for line, want := range map[string]string{
		"--by time":                   "for times name minute, hour or day",
		"--by user+id":                "it differs in nearly every event",
		"--by +":                      "name what to count by",
		"--by bucketName":             "a path into the record, such as requestParameters.bucketName",
		"--by requestParamters.x":     "did you mean `requestParameters`?",
		"--by event.x":                "nothing lies below it",
		"--by user --order size":      "use count, rare, name, last or new",
		"--format csv":                "as in --by user+event",
		"--by user,event --format js": "use table, json or csv",
	} {
		if r := run(t, append([]string{"facets"}, strings.Fields(line)...)...); r.code != exitUsage || !strings.Contains(r.err, want) {
			t.Errorf("facets %s: exit code %d, said %q", line, r.code, r.err)
		}
	}
}

func TestSecretsAreMaskedWhereTheyAreCounted(t *testing.T) {
	surroundings(t)
	if r := runWith(t, assumed, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	if got := must(t, "facets", "--by", "responseElements.credentials.sessionToken,responseElements"); strings.Contains(got, "FwoG") {
		t.Errorf("printed\n%s", got)
	}
}

func TestWhatIsCountedTogetherIsCompletedPartByPart(t *testing.T) {
	countedCache(t)
	for word, want := range map[string]string{
		"type,user+sour":             "type,user+source\t",
		"user+requestParameters.":    "user+requestParameters.bucketName\n",
		"hou":                        "hour\t",
		"user,requestParameters.buc": "user,requestParameters.bucketName\n",
	} {
		if got := must(t, "__complete", "facets", "--by", word); !strings.HasPrefix(got, want) {
			t.Errorf("%s: offered\n%s", word, got)
		}
	}
}
