package cli

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spoor/internal/s3test"
)

func TestWhatRecordsHoldDoesNotSteerATerminal(t *testing.T) {
	const text = "a,\x1b[31mred\x1b[0m,\u009b2J\n{\t\"é\u202e\": \"\r\"}\nno end\x07"
	const want = "a,␛[31mred␛[0m,␦2J\n{\t\"é�\": \"␍\"}\nno end␇"
	for size := 1; size <= len(text); size++ {
		var shown bytes.Buffer
		screen := &onScreen{to: &shown}
		for rest := []byte(text); len(rest) > 0; {
			n, err := screen.Write(rest[:min(size, len(rest))])
			if err != nil || n != min(size, len(rest)) {
				t.Fatal(n, err)
			}
			rest = rest[n:]
		}
		if err := screen.end(); err != nil || shown.String() != want {
			t.Fatalf("in pieces of %d: %q, %v; want %q", size, shown.String(), err, want)
		}
	}
}

func TestNamesOfFilesInMessagesDoNotSteerATerminal(t *testing.T) {
	home := surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	for _, ending := range []string{"csv", "zip"} {
		name := filepath.Join(home, "a\x1b[2J\u009b2J\u202e."+ending)
		r := run(t, "export", "-o", name, "--verbose")
		if r.code != exitDone || strings.ContainsAny(r.err, "\x1b\u009b\u202e") || !strings.Contains(r.err, "a␛[2J␦2J�."+ending) {
			t.Errorf("exit code %d: %q", r.code, r.err)
		}
	}
	t.Setenv("SPOOR_CONFIG", filepath.Join(home, "a\u009b2J.toml"))
	if r := run(t, "config", "init"); r.code != exitDone || strings.Contains(r.err, "\u009b") {
		t.Errorf("exit code %d: %q", r.code, r.err)
	}
	if err := os.WriteFile(os.Getenv("SPOOR_CONFIG"), []byte(`queries."a\u009b2J" = "user:dana"`), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "config"); strings.Contains(out, "\u009b") || !strings.Contains(out, "a␦2J") {
		t.Errorf("%q", out)
	}
}

func TestWhatAWSAnswersDoesNotSteerATerminalThroughADryRun(t *testing.T) {
	served(t, "1111\u009b2J\u202e")
	out := must(t, "sync", "--profile", "prod", "--region", "us-east-1", "--since", "24h", "--dry-run")
	if strings.ContainsAny(out, "\u009b\u202e") || !strings.HasPrefix(out, "1111␦2J� us-east-1: ") {
		t.Errorf("%q", out)
	}
	trails := `{"trailList":[{"Name":"t","TrailARN":"arn:aws:cloudtrail:us-east-1:111122223333:trail/t","S3BucketName":"logs","S3KeyPrefix":"\u009b2J","HomeRegion":"us-east-1"}]}`
	describing(t, func(string) (int, string) { return http.StatusOK, trails })
	t.Setenv("AWS_ENDPOINT_URL_S3", s3test.New(t, nil).URL)
	r := run(t, "sync", "--profile", "prod", "--discover", "--region", "us-east-1", "--dry-run")
	if r.code != exitDone || strings.Contains(r.out+r.err, "\u009b") || !strings.Contains(r.out, "s3://logs/␦2J") {
		t.Errorf("exit code %d: %q %q", r.code, r.out, r.err)
	}
}
