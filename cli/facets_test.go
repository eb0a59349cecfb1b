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
