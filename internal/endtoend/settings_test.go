package endtoend

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// settingsFile puts a settings file into a home of its own, with a cache that only
// the file names.
func settingsFile(t *testing.T, text string) (home string, c call) {
	t.Helper()
	home = t.TempDir()
	cache := filepath.Join(home, "mine.bolt")
	c = call{env: []string{"HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "settings")}}
	file := filepath.Join(home, "settings", "spoor", "config.toml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(fmt.Sprintf("cache = %q\n", cache)+text), 0o600); err != nil {
		t.Fatal(err)
	}
	return home, c
}

const everySetting = `zone = "Asia/Tokyo"
theme = "plain"
[screen]
columns = ["region", "event", "from"]
facets = ["ip", "account"]
window = "30d"
[names.accounts]
"111122223333" = "payments"
[names.ips]
"192.0.2.0" = "the office"
[queries]
"what was refused" = "is:denied"
[keys]
quit = "ctrl+q"
`

func TestTheScreenIsAsTheSettingsSay(t *testing.T) {
	home, c := settingsFile(t, everySetting)
	c.must(t, "import", trailFile(t, t.TempDir(), 3))
	if _, err := os.Stat(filepath.Join(home, "mine.bolt")); err != nil {
		t.Errorf("the cache is not where the settings say: %v", err)
	}
	term := open(t, 140, 40, append(c.env, "SPOOR_CACHE=", "SPOOR_CONFIG=", "SPOOR_ZONE=", "SPOOR_THEME="))
	shows(t, term, "JST", "region", "the office", "payments", "us-east-1", "IP", "Accounts")
	press(t, term, "Q")
	shows(t, term, "what was refused")
	press(t, term, "esc", "ctrl+q")
	if code := ended(t, term); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestFlagsBeatTheEnvironmentWhichBeatsTheFile(t *testing.T) {
	home, c := settingsFile(t, everySetting)
	trail := trailFile(t, t.TempDir(), 3)
	c.must(t, "import", trail)
	head := func(c call, args ...string) string {
		line, _, _ := strings.Cut(c.must(t, append([]string{"list"}, args...)...), "\n")
		return line
	}
	if got := head(c); !strings.Contains(got, "ASIA/TOKYO") {
		t.Errorf("by the file: %s", got)
	}
	other := c
	other.env = append(c.env, "SPOOR_ZONE=Europe/Berlin")
	if got := head(other); !strings.Contains(got, "EUROPE/BERLIN") {
		t.Errorf("by the environment: %s", got)
	}
	if got := head(other, "--zone", "UTC"); !strings.Contains(got, "(UTC)") {
		t.Errorf("by the flag: %s", got)
	}
	elsewhere := filepath.Join(home, "elsewhere.bolt")
	other.env = append(c.env, "SPOOR_CACHE="+elsewhere)
	other.must(t, "import", trail)
	if _, err := os.Stat(elsewhere); err != nil {
		t.Errorf("the environment's cache: %v", err)
	}
	byFlag := filepath.Join(home, "flag.bolt")
	other.must(t, "import", "--cache", byFlag, trail)
	if _, err := os.Stat(byFlag); err != nil {
		t.Errorf("the flag's cache: %v", err)
	}
	other.env = append(c.env, "SPOOR_ZONE=Europe/Berlin")
	out := other.must(t, "config", "--cache", byFlag)
	for _, want := range []string{"$SPOOR_ZONE", "--cache", "config.toml:3", "config.toml:15", "default", `"Europe/Berlin"`} {
		if !strings.Contains(out, want) {
			t.Errorf("config does not say %s:\n%s", want, out)
		}
	}
}

func TestConfigNamesEveryMistakeWithItsLine(t *testing.T) {
	for text, wants := range map[string][]string{
		"zoen = 'UTC'\n": {":2", `did you mean "zone"?`},
		"[screen]\nfacets = ['user', 'adress']\n":   {":3", "adress"},
		"[screen]\nwindow = 'a while'\n":            {":3", "a while"},
		"[queries]\n\"mine\" = 'usr:x'\n":           {":3", "mine", "did you mean `user`?"},
		"[aws]\nbuckets = ['acme-audit']\n":         {":3", "acme-audit"},
		"[keys]\nqiut = 'x'\n":                      {":3", "qiut", "quit"},
		"[keys]\nquit = 'ctrl+shift+nonsense'\n":    {":3", "nonsense"},
		"[screen]\nfacets = ['x']\ncolumns=['y']\n": {":3", "x"},
	} {
		_, c := settingsFile(t, text)
		r := c.run(t, "config")
		if r.code != 1 {
			t.Errorf("%q: exit code %d\n%s%s", text, r.code, r.out, r.err)
		}
		for _, want := range wants {
			if !strings.Contains(r.err, want) {
				t.Errorf("%q: %q is missing in\n%s", text, want, r.err)
			}
		}
	}
}

func TestTheFileThatInitWritesChangesNothing(t *testing.T) {
	c := call{env: []string{"HOME=" + t.TempDir()}}
	before := strings.SplitN(c.must(t, "config"), "\n", 2)[1]
	c.must(t, "config", "init")
	if after := strings.SplitN(c.must(t, "config"), "\n", 2)[1]; after != before {
		t.Errorf("before\n%safter\n%s", before, after)
	}
	if r := c.run(t, "config", "init"); r.code != 1 || !strings.Contains(r.err, "exists already") {
		t.Errorf("a second time: exit code %d, %q", r.code, r.err)
	}
}
