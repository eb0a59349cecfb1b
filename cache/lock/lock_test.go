package lock_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"spoor/cache/lock"
)

func hold(t testing.TB, path string, o lock.Options) *lock.Held {
	t.Helper()
	held, err := lock.Acquire(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { held.Release() })
	return held
}

func release(t testing.TB, held *lock.Held) {
	t.Helper()
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
}

// impatient is a context that ends soon, for what is not to be had.
func impatient(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func TestWhoIsKeptOutByWhom(t *testing.T) {
	for _, c := range []struct {
		name          string
		first, second bool // shared
		both          bool
	}{
		{"two readers go together", true, true, true},
		{"a reader keeps a writer out", true, false, false},
		{"a writer keeps a reader out", false, true, false},
		{"a writer keeps a writer out", false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "cache")
			first := hold(t, path, lock.Options{Shared: c.first})
			if c.both {
				release(t, hold(t, path, lock.Options{Shared: c.second}))
				return
			}
			_, err := lock.Acquire(impatient(t), path, lock.Options{Shared: c.second})
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("got the lock beside another holder: %v", err)
			}
			release(t, first)
			release(t, hold(t, path, lock.Options{Shared: c.second}))
		})
	}
}

func TestGivingUpLeavesNothingInTheWay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	reader := hold(t, path, lock.Options{Shared: true})
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if _, err := lock.Acquire(impatient(t), path, lock.Options{}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("a writer got in beside a reader: %v", err)
			}
		})
	}
	wait.Wait()
	// Were one of the writers still at the gate, this reader would wait for
	// the other.
	release(t, hold(t, path, lock.Options{Shared: true}))
	release(t, reader)
	release(t, hold(t, path, lock.Options{}))
}

func TestAnEndedContextGetsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lock.Acquire(ctx, filepath.Join(t.TempDir(), "cache"), lock.Options{}); !errors.Is(err, context.Canceled) {
		t.Fatalf("err = %v", err)
	}
}

func TestGoroutinesOfOneProcessTakeTurns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	var writing, reading atomic.Int32
	var wait sync.WaitGroup
	const turns = 50
	for range 3 {
		wait.Go(func() {
			for range turns {
				held, err := lock.Acquire(t.Context(), path, lock.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if writing.Add(1) != 1 || reading.Load() != 0 {
					t.Error("a writer is not alone")
				}
				runtime.Gosched()
				writing.Add(-1)
				held.Release()
			}
		})
		wait.Go(func() {
			for range turns {
				held, err := lock.Acquire(t.Context(), path, lock.Options{Shared: true})
				if err != nil {
					t.Error(err)
					return
				}
				reading.Add(1)
				if writing.Load() != 0 {
					t.Error("a reader reads beside a writer")
				}
				runtime.Gosched()
				reading.Add(-1)
				held.Release()
			}
		})
	}
	wait.Wait()
}

func TestAWriterThatWaitsIsNotOvertakenByReaders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	reader := hold(t, path, lock.Options{Shared: true})
	waits := make(chan struct{})
	order := make(chan string, 2)
	var wait sync.WaitGroup
	take := func(who string, shared bool, waits chan struct{}) {
		held, err := lock.Acquire(t.Context(), path, lock.Options{Shared: shared, OnWait: func(lock.Holder) { close(waits) }})
		if err != nil {
			t.Error(err)
			return
		}
		order <- who
		held.Release()
	}
	wait.Go(func() { take("writer", false, waits) })
	<-waits
	waits = make(chan struct{})
	wait.Go(func() { take("reader", true, waits) })
	<-waits
	release(t, reader)
	wait.Wait()
	if first := <-order; first != "writer" {
		t.Fatalf("the %s came first", first)
	}
}

func TestSideFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no file modes")
	}
	path := filepath.Join(t.TempDir(), "cache")
	release(t, hold(t, path, lock.Options{Command: "test"}))
	for _, side := range []string{".gate", ".lock"} {
		info, err := os.Stat(path + side)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", side, info.Mode())
		}
	}
}

func TestALinkToTheCacheMeansTheCache(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "cache")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Skip(err)
	}
	hold(t, path, lock.Options{})
	if _, err := lock.Acquire(impatient(t), link, lock.Options{Shared: true}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("the link is locked apart from the file: %v", err)
	}
}

func TestReleasingTwiceIsHarmless(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	first := hold(t, path, lock.Options{})
	release(t, first)
	hold(t, path, lock.Options{})
	release(t, first)
	if _, err := lock.Acquire(impatient(t), path, lock.Options{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a second release let another's lock go: %v", err)
	}
}

func TestAHolderThatDoesNotKnowSideFilesIsFound(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux lists locks")
	}
	path := filepath.Join(t.TempDir(), "cache")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	holder, known := lock.Who(path)
	if !known || holder.PID != os.Getpid() || !strings.Contains(holder.Command, filepath.Base(os.Args[0])) {
		t.Fatalf("holder = %v, %v", holder, known)
	}
}

func TestWhoIsNotFooledByWhatALockFileSays(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                  "",
		"no number":                "spoor\n",
		"a process that is gone":   "4194305 spoor\n",
		"a number that is no id":   "-1 spoor\n",
		"a text not yet all there": "1 spo",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "cache.lock")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if holder, known := lock.Who(path); known {
				t.Fatalf("holder = %v", holder)
			}
		})
	}
}

func TestALinkInThePlaceOfASideFileIsRefusedAndWhatItLeadsToIsLeft(t *testing.T) {
	for _, side := range []string{".gate", ".lock"} {
		for _, shared := range []bool{false, true} {
			folder := t.TempDir()
			path, other := filepath.Join(folder, "cache"), filepath.Join(folder, "other")
			if err := os.WriteFile(other, []byte("mine"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(other, path+side); err != nil {
				t.Skip(err)
			}
			held, err := lock.Acquire(t.Context(), path, lock.Options{Shared: shared, Command: "test"})
			if err == nil {
				release(t, held)
			}
			if err == nil || !strings.Contains(err.Error(), path+side) {
				t.Errorf("%s, shared %v: %v", side, shared, err)
			}
			if text, err := os.ReadFile(other); string(text) != "mine" {
				t.Errorf("%s, shared %v: what the link leads to holds %q, %v", side, shared, text, err)
			}
		}
	}
}
