package export

import (
	"strings"
	"testing"

	"spoor/query"
)

func TestASecretInAListOfMoreThanOneKindIsMaskedWhateverStandsBesideIt(t *testing.T) {
	path, err := query.ParsePath("requestParameters.db")
	if err != nil {
		t.Fatal(err)
	}
	record := []byte(`{"requestParameters":{"db":["note\u001b[31m",{"masterUserPassword":"hunter2"}]}}`)
	if got := ShownAt(path, record); strings.Contains(got, "hunter2") || !strings.Contains(got, "note") {
		t.Errorf("shown is %q", got)
	}
}
