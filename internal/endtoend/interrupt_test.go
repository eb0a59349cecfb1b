package endtoend

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"spoor/source/demo"
)

// running is a run of the program that goes on.
type running struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err bytes.Buffer
}

func (c call) start(t *testing.T, args ...string) *running {
	t.Helper()
	r := &running{Cmd: c.command(t, args...)}
	r.Cmd.Stdin = nil
	in, err := r.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.in, r.out, r.Stderr = in, bufio.NewReader(out), &r.err
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	return r
}

// interrupted sends a signal and returns how the program ended.
func (r *running) interrupted(t *testing.T) outcome {
	t.Helper()
	if err := r.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(r.out)
	r.Wait()
	return outcome{r.ProcessState.ExitCode(), string(rest), r.err.String()}
}

func wasInterrupted(t *testing.T, name string, r outcome) {
	t.Helper()
	if r.code != 130 || !strings.Contains(r.err, "interrupted") || strings.Contains(r.err, "spoor: ") {
		t.Errorf("%s: exit code %d\n%s%s", name, r.code, r.out, r.err)
	}
}

// sound checks that a cache is whole and that nothing lies beside it that does
// not belong there.
func (c call) sound(t *testing.T, home string) {
	t.Helper()
	c.must(t, "cache", "check")
	files, err := os.ReadDir(home)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.Contains([]string{"cache.bolt", "cache.bolt.gate", "cache.bolt.lock", "cache.bolt.sync", "accounts.txt", ".local"}, file.Name()) {
			t.Errorf("left behind: %s", file.Name())
		}
	}
}

func TestAnInterruptedImportKeepsWhatItCommitted(t *testing.T) {
	home := t.TempDir()
	c := call{env: []string{"HOME=" + home, "SPOOR_CACHE=" + filepath.Join(home, "cache.bolt"), "TMPDIR=" + home}}
	r := c.start(t, "import", "-")
	// More than a pipe holds is in the program's hands once it is written.
	for i := range 2000 {
		line := `{"eventTime":"2026-03-02T10:00:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","eventID":"i-` + strconv.Itoa(i) + `"}` + "\n"
		if _, err := io.WriteString(r.in, line); err != nil {
			t.Fatal(err)
		}
	}
	wasInterrupted(t, "import", r.interrupted(t))
	c.sound(t, home)
}

func TestAnInterruptedSyncGoesOnFromWhereItWas(t *testing.T) {
	home := t.TempDir()
	env := aws(t, home)
	asked := make(chan struct{}, 1)
	for i, variable := range env {
		if target, ok := strings.CutPrefix(variable, "AWS_ENDPOINT_URL="); ok {
			env[i] = "AWS_ENDPOINT_URL=" + silentLookups(t, target, asked)
		}
	}
	c := call{env: append(slices.Clone(env), "HOME="+home, "SPOOR_CACHE="+filepath.Join(home, "cache.bolt"), "TMPDIR="+home)}
	r := c.start(t, "sync", "--since", "24h")
	<-asked
	wasInterrupted(t, "sync", r.interrupted(t))
	c.sound(t, home)
}

// silentLookups stands before a server of AWS and never answers LookupEvents.
func silentLookups(t *testing.T, target string, asked chan<- struct{}) string {
	t.Helper()
	at, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(at)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("X-Amz-Target"), "LookupEvents") {
			// Only a server that has read what was sent hears that the client left.
			io.Copy(io.Discard, r.Body)
			select {
			case asked <- struct{}{}:
			default:
			}
			<-r.Context().Done()
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestAnInterruptedServerAndListSaySo(t *testing.T) {
	home := t.TempDir()
	c := call{env: []string{"HOME=" + home, "SPOOR_CACHE=" + filepath.Join(home, "cache.bolt")}}
	c.must(t, "import", trailFile(t, t.TempDir(), 5000))
	for _, args := range [][]string{{"serve"}, {"list"}, {"export", "-o", "-"}} {
		r := c.start(t, args...)
		if _, err := r.out.ReadString('\n'); err != nil {
			t.Fatalf("spoor %s: %v: %s", args[0], err, &r.err)
		}
		wasInterrupted(t, "spoor "+args[0], r.interrupted(t))
	}
	c.sound(t, home)
}

// Wherever between its beginning and its end a command is interrupted, it ends
// as if it had not begun or as if it was done, and the cache is whole.
func TestAnInterruptAtAnyMomentLeavesNothingHalfWritten(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many runs")
	}
	folder := t.TempDir()
	if _, err := demo.NewCorpus(20_000, 5).WriteS3Layout(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	cache := filepath.Join(home, "cache.bolt")
	c := call{env: []string{"HOME=" + home, "SPOOR_CACHE=" + cache, "TMPDIR=" + home}}
	c.must(t, "import", folder)
	full, err := os.ReadFile(cache)
	if err != nil {
		t.Fatal(err)
	}
	events := c.must(t, "facets", "--by", "source", "--format", "json")
	for _, args := range [][]string{
		{"export", "-o", filepath.Join(home, "out.zip")}, {"export", "-o", filepath.Join(home, "out.csv")},
		{"cache", "compact"}, {"cache", "check"}, {"cache", "prune", "--before", "2026-11-12"},
	} {
		name := strings.Join(args, " ")
		began := time.Now()
		c.must(t, args...)
		whole := time.Since(began)
		stopped := 0
		for i := range 6 {
			os.Remove(filepath.Join(home, "out.zip"))
			os.Remove(filepath.Join(home, "out.csv"))
			if err := os.WriteFile(cache, full, 0o600); err != nil {
				t.Fatal(err)
			}
			r := c.start(t, append(args, "--verbose")...)
			time.Sleep(whole * time.Duration(i) / 6)
			ended := r.interrupted(t)
			switch {
			case ended.code == 130 || ended.code == -1:
				// -1: before the program listened for signals.
				stopped++
				for _, file := range []string{"out.zip", "out.csv"} {
					if _, err := os.Stat(filepath.Join(home, file)); err == nil {
						t.Errorf("%s, interrupted, left %s", name, file)
					}
				}
			case ended.code != 0:
				t.Errorf("%s, interrupted: exit code %d\n%s%s", name, ended.code, ended.out, ended.err)
			}
			os.Remove(filepath.Join(home, "out.zip"))
			os.Remove(filepath.Join(home, "out.csv"))
			c.sound(t, home)
			if now := c.must(t, "facets", "--by", "source", "--format", "json"); now != events && args[1] != "prune" {
				t.Errorf("%s, interrupted, changed what the cache holds:\n%s", name, now)
			}
		}
		if stopped == 0 {
			t.Errorf("%s was never interrupted", name)
		}
	}
}

func TestAnInterruptedScreenLeavesNothingBehind(t *testing.T) {
	for name, script := range map[string]string{
		"demo": `exec "$0" demo`, "open": `exec "$0" open "$1"`, "browse": `exec "$0" browse`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := surroundings(t)
			home := strings.TrimPrefix(env[0], "HOME=")
			term := start(t, 100, 30, env, "sh", "-c", script, binary, trailFile(t, t.TempDir(), 10))
			shows(t, term, "Events", "Users")
			if err := term.Process().Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			if code := ended(t, term); code != 130 {
				t.Errorf("exit code %d", code)
			}
			if term.AltScreen() {
				t.Error("the alternate screen was not left")
			}
			files, err := os.ReadDir(home)
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				if name != "browse" || !strings.HasPrefix(file.Name(), "cache.bolt") {
					t.Errorf("left behind: %s", file.Name())
				}
			}
		})
	}
}
