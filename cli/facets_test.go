package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"spoor/query"
)

func TestEveryFieldIsCountedOrRefused(t *testing.T) {
	surroundings(t)
	record := strings.ReplaceAll(`{"eventVersion":"1.11","eventTime":"2026-03-02T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject",
"awsRegion":"us-east-1","recipientAccountId":"111122223333","eventID":"7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21","requestID":"DC09EXAMPLE3B1A7",
"sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2.15","errorCode":"AccessDenied","errorMessage":"no","readOnly":true,"eventCategory":"Data",
"sharedEventID":"b1946ac9-2b7a-4a51-9a06-3f1f0e4c9b21","vpcEndpointId":"vpce-0example1234567","tlsDetails":{"tlsVersion":"TLSv1.3"},
"userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEROLEID0001:dana","arn":"arn:aws:sts::111122223333:assumed-role/admin/dana",
"accessKeyId":"ASIAIOSFODNN7EXAMPLE","sessionContext":{"attributes":{"creationDate":"2026-03-02T09:00:00Z","mfaAuthenticated":"true"},
"sessionIssuer":{"type":"Role","userName":"admin"}}},"resources":[{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::payroll"}]}`, "\n", "")
	if r := runWith(t, record, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	offered := must(t, "__complete", "facets", "--by", "")
	for _, field := range query.Fields() {
		r := run(t, "facets", "--by", field.Name, "--format", "json")
		isOffered := strings.Contains("\n"+offered, "\n"+field.Name+"\t")
		if r.code == exitUsage {
			if !strings.Contains(r.err, "not a field that can be counted") || isOffered {
				t.Errorf("%s: said %q, offered: %t", field.Name, r.err, isOffered)
			}
			continue
		}
		var counted struct{ Facets []struct{ Distinct int } }
		if err := json.Unmarshal([]byte(r.out), &counted); err != nil || len(counted.Facets) != 1 || counted.Facets[0].Distinct == 0 || !isOffered {
			t.Errorf("%s: %s %s, %v, offered: %t", field.Name, r.out, r.err, err, isOffered)
		}
	}
}

func TestWhatTheFilterSaysOfACountedFieldHoldsForItToo(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 30)
	must(t, "import", file)
	var got struct {
		Events int
		Facets []facetJSON
	}
	if err := json.Unmarshal([]byte(must(t, "facets", "user:dana", "-ip:192.0.2.0/28", "--by", "user,ip", "--format", "json")), &got); err != nil {
		t.Fatal(err)
	}
	users, addresses := got.Facets[0], got.Facets[1]
	if got.Events != 4 || users.Distinct != 1 || users.Values[0].Value != "dana" || users.Values[0].Count != 4 {
		t.Errorf("%d events, of users %+v", got.Events, users)
	}
	if addresses.Distinct != 4 {
		t.Errorf("the addresses are %+v", addresses)
	}
}

func TestFacetsComeInTheOrderAskedFor(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 31)
	must(t, "import", file)
	for order, want := range map[string]string{
		"count": "dana sam terraform", "rare": "sam terraform dana", "name": "dana sam terraform",
		"last": "dana terraform sam", "new": "terraform sam dana",
	} {
		var got struct{ Facets []facetJSON }
		if err := json.Unmarshal([]byte(must(t, "facets", "--by", "user", "--order", order, "--format", "json")), &got); err != nil {
			t.Fatal(err)
		}
		var values []string
		for _, v := range got.Facets[0].Values {
			values = append(values, v.Value)
		}
		if got := strings.Join(values, " "); got != want {
			t.Errorf("--order %s gives %s, want %s", order, got, want)
		}
	}
	if r := run(t, "facets", "--order", "age"); r.code != 2 || !strings.Contains(r.err, "use count, rare, name, last or new") {
		t.Errorf("%+v", r)
	}
}

func TestFacetsSayWhenAValueWasFirstAndLastSeen(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 30)
	must(t, "import", file)
	want := "USER (1 value), first and last seen, in Asia/Tokyo\n          10  2026-03-02 19:00:00  2026-03-02 19:00:27  dana\n"
	if got := must(t, "facets", "user:dana", "--by", "user", "--times", "--zone", "Asia/Tokyo"); got != want {
		t.Errorf("printed\n%swant\n%s", got, want)
	}
}
