package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"spoor/cache"
	"spoor/source"
)

func TestCoverageOfAnOrganisationIsSummedUp(t *testing.T) {
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var stretches []cache.Stretch
	for account := range 50 {
		for _, region := range []string{"us-east-1", "eu-west-1"} {
			stretches = append(stretches, cache.Stretch{
				Source: "trail", Account: fmt.Sprintf("%012d", account), Region: region, Category: "Management",
				From: from, To: from.AddDate(0, 0, 7), State: uint8(source.Delivered),
			})
		}
	}
	stretches[41].To = from.AddDate(0, 0, 3)
	failed := stretches[30]
	failed.State, failed.Reason = uint8(source.Unavailable), "an object could not be read"
	stretches = append(stretches, failed)

	got := strings.Join((&app{zone: time.UTC}).coverageLines(stretches), "\n")
	want := "000000000015 us-east-1 Management failed: 2026-03-01 00:00:00 UTC to 2026-03-08 00:00:00 UTC, from trail: an object could not be read\n" +
		"Management delivered: 100 Regions of 50 accounts, 2026-03-01 00:00:00 UTC to 2026-03-08 00:00:00 UTC, from trail; " +
		"of 000000000020 eu-west-1 only to 2026-03-04 00:00:00 UTC\n" +
		"--verbose says it of each"
	if got != want {
		t.Errorf("it says\n%s\nwant\n%s", got, want)
	}
	if lines := (&app{zone: time.UTC, verbose: true}).coverageLines(stretches); len(lines) != len(stretches) {
		t.Errorf("--verbose has %d lines for %d streams", len(lines), len(stretches))
	}
	if lines := (&app{zone: time.UTC}).coverageLines(stretches[:40]); len(lines) != 40 {
		t.Errorf("40 streams have %d lines", len(lines))
	}
}
