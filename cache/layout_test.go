package cache

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// inFormat makes a cache that says it is of a format.
func inFormat(t *testing.T, version uint32) (path string) {
	t.Helper()
	path = folder(t)
	open(t, path)
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketMeta).Put(keyFormat, segment.Seal(binary.LittleEndian.AppendUint32(nil, version)))
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestACacheOfAnotherFormatIsRefusedWithWhatToDo(t *testing.T) {
	ctx := context.Background()
	for _, other := range []struct {
		version   uint32
		who, what string
	}{
		{2, "written by an older spoor (format 2, this one knows 3)", "move it away and import again"},
		{4, "written by a newer spoor (format 4, this one knows 3)", "use that one, or another --cache"},
	} {
		path := inFormat(t, other.version)
		_, writing := Open(ctx, Options{Path: path})
		_, reading := Open(ctx, Options{Path: path, ReadOnly: true})
		_, checking := Check(ctx, Options{Path: path})
		for how, err := range map[string]error{"writing": writing, "reading": reading, "checking": checking} {
			if err == nil || !strings.Contains(err.Error(), other.who) || !strings.Contains(err.Error(), other.what) || strings.Contains(err.Error(), "\n") {
				t.Errorf("format %d, for %s: %v", other.version, how, err)
			}
		}
	}
}

func TestAKeyOfTextIsHashedOnlyWhereItIsLong(t *testing.T) {
	longest := strings.Repeat("k", 1024)
	if got := string(textKey(longest)); got != longest {
		t.Errorf("1,024 bytes make a key of %d", len(got))
	}
	if got := string(textKey("kind", "place")); got != "kind\x00place" {
		t.Errorf("two parts make %q", got)
	}
	a, b := textKey(longest+"a"), textKey(longest+"b")
	for _, k := range [][]byte{a, b} {
		if len(k) != 1024+32 || !strings.HasPrefix(string(k), longest) {
			t.Errorf("1,025 bytes make a key of %d", len(k))
		}
	}
	if bytes.Equal(a, b) {
		t.Error("two places have one key")
	}
}

func TestACacheThatIsOpenIsNotWrittenToOnceItIsOfAnotherFormat(t *testing.T) {
	ctx := context.Background()
	path := folder(t)
	c := open(t, path)
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketMeta).Put(keyFormat, segment.Seal(binary.LittleEndian.AppendUint32(nil, format+1)))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Append(ctx, &Batch{Entries: [][]Entry{many(0, 1)}, Origins: someOrigins}); err == nil || !strings.Contains(err.Error(), "a newer spoor") {
		t.Errorf("appended: %v", err)
	}
}

func TestACacheThatIsTakenAwayIsNotBegunAnewByWhoHasItOpen(t *testing.T) {
	ctx := context.Background()
	path := folder(t)
	c := open(t, path)
	batch := &Batch{Entries: [][]Entry{many(0, 1)}, Origins: someOrigins}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := c.SetMarks(ctx, []Marked{{Ref: Ref{Key: Key{1}}, Mark: Mark{Star: true}}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("marked in no file: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was made: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, appending := c.Append(ctx, batch)
	_, refreshing := c.Refresh(ctx)
	_, reading := Open(ctx, Options{Path: path, ReadOnly: true})
	for how, err := range map[string]error{"appending": appending, "refreshing": refreshing, "reading": reading} {
		if err == nil || !strings.HasSuffix(err.Error(), "this file is empty") {
			t.Errorf("%s: %v", how, err)
		}
	}
	open(t, path)
}
