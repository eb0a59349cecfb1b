package guard_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"spoor/cache/guard"
	"spoor/internal/race"
)

var options = &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType}

// write makes a bbolt file like a cache: a bucket of many small values, one of
// buckets with large values, inline buckets and a freelist.
func write(t testing.TB, segments, blocks, blockSize int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cache")
	db, err := bbolt.Open(path, 0o600, options)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	block := make([]byte, blockSize)
	for s := range segments {
		err := db.Update(func(tx *bbolt.Tx) error {
			files, err := tx.CreateBucketIfNotExists([]byte("files"))
			if err != nil {
				return err
			}
			for i := range 200 {
				key := fmt.Appendf(nil, "AWSLogs/%d/%d.json.gz", s, i)
				if err := files.Put(key, seal(key, block[:20])); err != nil {
					return err
				}
			}
			all, err := tx.CreateBucketIfNotExists([]byte("segments"))
			if err != nil {
				return err
			}
			segment, err := all.CreateBucketIfNotExists(binary.BigEndian.AppendUint64(nil, uint64(s)))
			if err != nil {
				return err
			}
			small, err := segment.CreateBucketIfNotExists([]byte("small"))
			if err != nil {
				return err
			}
			if err := small.Put([]byte("a"), seal([]byte("a"), []byte("b"))); err != nil {
				return err
			}
			for b := range blocks {
				for i := range block {
					block[i] = byte(random.Uint32())
				}
				key := binary.BigEndian.AppendUint32(nil, uint32(b))
				if err := segment.Put(key, seal(key, block)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("segments")).DeleteBucket(binary.BigEndian.AppendUint64(nil, 0))
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// seal appends a checksum over key and value to the value.
func seal(key, value []byte) []byte {
	sum := crc32.Update(crc32.ChecksumIEEE(key), crc32.IEEETable, value)
	return binary.BigEndian.AppendUint32(bytes.Clone(value), sum)
}

// readAll reads everything there is, and returns how many values there are. It
// fails where one is not what was written.
func readAll(path string) (values int, err error) {
	o := *options
	o.ReadOnly = true
	db, err := guard.Open(path, 0o600, &o)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		var visit func(*bbolt.Bucket) error
		visit = func(b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				if v == nil {
					inner := b.Bucket(k)
					if inner == nil || inner.Get([]byte("no such key")) != nil {
						return errors.New("a bucket that is none")
					}
					return visit(inner)
				}
				if len(v) < 4 || !bytes.Equal(v, seal(k, v[:len(v)-4])) {
					return errors.New("a value is not what was written")
				}
				values++
				return nil
			})
		}
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error { return visit(b) })
	})
	return values, err
}

// change opens the file for writing and writes to every bucket.
func change(path string) error {
	db, err := guard.Open(path, 0o600, options)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Update(func(tx *bbolt.Tx) error {
		files := tx.Bucket([]byte("files"))
		segments := tx.Bucket([]byte("segments"))
		if files == nil || segments == nil {
			return errors.New("a bucket is missing")
		}
		if err := files.Put([]byte("AWSLogs/new"), []byte("new")); err != nil {
			return err
		}
		if k, _ := segments.Cursor().First(); k != nil {
			if err := segments.DeleteBucket(k); err != nil {
				return err
			}
		}
		b, err := segments.CreateBucketIfNotExists([]byte("new"))
		if err != nil {
			return err
		}
		return b.Put([]byte("block"), make([]byte, 20000))
	})
}

func contents(t testing.TB, path string) []byte {
	t.Helper()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

func put(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAWholeFileIsFine(t *testing.T) {
	for name, path := range map[string]string{
		"small":          write(t, 2, 1, 100),
		"many pages":     write(t, 40, 30, 5000),
		"missing":        filepath.Join(t.TempDir(), "none"),
		"not yet filled": emptyFile(t),
	} {
		t.Run(name, func(t *testing.T) {
			if err := guard.CheckFile(path); err != nil {
				t.Error(err)
			}
			if err := guard.CheckTree(path); err != nil {
				t.Error(err)
			}
			if name == "missing" {
				return
			}
			if problems, err := guard.CheckPages(path); err != nil || len(problems) > 0 {
				t.Error(problems, err)
			}
			db, err := guard.Open(path, 0o600, options)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
			if _, err := readAll(path); err != nil {
				t.Error(err)
			}
		})
	}
}

func emptyFile(t testing.TB) string {
	path := filepath.Join(t.TempDir(), "cache")
	put(t, path, nil)
	return path
}

func TestACacheCutShortIsRefusedWithItsSizes(t *testing.T) {
	path := write(t, 3, 3, 5000)
	whole := contents(t, path)
	want, err := readAll(path)
	if err != nil {
		t.Fatal(err)
	}
	// bbolt makes its file longer than what it uses, so the cut may take
	// nothing away.
	refused := 0
	for length := 1; length < len(whole); length += 509 {
		put(t, path, whole[:length])
		values, err := readAll(path)
		switch {
		case err == nil && values == want:
			if length < 65536 {
				t.Fatalf("cut to %d bytes and nothing is missed", length)
			}
		case !guard.IsDamage(err):
			t.Fatalf("cut to %d of %d bytes: %d, %v", length, len(whole), values, err)
		default:
			refused++
		}
	}
	if refused == 0 {
		t.Fatal("no cut was noticed")
	}
	put(t, path, whole[:20000])
	if err := guard.CheckFile(path); err == nil || !strings.Contains(err.Error(), "has 20000 bytes and needs") {
		t.Errorf("err = %v", err)
	}
}

func TestAFileThatIsNoCacheIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	for name, content := range map[string]string{
		"one byte": "x",
		"text":     strings.Repeat(`{"Records":[]}`, 1000),
		"zeros":    strings.Repeat("\x00", 100000),
	} {
		put(t, path, []byte(content))
		if err := guard.CheckFile(path); err == nil || !strings.Contains(err.Error(), "not a spoor cache") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := guard.CheckFile(t.TempDir()); err == nil {
		t.Error("a folder passes for a cache")
	}
}

// bbolt would silently go by the other page, and show what was held before the
// last commit.
func TestABrokenMetaPageIsToldAndCanBeMended(t *testing.T) {
	path := write(t, 3, 3, 5000)
	whole := contents(t, path)
	want, err := readAll(path)
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, at := range []int{20, os.Getpagesize() + 20} {
		content := bytes.Clone(whole)
		content[at] ^= 0x55
		put(t, path, content)
		if _, err := readAll(path); !guard.IsDamage(err) || !strings.Contains(err.Error(), "may be missing") {
			t.Fatalf("with the byte at %d flipped: %v", at, err)
		}
		if mended, err := guard.Mend(path); !mended || err != nil {
			t.Fatalf("mended %v, %v", mended, err)
		}
		values, err := readAll(path)
		if err != nil {
			t.Fatal(err)
		}
		if values != want {
			lost++
		}
		if mended, err := guard.Mend(path); mended || err != nil {
			t.Fatalf("mended again %v, %v", mended, err)
		}
	}
	if lost != 1 {
		t.Errorf("%d of the two pages were the newer one", lost)
	}
}

func TestAHalfMadeFileIsNotLeftBehindByAKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	put(t, path+".new", []byte("half of it"))
	db, err := guard.Open(path, 0o600, options)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := os.Stat(path + ".new"); !os.IsNotExist(err) {
		t.Errorf("the draft is still there: %v", err)
	}
}

// A flipped byte may make bbolt see other values, or fewer: it costs no crash,
// and between CheckPages and the values' own checksums it is always noticed.
func TestAFlippedByteIsNoticedAndNeverEndsTheProcess(t *testing.T) {
	race.SkipDamage(t)
	path := write(t, 12, 12, 3000)
	whole := contents(t, path)
	want, err := readAll(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	trials := 2000
	if testing.Short() {
		trials = 200
	}
	var refused, noticed, unseen int
	for range trials {
		// Most of the file is values: aim at the beginnings of pages.
		page := random.IntN(len(whole) / os.Getpagesize())
		at := page*os.Getpagesize() + random.IntN(64)
		if random.IntN(4) == 0 {
			at = random.IntN(len(whole))
		}
		content := bytes.Clone(whole)
		content[at] ^= byte(1 + random.IntN(255))
		put(t, path, content)
		opened := guard.CheckTree(path)
		problems, err := guard.CheckPages(path)
		if err != nil {
			t.Fatal(err)
		}
		values, readErr := readAll(path)
		if err := change(path); errors.Is(err, bolterrors.ErrTimeout) {
			t.Fatal("the damaged file was left locked")
		}
		switch {
		case opened != nil:
			refused++
		case readErr != nil || len(problems) > 0:
			noticed++
		case values != want:
			t.Fatalf("the byte at %d of page %d flipped: %d values instead of %d, and nothing noticed", at%os.Getpagesize(), page, values, want)
		default:
			unseen++
		}
	}
	t.Logf("refused %d, noticed %d, in a free page or unused space %d", refused, noticed, unseen)
}

// TestABranchThatLeadsBackIsRefused aims at the worst: a circle, in which
// bbolt would run until the stack is used up, which nothing recovers from.
func TestABranchThatLeadsBackIsRefused(t *testing.T) {
	path := write(t, 12, 12, 3000)
	whole := contents(t, path)
	pageSize := os.Getpagesize()
	circles := 0
	for branch := 2; branch < len(whole)/pageSize; branch++ {
		header := whole[branch*pageSize:]
		if binary.NativeEndian.Uint64(header) != uint64(branch) || binary.NativeEndian.Uint16(header[8:]) != 1 {
			continue
		}
		for i := range int(binary.NativeEndian.Uint16(header[10:])) {
			content := bytes.Clone(whole)
			binary.NativeEndian.PutUint64(content[branch*pageSize+16+16*i+8:], uint64(branch))
			put(t, path, content)
			if live := guard.CheckTree(path) != nil; live {
				circles++
			}
			if _, err := readAll(path); err != nil && !guard.IsDamage(err) {
				t.Fatalf("branch %d, child %d: %v", branch, i, err)
			}
		}
	}
	if circles == 0 {
		t.Fatal("no branch page was found to bend")
	}
}

func TestAFreelistThatBoastsIsRefused(t *testing.T) {
	path := write(t, 6, 6, 5000)
	whole := contents(t, path)
	pageSize := os.Getpagesize()
	found := false
	for page := 2; page < len(whole)/pageSize; page++ {
		header := whole[page*pageSize:]
		if binary.NativeEndian.Uint64(header) != uint64(page) || binary.NativeEndian.Uint16(header[8:]) != 0x10 {
			continue
		}
		content := bytes.Clone(whole)
		binary.NativeEndian.PutUint16(content[page*pageSize+10:], 0xFFFF)
		binary.NativeEndian.PutUint64(content[page*pageSize+16:], 1<<40)
		put(t, path, content)
		if err := change(path); guard.IsDamage(err) {
			found = true
		}
	}
	if !found {
		t.Fatal("no list of a million million pages was refused")
	}
}

func TestWhatIsReadIsNamedInTheError(t *testing.T) {
	err := guard.DoNamed("read segment 7", func() error { panic("page 9 is torn") })
	var damage *guard.Damage
	if !errors.As(err, &damage) || damage.Reading != "read segment 7" || damage.Cause != "page 9 is torn" {
		t.Fatalf("err = %v", err)
	}
	if got, want := err.Error(), "read segment 7: the cache file is damaged: page 9 is torn"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDoPassesOnWhatIsNotDamage(t *testing.T) {
	want := errors.New("no such event")
	if err := guard.Do(func() error { return want }); err != want {
		t.Errorf("err = %v", err)
	}
	if err := guard.Do(func() error { return nil }); err != nil {
		t.Errorf("err = %v", err)
	}
	if guard.IsDamage(want) {
		t.Error("an ordinary error passes for damage")
	}
}

func TestAFileCutWhileItIsMappedCostsAnError(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cuts no file that is mapped")
	}
	path := write(t, 6, 20, 5000)
	o := *options
	o.ReadOnly = true
	db, err := guard.Open(path, 0o600, &o)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := os.Truncate(path, int64(4*os.Getpagesize())); err != nil {
		t.Fatal(err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error { return nil })
		})
	})
	if !guard.IsDamage(err) {
		t.Fatalf("err = %v", err)
	}
}

func TestADatabaseThatBrokeInAWriteLetsItsFileGo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows removes no file that is mapped, and this one stays mapped as long as the test runs")
	}
	path := write(t, 3, 3, 5000)
	db, err := guard.Open(path, 0o600, options)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(func(*bbolt.Tx) error { panic("torn") }); !guard.IsDamage(err) {
		t.Fatalf("err = %v", err)
	}
	if err := db.View(func(*bbolt.Tx) error { return nil }); !guard.IsDamage(err) {
		t.Errorf("a broken database goes on: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := guard.Open(path, 0o600, options)
	if err != nil {
		t.Fatalf("the file is still locked: %v", err)
	}
	again.Close()
}

func BenchmarkOpenChecks(b *testing.B) {
	path := write(b, 60, 80, 20000)
	b.Run("file", func(b *testing.B) {
		for b.Loop() {
			if err := guard.CheckFile(path); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("tree", func(b *testing.B) {
		for b.Loop() {
			if err := guard.CheckTree(path); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("pages", func(b *testing.B) {
		for b.Loop() {
			if problems, err := guard.CheckPages(path); err != nil || len(problems) > 0 {
				b.Fatal(problems, err)
			}
		}
	})
}
