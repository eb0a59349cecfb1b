package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestABundleOnStandardOutputIsSaidTheHashAndTheKeyOf(t *testing.T) {
	home := surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	r := run(t, "export", "--format", "bundle", "--redact", "ips", "-o", "-")
	hash := regexp.MustCompile(`'spoor verify --expect': ([0-9a-f]{64})\n`).FindStringSubmatch(r.err)
	if r.code != exitDone || hash == nil || !strings.Contains(r.err, "the key of the pseudonyms is in ") {
		t.Fatalf("exit code %d, said %q", r.code, r.err)
	}
	piped := filepath.Join(home, "piped.zip")
	if err := os.WriteFile(piped, []byte(r.out), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "verify", piped, "--expect", hash[1])
	if r := run(t, "export", "user:nobody", "-o", "-"); r.code != exitDone || r.out != "{\"Records\":[]}\n" || !strings.Contains(r.err, "no event matches, of the 3 in the cache") {
		t.Errorf("exit code %d, printed %q, said %q", r.code, r.out, r.err)
	}
}

func TestAnExportSaysOfAPlaceWhyItCannotBeThere(t *testing.T) {
	home := surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	there := filepath.Join(home, "there.json")
	must(t, "export", "-o", there)
	for _, c := range []struct {
		name, want string
		code       int
	}{
		{there, "exists already: give --force", exitFailed},
		{home, "is a folder: name a file in it", exitFailed},
		{os.DevNull, "is no ordinary file: '-o -' writes to standard output", exitFailed},
		{filepath.Join(home, "out.csv.gz"), "an export is not compressed", exitUsage},
	} {
		for _, args := range [][]string{{"export", "-o", c.name}, {"export", "--force", "-o", c.name}} {
			if c.name == there && args[1] == "--force" {
				continue
			}
			if r := run(t, args...); r.code != c.code || !strings.Contains(r.err, c.want) {
				t.Errorf("spoor %q: exit code %d, said %q", args, r.code, r.err)
			}
		}
	}
}
