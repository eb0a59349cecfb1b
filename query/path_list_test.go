package query

import (
	"slices"
	"testing"
)

func TestPathsLeadToWhatTheyWereFoundWith(t *testing.T) {
	record := []byte(`{"eventName":"RunInstances","requestParameters":{"instancesSet":{"items":[{"imageId":"ami-1"},{"imageId":"ami-2"},{"imageId":"ami-2"}]},` +
		`"a.b":true,"none":null,"empty":"","":"lost","n":1.50},"zed":{"x":"y"}}`)
	var got []string
	for _, p := range Paths(record) {
		got = append(got, p.Path+"="+p.Value)
		found := false
		valuesAt(t, record, p.Path, func(value string) bool { found = found || value == p.Value; return true })
		if !found {
			t.Errorf("%s does not lead to %q", p.Path, p.Value)
		}
	}
	want := []string{
		".eventName=RunInstances", "requestParameters.instancesSet.items.imageId=ami-1", "requestParameters.instancesSet.items.imageId=ami-2",
		`requestParameters.a\.b=true`, "requestParameters.n=1.50", ".zed.x=y",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	for _, broken := range []string{"", "{", "[1]", `"x"`} {
		if got := Paths([]byte(broken)); len(got) > 0 {
			t.Errorf("%q has %v", broken, got)
		}
	}
}
