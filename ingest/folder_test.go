//go:build unix

package ingest_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"spoor/source"
)

// trailFile is a trail file that holds records first to last.
func trailFile(first, last int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"Records":[`)
	for n := first; n <= last; n++ {
		if n > first {
			b.WriteByte(',')
		}
		b.Write(record(n))
	}
	b.WriteString("]}")
	return b.Bytes()
}

func zipped(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb writes a file of about 10 MB that unpacks to a trail file of 10 GB,
// nearly all of it blanks between the records.
func bomb(t testing.TB, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	blanks := zipped(t, bytes.Repeat([]byte{' '}, 100<<20))
	parts := []io.Reader{bytes.NewReader(zipped(t, []byte(`{"Records":[`)))}
	for range 100 {
		parts = append(parts, bytes.NewReader(blanks))
	}
	parts = append(parts, bytes.NewReader(zipped(t, append(record(900), "]}"...))))
	if _, err := io.Copy(f, io.MultiReader(parts...)); err != nil {
		t.Fatal(err)
	}
}

// TestEveryBadFileIsNamedAndTheGoodEventsAreIn reads a folder of files that are
// broken in every usual way. It does so as an ordinary user, who may not read
// one of them, as root may read anything.
func TestEveryBadFileIsNamedAndTheGoodEventsAreIn(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks gigabytes")
	}
	folder, err := os.MkdirTemp("", "spoor-folder")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	logs := filepath.Join(folder, "logs")
	if err := os.Mkdir(logs, 0o755); err != nil {
		t.Fatal(err)
	}
	put := func(name string, content []byte) string {
		path := filepath.Join(logs, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole := zipped(t, trailFile(100, 199))
	put("good.json.gz", whole)
	put("truncated.json.gz", zipped(t, trailFile(200, 299))[:len(whole)/2])
	text := trailFile(300, 309)
	put("truncated.json", text[:len(text)-len(record(309))/2])
	put("unquoted.json", bytes.Replace(trailFile(400, 400), []byte(`"eventName"`), []byte(`eventName`), 1))
	put("empty.json", nil)
	put("CloudTrail-Digest.json.gz", zipped(t, []byte(`{"awsAccountId":"111122223333","digestStartTime":"2026-11-16T03:00:00Z","digestEndTime":"2026-11-16T04:00:00Z",`+
		`"digestS3Bucket":"logs","digestS3Object":"AWSLogs/x.json.gz","logFiles":[]}`)))
	locked := put("locked.json", trailFile(500, 500))
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	bomb(t, filepath.Join(logs, "bomb.json.gz"))

	binary := filepath.Join(folder, "ingest.test")
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(binary, self, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd, out := process(t.Context(), binary, filepath.Join(folder, "cache"), logs, 0)
	if os.Geteuid() == 0 {
		const nobody = 65534
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		if err := os.Chown(folder, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	r := reportOf(t, out)
	checkSums(t, r)

	want := map[string]struct {
		status source.Status
		reason string
	}{
		"truncated.json.gz": {source.Partial, "cut"},
		"truncated.json":    {source.Partial, ""},
		"unquoted.json":     {source.Failed, ""},
		"empty.json":        {source.Empty, "no event is in it"},
		"locked.json":       {source.Failed, "permission denied"},
		"bomb.json.gz":      {source.Failed, "bomb"},
	}
	if r.FilesDone() != 8 || r.Files[source.Read] != 1 || len(r.Notes) != len(want) || r.Digests != 1 {
		t.Errorf("%+v", r)
	}
	for _, note := range r.Notes {
		w, ok := want[filepath.Base(note.Place)]
		if !ok || note.Status != w.status || note.Reason == "" || !strings.Contains(note.Reason, w.reason) {
			t.Errorf("%+v", note)
		}
	}
	if r.New < 100+9 {
		t.Errorf("%d events are in", r.New)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	t.Logf("%d events, peak memory %d MB", r.New, usage.Maxrss>>10)
	for _, note := range r.Notes {
		t.Logf("%s: status %d, %d records, %d lost: %s", filepath.Base(note.Place), note.Status, note.Records, note.Lost, note.Reason)
	}
}
