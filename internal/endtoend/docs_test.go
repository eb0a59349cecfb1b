package endtoend

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"spoor/query"
	"spoor/source/demo"
)

// pages are the documents whose blocks are tried.
func pages(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	return append(pages, "../../README.md")
}

// blocks returns the lines of a document's fenced blocks of one language.
func blocks(t *testing.T, page, language string) []string {
	t.Helper()
	file, err := os.Open(page)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var lines []string
	inside, wanted := false, false
	for text := bufio.NewScanner(file); text.Scan(); {
		line := text.Text()
		if fence, ok := strings.CutPrefix(line, "```"); ok {
			inside = !inside
			wanted = inside && fence == language
			continue
		}
		if wanted && strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

var comment = regexp.MustCompile(`\s+#\s.*$`)

// screens are the commands that open the screen and have to be left.
var screens = regexp.MustCompile(`^spoor($| +(demo|open|browse)\b)`)

func TestEveryCommandInTheDocumentsWorks(t *testing.T) {
	for _, page := range pages(t) {
		t.Run(filepath.Base(page), func(t *testing.T) {
			env := append(surroundings(t), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"))
			home := strings.TrimPrefix(env[0], "HOME=")
			env = append(env, aws(t, home)...)
			if _, err := demo.NewCorpus(500, 3).WriteS3Layout(t.Context(), home); err != nil {
				t.Fatal(err)
			}
			command(t, env, home, "spoor import --quiet ./AWSLogs")
			env = append(env, "SPOOR_STORE=", "XDG_DATA_HOME="+filepath.Join(home, ".local", "share"))
			for _, line := range blocks(t, page, "sh") {
				line = comment.ReplaceAllString(strings.TrimSpace(line), "")
				switch {
				case strings.HasPrefix(line, "spoor serve"):
					server(t, env, home, line, "AWS_ENDPOINT_URL=http://127.0.0.1:")
				case strings.HasPrefix(line, "spoor record") && strings.Contains(line, "csm"):
					server(t, env, home, line, "AWS_CSM_PORT=")
				case strings.HasPrefix(line, "spoor record") && !strings.Contains(line, " -- "):
					server(t, env, home, line, "AWS_ENDPOINT_URL=http://127.0.0.1:")
				case strings.HasPrefix(line, "spoor record"):
					if needsTool(line) {
						command(t, env, home, "unset AWS_PROFILE; "+line) // an empty one is a profile to the AWS CLI
					}
				case screens.MatchString(line):
					screen(t, env, home, line)
				case strings.HasPrefix(line, "spoor "):
					if strings.Contains(line, "show 7d0f5c1e") {
						line = strings.Replace(line, "7d0f5c1e", someID(t, env, home), 1)
					}
					if needsTool(line) {
						command(t, env, home, line)
					}
				}
			}
		})
	}
}

// needsTool reports whether what a line pipes into or runs is here.
func needsTool(line string) bool {
	for _, tool := range []string{"jq", "aws"} {
		if strings.Contains(line, "| "+tool) || strings.Contains(line, "-- "+tool) {
			if _, err := exec.LookPath(tool); err != nil {
				return false
			}
		}
	}
	return true
}

// server runs a line that serves, as it says, until it is interrupted.
func server(t *testing.T, env []string, home, line, says string) {
	t.Helper()
	term := start(t, 100, 30, append(env, "PWD="+home), "sh", "-c", "cd "+home+" && exec "+line)
	shows(t, term, says)
	press(t, term, "ctrl+c")
	if code := ended(t, term); code != 130 {
		t.Errorf("%s: exit code %d\n%s", line, code, term.Text())
	}
}

func someID(t *testing.T, env []string, home string) string {
	t.Helper()
	out := command(t, env, home, "spoor list -n 1 --format csv --columns id")
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(out), "Event ID"))
}

// command runs a line in a shell, in a folder with trail files in ./AWSLogs.
func command(t *testing.T, env []string, home, line string) string {
	t.Helper()
	shell := exec.CommandContext(t.Context(), "sh", "-c", line)
	shell.Dir, shell.Env = home, append(os.Environ(), env...)
	var problems strings.Builder
	shell.Stderr = &problems
	out, err := shell.Output()
	if err != nil {
		t.Errorf("%s: %v\n%s", line, err, problems.String())
	}
	return string(out)
}

// screen runs a line that opens the screen, looks that it does, and leaves.
func screen(t *testing.T, env []string, home, line string) {
	t.Helper()
	term := start(t, 120, 40, append(env, "PWD="+home), "sh", "-c", "cd "+home+" && "+line)
	shows(t, term, "Events", "Users")
	time.Sleep(100 * time.Millisecond)
	press(t, term, "q")
	if code := ended(t, term); code != 0 {
		t.Errorf("%s: exit code %d\n%s", line, code, term.Text())
	}
}

// In the page on the filter language a block without a language holds filters.
func TestEveryFilterInTheDocumentsIsOne(t *testing.T) {
	filters := blocks(t, "../../docs/filter-language.md", "")
	if len(filters) == 0 {
		t.Fatal("no filters in the page on the filter language")
	}
	for _, filter := range filters {
		if _, err := query.Parse(filter, query.Options{Now: time.Now(), Zone: time.UTC}); err != nil {
			t.Errorf("%s: %v", filter, err)
		}
	}
}

func TestThePageOnTheFilterLanguageNamesEveryFieldAndFlag(t *testing.T) {
	text, err := os.ReadFile("../../docs/filter-language.md")
	if err != nil {
		t.Fatal(err)
	}
	printed := call{env: []string{"HOME=" + t.TempDir()}}.must(t, "keys", "--fields")
	var names []string
	for _, field := range query.Fields() {
		names = append(names, field.Name+":")
	}
	for _, word := range query.TimeWords() {
		names = append(names, word.Name+":")
	}
	for _, flag := range query.FlagNames() {
		names = append(names, "is:"+flag.Name)
	}
	for _, name := range names {
		if !strings.Contains(string(text), "`"+name+"`") && !strings.Contains(string(text), "\n"+name+"\n") {
			t.Errorf("the page does not name %s", name)
		}
		if !strings.Contains(printed, "\n"+name) && !strings.HasPrefix(printed, name) {
			t.Errorf("spoor keys --fields does not print %s", name)
		}
	}
}

func TestEveryLinkInTheDocumentsLeadsSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", filepath.Base(page), m[1], err)
			}
		}
	}
}
