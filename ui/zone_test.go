package ui

import (
	"testing"
	"time"
)

// A machine whose clock runs in UTC calls its zone Local, and one in Berlin may
// be asked for Europe/Berlin.
func TestAZoneIsOfferedOnceWhateverItIsCalled(t *testing.T) {
	load := func(name string) *time.Location {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Skip(err)
		}
		return zone
	}
	for _, c := range []struct {
		asked, local *time.Location
		want         int
	}{
		{nil, load("Etc/UTC"), 1},
		{load("Europe/Berlin"), load("Etc/UTC"), 2},
		{load("Europe/Berlin"), load("Europe/Copenhagen"), 2},
		{nil, load("Europe/Berlin"), 2},
		{load("Europe/Berlin"), load("Europe/London"), 3},
		{load("America/New_York"), load("America/Panama"), 3},
	} {
		if got := zones(c.asked, c.local); len(got) != c.want {
			t.Errorf("asked for %v in %v there are %v", c.asked, c.local, got)
		}
	}
}
