//go:build unix

package lock_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"spoor/cache/lock"
)

// leaving is a context that ends as soon as anybody waits for it.
type leaving struct {
	context.Context
	leave context.CancelFunc
}

func (l leaving) Done() <-chan struct{} {
	l.leave()
	return l.Context.Done()
}

func TestWhoHasGivenUpMakesNoFiles(t *testing.T) {
	for range 20 {
		folder := t.TempDir()
		path := filepath.Join(folder, "cache")
		gate, err := os.Create(path + ".gate")
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Flock(int(gate.Fd()), syscall.LOCK_EX); err != nil {
			t.Fatal(err)
		}
		ctx, leave := context.WithCancel(t.Context())
		if _, err := lock.Acquire(leaving{ctx, leave}, path, lock.Options{}); !errors.Is(err, context.Canceled) {
			t.Fatalf("got the lock though another stands at the gate: %v", err)
		}
		for _, side := range []string{".gate", ".lock"} {
			if err := os.Remove(path + side); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(5 * time.Millisecond) // long enough for a file to be made
		if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
			t.Fatalf("%v is made after the wait was given up: %v", left, err)
		}
		gate.Close()
	}
}
