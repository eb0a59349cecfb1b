package endtoend

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// completed asks the program what a shell would: the last word is the one being
// written.
func (c call) completed(t *testing.T, words ...string) []string {
	t.Helper()
	var found []string
	for _, line := range strings.Split(strings.TrimSpace(c.must(t, append([]string{"__complete"}, words...)...)), "\n") {
		if word, _, _ := strings.Cut(line, "\t"); !strings.HasPrefix(word, ":") {
			found = append(found, word)
		}
	}
	return found
}

func TestCommandsFlagsFieldsAndValuesAreCompleted(t *testing.T) {
	home := t.TempDir()
	p := newPlace(t, "HOME="+home)
	p.must(t, "import", p.trail)
	for _, c := range []struct {
		line string // a space at the end begins another word
		want string
	}{
		{"ca", "cache"}, {"cache ", "check compact info prune"}, {"completion ", "bash zsh fish powershell"}, {"config ", "init"},
		{"list user:dana-", "user:dana-0 user:dana-1 user:dana-2"}, {"list -user:dana-1", "-user:dana-1"}, {"list is:wr", "is:write"},
		{"list user:dana-1 eventV", "eventVersion:"}, {"source:ia", "source:iam"}, {"list source:ia", "source:iam"}, {"browse verb:wr", "verb:write"},
		{"facets --by us", "user"}, {"facets --by user,sour", "user,source"}, {"facets --by user,us", "user,userIdentity.type user,userIdentity.userName"}, {"facets --by ip+day,user+hou", "ip+day,user+hour"},
		{"facets --format ", "table json csv"}, {"list --format ", "table json jsonl csv"}, {"export --format ", "json jsonl csv bundle"},
		{"list --columns time,acc", "time,account"}, {"export --redact accounts,", "accounts,ips accounts,users accounts,keys"},
		{"show " + firstID[:12], firstID}, {"sync --profile st", "staging"}, {"sync --region ", "us-east-1 all"},
		{"serve --account ", "111122223333"}, {"export --redact-key x --rea", ""}, {"cache prune --bef", "--before"}, {"--zo", "--zone"},
		{"demo is:de", "is:denied"}, {"open " + p.trail + " is:de", "is:denied"}, {"keys ", ""},
	} {
		words := strings.Split(c.line, " ")
		if got := strings.Join(p.completed(t, words...), " "); got != c.want {
			t.Errorf("spoor %s is completed to %q, want %q", c.line, got, c.want)
		}
	}
}

func TestCompletionWorksWithoutACacheAndWithMistakesInTheSettings(t *testing.T) {
	home := t.TempDir()
	broken := filepath.Join(home, "config.toml")
	if err := os.WriteFile(broken, []byte("nonsense = = 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := call{env: []string{"HOME=" + home, "SPOOR_CONFIG=" + broken}}
	if got := c.completed(t, "list", "is:wri"); len(got) != 1 || got[0] != "is:write" {
		t.Errorf("got %q", got)
	}
	if got := c.completed(t, "list", "user:"); len(got) > 0 && got[0] != "" {
		t.Errorf("got %q", got)
	}
	if out := c.must(t, "completion", "bash"); !strings.Contains(out, "__start_spoor") {
		t.Error("no completions are printed")
	}
	if r := c.run(t, "list"); r.code != 1 || !strings.Contains(r.err, broken+":1") {
		t.Errorf("the mistake itself: exit code %d, %q", r.code, r.err)
	}
}

// bashCompletes loads the completions into bash, after its library if one is
// named, and prints what they make of a line, which bash splits at = and : too.
const bashCompletes = `
[[ -z $2 ]] || . "$2"
source <(spoor completion bash)
complete -p spoor >/dev/null || exit 3
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9
split=${COMP_LINE//:/ : }
read -ra COMP_WORDS <<<"${split//=/ = }"
[[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
__start_spoor 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
`

func TestBashCompletes(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash here")
	}
	home := t.TempDir()
	env := append(os.Environ(), "HOME="+home, "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"), "SPOOR_CONFIG=", "SPOOR_CACHE="+filepath.Join(home, "cache.bolt"))
	for name, library := range map[string]string{"by itself": "", "with its library": "/usr/share/bash-completion/bash_completion"} {
		t.Run(name, func(t *testing.T) {
			if _, err := os.Stat(library); err != nil && library != "" {
				t.Skipf("%s is not here", library)
			}
			for line, want := range map[string][]string{
				"spoor cache ": {"check", "compact", "info", "prune"}, "spoor ver": {"verify"}, "spoor facets --by sour": {"source"},
				"spoor cache prune --bef": {"--before"}, "spoor export --format b": {"bundle"}, "spoor export --format=b": {"bundle\n"},
				"spoor list is:w": {"write\n"}, "spoor list is:write -is:cro": {"crossaccount\n"},
				"spoor facets --by user,sour": {"user,source\n"}, "spoor list --columns time,": {"time,user\n", "time,event\n"}, "spoor export --redact accounts,i": {"accounts,ips\n"},
			} {
				command := exec.CommandContext(t.Context(), bash, "--norc", "-c", bashCompletes, "bash", line, library)
				command.Env = env
				out, err := command.CombinedOutput()
				if err != nil {
					t.Fatalf("%s: %v\n%s", line, err, out)
				}
				for _, word := range want {
					if !strings.Contains(string(out), word) {
						t.Errorf("bash completes %q to %q, want %q among it", line, out, word)
					}
				}
			}
		})
	}
}

func TestOtherShellsReadTheirCompletions(t *testing.T) {
	for _, shell := range []struct {
		name string
		args []string
	}{
		{"zsh", []string{"-n"}}, {"fish", []string{"--no-execute"}},
		{"pwsh", []string{"-NoProfile", "-File"}},
	} {
		t.Run(shell.name, func(t *testing.T) {
			t.Parallel()
			path, err := exec.LookPath(shell.name)
			if err != nil {
				t.Skipf("there is no %s here", shell.name)
			}
			name := shell.name
			if name == "pwsh" {
				name = "powershell"
			}
			file := filepath.Join(t.TempDir(), "spoor.ps1")
			if err := os.WriteFile(file, []byte(call{}.must(t, "completion", name)), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.CommandContext(t.Context(), path, append(shell.args, file)...).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

func TestZshCompletes(t *testing.T) {
	zsh, err := exec.LookPath("zsh")
	if err != nil {
		t.Skip("there is no zsh here")
	}
	script := `autoload -U compinit && compinit -u -D && source <(spoor completion zsh) && [ "${_comps[spoor]}" = _spoor ]`
	command := exec.CommandContext(t.Context(), zsh, "-f", "-c", script)
	command.Env = append(os.Environ(), "HOME="+t.TempDir(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"))
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestFishCompletes(t *testing.T) {
	fish, err := exec.LookPath("fish")
	if err != nil {
		t.Skip("there is no fish here")
	}
	command := exec.CommandContext(t.Context(), fish, "--no-config", "-c", `spoor completion fish | source; complete -C "spoor cache co"`)
	command.Env = append(os.Environ(), "HOME="+t.TempDir(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"))
	if out, err := command.CombinedOutput(); err != nil || !strings.Contains(string(out), "compact") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestTheManualPageIsOneThatManCanShow(t *testing.T) {
	page := call{env: []string{"HOME=" + t.TempDir()}}.must(t, "man")
	if again := (call{}).must(t, "man"); again != page {
		t.Error("the page differs from one run to the next")
	}
	file := filepath.Join(t.TempDir(), "spoor.1")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	if mandoc, err := exec.LookPath("mandoc"); err == nil {
		// Its exit code says that it warns; a page of a build without a revision has no date.
		out, _ := exec.CommandContext(t.Context(), mandoc, "-Tlint", "-Wwarning", file).CombinedOutput()
		for line := range strings.Lines(string(out)) {
			if !strings.Contains(line, "missing date") {
				t.Errorf("mandoc: %s", line)
			}
		}
	}
	man, err := exec.LookPath("man")
	if err != nil {
		t.Skip("there is no man here")
	}
	command := exec.CommandContext(t.Context(), man, "--warnings", "-l", file)
	command.Env = append(os.Environ(), "MANWIDTH=100", "MANPAGER=cat", "LC_ALL=C.UTF-8")
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil || problems.String() != "" {
		t.Errorf("man: %v\n%s", err, problems.String())
	}
	shown := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range []string{"spoor cache prune", "EXIT STATUS", "SPOOR_CACHE", "source:", "is:denied", "'spoor verify", "{\"Records\":"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	for _, command := range (call{}).completed(t, "") {
		if command != "help" && !strings.Contains(shown, "spoor "+command) {
			t.Errorf("the page does not tell of %q", command)
		}
	}
}
