package events

import (
	"strings"
	"testing"

	"spoor/query"
	"spoor/ui/pane"
)

func TestOfWhatStandsInARecordNoMoreIsKeptThanIsLookedAt(t *testing.T) {
	path, err := query.ParsePath("requestParameters.names")
	if err != nil {
		t.Fatal(err)
	}
	record := []byte(`{"requestParameters":{"names":["` + strings.Repeat("é", 1<<16) + `","` + strings.Repeat("y", 1<<16) + `"]}}`)
	in := InsideOf(record, []*query.RecordPath{path})[path.String()]
	for _, kept := range []string{in.shown, in.first} {
		if n := len(kept); n <= pane.LongestValue || n > pane.LongestValue+4 || strings.ContainsRune(kept, '�') {
			t.Errorf("%d bytes are kept, at their end %q", n, kept[len(kept)-4:])
		}
	}
}
