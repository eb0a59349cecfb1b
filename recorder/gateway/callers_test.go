package gateway

import (
	"net/http"
	"net/url"
	"testing"

	"spoor/recorder/operation"
	"spoor/recorder/sigv4"
)

var formType = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}

// At AWS a key is a claim until its signature was verified; an emulator verifies
// none.
func TestACallerIsNamedWhereItsKeyIsWhatItSays(t *testing.T) {
	const arn = "arn:aws:iam::111122223333:user/dana"
	emulator := &url.URL{Scheme: "http", Host: "127.0.0.1:4566"}
	for name, c := range map[string]struct {
		upstream *url.URL
		verified bool
		named    string
	}{
		"at AWS, verified":     {nil, true, arn},
		"at AWS, not verified": {nil, false, ""},
		"at an emulator":       {emulator, false, arn},
		"at another emulator":  {&url.URL{Scheme: "http", Host: "127.0.0.1:9000"}, false, ""},
	} {
		known := &callers{}
		asked := operation.Identify(&operation.Request{Method: "POST", Path: "/", Signing: "sts", Header: formType, Body: []byte("Action=GetCallerIdentity&Version=2011-06-15"), Whole: true})
		if asked.Name != "GetCallerIdentity" {
			t.Fatalf("named %q", asked.Name)
		}
		for _, place := range []string{"", emulator.Host} {
			known.learn(place, &asked, "AKIAEXAMPLE", map[string]any{"arn": arn, "account": "111122223333"})
		}
		x := &exchange{g: &Gateway{callers: known}, upstream: c.upstream, verified: c.verified, signature: sigv4.Signature{AccessKey: "AKIAEXAMPLE"}}
		if got := x.caller(); got.ARN != c.named || got.AccessKey != "AKIAEXAMPLE" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
