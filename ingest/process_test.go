package ingest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"spoor/cache"
	"spoor/ingest"
	"spoor/source"
	"spoor/source/login"
	"spoor/source/trail"
)

// asProcess, when set, makes the test binary import a folder or a place in S3
// into a cache, both named by its arguments, with so many bytes in flight, and print the report as
// JSON.
const asProcess = "SPOOR_INGEST_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(asSync) != "" {
		if err := syncAsProcess(os.Args[1], os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if os.Getenv(asProcess) != "" {
		if err := importFolder(os.Args[1], os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func importFolder(path, folder, inFlight string) error {
	limit, err := strconv.ParseInt(inFlight, 10, 64)
	if err != nil {
		return err
	}
	ctx := context.Background()
	c, err := cache.Open(ctx, cache.Options{Path: path, Command: "import"})
	if err != nil {
		return err
	}
	defer c.Close()
	var from source.Source = trail.New(trail.Options{Known: ingest.Known(c)}, folder)
	if strings.HasPrefix(folder, "s3://") {
		way, err := login.Open(ctx, login.Options{})
		if err != nil {
			return err
		}
		bucket, err := trail.OpenBucket(ctx, way, folder)
		if err != nil {
			return err
		}
		from = ingest.OneAtATime(c, folder, trail.NewBucket(trail.Options{Known: ingest.Known(c)}, bucket))
	}
	r, err := ingest.Run(ctx, c, from, ingest.Options{InFlight: limit})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// process is an import in a process of its own.
func process(ctx context.Context, binary, path, folder string, inFlight int) (cmd *exec.Cmd, out *bytes.Buffer) {
	out = &bytes.Buffer{}
	cmd = exec.CommandContext(ctx, binary, path, folder, strconv.Itoa(inFlight))
	cmd.Env = append(os.Environ(), asProcess+"=1")
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	return cmd, out
}

func reportOf(t testing.TB, out *bytes.Buffer) (r ingest.Report) {
	t.Helper()
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("report %q: %v", out, err)
	}
	return r
}
