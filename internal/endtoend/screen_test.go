package endtoend

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"spoor/internal/realdata"
)

var sizes = [][2]int{{40, 12}, {80, 24}, {120, 40}, {200, 60}}

// loaded is what the header says once the whole demo is in.
const loaded = "of 49,"

func TestTheDemoOpensAtEverySizeWithoutCredentials(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			env := append(surroundings(t), "AWS_ACCESS_KEY_ID=", "AWS_PROFILE=", "AWS_EC2_METADATA_DISABLED=true")
			term := open(t, size[0], size[1], env, "demo")
			shows(t, term, "Events")
			if size[0] >= 80 {
				shows(t, term, loaded, "Users", "Event sources", "Detail")
			}
			settled(t, term)
			bordersHold(t, term)
			press(t, term, "q")
			if code := ended(t, term); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

func TestResizingNeverBreaksTheScreen(t *testing.T) {
	term := open(t, 120, 40, surroundings(t), "demo")
	shows(t, term, loaded)
	for _, size := range [][2]int{{80, 24}, {200, 60}, {40, 12}, {61, 17}, {1, 1}, {300, 8}, {120, 40}} {
		if err := term.Resize(size[0], size[1]); err != nil {
			t.Fatal(err)
		}
		settled(t, term)
		if size[0] >= 40 && size[1] >= 12 {
			bordersHold(t, term)
		}
	}
	shows(t, term, "Users", "Detail", loaded)
}

func TestASizeThatNoScreenHasEndsNothing(t *testing.T) {
	term := browsing(t)
	typed(t, term, "\x1b[8;99999;99999t")
	press(t, term, "W")
	shows(t, term, "❯ is:write", "Event sources")
	bordersHold(t, term)
}

func TestAFilterNarrowsEveryPaneAndUndoBringsItBack(t *testing.T) {
	term := open(t, 120, 40, surroundings(t), "demo")
	shows(t, term, loaded)
	press(t, term, "f")
	typed(t, term, "key:AKIA6ODU5DHT7VPXGCE4 is:write")
	press(t, term, "enter")
	shows(t, term, "CreateAccessKey", "mallory", "3 of 49,")
	press(t, term, "5", "enter")
	shows(t, term, "requestParameters")
	press(t, term, "u")
	shows(t, term, "no filter")
}

func TestQuittingEndsTheAlternateScreen(t *testing.T) {
	for _, key := range []string{"q", "ctrl+c"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			term := start(t, 80, 24, surroundings(t), "sh", "-c", `echo before; "$0" demo; echo "after $?"; stty -a; read _`, binary)
			shows(t, term, loaded)
			if !term.AltScreen() {
				t.Error("the screen is not drawn on the alternate screen")
			}
			press(t, term, key)
			shows(t, term, "before", "after", "icanon")
			if term.AltScreen() {
				t.Error("the alternate screen was not left")
			}
			screen := term.Text()
			for _, off := range []string{"-icanon", "-echo ", "-isig"} {
				if strings.Contains(screen, off) {
					t.Errorf("the terminal was left with %s", off)
				}
			}
		})
	}
}

func TestASignalEndsTheProgramAndLeavesNothingBehind(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			env := surroundings(t)
			term := open(t, 80, 24, env, "demo")
			shows(t, term, loaded)
			if err := term.Process().Signal(signal); err != nil {
				t.Fatal(err)
			}
			ended(t, term)
			if term.AltScreen() {
				t.Error("the alternate screen was not left")
			}
			left, err := os.ReadDir(strings.TrimPrefix(env[0], "HOME="))
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range left {
				t.Errorf("left behind: %s", entry.Name())
			}
		})
	}
}

func TestAnEmptyCacheSaysWhatWouldFillIt(t *testing.T) {
	term := open(t, 100, 30, surroundings(t))
	shows(t, term, "import")
	settled(t, term)
	bordersHold(t, term)
	press(t, term, "q")
	if code := ended(t, term); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestADamagedCacheIsRefusedInOneLine(t *testing.T) {
	env := surroundings(t)
	file := strings.TrimPrefix(env[4], "SPOOR_CACHE=")
	if err := os.WriteFile(file, []byte(strings.Repeat("not a cache ", 4096)), 0o600); err != nil {
		t.Fatal(err)
	}
	term := open(t, 100, 30, env)
	if code := ended(t, term); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(term.Text(), "spoor: ") || strings.Contains(term.Text(), "goroutine") {
		t.Errorf("the screen shows\n%s", term.Text())
	}
}

func TestRealTrailFilesOpenFromAFolderAndFromStandardInput(t *testing.T) {
	folder := realdata.Folder(t, "invictus")
	for name, script := range map[string]string{
		"folder":         `"$0" open "$1"`,
		"standard input": `cat "$1"/*.json | "$0" open -`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := start(t, 120, 40, surroundings(t), "sh", "-c", script, binary, folder)
			shows(t, term, "2,900 events", "bert-jan")
			settled(t, term)
			bordersHold(t, term)
			press(t, term, "q")
			if code := ended(t, term); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

func TestHostileTextNeverBreaksABorder(t *testing.T) {
	long := strings.Repeat("x", 60_000)
	var records []string
	for i, text := range []string{
		`\u001b[2J\u001b[31mred`, `\u202eright to left\u202c`, `👨‍👩‍👧‍👦 family ❤️`, `e\u0301\u0301\u0301 marks`, `\u0000\u0007\u009b31m`,
		`日本語の長い名前がここにあります`, `a\tb\r\nc`, `\u200bzero\u200dwidth`, long,
	} {
		records = append(records, fmt.Sprintf(`{"eventTime":"2026-03-02T10:00:%02dZ","eventSource":"s3.amazonaws.com","eventName":"Get%s","eventID":"h-%d","awsRegion":"us-east-1",`+
			`"userAgent":"%s","errorMessage":"%s","userIdentity":{"type":"IAMUser","userName":"%s"},"requestParameters":{"bucketName":"%s"}}`,
			i, text, i, text, text, text, text))
	}
	file := filepath.Join(t.TempDir(), "hostile.jsonl")
	if err := os.WriteFile(file, []byte(strings.Join(records, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			term := open(t, size[0], size[1], surroundings(t), "open", file)
			shows(t, term, "1 / 9")
			settled(t, term)
			bordersHold(t, term)
			for range records {
				press(t, term, "j")
				settled(t, term)
				bordersHold(t, term)
			}
		})
	}
}

func TestWhileNothingHasComeInTheScreenSaysSo(t *testing.T) {
	for _, size := range sizes[1:] {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			term := start(t, size[0], size[1], surroundings(t), "sh", "-c", `sleep 60 | "$0" open -`, binary)
			shows(t, term, "nothing has come in yet", "importing")
			bordersHold(t, term)
			press(t, term, "q")
		})
	}
}

func TestWhatCouldNotBeReadIsCountedOnTheScreenAndNamedAfterwards(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"cut.json": `{"Records":[{"eventVersion":`, "other.json": `{"eventVersion" "1.08"}`} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, size := range sizes[1:] {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			term := open(t, size[0], size[1], surroundings(t), "open", folder)
			shows(t, term, "skipped", "nothing here holds CloudTrail records", "2 files could not be read")
			bordersHold(t, term)
			press(t, term, "q")
			ended(t, term)
			if screen := strings.Join(strings.Fields(term.Text()), ""); !strings.Contains(screen, "cut.json") {
				t.Errorf("the file is not named:\n%s", term.Text())
			}
		})
	}
}
