package segment

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// idsAround are ids that differ in how they begin and end.
var idsAround = []string{
	"79104abc-dead-4eef-8a1b-00c0ffee0001", "0a0b0c0d-0000-4000-8000-00000000beef", "no-uuid", "", "ffffffff-ffff-4fff-8fff-fffffffffffe",
}

func TestSearchingABlockFindsWhatItsRecordsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := func(list []string) string { return rapid.SampledFrom(list).Draw(t, "piece") }
		run := make([]packed, rapid.IntRange(1, 6).Draw(t, "records"))
		for i := range run {
			p := &run[i]
			p.ids = [2]string{of(idsAround), of(idsAround)}
			p.uuids = readUUIDs(p.ids)
			pieces := []string{p.ids[0], p.ids[1], `"`, "e", "-", "bad", "beef", "A", "7", "x"}
			if rapid.Bool().Draw(t, "quoted") {
				p.record = append(p.record, `"`+p.ids[0]+`":"`+p.ids[1]+`"`...)
			}
			for range rapid.IntRange(0, 6).Draw(t, "pieces") {
				p.record = append(p.record, of(pieces)...)
			}
		}
		stored, ref := packBlock(run, new(packSpace))
		var scan Scan
		if err := scan.Open(ref, stored); err != nil {
			t.Fatal(err)
		}
		for i := range run {
			if string(scan.Record(i)) != string(run[i].record) {
				t.Fatalf("record %d is %q, want %q", i, scan.Record(i), run[i].record)
			}
		}
		for _, needle := range []string{
			"beef", "0001", "dead-4e", "e79", `"79104ABC-`, `beef"`, "ee0001-", "x", "-", "a", "ex", `""`,
			"e0a0b0c0d-0000-4000-8000-00000000beefe", of(idsAround) + "x", "x" + of(idsAround) + "-", `"` + of(idsAround),
		} {
			needle = strings.ToLower(needle)
			var want, got []int
			for i := range run {
				if strings.Contains(strings.ToLower(string(run[i].record)), needle) {
					want = append(want, i)
				}
			}
			scan.Holding(NewNeedle(needle), func(i int) { got = append(got, i) })
			if !slices.Equal(got, want) {
				t.Fatalf("%q is in %v of %q, want %v", needle, got, run, want)
			}
		}
	})
}
