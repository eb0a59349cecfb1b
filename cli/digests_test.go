package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A trail's bucket has a digest file an hour and Region beside its log files.
func TestDigestFilesAreCountedAndNotNamedEach(t *testing.T) {
	surroundings(t)
	folder := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"one.json", "two.json"} {
		put(name, `{"awsAccountId":"111122223333","digestStartTime":"2026-11-16T03:00:00Z","digestEndTime":"2026-11-16T04:00:00Z","digestS3Bucket":"logs","digestS3Object":"`+name+`","logFiles":[]}`)
	}
	cache := []string{"--cache", filepath.Join(t.TempDir(), "c.bolt")}
	r := run(t, append(cache, "import", folder)...)
	if r.code != exitFailed || !strings.Contains(r.err, "nothing here but 2 digest files: the log files stand under CloudTrail beside CloudTrail-Digest") {
		t.Errorf("digests alone: %+v", r)
	}
	put("log.json", `{"Records":[{"eventVersion":"1.08","eventTime":"2026-11-16T03:10:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","eventID":"0a2f6239-cef4-4e8b-9d52-1b2c3d4e5f60"}]}`)
	cache[1] = filepath.Join(t.TempDir(), "c.bolt")
	r = run(t, append(cache, "import", folder)...)
	if r.code != 0 || !strings.Contains(r.out, "imported 3 files, 1 event, 1 new, 2 digest files kept, 0 lost") || r.err != "" {
		t.Errorf("beside a log file: %+v", r)
	}
}
