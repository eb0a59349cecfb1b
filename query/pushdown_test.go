package query

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhatLookupEventsCanBeAskedFor(t *testing.T) {
	spelling := func(f Field, value string) (string, bool) {
		if strings.EqualFold(value, "CreateUser") {
			return "CreateUser", true
		}
		return "", false
	}
	for text, want := range map[string]string{
		"":                                  "no",
		"is:write":                          "no",
		"user:alice":                        "no",
		"source:iam":                        "EventSource=iam.amazonaws.com rest=",
		"source:IAM.amazonaws.com is:write": "EventSource=iam.amazonaws.com rest=is:write",
		`source:"iam"`:                      "no",
		`source:"iam.amazonaws.com"`:        "EventSource=iam.amazonaws.com rest=",
		"source:i*":                         "no",
		"source:i_am":                       "no",
		`source:"sign in.amazonaws.com"`:    "no",
		"source:*":                          "no",
		"key:AKIAIOSFODNN7EXAMPL_":          "no",
		"key:AKIAIOSFODNN7EXAMPLE0":         "no",
		"id:7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b2g": "no",
		"id:7d0f5c1e02b7a-4a51-9a06-3f1f0e4c9b21": "no",
		"source:(iam OR s3)":                      "no",
		"-source:iam":                             "no",
		"source:iam OR is:write":                  "no",
		"source:iam key:akiaiosfodnn7example":     "AccessKeyId=AKIAIOSFODNN7EXAMPLE rest=source:iam",
		"key:AKIA":                                "no",
		"id:7D0F5C1E-2b7a-4a51-9a06-3f1f0e4c9b21": "EventId=7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21 rest=",
		"id:sha256:00":                            "no",
		"event:createuser source:iam":             "EventName=CreateUser rest=source:iam",
		"event:Unheard":                           "no",
		"readOnly:false payroll":                  "ReadOnly=false rest=payroll",
		"readOnly:maybe":                          "no",
	} {
		key, value, rest, ok := Pushdown(mustParse(t, text), spelling)
		got := "no"
		if ok {
			got = fmt.Sprintf("%s=%s rest=%s", key, value, Print(rest))
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
		if !ok && !Equal(rest, mustParse(t, text)) {
			t.Errorf("%s: what is left is %s", text, Print(rest))
		}
	}
	if _, _, _, ok := Pushdown(mustParse(t, "event:CreateUser"), nil); ok {
		t.Error("an event name is pushed down without knowing its spelling")
	}
}
