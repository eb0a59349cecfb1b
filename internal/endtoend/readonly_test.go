//go:build unix

package endtoend

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Evidence is kept where nobody can change it. The screen shows it all the same, and
// says of what it cannot do why not.
func TestACacheThatCannotBeWrittenIsBrowsed(t *testing.T) {
	folder, err := os.MkdirTemp("", "spoor-readonly-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		os.Chmod(folder, 0o700)
		os.RemoveAll(folder)
	})
	cache := filepath.Join(folder, "cache.bolt")
	env := append(surroundings(t), "SPOOR_CACHE="+cache)
	record := `{"eventVersion":"1.11","eventTime":"2026-03-02T10:00:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser",` +
		`"awsRegion":"us-east-1","recipientAccountId":"111122223333","eventID":"7d0f5c1e-2b7a-4a51-9a06-3d5c0e1f2a3b",` +
		`"userIdentity":{"type":"IAMUser","userName":"dana"}}`
	file := filepath.Join(t.TempDir(), "trail.json")
	if err := os.WriteFile(file, []byte(record), 0o600); err != nil {
		t.Fatal(err)
	}
	load := exec.Command(binary, "import", file)
	load.Env = append(os.Environ(), env...)
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, side := range []string{".gate", ".lock"} {
		if err := os.Remove(cache + side); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(cache, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}

	command := []string{binary}
	if os.Geteuid() == 0 {
		// Root may write anything.
		nobody, err := exec.LookPath("setpriv")
		if err != nil {
			t.Skip("as root this needs setpriv, to be somebody else")
		}
		if err := os.Chmod(filepath.Dir(binary), 0o755); err != nil {
			t.Fatal(err)
		}
		command = []string{nobody, "--reuid=65534", "--regid=65534", "--clear-groups", binary}
		env = append(env, "HOME="+folder, "XDG_DATA_HOME=", "XDG_CONFIG_HOME=", "XDG_STATE_HOME=", "TMPDIR=")
	}
	term := start(t, 120, 40, env, command[0], command[1:]...)
	shows(t, term, "read-only", "CreateUser", "dana")
	press(t, term, "r")
	shows(t, term, "this cache can only be read, so nothing can be fetched")
	press(t, term, "5", "m")
	shows(t, term, "the mark was not kept", "can only be read")
	press(t, term, "q")
	if code := ended(t, term); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}
