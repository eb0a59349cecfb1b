package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"spoor/cache/lock"
)

// A command that another program keeps from the cache says which one does, and
// goes on when it can.
func TestWhoHasTheCacheIsNamed(t *testing.T) {
	path := filepath.Join(surroundings(t), "cache.bolt")
	file, _ := invented(t, 1)
	must(t, "import", file)
	held, err := lock.Acquire(context.Background(), path, lock.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	// In the place of this process, which does not wait for itself, its parent.
	if !lock.Alive(os.Getppid()) {
		t.Skip("the process that started this one cannot be seen")
	}
	if err := os.WriteFile(path+".lock", fmt.Appendf(nil, "%d spoor cache compact\n", os.Getppid()), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	said := &stopper{word: " has\n", stop: func() { held.Release() }}
	if code := Run(ctx, []string{"list"}, strings.NewReader(""), io.Discard, said); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if got, want := said.String(), fmt.Sprintf("waiting for the cache, which spoor cache compact (pid %d) has\n", os.Getppid()); got != want {
		t.Errorf("it said %q, want %q", got, want)
	}
}
