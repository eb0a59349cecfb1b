package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"spoor/ui"
)

func TestFiltersTypedAreKeptPrivateAndBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "filters")
	here, there := &typed{path: path}, &typed{path: path}
	for _, step := range []struct {
		by     *typed
		filter string
	}{{here, "user:alice"}, {there, "is:denied"}, {here, "user:alice"}} {
		if err := step.by.remember(step.filter); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := there.filters(), []string{"is:denied", "user:alice"}; !slices.Equal(got, want) {
		t.Errorf("kept are %q, want %q", got, want)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v (%v)", info.Mode(), err)
	}
	for i := range ui.MostRemembered + 5 {
		if err := here.remember(fmt.Sprintf("event:E%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	got := here.filters()
	if len(got) != ui.MostRemembered || got[len(got)-1] != fmt.Sprintf("event:E%d", ui.MostRemembered+4) {
		t.Errorf("%d are kept, the newest is %q", len(got), got[len(got)-1])
	}
	if got := (&typed{path: filepath.Join(t.TempDir(), "none")}).filters(); got != nil {
		t.Errorf("nothing gives %q", got)
	}
}
