package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"
	"pgregory.net/rapid"
)

func TestAChangeLeavesEverythingElseAsItStands(t *testing.T) {
	const file = "# mine\ntheme = 'light'   # for the projector\n\n[queries] # saved\n" +
		"\"a\" = \"user:alice\" # she\n# between\nb = 'is:write'\n\n# the names\n[names.ips]\n\"192.0.2.1\" = \"office\"\n"
	query := func(name, value string) Change { return Change{Path: []string{"queries", name}, Value: value} }
	for name, c := range map[string]struct {
		change   Change
		old, new string
	}{
		"a value is replaced":            {query("a", "user:bob"), `"user:alice" # she`, `"user:bob" # she`},
		"one in single quotes too":       {query("b", `x:"y\z"`), `'is:write'`, `"x:\"y\\z\""`},
		"a new one goes behind the last": {query("c d", "is:read"), "b = 'is:write'\n", "b = 'is:write'\n\"c d\" = \"is:read\"\n"},
		"one is taken out with its line": {query("a", ""), "\"a\" = \"user:alice\" # she\n", ""},
		"what is not there stays so":     {query("z", ""), "", ""},
		"a name is changed in its place": {Change{Path: []string{"queries", "b"}, Rename: "writes"}, "b = 'is", "\"writes\" = 'is"},
		"a table of names":               {Change{Path: []string{"names", "ips", "10.0.0.1"}, Value: "vpn"}, "\"office\"\n", "\"office\"\n\"10.0.0.1\" = \"vpn\"\n"},
		"a table that is not there":      {Change{Path: []string{"names", "keys", "AKIA"}, Value: "bot"}, "\"office\"\n", "\"office\"\n\n[names.keys]\n\"AKIA\" = \"bot\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Edit([]byte(file), c.change)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Replace(file, c.old, c.new, 1)
			if d := cmp.Diff(want, string(got)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestAByteOrderMarkIsLeftWhereItIs(t *testing.T) {
	const before = "\ufefftheme = \"light\"\r\n[queries]\r\n"
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	if loaded, err := Load(file, true, func(string) (string, bool) { return "", false }); err != nil || loaded.Theme != "light" {
		t.Errorf("read as %+v, %v", loaded, err)
	}
	if err := Save(file, Change{Path: []string{"queries", "a"}, Value: "b"}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != before+"\"a\" = \"b\"\r\n" {
		t.Errorf("became %q, %v", got, err)
	}
}

func TestAFileIsBegunOrGoneOnWith(t *testing.T) {
	change := Change{Path: []string{"queries", "a"}, Value: "b"}
	for text, want := range map[string]string{
		"":                          "[queries]\n\"a\" = \"b\"\n",
		"zone = 'UTC'":              "zone = 'UTC'\n\n[queries]\n\"a\" = \"b\"\n",
		"[queries]":                 "[queries]\n\"a\" = \"b\"\n",
		"[queries]\r\n":             "[queries]\r\n\"a\" = \"b\"\r\n",
		"[queries]\n# one\n\n[aws]": "[queries]\n# one\n\"a\" = \"b\"\n\n[aws]",
		"[queries]\nx = 'y'":        "[queries]\nx = 'y'\n\"a\" = \"b\"\n",
		"[queries]\n[aws]\n":        "[queries]\n\"a\" = \"b\"\n[aws]\n",
		"#":                         "#\n\n[queries]\n\"a\" = \"b\"\n",
	} {
		got, err := Edit([]byte(text), change)
		if err != nil || string(got) != want {
			t.Errorf("%q becomes %q (%v), want %q", text, got, err, want)
		}
	}
	if got, err := Edit([]byte(Template), change); err != nil || !strings.Contains(string(got), "is:read\"\n\"a\" = \"b\"\n") {
		t.Errorf("the template becomes\n%s(%v)", got, err)
	}
}

func TestTakingOutWhatIsNotThereChangesNothing(t *testing.T) {
	for _, text := range []string{"", "zone = 'UTC'\n", "[names]\n", "[names.users]\na = 'b'\n", "[names.ips]\n"} {
		got, err := Edit([]byte(text), Change{Path: []string{"names", "ips", "192.0.2.1"}})
		if err != nil || string(got) != text {
			t.Errorf("%q becomes %q (%v)", text, got, err)
		}
	}
}

func TestWhatCannotBeChangedWithoutLossIsRefused(t *testing.T) {
	for _, text := range []string{
		"queries = { a = 'b' }\n", "queries.a = 3\n", "[queries]\na = ['x']\n", "queries = 'x'\n", "[[queries]]\nx = 'y'\n", "a = \n",
	} {
		if got, err := Edit([]byte(text), Change{Path: []string{"queries", "a"}, Value: "c"}); err == nil {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	if _, err := Edit([]byte("[queries]\na='b'\nc='d'\n"), Change{Path: []string{"queries", "a"}, Rename: "c"}); err == nil {
		t.Error("a name was given twice")
	}
}

// Whatever is changed, the file then says so and nothing else, and the comments
// are all there.
func TestAnyChangesAreWhatTheFileThenSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte("# first\n[queries]\n# second\n\n# third\n[names.ips]\n# fourth\n")
		want := map[string]string{}
		names := rapid.OneOf(rapid.SampledFrom([]string{"a", "b c", `"`, "ü", "a.b", "=", "#"}), rapid.StringN(1, 8, -1))
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			name := strings.ToValidUTF8(names.Draw(t, "name"), "?")
			value := rapid.StringN(0, 12, -1).Draw(t, "value")
			value = strings.ToValidUTF8(value, "?")
			var err error
			if text, err = Edit(text, Change{Path: []string{"queries", name}, Value: value}); err != nil {
				t.Fatalf("%q = %q: %v\n%s", name, value, err, text)
			}
			if want[name] = value; value == "" {
				delete(want, name)
			}
		}
		var got struct{ Queries map[string]string }
		if err := toml.Unmarshal(text, &got); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if len(got.Queries) == 0 {
			got.Queries = map[string]string{}
		}
		if d := cmp.Diff(want, got.Queries); d != "" {
			t.Fatalf("-want +got\n%s\n%s", d, text)
		}
		for _, comment := range []string{"# first\n", "# second\n", "# third\n", "# fourth\n"} {
			if !strings.Contains(string(text), comment) {
				t.Fatalf("%q is lost:\n%s", comment, text)
			}
		}
	})
}

func FuzzEdit(f *testing.F) {
	for _, seed := range []string{"", Template, "[queries]\na='b'", "queries={a='b'}", "queries.a='b'", "[queries]\na='''\nb'''\n", "\"queries\".\"a\" = 'x'\r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Edit([]byte(text), Change{Path: []string{"queries", "a"}, Value: "c"})
		if err != nil {
			return
		}
		var says struct{ Queries map[string]any }
		if err := toml.Unmarshal(got, &says); err != nil || says.Queries["a"] != "c" {
			t.Fatalf("%q becomes %q (%v)", text, got, err)
		}
	})
}

// hasModes says whether files have permissions of their own here.
const hasModes = runtime.GOOS != "windows"

func TestTheSettingsFileIsReplacedAsAWholeAndKeepsItsLinkAndPermissions(t *testing.T) {
	folder := t.TempDir()
	real, link := filepath.Join(folder, "dotfiles.toml"), filepath.Join(folder, "config.toml")
	if err := os.WriteFile(real, []byte("# mine\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Skip(err) // Windows asks for a privilege
	}
	if err := Save(link, Change{Path: []string{"queries", "a"}, Value: "b"}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(real)
	if err != nil || string(text) != "# mine\n\n[queries]\n\"a\" = \"b\"\n" {
		t.Errorf("the file holds %q (%v)", text, err)
	}
	info, err := os.Stat(real)
	if err != nil || hasModes && info.Mode().Perm() != 0o640 {
		t.Errorf("the file is %v (%v)", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v (%v)", info, err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}

	fresh := filepath.Join(folder, "new", "config.toml")
	if err := Save(fresh, Change{Path: []string{"names", "ips", "192.0.2.1"}, Value: "office"}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(fresh); err != nil || hasModes && info.Mode().Perm() != 0o600 {
		t.Errorf("a new file is %v (%v)", info.Mode(), err)
	}
	if err := os.WriteFile(fresh, []byte("broken ="), 0o600); err != nil {
		t.Fatal(err)
	}
	err = Save(fresh, Change{Path: []string{"queries", "a"}, Value: "b"})
	if err == nil || !strings.Contains(err.Error(), fresh) {
		t.Errorf("a broken file is changed: %v", err)
	}
}
