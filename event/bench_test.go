package event_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/valyala/fastjson"

	"spoor/event"
)

// variedRecords are records of the kinds that fill real trails, about 1.3 KB
// each.
func variedRecords() [][]byte {
	session := `"userIdentity":{"type":"AssumedRole","principalId":"AROA4EXAMPLEROLEID001:deploy-%d","arn":"arn:aws:sts::210987654321:assumed-role/deploy-bot/deploy-%d","accountId":"210987654321","accessKeyId":"ASIAEXAMPLEAAAA%05d","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA4EXAMPLEROLEID001","arn":"arn:aws:iam::210987654321:role/deploy-bot","accountId":"210987654321","userName":"deploy-bot"},"webIdFederationData":{},"attributes":{"creationDate":"2026-03-02T10:00:00Z","mfaAuthenticated":"false"}}}`
	tail := `"requestID":"c2aa4a51-0000-4000-8000-%012d","eventID":"1f6f4a51-0000-4000-8000-%012d","readOnly":%s,"eventType":"AwsApiCall","managementEvent":%s,"recipientAccountId":"210987654321","eventCategory":"%s","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"api.eu-west-1.amazonaws.com"}`
	agent := `"userAgent":"APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.61.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.170.0"`
	kinds := []struct{ source, name, readOnly, management, category, rest string }{
		{"ec2", "DescribeInstances", "true", "true", "Management", `"requestParameters":{"instancesSet":{},"filterSet":{"items":[{"name":"tag:Name","valueSet":{"items":[{"value":"web-1"}]}}]}},"responseElements":null`},
		{"ec2", "RunInstances", "false", "true", "Management", `"requestParameters":{"instancesSet":{"items":[{"imageId":"ami-0aa1d83d0b0985c86","minCount":1,"maxCount":1}]},"instanceType":"t3.micro","subnetId":"subnet-0bb3caee4559a3df0"},"responseElements":{"requestId":"2142","reservationId":"r-04cf","instancesSet":{"items":[{"instanceId":"i-05c30218156bcc246","imageId":"ami-0aa1d83d0b0985c86","currentState":{"code":0,"name":"pending"},"privateDnsName":"ip-10-0-1-10.eu-west-1.compute.internal"}]}}`},
		{"s3", "GetObject", "true", "false", "Data", `"requestParameters":{"bucketName":"acme-payroll","Host":"acme-payroll.s3.amazonaws.com","key":"2026/03/salaries.csv"},"responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"abc=","bytesTransferredOut":1024},"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::acme-payroll/2026/03/salaries.csv"},{"accountId":"210987654321","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::acme-payroll"}]`},
		{"iam", "AttachUserPolicy", "false", "true", "Management", `"requestParameters":{"userName":"backup-svc","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"},"responseElements":null`},
		{"kms", "Decrypt", "true", "true", "Management", `"requestParameters":{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::acme-payroll"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"},"responseElements":null,"resources":[{"accountId":"210987654321","type":"AWS::KMS::Key","ARN":"arn:aws:kms:eu-west-1:210987654321:key/0c9f3b1e-0000-4000-8000-4d07f6a01c50"}]`},
		{"sts", "AssumeRole", "true", "true", "Management", `"requestParameters":{"roleArn":"arn:aws:iam::123456789012:role/reader","roleSessionName":"audit","durationSeconds":900},"responseElements":{"credentials":{"accessKeyId":"ASIAEXAMPLEAAAA00009","sessionToken":"` + strings.Repeat("IQoJb3JpZ2luX2Vj", 20) + `","expiration":"Mar 2, 2026, 11:15:00 AM"},"assumedRoleUser":{"assumedRoleId":"AROA4EXAMPLEROLEID002:audit","arn":"arn:aws:sts::123456789012:assumed-role/reader/audit"}}`},
	}
	var out [][]byte
	for n := range 60 {
		k := kinds[n%len(kinds)]
		out = append(out, fmt.Appendf(nil, `{"eventVersion":"1.11",`+session+`,"eventTime":"2026-03-02T10:%02d:05Z","eventSource":"%s.amazonaws.com","eventName":"%s","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.%d",`+agent+`,%s,`+tail+`}`,
			n, n, n, n, k.source, k.name, n, k.rest, n, n, k.readOnly, k.management, k.category))
	}
	return out
}

func TestTheBenchmarkedRecordsAreWhatTheySeem(t *testing.T) {
	total := 0
	for _, raw := range variedRecords() {
		if !json.Valid(raw) {
			t.Fatalf("no JSON: %s", raw)
		}
		total += len(raw)
		ev, err := event.Decode(raw, nil)
		if err != nil || ev.User == "" || len(ev.Targets) == 0 && ev.Name != "DescribeInstances" {
			t.Errorf("%s: %v %+v", ev.Name, err, ev)
		}
	}
	if mean := total / len(variedRecords()); mean < 1200 || mean > 1800 {
		t.Errorf("mean record of %d bytes, want about 1.3 KB", mean)
	}
}

func BenchmarkDecode(b *testing.B) {
	records := variedRecords()
	var d event.Decoder
	var ev event.Event
	total := 0
	for _, r := range records {
		total += len(r)
		d.Decode(r, nil, &ev)
	}
	b.SetBytes(int64(total / len(records)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if err := d.Decode(records[i%len(records)], nil, &ev); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// BenchmarkFastjson only parses and takes sixteen fields: the peer.
func BenchmarkFastjson(b *testing.B) {
	records := variedRecords()
	var p fastjson.Parser
	total := 0
	for _, r := range records {
		total += len(r)
	}
	b.SetBytes(int64(total / len(records)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		v, err := p.ParseBytes(records[i%len(records)])
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range []string{"eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
			"errorCode", "errorMessage", "requestID", "eventID", "eventType", "recipientAccountId", "eventCategory"} {
			v.GetStringBytes(f)
		}
		v.GetStringBytes("userIdentity", "arn")
		v.GetStringBytes("userIdentity", "accessKeyId")
		v.GetStringBytes("userIdentity", "principalId")
		i++
	}
}
