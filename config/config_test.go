package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"
)

func none(string) (string, bool) { return "", false }

func write(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWithoutAFileTheDefaultsAreInForce(t *testing.T) {
	loaded, err := Load(filepath.Join(t.TempDir(), "none.toml"), false, none)
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Read || loaded.Zone != "UTC" || loaded.Theme != "auto" {
		t.Errorf("got %+v", loaded)
	}
}

func TestAFileAskedForByNameMustExist(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "none.toml"), true, none); err == nil {
		t.Error("no error for a missing file")
	}
}

func TestTheEnvironmentBeatsTheFileAndAFlagBeatsBoth(t *testing.T) {
	file := write(t, "theme = 'light'\n\nzone = 'local'\ncache = '/file'\n")
	environ := func(name string) (string, bool) {
		values := map[string]string{"SPOOR_ZONE": "Europe/Berlin", "SPOOR_CACHE": "/environment"}
		value, ok := values[name]
		return value, ok
	}
	loaded, err := Load(file, true, environ)
	if err != nil {
		t.Fatal(err)
	}
	if err := loaded.Flag("cache", "cache", "/flag"); err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]string{"zone": "Europe/Nowhere", "theme": "plaid", "colour": "red"} {
		other, err := Load(file, true, environ)
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Flag(key, key, value); err == nil {
			t.Errorf("--%s %s is accepted", key, value)
		}
	}
	want := map[string][2]string{
		"theme":         {`"light"`, file + ":1"},
		"zone":          {`"Europe/Berlin"`, "$SPOOR_ZONE"},
		"cache":         {`"/flag"`, "--cache"},
		"screen.window": {`"7d"`, "default"},
	}
	for _, setting := range loaded.Settings() {
		if w, ok := want[setting.Key]; ok {
			if setting.Value != w[0] || setting.Origin.String() != w[1] {
				t.Errorf("%s = %s from %s, want %s from %s", setting.Key, setting.Value, setting.Origin, w[0], w[1])
			}
			delete(want, setting.Key)
		}
	}
	for key := range want {
		t.Errorf("%s is not among the settings", key)
	}
}

func TestAMistakeNamesFileLineAndWhatWouldBeRight(t *testing.T) {
	cases := map[string]struct {
		text      string
		line      int
		says      string
		suggested string
	}{
		"unknown setting":      {"\nzoen = 'UTC'\n", 2, `unknown setting "zoen"`, "zone"},
		"unknown in a table":   {"[screen]\nwindw = '7d'\n", 2, `unknown setting "screen.windw"`, "screen.window"},
		"unknown theme":        {"# colours\ntheme = 'drak'\n", 2, "unknown theme", "dark"},
		"unknown zone":         {"zone = 'Mars/Base'\n", 1, "unknown time zone", ""},
		"wrong type":           {"mouse = 'yes'\n", 1, `the value of "mouse" has to be true or false`, ""},
		"a number for text":    {"zone = 5\n", 1, `the value of "zone" has to be text in quotes`, ""},
		"text for a list":      {"[aws]\nregions = 'us-east-1'\n", 2, `the value of "aws.regions" has to be a list`, ""},
		"a number for a name":  {"[names.keys]\nx = 5\n", 2, "has to be text in quotes", ""},
		"text for a table":     {"screen = 'x'\n", 1, "has to be a table", ""},
		"a path on Windows":    {"mouse = true\ncache = \"C:\\Users\\x.bolt\"\n", 2, "single quotes", ""},
		"another":              {"cache = \"\\\\server\\x.bolt\"\n", 1, "single quotes", ""},
		"no TOML":              {"zone = \n", 1, "", ""},
		"keys that are no key": {"[keys]\nquit = 3\n", 2, "keys of", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			file := write(t, c.text)
			_, err := Load(file, true, none)
			var problem *Problem
			if !errors.As(err, &problem) {
				t.Fatalf("got %v, want a Problem", err)
			}
			if problem.Line != c.line || !strings.Contains(problem.Message, c.says) || problem.Suggested != c.suggested {
				t.Errorf("line %d, %q, suggested %q", problem.Line, problem.Message, problem.Suggested)
			}
			if !strings.HasPrefix(problem.Error(), fmt.Sprintf("%s:%d: ", file, c.line)) {
				t.Errorf("%q does not begin with the file and line %d", problem.Error(), c.line)
			}
		})
	}
}

func TestAllMistakesAreReportedTogether(t *testing.T) {
	_, err := Load(write(t, "theme = 'x'\nzone = 'y'\n"), true, none)
	if err == nil || !strings.Contains(err.Error(), "theme") || !strings.Contains(err.Error(), "zone") {
		t.Errorf("got %v", err)
	}
}

func TestKeysAreOneStringOrAList(t *testing.T) {
	loaded, err := Load(write(t, "[keys]\nquit = 'Q'\nhelp = ['?', 'f1']\nmark = []\n"), true, none)
	if err != nil {
		t.Fatal(err)
	}
	keys := loaded.KeyOverrides()
	if len(keys["quit"]) != 1 || keys["quit"][0] != "Q" || len(keys["help"]) != 2 || keys["mark"] == nil || len(keys["mark"]) != 0 {
		t.Errorf("got %v", keys)
	}
}

// The template explains every setting, sets none, and is valid with all of them
// switched on.
func TestTheTemplateIsWholeAndSetsNothing(t *testing.T) {
	loaded, err := Load(write(t, Template), true, none)
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range loaded.Settings() {
		if setting.Origin.From != FromDefault {
			t.Errorf("the template sets %s", setting.Key)
		}
	}
	switchedOn := regexp.MustCompile(`(?m)^#("?[A-Za-z0-9][^ ]*[^=\n]*"? = )`).ReplaceAllString(Template, "$1")
	on, err := Load(write(t, switchedOn), true, none)
	if err != nil {
		t.Fatalf("switched on: %v", err)
	}
	var listed []string
	for _, setting := range on.Settings() {
		listed = append(listed, setting.Key)
		if setting.Origin.From == FromDefault {
			t.Errorf("the template does not explain %s", setting.Key)
		}
	}
	says := map[string]any{}
	if err := toml.Unmarshal([]byte(switchedOn), &says); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(leaves(says, ""), listed); d != "" {
		t.Errorf("the settings listed are not those that the file sets: -want +got\n%s", d)
	}
}

// leaves gives the names of all that stands in a table and those inside it.
func leaves(table map[string]any, prefix string) (names []string) {
	for _, key := range slices.Sorted(maps.Keys(table)) {
		if inner, ok := table[key].(map[string]any); ok {
			names = append(names, leaves(inner, prefix+key+".")...)
		} else {
			names = append(names, prefix+key)
		}
	}
	slices.Sort(names)
	return names
}
