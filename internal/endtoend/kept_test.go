package endtoend

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is typed, saved and named on the screen is there in the next run, in the
// user's own settings file beside what stood there, and private.
func TestFiltersAndNamesAreKeptFromRunToRun(t *testing.T) {
	env := surroundings(t)
	home := strings.TrimPrefix(env[0], "HOME=")
	call{env: env}.must(t, "import", trailFile(t, t.TempDir(), 30))
	settings := filepath.Join(home, "spoor", "config.toml")
	if err := os.MkdirAll(filepath.Dir(settings), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, []byte("# mine\ntheme = \"dark\" # at night\n"), 0o600); err != nil {
		t.Fatal(err)
	}

	term := open(t, 100, 30, env)
	shows(t, term, "30 events")
	press(t, term, "f")
	typed(t, term, "user:dana-1")
	shows(t, term, "10 of 30 events")
	press(t, term, "enter", "S")
	shows(t, term, "Save the filter as")
	typed(t, term, "dana at night")
	press(t, term, "enter")
	shows(t, term, "saved as dana at night")
	press(t, term, "5", "i", "a")
	shows(t, term, "Name of account 111122223333")
	typed(t, term, "payments")
	press(t, term, "enter")
	shows(t, term, "named payments")
	press(t, term, "q")
	if code := ended(t, term); code != 0 {
		t.Fatalf("exit code %d", code)
	}

	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	want := "# mine\ntheme = \"dark\" # at night\n\n[queries]\n\"dana at night\" = \"user:dana-1\"\n\n[names.accounts]\n\"111122223333\" = \"payments\"\n"
	if string(text) != want {
		t.Errorf("the settings are\n%s\nwant\n%s", text, want)
	}
	kept := filepath.Join(home, ".local", "state", "spoor", "filters")
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the filters typed: %v (%v)", info, err)
	}

	term = open(t, 100, 30, env)
	shows(t, term, "30 events", "payments")
	press(t, term, "f", "up")
	shows(t, term, "❯ user:dana-1")
	press(t, term, "ctrl+r")
	shows(t, term, "Filters typed before")
	press(t, term, "esc", "esc", "Q")
	shows(t, term, "dana at night")
	bordersHold(t, term)
	press(t, term, "enter")
	shows(t, term, "10 of 30 events")
}

func TestTheDemoKeepsNothingThatIsTyped(t *testing.T) {
	env := surroundings(t)
	term := open(t, 80, 24, env, "demo")
	shows(t, term, loaded)
	press(t, term, "f")
	typed(t, term, "user:mallory is:write")
	press(t, term, "enter", "S")
	shows(t, term, "Save the filter as")
	typed(t, term, "the night")
	press(t, term, "enter")
	shows(t, term, "until the screen ends")
	press(t, term, "q")
	ended(t, term)
	left, err := os.ReadDir(strings.TrimPrefix(env[0], "HOME="))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		t.Errorf("left behind: %s", entry.Name())
	}
}
