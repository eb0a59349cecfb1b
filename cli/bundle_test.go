package cli

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// bundled imports n invented events, exports them as a bundle and returns its
// name and the hash that was printed.
func bundled(t *testing.T, n int, args ...string) (home, file, hash string) {
	t.Helper()
	home = surroundings(t)
	trail, _ := invented(t, n)
	must(t, "import", trail)
	file = filepath.Join(home, "case.zip")
	hash = strings.TrimSpace(must(t, append([]string{"export", "-o", file}, args...)...))
	return home, file, hash
}

// repacked writes the members of a zip file anew, after change has seen them.
func repacked(t *testing.T, file string, change func(members map[string][]byte)) string {
	t.Helper()
	from, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	members := map[string][]byte{}
	var names []string
	for _, f := range from.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if members[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
	}
	change(members)
	slices.Sort(names)
	name := filepath.Join(t.TempDir(), "again.zip")
	var b bytes.Buffer
	to := zip.NewWriter(&b)
	for _, member := range names {
		w, err := to.Create(member)
		if err == nil {
			_, err = w.Write(members[member])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestExportPrintsTheHashThatVerifyExpects(t *testing.T) {
	_, file, hash := bundled(t, 30)
	if len(hash) != 64 {
		t.Fatalf("printed %q", hash)
	}
	if out := must(t, "verify", file); !strings.Contains(out, hash) || !strings.Contains(out, "30 events") || !strings.Contains(out, "proved by --expect") {
		t.Error(out)
	}
	if out := must(t, "verify", file, "--expect", strings.ToUpper(hash)); !strings.Contains(out, "it is the bundle that was exported") {
		t.Error(out)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestAnotherBundleIsNotTheOneExpected(t *testing.T) {
	home, file, hash := bundled(t, 30)
	other := filepath.Join(home, "other.zip")
	must(t, "export", "is:write", "-o", other)
	r := run(t, "verify", other, "--expect", hash)
	if r.code != exitFailed || !strings.Contains(r.out, "NOT the bundle") || !strings.Contains(r.out, "consistent in itself") {
		t.Errorf("%d: %s%s", r.code, r.out, r.err)
	}
	var verdict struct {
		Consistent bool
		Expected   *bool
		SHA256     string
		Events     int
		Problems   []struct{ Member, Problem string }
	}
	r = run(t, "verify", other, "--expect", hash, "--json")
	if err := json.Unmarshal([]byte(r.out), &verdict); err != nil {
		t.Fatal(err)
	}
	if !verdict.Consistent || verdict.Expected == nil || *verdict.Expected || verdict.Events != 15 || verdict.Problems == nil {
		t.Errorf("%+v", verdict)
	}
	again := repacked(t, file, func(map[string][]byte) {})
	must(t, "verify", again, "--expect", hash)
}

func TestAChangedRecordIsNamedAndNothingOfItsChunkTakenIn(t *testing.T) {
	_, file, hash := bundled(t, 30)
	changed := repacked(t, file, func(members map[string][]byte) {
		members["records/0001.json"] = bytes.Replace(members["records/0001.json"], []byte("dana"), []byte("sama"), 1)
	})
	r := run(t, "verify", changed, "--expect", hash)
	if r.code != exitFailed || !strings.Contains(r.out, "records/0001.json") || !strings.Contains(r.out, "NOT consistent") {
		t.Errorf("%d: %s%s", r.code, r.out, r.err)
	}
	t.Setenv("SPOOR_CACHE", filepath.Join(t.TempDir(), "cache.bolt"))
	r = run(t, "import", changed)
	if r.code != exitFailed || !strings.Contains(r.err, "records/0001.json") || !strings.Contains(r.out, "0 new") {
		t.Errorf("%d: %s%s", r.code, r.out, r.err)
	}
}

func TestImportTakesABundleInBesideTrailFiles(t *testing.T) {
	_, file, _ := bundled(t, 30)
	before := must(t, "list", "--format", "jsonl")
	t.Setenv("SPOOR_CACHE", filepath.Join(t.TempDir(), "cache.bolt"))
	trail, _ := invented(t, 40)
	var report struct{ Files, Events, New, Duplicates, Lost int }
	if err := json.Unmarshal([]byte(must(t, "import", "--json", file, trail)), &report); err != nil {
		t.Fatal(err)
	}
	if report.Files != 2 || report.Events != 70 || report.New != 40 || report.Duplicates != 30 || report.Lost != 0 {
		t.Errorf("%+v", report)
	}
	if after := must(t, "list", "--format", "jsonl"); !strings.HasSuffix(after, before) {
		t.Error("the records that were in the bundle differ")
	}
}

func TestWhatIsNoBundleIsToldFromOneThatIsBroken(t *testing.T) {
	home, file, _ := bundled(t, 3)
	text := filepath.Join(home, "notes.txt")
	if err := os.WriteFile(text, []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(home, "cut.zip")
	if err := os.WriteFile(cut, content[:len(content)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{text: "not an evidence bundle", filepath.Join(home, "none"): syscall.ENOENT.Error(), home: "not a file"} {
		if r := run(t, "verify", name); r.code != exitFailed || !strings.Contains(r.err, want) {
			t.Errorf("%s: %d: %s", name, r.code, r.err)
		}
	}
	if r := run(t, "verify", cut); r.code != exitFailed || !strings.Contains(r.out+r.err, "begins as a zip file and has no end: part of it is missing") {
		t.Errorf("%d: %s%s", r.code, r.out, r.err)
	}
	if r := run(t, "import", file, cut); r.code != exitFailed || !strings.Contains(r.err, "cut.zip: begins as a zip file and has no end") {
		t.Errorf("%d: %s%s", r.code, r.out, r.err)
	}
	if r := run(t, "verify", file, "--expect", "abc"); r.code != exitUsage {
		t.Errorf("%d: %s", r.code, r.err)
	}
}

func TestRedactionKeepsItsKeyPrivateAndCanUseItAgain(t *testing.T) {
	home, file, _ := bundled(t, 30, "--redact", "users,accounts")
	state := filepath.Join(home, "state")
	var keys []string
	err := filepath.WalkDir(state, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			keys = append(keys, path)
		}
		return err
	})
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	if info, err := os.Stat(keys[0]); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	manifest := ""
	repacked(t, file, func(members map[string][]byte) {
		manifest = string(members["manifest.json"])
		for name, content := range members {
			if bytes.Contains(content, []byte("111122223333")) || bytes.Contains(content, []byte("terraform")) {
				t.Errorf("%s holds what was redacted", name)
			}
		}
	})
	if !strings.Contains(manifest, strings.TrimSuffix(filepath.Base(keys[0]), ".key")) {
		t.Error("the manifest does not say which key belongs to it")
	}
	key := filepath.Join(home, "pseudonyms.key")
	one := must(t, "export", "--redact", "users", "--redact-key", key, "--format", "jsonl", "-o", "-")
	two := must(t, "export", "--redact", "users", "--redact-key", key, "--format", "jsonl", "-o", "-")
	if one != two || strings.Contains(one, "terraform") {
		t.Error("one key makes two sets of pseudonyms")
	}
	must(t, "verify", file)
	for _, args := range [][]string{{"--redact", "names"}, {"--redact-key", key}} {
		if r := run(t, append([]string{"export", "-o", filepath.Join(home, "x.json")}, args...)...); r.code != exitUsage {
			t.Errorf("%v: %d: %s", args, r.code, r.err)
		}
	}
}

func TestAnExportThatIsInterruptedLeavesNothingBehind(t *testing.T) {
	home, file, _ := bundled(t, 30)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	key := filepath.Join(home, "key")
	var out, errOut bytes.Buffer
	code := Run(ctx, []string{"export", "-o", file, "--redact", "ips", "--redact-key", key}, strings.NewReader(""), &out, &errOut)
	if code != exitInterrupted {
		t.Errorf("exit code %d: %s", code, errOut.String())
	}
	entries, err := os.ReadDir(home)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.Contains(entry.Name(), "case.zip") || entry.Name() == "key" {
			t.Errorf("%s is left behind", entry.Name())
		}
	}
}

func TestExportSaysInJSONWhatItWrote(t *testing.T) {
	home, _, hash := bundled(t, 4)
	var result struct {
		File, Format, SHA256 string
		Events               int
	}
	other := filepath.Join(home, "two.zip")
	if err := json.Unmarshal([]byte(must(t, "export", "-o", other, "--json")), &result); err != nil {
		t.Fatal(err)
	}
	if result.File != other || result.Format != "bundle" || result.Events != 4 || len(result.SHA256) != 64 || len(hash) != 64 {
		t.Errorf("%+v", result)
	}
}

// tool skips the test where a program is not installed.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func TestJqReadsWhatIsExported(t *testing.T) {
	home, file, _ := bundled(t, 30)
	for name, filter := range map[string]string{"a.json": ".Records|length", "a.jsonl": ".eventID"} {
		name = filepath.Join(home, name)
		must(t, "export", "-o", name)
		out := tool(t, "jq", filter, name)
		if got := strings.Count(out, "\n") + 1; strings.HasSuffix(name, "jsonl") && got != 30 || strings.HasSuffix(name, "json") && out != "30" {
			t.Errorf("%s: %s", name, out)
		}
	}
	dir := t.TempDir()
	tool(t, "unzip", "-q", file, "-d", dir)
	if out := tool(t, "jq", "-s", "[.[].Records|length]|add", filepath.Join(dir, "records", "0001.json")); out != "30" {
		t.Error(out)
	}
	if out := tool(t, "jq", "-r", ".members[].name", filepath.Join(dir, "manifest.json")); !strings.Contains(out, "provenance/0001.jsonl") {
		t.Error(out)
	}
}

func TestSQLiteReadsTheCSV(t *testing.T) {
	home, _, _ := bundled(t, 30)
	name := filepath.Join(home, "a.csv")
	must(t, "export", "-o", name)
	if out := tool(t, "sqlite3", ":memory:", ".mode csv", ".import "+name+" events",
		`select count(*), count(distinct "Event ID"), max("Event name") from events;`); out != "30,30,ListUsers" {
		t.Error(out)
	}
}

func TestAShaSumOfTheManifestIsTheHash(t *testing.T) {
	_, file, hash := bundled(t, 3)
	dir := t.TempDir()
	tool(t, "unzip", "-q", file, "-d", dir)
	if out := tool(t, "sha256sum", filepath.Join(dir, "manifest.json")); !strings.HasPrefix(out, hash) {
		t.Errorf("%s, want %s", out, hash)
	}
}
