package endtoend

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// arrival is a trail file with one event, of any time.
func arrival(t *testing.T, id, when, user string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), id+".json")
	text := fmt.Sprintf(`{"Records":[{"eventVersion":"1.11","eventTime":%q,"eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"us-east-1",`+
		`"recipientAccountId":"111122223333","eventID":%q,"userIdentity":{"type":"IAMUser","userName":%q}}]}`, when, id, user)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAListThatFollowsPrintsEachEventOnceAsItComesIn(t *testing.T) {
	c := call{env: []string{"HOME=" + t.TempDir()}}
	c.must(t, "import", trailFile(t, t.TempDir(), 30))
	r := c.start(t, "list", "--follow", "--limit", "3", "--format", "csv", "--columns", "id", "-user:passer-by")
	next := func() string {
		t.Helper()
		line, err := r.out.ReadString('\n')
		if err != nil {
			t.Fatalf("%v: %s", err, &r.err)
		}
		return strings.TrimSpace(line)
	}
	for _, want := range []string{"Event ID", "00000002-2b7a-4a51-9a06-000000000002", "00000001-2b7a-4a51-9a06-000000000001", firstID} {
		if got := next(); got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	}
	// Late, early and unwanted ones, and one that is there already.
	c.must(t, "import", arrival(t, "late", "2020-01-01T00:00:00Z", "dana"))
	if got := next(); got != "late" {
		t.Errorf("printed %q, want what came late", got)
	}
	c.must(t, "import", arrival(t, "unwanted", "2026-11-20T10:00:00Z", "passer-by"))
	c.must(t, "import", arrival(t, "late", "2020-01-01T00:00:00Z", "dana"))
	c.must(t, "import", arrival(t, "new", "2030-01-01T00:00:00Z", "sam"))
	if got := next(); got != "new" {
		t.Errorf("printed %q, want what is new", got)
	}
	ended := r.interrupted(t)
	wasInterrupted(t, "list --follow", ended)
	if ended.out != "" {
		t.Errorf("printed besides: %q", ended.out)
	}
}

func TestAListThatFollowsWritesEveryFormatButOneThatHasAnEnd(t *testing.T) {
	c := call{env: []string{"HOME=" + t.TempDir()}}
	c.must(t, "import", trailFile(t, t.TempDir(), 5))
	for _, format := range []string{"table", "jsonl", "csv"} {
		r := c.start(t, "list", "--follow", "--format", format)
		lines := bufio.NewScanner(r.out)
		want := 5
		if format != "jsonl" {
			want = 6 // with what stands above
		}
		for range want {
			if !lines.Scan() {
				t.Fatalf("%s ended: %s", format, &r.err)
			}
		}
		r.interrupted(t)
	}
	if r := c.run(t, "list", "--follow", "--format", "json"); r.code != 2 || !strings.Contains(r.err, "jsonl") {
		t.Errorf("json: exit code %d, %q", r.code, r.err)
	}
}
