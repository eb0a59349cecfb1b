package export

import (
	"strings"
	"testing"

	"spoor/cache"
	"spoor/export/redact"
	"spoor/query"
)

func TestNoFilterKeepsWhatIsRedactedThoughNoEventHasIt(t *testing.T) {
	for text, value := range map[string]string{
		"user:ghost.writer":                          "ghost",
		"user:(ghost.writer OR ghost.reader)":        "ghost",
		"-user:ghost.writer":                         "ghost",
		"user:arn:aws:iam::444455556666:user/ghost":  "ghost",
		"actor:ghost.writer":                         "ghost",
		"actor:arn:aws:iam::444455556666:user/ghost": "ghost",
		"user:ghost*":                                "ghost",
		"user:/^ghost/":                              "ghost",
		"ghost.writer":                               "ghost",
		"resource:ghost.writer":                      "ghost",
		"role:ghost.writer":                          "ghost",
		"requestParameters.userName:ghost.writer":    "ghost",
		"message:ghost.writer":                       "ghost",
		"account:444455556666":                       "444455556666",
		"key:AKIAIOSFODNN7GHOST00":                   "AKIAIOSFODNN7GHOST00",
		"principal:AIDAIOSFODNN7GHOST00":             "AIDAIOSFODNN7GHOST00",
		"session:AROAIOSFODNN7GHOST00:ghost":         "ghost",
		"ip:198.51.100.77":                           "198.51.100.77",
		"ip:198.51.100.0/24":                         "198.51.100",
		"requestParameters.cidrIp:198.51.100.77":     "198.51.100",
	} {
		x, err := query.Parse(text, query.Options{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		r := redact.New(redact.Key{7}, redact.Classes()...)
		if got := query.Print(redactedFilter(r, x)); strings.Contains(got, value) {
			t.Errorf("%s has become %s", text, got)
		}
	}
}

func TestNoCoverageKeepsWhatIsRedacted(t *testing.T) {
	for filter, value := range map[string]string{
		"Username=ghost.writer":                                    "ghost",
		"ResourceName=ghost.writer":                                "ghost",
		"ResourceName=arn:aws:iam::444455556666:user/ghost.writer": "ghost",
		"AccessKeyId=AKIAIOSFODNN7GHOST00":                         "AKIAIOSFODNN7GHOST00",
	} {
		r := redact.New(redact.Key{7}, redact.Classes()...)
		s := redactedCoverage(r, []cache.Stretch{{Account: "444455556666", Filter: filter, Reason: "account 444455556666 refused"}})[0]
		name, _, _ := strings.Cut(filter, "=")
		if strings.Contains(s.Filter, value) || !strings.HasPrefix(s.Filter, name+"=") {
			t.Errorf("%s has become %s", filter, s.Filter)
		}
		if strings.Contains(s.Account+s.Reason, "444455556666") {
			t.Errorf("the account is left in %q, %q", s.Account, s.Reason)
		}
	}
	for _, filter := range []string{"", "EventName=DeleteBucket", "EventSource=iam.amazonaws.com", "ReadOnly=false", "ResourceType=AWS::IAM::User", "Username=ghost"} {
		r := redact.New(redact.Key{7}, redact.IPs)
		if got := redactedCoverage(r, []cache.Stretch{{Filter: filter}})[0].Filter; got != filter {
			t.Errorf("%s has become %s where addresses alone are redacted", filter, got)
		}
	}
}
