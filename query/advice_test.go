package query

import (
	"strings"
	"testing"
)

func TestAdviceLeadsFromAQuotedPhraseToOneThatIsLookedFor(t *testing.T) {
	for filter, want := range map[string]string{
		`is:write message:"not authorized"`:    `message:not\ authorized looks`,
		`user:a OR agent:(x OR "Go SDK")`:      `agent:Go\ SDK looks`,
		`message:denied "not authorized"`:      "",
		`-message:"not authorized" user:"a b"`: "",
		"":                                     "",
	} {
		if got := Advice(mustParse(t, filter)); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q in it", filter, got, want)
		}
	}
}

func TestAdviceLeadsFromTheOperatorsOfOthersToOwn(t *testing.T) {
	for filter, want := range map[string]string{
		"user=mallory":                                     "; user:mallory asks",
		"is:write userName==mallory":                       "; userName:mallory asks",
		"user!=mallory":                                    "; -user:mallory asks",
		"!user:mallory":                                    "; -user:mallory asks",
		"!user=mallory":                                    "; -user:mallory asks",
		"is:write !is:root":                                "; -is:root asks",
		"user:alice || user:bob":                           "", // the two users come first
		"is:write || is:root":                              "OR stands between",
		"is:write && is:root":                              "side by side",
		"user:(alice bob)":                                 "; user:(alice OR bob) asks for either",
		"event:CreateUser event:Del*":                      "; event:(CreateUser OR Del*) asks for either",
		"requestParameters.bucketName=payroll":             "; requestParameters.bucketName:payroll asks",
		"AttributeKey=EventName,AttributeValue=CreateUser": "; EventName:CreateUser asks",
		"AttributeKey=ReadOnly,AttributeValue=false":       "; ReadOnly:false asks",
		"AttributeKey=EventName":                           "none",
		"user:'jane doe'":                                  `'jane is looked for with its ' as a letter here; quotes are "`,
		"is:error 'access denied'":                         "quotes are",
		`user:"'jane'"`:                                    "none",
		"user:o'neill":                                     "none",
		"'":                                                "none",
		"requestParameters.durationSeconds:>3600":          "numbers are told by a regular expression",
		"event.x=1":                                        "none",
		"www.example.com=1":                                "none",
		"Prefix=logs":                                      "none",
		"payroll":                                          "none",
		"user=":                                            "none",
		"last=soon":                                        "none",
		`"user=mallory"`:                                   "none",
		"user:alice -user:bob":                             "none",
		"ip:203.0.113.7 key:AKIA*":                         "none",
	} {
		got := Advice(mustParse(t, filter))
		if want == "none" && got != "" || want != "none" && (got == "" || !strings.Contains(got, want)) {
			t.Errorf("%s: %q, want %q in it", filter, got, want)
		}
	}
}
