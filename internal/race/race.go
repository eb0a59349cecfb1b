// Package race tells tests whether the race detector is on. With it come checks
// of pointer conversions that end the process where bbolt looks at a damaged
// page; what ordinary builds make of such a page is tested without them.
package race

import "testing"

// SkipDamage skips a test that lets bbolt read damaged pages if the detector is
// on.
func SkipDamage(t testing.TB) {
	t.Helper()
	if Detector {
		t.Skip("the race detector ends the process where bbolt reads a damaged page: run this test without -race")
	}
}
