//go:build unix

package ingest_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"spoor/cache"
	"spoor/ingest"
	"spoor/internal/s3test"
	"spoor/source"
	"spoor/source/trail"
)

func TestABucketIsReadByOneProgramAtATime(t *testing.T) {
	const objects = 40
	server, _ := organisationBucket(t, objects)
	server.Listings()
	// The first object asked for comes when it is let go.
	reached, let := make(chan struct{}), make(chan struct{})
	var once sync.Once
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".json.gz") {
			once.Do(func() { close(reached) })
			<-let
		}
		server.ServeHTTP(w, r)
	}))
	defer slow.Close()
	path, none := filepath.Join(t.TempDir(), "cache"), filepath.Join(t.TempDir(), "none")
	start := func(url string) (*exec.Cmd, func() ingest.Report, *strings.Builder) {
		cmd, out := process(t.Context(), os.Args[0], path, url, 0)
		cmd.Env = append(cmd.Env, leadingTo(slow.URL, none)...)
		var said strings.Builder
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, func() ingest.Report { return reportOf(t, out) }, &said
	}
	first, report, said := start("s3://logs/central")
	ended := make(chan error, 1)
	go func() { ended <- first.Wait() }()
	select {
	case <-reached:
	case err := <-ended:
		t.Fatalf("the first asked for no object: %v: %s", err, said)
	}
	second, _, told := start("s3://logs/central/")
	if err := second.Wait(); err == nil {
		t.Error("the second came through beside the first")
	}
	if want := fmt.Sprintf("pid %d", first.Process.Pid); !strings.Contains(told.String(), want) || !strings.Contains(told.String(), "is fetching it: wait until it is done") {
		t.Errorf("the second was told %q, want %q in it", told, want)
	}
	close(let)
	if err := <-ended; err != nil {
		t.Fatalf("the first: %v: %s", err, said)
	}
	if r := report(); r.New != objects {
		t.Errorf("the first: %+v", r)
	}
	if n := len(server.Fetched()); n != objects {
		t.Errorf("%d objects were fetched, want each of %d once", n, objects)
	}
	third, report, said := start("s3://logs/central")
	if err := third.Wait(); err != nil {
		t.Fatalf("after the first had ended: %v: %s", err, said)
	}
	if r := report(); r.New != 0 || r.Files[source.Known] != objects || len(server.Fetched()) != 0 {
		t.Errorf("after the first: %+v", r)
	}
}

func TestOtherBucketsAndOtherCachesAreNotHeldUp(t *testing.T) {
	server, _ := organisationBucket(t, 20)
	c, other := open(t), open(t)
	from := func(c *cache.Cache, address string) source.Source {
		return ingest.OneAtATime(c, address, trail.NewBucket(trail.Options{}, trail.Bucket{Client: server.Client(), Name: s3test.Bucket, Prefix: "central/"}))
	}
	tried := 0
	err := from(c, "s3://logs/central").Pull(t.Context(), func(*source.Batch) error {
		if tried++; tried > 1 {
			return nil
		}
		stop := errors.New("that is enough")
		for address, of := range map[string]*cache.Cache{"s3://logs/central/AWSLogs": c, "s3://elsewhere/central": c, "s3://logs/central": other} {
			if err := from(of, address).Pull(t.Context(), func(*source.Batch) error { return stop }); !errors.Is(err, stop) {
				t.Errorf("%s: %v", address, err)
			}
		}
		var busy *ingest.Busy
		if err := from(c, "s3://logs/central/").Pull(t.Context(), func(*source.Batch) error { return stop }); !errors.As(err, &busy) || busy.Holder.PID != os.Getpid() {
			t.Errorf("the same: %v", err)
		}
		return nil
	})
	if err != nil || tried == 0 {
		t.Fatalf("%v after %d batches", err, tried)
	}
}
