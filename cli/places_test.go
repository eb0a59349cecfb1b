package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatIsOpenedGoesAsFarAsThereArePaths(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	slashed := filepath.ToSlash(strings.TrimPrefix(folder, filepath.VolumeName(folder)))
	for _, name := range []string{"a.json", "b.json.gz", "-c.json", "payroll"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		want int
		args []string
	}{
		{1, []string{"a.json"}},
		{2, []string{"a.json", "b.json.gz"}},
		{2, []string{"a.json", "./b.json.gz", "is:write"}},
		{3, []string{"a.json", "./b.json.gz", "./-c.json", "is:write", "a.json"}},
		{2, []string{"a.json", filepath.Join(folder, "payroll"), "payroll"}},
		{1, []string{"a.json", "payroll"}},
		{1, []string{"a.json", "c.json"}},
		{1, []string{"a.json", "/" + filepath.Base(folder) + "/"}},
		{1, []string{"a.json", slashed + "/"}},
		{1, []string{"-", "is:write"}},
		{2, []string{"s3://acme-audit/AWSLogs", "s3://acme-audit/more", "last:24h"}},
		{1, []string{"gone.json", "is:write"}},
	} {
		if got := places(c.args); got != c.want {
			t.Errorf("%q: %d places, want %d", c.args, got, c.want)
		}
	}
	if got := sourceName([]string{"a.json", "b.json.gz"}); got != "2 places" {
		t.Errorf("two places are called %q", got)
	}
}

func TestAnotherFileIsCompletedBehindFiles(t *testing.T) {
	surroundings(t)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a.json", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const files, noFiles = ":0\n", ":4\n"
	for line, want := range map[string]string{"a.json b.js": files, "a.json ./": files, "a.json is:wri": noFiles, "a.json is:write b.js": noFiles} {
		if got := must(t, append([]string{"__complete", "open"}, strings.Fields(line)...)...); !strings.Contains(got, want) {
			t.Errorf("open %s: %q", line, got)
		}
	}
}
