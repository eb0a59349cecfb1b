package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatAShellMakesOfAVariableThatIsNotSetIsRefused(t *testing.T) {
	home := surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	bundle := filepath.Join(home, "case.zip")
	must(t, "export", "-o", bundle)
	t.Chdir(home)
	for _, args := range [][]string{
		{"import", ""}, {"import", file, ""}, {"open", ""}, {"show", ""}, {"verify", ""},
		{"verify", bundle, "--expect", ""}, {"verify", bundle, "--expect="},
		{"export", "-o", filepath.Join(home, "out.zip"), "--redact", ""},
		{"import", "--cache", "", file}, {"list", "--config", ""}, {"list", "--zone", ""}, {"list", "--columns", ""},
		{"sync", "--filter", ""}, {"sync", "--region", ""}, {"serve", "--account", ""},
	} {
		r := run(t, args...)
		if r.code != exitUsage || r.out != "" || !strings.Contains(r.err, "empty") && !strings.Contains(r.err, `"": give `) {
			t.Errorf("spoor %q: exit code %d, printed %q, said %q", args, r.code, r.out, r.err)
		}
	}
	if _, err := os.Stat(filepath.Join(home, "out.zip")); err == nil {
		t.Error("an export was written without the redaction that was asked for")
	}
	if out := must(t, "list", "", "--format", "jsonl"); strings.Count(out, "\n") != 3 {
		t.Errorf("an empty filter lists %q", out)
	}
}

func TestColumnsAreRefusedWhereWholeRecordsAreWritten(t *testing.T) {
	home := surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	for _, args := range [][]string{
		{"list", "--format", "json"}, {"list", "--format", "jsonl"},
		{"export", "-o", filepath.Join(home, "out.zip")}, {"export", "-o", filepath.Join(home, "out.json")},
	} {
		if r := run(t, append(args, "--columns", "user")...); r.code != exitUsage || !strings.Contains(r.err, "csv") {
			t.Errorf("spoor %q --columns user: exit code %d, said %q", args, r.code, r.err)
		}
	}
}

func TestAnUnknownShortFlagSaysHowToLeaveOutAText(t *testing.T) {
	surroundings(t)
	if r := run(t, "list", "-payroll"); r.code != exitUsage || !strings.Contains(r.err, "NOT payroll") {
		t.Errorf("exit code %d, said %q", r.code, r.err)
	}
	if r := run(t, "cache", "info", "-payroll"); r.code != exitUsage || strings.Contains(r.err, "NOT") {
		t.Errorf("exit code %d, said %q", r.code, r.err)
	}
}

func TestQuietImportsSayNothingOfOtherFilesBesideTheRecords(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 3)
	readme := filepath.Join(filepath.Dir(file), "README")
	if err := os.WriteFile(readme, []byte("Where these came from.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, "import", "-q", filepath.Dir(file)); r.code != exitDone || r.out+r.err != "" {
		t.Errorf("exit code %d, said %q", r.code, r.out+r.err)
	}
	if r := run(t, "import", "-q", "--cache", filepath.Join(t.TempDir(), "other.bolt"), readme); r.code != exitFailed || !strings.Contains(r.err, "README") {
		t.Errorf("exit code %d, said %q", r.code, r.err)
	}
}

func TestAnImportOfAFolderWithoutFilesSaysSo(t *testing.T) {
	surroundings(t)
	folder := t.TempDir()
	if r := run(t, "import", folder); r.code != exitDone || !strings.Contains(r.err, "there is no file in "+folder) {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
}

func TestAnImportOfWhatIsNotThereMakesNoCache(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 3)
	dir := t.TempDir()
	store, missing := filepath.Join(dir, "cache.bolt"), filepath.Join(dir, "nope")
	if r := run(t, "import", "--cache", store, missing); r.code != exitFailed || !strings.Contains(r.err, "there is no such file or folder: "+missing) {
		t.Errorf("exit code %d, said %q", r.code, r.err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("it leaves %v", left)
	}
	if r := run(t, "import", "--cache", store, missing, file); r.code != exitFailed || !strings.Contains(r.out, "3 new") || !strings.Contains(r.err, missing) {
		t.Errorf("beside a file that is there: exit code %d, %q %q", r.code, r.out, r.err)
	}
}

func TestACacheThatIsAFolderHasNothingPutBesideIt(t *testing.T) {
	home := surroundings(t)
	folder := filepath.Join(home, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	file, _ := invented(t, 3)
	for _, command := range [][]string{{"list"}, {"import", file}, {"cache", "info"}} {
		r := run(t, append(command, "--cache", folder)...)
		if r.code != exitFailed || !strings.Contains(r.err, "is a folder: name a file in it") {
			t.Errorf("%v: exit code %d, said %q", command, r.code, r.err)
		}
	}
	if beside, _ := filepath.Glob(folder + ".*"); len(beside) != 0 {
		t.Errorf("beside it lie %v", beside)
	}
}
