package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestANamedSettingsFileIsWrittenWhereItIsNotThereYet(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine", "spoor.toml")
	if r := run(t, "--config", file, "list"); r.code != 1 || !strings.Contains(r.err, "'spoor config init' writes one there") {
		t.Errorf("list with a settings file that is not there: exit code %d\n%s", r.code, r.err)
	}
	if r := run(t, "--config", file, "config", "init"); r.code != 0 {
		t.Fatalf("config init: exit code %d\n%s", r.code, r.err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	if r := run(t, "--config", file, "config"); r.code != 0 || !strings.Contains(r.out, file+" (read)") {
		t.Errorf("config: exit code %d\n%s%s", r.code, r.out, r.err)
	}
}
