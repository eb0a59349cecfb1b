package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestATildeIsTheHomeFolderWhereNoShellSawIt(t *testing.T) {
	home := surroundings(t)
	t.Setenv("USERPROFILE", home)
	t.Chdir(t.TempDir())
	there := func(name string) {
		t.Helper()
		if _, err := os.Stat(filepath.Join(home, name)); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat("~"); err == nil {
			t.Error("there is a folder called ~")
		}
	}
	file, _ := invented(t, 3)
	must(t, "import", "--cache=~/flag/cache.bolt", file)
	there("flag/cache.bolt")

	t.Setenv("SPOOR_CACHE", "~/variable/cache.bolt")
	must(t, "import", file)
	there("variable/cache.bolt")

	must(t, "export", "--output=~/out.json")
	there("out.json")

	if err := os.WriteFile(filepath.Join(home, "bad.txt"), []byte("192.0.2.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "list", "ip:@~/bad.txt", "--format", "jsonl"); out == "" {
		t.Error("no event from an address of ~/bad.txt")
	}

	t.Setenv("SPOOR_CACHE", "")
	settings := filepath.Join(home, "config.toml")
	if err := os.WriteFile(settings, []byte("cache = \"~/settings/cache.bolt\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SPOOR_CONFIG", "~/config.toml")
	must(t, "import", file)
	there("settings/cache.bolt")
}

func TestARelativeHomeIsNone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the home folder is no variable there")
	}
	surroundings(t)
	t.Chdir(t.TempDir())
	file, _ := invented(t, 1)
	for name, value := range map[string]string{"HOME": "somewhere", "SPOOR_CACHE": "", "SPOOR_CONFIG": "", "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""} {
		t.Setenv(name, value)
	}
	if r := run(t, "import", file); r.code != exitFailed {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
}

func TestAnIndicatorFileMayBeginWithAByteOrderMark(t *testing.T) {
	home := surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	name := filepath.Join(home, "bad.txt")
	if err := os.WriteFile(name, []byte("\ufeff192.0.2.0\r\n192.0.2.9\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "list", "ip:@"+name, "--format", "jsonl"); out == "" {
		t.Error("the first line of the file found nothing")
	}
}
