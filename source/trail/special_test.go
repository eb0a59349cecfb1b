//go:build unix

package trail

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"spoor/source"
)

func TestWhatIsNoFileIsSkippedByName(t *testing.T) {
	root := t.TempDir()
	write(t, root, "good.json", rec(1))
	if err := syscall.Mkfifo(filepath.Join(root, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", filepath.Join(root, "s"))
	if err != nil {
		t.Skip("no socket can be made here:", err)
	}
	defer socket.Close()
	if err := os.Symlink("/dev/zero", filepath.Join(root, "device")); err != nil {
		t.Fatal(err)
	}
	read := pull(t, Options{}, root)
	for name, want := range map[string]string{"pipe": "a named pipe", "s": "a socket", "device": "a device"} {
		f := read[filepath.Join(root, name)]
		if f == nil || f.Status != source.Skipped || !strings.Contains(f.Reason, want) {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if f := read[filepath.Join(root, "good.json")]; f.Records != 1 {
		t.Errorf("%+v", f)
	}
	if files, _, err := New(Options{}, root).Size(t.Context()); files != 1 || err != nil {
		t.Errorf("sized as %d files, %v", files, err)
	}
}

func TestANamedPipeGivenByNameIsRead(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	go func() {
		w, err := os.OpenFile(pipe, os.O_WRONLY, 0)
		if err == nil {
			io.WriteString(w, zipped(t, list(rec(1), rec(2))))
			w.Close()
		}
	}()
	f := pull(t, Options{}, pipe)[pipe]
	if f.Status != source.Read || f.Records != 2 || f.Bytes == 0 || f.SHA256 == nil {
		t.Errorf("%+v", f.FileEnd)
	}
}

// asNobody is set in the process that reads as an ordinary user.
const asNobody = "SPOOR_TEST_READ_AS_NOBODY"

func TestFilesThatMayNotBeReadAreNamed(t *testing.T) {
	if root := os.Getenv(asNobody); root != "" {
		readAsNobody(t, root)
		return
	}
	root := t.TempDir()
	write(t, root, "good.json", rec(1))
	if err := os.Chmod(write(t, root, "secret.json", rec(2)), 0); err != nil {
		t.Fatal(err)
	}
	write(t, root, "closed/x.json", rec(3))
	if err := os.Chmod(filepath.Join(root, "closed"), 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(root, "closed"), 0o700) })
	if os.Getuid() != 0 {
		readAsNobody(t, root)
		return
	}

	// The superuser may read anything, so another process does it as nobody. It
	// needs a copy of this program that nobody may run.
	program := filepath.Join(t.TempDir(), "trail.test")
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Skip("this program cannot be copied:", err)
	}
	if err := os.WriteFile(program, self, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{root, program} {
		for dir := filepath.Dir(path); dir != os.TempDir() && len(dir) > 1; dir = filepath.Dir(dir) {
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	const nobody = 65534
	cmd := exec.Command(program, "-test.run=^TestFilesThatMayNotBeReadAreNamed$", "-test.v")
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), asNobody+"="+root)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody, NoSetGroups: true}}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		t.Skip("no process can be started as nobody:", err)
	}
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestFilesThatMayNotBeReadAreNamed")) {
		t.Errorf("as nobody: %v\n%s", err, out)
	}
}

func readAsNobody(t *testing.T, root string) {
	read := pull(t, Options{}, root)
	for _, name := range []string{"secret.json", "closed"} {
		f := read[filepath.Join(root, name)]
		if f == nil || f.Status != source.Failed || f.Reason != "permission denied: this user may not read it" {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if f := read[filepath.Join(root, "good.json")]; f == nil || f.Records != 1 {
		t.Errorf("the good file: %+v", f)
	}
}
