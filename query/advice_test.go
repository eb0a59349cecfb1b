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
