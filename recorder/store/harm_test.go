package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/recorder/store"
	"spoor/source/demo"
	"spoor/source/recorder/journal"
)

// leftover records n calls and leaves their journal behind as a recorder does
// that was killed, and returns its path and content.
func leftover(t *testing.T, dir string, n int) (path string, content []byte) {
	t.Helper()
	s := open(t, store.Options{Dir: dir})
	for i := range n {
		record(t, s, numbered(i))
	}
	all, err := filepath.Glob(filepath.Join(dir, journal.Folder, "*"))
	if err != nil || len(all) != 1 {
		t.Fatalf("journals %q: %v", all, err)
	}
	if content, err = os.ReadFile(all[0]); err != nil {
		t.Fatal(err)
	}
	shut(t, s)
	if err := os.RemoveAll(filepath.Join(dir, "AWSLogs")); err != nil {
		t.Fatal(err)
	}
	return all[0], content
}

func put(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheNextRecorderSealsWhatAKilledOneLeft(t *testing.T) {
	dir := t.TempDir()
	path, content := leftover(t, dir, 5)
	put(t, path, content)
	wantNumbers(t, inStore(t, dir), 5)
	shut(t, open(t, store.Options{Dir: dir}))
	wantNumbers(t, inStore(t, dir), 5)
	for _, f := range files(t, dir) {
		if !strings.HasPrefix(f, "AWSLogs/") {
			t.Errorf("left behind: %s", f)
		}
	}
}

// A kill may come after the trail files were written and before the journal was
// removed.
func TestSealingAJournalTwiceGivesTheSameFiles(t *testing.T) {
	dir := t.TempDir()
	path, content := leftover(t, dir, 5)
	put(t, path, content)
	shut(t, open(t, store.Options{Dir: dir}))
	once := files(t, dir)
	put(t, path, content)
	shut(t, open(t, store.Options{Dir: dir}))
	if twice := files(t, dir); !slices.Equal(once, twice) {
		t.Errorf("once %q, twice %q", once, twice)
	}
	wantNumbers(t, inStore(t, dir), 5)
}

func TestATornTailIsCutAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	path, content := leftover(t, dir, 5)
	last := bytes.LastIndex(content[:len(content)-1], []byte("{\"eventVersion"))
	for _, torn := range [][]byte{
		content[:len(content)-1], content[:last+100], content[:last],
		append(bytes.Clone(content[:last]), make([]byte, 4096)...),
	} {
		put(t, path, torn)
		wantNumbers(t, inStore(t, dir), 4)
		shut(t, open(t, store.Options{Dir: dir}))
		wantNumbers(t, inStore(t, dir), 4)
		if err := os.RemoveAll(filepath.Join(dir, "AWSLogs")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADamagedJournalIsKeptBesideWhatCouldBeSealed(t *testing.T) {
	dir := t.TempDir()
	path, content := leftover(t, dir, 3)
	content[40] ^= 1
	put(t, path, content)
	var warned []string
	shut(t, open(t, store.Options{Dir: dir, Warn: func(err error) { warned = append(warned, err.Error()) }}))
	if len(warned) != 1 || !strings.Contains(warned[0], "damaged") {
		t.Errorf("warned of %q", warned)
	}
	if got, err := os.ReadFile(path + ".damaged"); err != nil || !bytes.Equal(got, content) {
		t.Errorf("the journal was not kept: %v", err)
	}
	if got := inStore(t, dir); !slices.Equal(got, []string{"REQ1", "REQ2"}) {
		t.Errorf("sealed were %q", got)
	}
}

func TestHalfWrittenTrailFilesAreTakenAwayOnceNobodyWritesThem(t *testing.T) {
	dir := t.TempDir()
	shut(t, open(t, store.Options{Dir: dir}))
	half := filepath.Join(dir, journal.Folder, "seal-1.tmp")
	put(t, half, []byte("half"))
	shut(t, open(t, store.Options{Dir: dir}))
	if _, err := os.Stat(half); err != nil {
		t.Errorf("taken from under whoever writes it: %v", err)
	}
	later := func() time.Time { return time.Now().Add(2 * time.Hour) }
	shut(t, open(t, store.Options{Dir: dir, Now: later}))
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

func TestOnlyLocalRecordsThatAreOldEnoughAreRemoved(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	for i := range 10 {
		c := numbered(i)
		c.Start = c.Start.AddDate(0, 0, -i)
		record(t, s, c)
	}
	shut(t, s)
	// What a trail delivered, under a name like ours and older than all of it.
	if _, err := demo.NewCorpus(50, 3).WriteS3Layout(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	ours := func() (ours, others []string) {
		for _, f := range files(t, dir) {
			if strings.Contains(f, "/000000000000/") {
				ours = append(ours, f)
			} else {
				others = append(others, f)
			}
		}
		return ours, others
	}
	_, delivered := ours()
	renamed := filepath.Join(dir, "AWSLogs/111122223333/CloudTrail/us-east-1/2001/01/01/111122223333_CloudTrail_us-east-1_20010101T0000Z_ABCDEFGHIJKLMNOP.json.gz")
	text, err := os.ReadFile(filepath.Join(dir, delivered[0]))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(renamed), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, renamed, text)

	// What cannot be read may be anything.
	for name, content := range map[string][]byte{"ABCDEFGHIJKLMNOA": []byte("no gzip"), "ABCDEFGHIJKLMNOB": text[:len(text)/2], "ABCDEFGHIJKLMNOC": nil} {
		put(t, strings.Replace(renamed, "ABCDEFGHIJKLMNOP", name, 1), content)
	}

	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	shut(t, open(t, store.Options{Dir: dir, Keep: 3 * 24 * time.Hour, Now: func() time.Time { return now }}))
	kept, others := ours()
	if len(kept) != 4 || len(others) != len(delivered)+4 {
		t.Errorf("kept %q and %d files of others of %d", kept, len(others), len(delivered)+4)
	}
	for _, day := range []string{"11/10", "11/15"} {
		if _, err := os.Stat(filepath.Join(dir, "AWSLogs/000000000000/CloudTrail/eu-west-1/2026", day)); err == nil {
			t.Errorf("the empty folder of %s is still there", day)
		}
	}
}
