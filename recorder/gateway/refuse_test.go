package gateway

import (
	"net/http"
	"strings"
	"testing"

	"spoor/recorder/operation"
)

func TestARefusalHasTheFormOfItsProtocol(t *testing.T) {
	const xmlType, jsonType = "application/xml", "application/x-amz-json-1.1"
	for name, c := range map[string]struct {
		request    operation.Request
		kind, form string
	}{
		"S3":                 {operation.Request{Method: "GET", Path: "/b/k", Signing: "s3"}, xmlType, "<Error><Code>AccessDenied</Code><Message>spoor: no</Message></Error>"},
		"S3 on Outposts":     {operation.Request{Method: "GET", Path: "/v20180820/bucket", Signing: "s3-outposts"}, xmlType, "<Error><Code>"},
		"EC2":                {operation.Request{Method: "POST", Path: "/", Signing: "ec2"}, xmlType, "<Response><Errors><Error><Type>Sender</Type><Code>"},
		"a query":            {operation.Request{Method: "POST", Path: "/", Signing: "iam", Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte("Action=CreateUser&Version=1"), Whole: true}, xmlType, "<ErrorResponse><Error><Type>Sender</Type><Code>"},
		"REST in XML":        {operation.Request{Method: "GET", Path: "/2013-04-01/hostedzone", Signing: "route53"}, xmlType, "<ErrorResponse><Error><Type>Sender</Type><Code>"},
		"REST in XML, other": {operation.Request{Method: "GET", Path: "/2020-05-31/distribution", Signing: "cloudfront"}, xmlType, "<ErrorResponse><Error><Type>Sender</Type><Code>"},
		"REST in JSON":       {operation.Request{Method: "GET", Path: "/2015-03-31/functions", Signing: "lambda"}, jsonType, `{"__type":"AccessDenied","message":"spoor: no"}`},
		"JSON":               {operation.Request{Method: "POST", Path: "/", Signing: "kms", Header: http.Header{"X-Amz-Target": {"TrentService.CreateKey"}}}, jsonType, `{"__type":"AccessDenied","message":"spoor: no"}`},
		"CBOR":               {operation.Request{Method: "POST", Path: "/service/S/operation/PutMetricData", Signing: "monitoring", Header: http.Header{"Smithy-Protocol": {"rpc-v2-cbor"}}}, "application/cbor", "\xa2\x66__type\x6cAccessDenied\x67message\x69spoor: no"},
		"no service":         {operation.Request{Method: "GET", Path: "/"}, jsonType, `{"__type":`},
	} {
		o := operation.Identify(&c.request)
		if kind, body := denied("no").body(&o); kind != c.kind || !strings.Contains(string(body), c.form) {
			t.Errorf("%s: %s %q, want %q", name, kind, body, c.form)
		}
	}
}

func TestARefusalSaysOnWhichSideTheTroubleIs(t *testing.T) {
	o := operation.Identify(&operation.Request{Method: "POST", Path: "/", Signing: "ec2"})
	for status, side := range map[int]string{400: "Sender", 403: "Sender", 500: "Receiver", 502: "Receiver"} {
		_, body := (&refusal{"Code", status, "m"}).body(&o)
		if !strings.Contains(string(body), "<Type>"+side+"</Type>") {
			t.Errorf("status %d: %s", status, body)
		}
	}
}
