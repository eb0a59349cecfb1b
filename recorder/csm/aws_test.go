package csm_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"spoor/cache"
	"spoor/event"
	"spoor/ingest"
	"spoor/internal/s3test"
	"spoor/query"
	"spoor/recorder/csm"
	"spoor/recorder/loopback"
	"spoor/recorder/store"
	"spoor/source/recorder"
)

// capturing keeps a copy of every datagram that is read from it.
type capturing struct {
	net.PacketConn
	mu      sync.Mutex
	packets []byte
}

func (c *capturing) ReadFrom(p []byte) (int, net.Addr, error) {
	n, from, err := c.PacketConn.ReadFrom(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.packets = append(c.packets, p[:n]...)
	return n, from, err
}

const sessionToken = "IQoJb3JpZ2luX2VjEXAMPLETOKENTHATMUSTNEVERBESTOREDANYWHEREatallNOTONCE0123456789abcdefghijklmnopqrstuvwxyzABCDEF=="

// awsCLI returns the AWS command line.
func awsCLI(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the AWS CLI takes seconds to start")
	}
	path, err := exec.LookPath("aws")
	if err != nil {
		t.Skipf("no AWS CLI: %v", err)
	}
	return path
}

// run runs the AWS CLI and returns whether it succeeded.
func run(t *testing.T, env []string, binary string, args ...string) bool {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, args...)
	command.Env = append(os.Environ(), env...)
	out, err := command.CombinedOutput()
	t.Logf("aws %s: %s", strings.Join(args, " "), bytes.TrimSpace(out))
	return err == nil
}

func TestTheAWSCLITellsOfEachCallOnceAndItsSessionTokenIsKeptNowhere(t *testing.T) {
	binary := awsCLI(t)
	server := s3test.New(t, map[string]string{"there": "content"})
	dir := filepath.Join(t.TempDir(), "store")
	kept, err := store.Open(t.Context(), store.Options{Dir: dir, Warn: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := loopback.ListenPacket(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	listener := csm.New(csm.Options{Sink: kept, ClientID: "this run", Warn: func(err error) { t.Error(err) }})
	capture := &capturing{PacketConn: conn}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- listener.Serve(ctx, capture) }()

	home := t.TempDir()
	env := []string{
		"HOME=" + home, "AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull, "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ACCESS_KEY_ID=ASIAEXAMPLEKEY000001", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=" + sessionToken,
		"AWS_DEFAULT_REGION=" + s3test.Region, "AWS_ENDPOINT_URL=" + server.URL, "AWS_MAX_ATTEMPTS=1",
		"AWS_CSM_ENABLED=true", "AWS_CSM_HOST=127.0.0.1", "AWS_CSM_PORT=" + port, "AWS_CSM_CLIENT_ID=this run",
	}
	if !run(t, env, binary, "s3api", "list-objects-v2", "--bucket", s3test.Bucket) ||
		!run(t, env, binary, "s3api", "create-bucket", "--bucket", "acme-scratch", "--create-bucket-configuration", "LocationConstraint="+s3test.Region) {
		t.Fatal("the AWS CLI failed")
	}
	if run(t, env, binary, "s3api", "get-bucket-acl", "--bucket", "not-there") {
		t.Fatal("a bucket that is not there has an ACL")
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}

	if !bytes.Contains(capture.packets, []byte(sessionToken)) {
		t.Fatal("the datagrams did not carry the session token: this test shows nothing")
	}
	beforeSealing := contents(t, dir)
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cache.bolt")
	c, err := cache.Open(t.Context(), cache.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	report, err := ingest.Run(t.Context(), c, recorder.New(dir, recorder.Options{}), ingest.Options{})
	if err != nil || report.New != 3 || report.Lost != 0 {
		t.Fatalf("taken in %+v, %v: want a record for each of the 3 calls", report, err)
	}
	var names []string
	err = c.Each(t.Context(), query.Query{}, nil, func(row cache.Row, s *cache.Stored) error {
		ev := &row.Event
		names = append(names, ev.Name+" "+ev.Error)
		if ev.Source != "s3.amazonaws.com" || ev.Region != s3test.Region || ev.AccessKey != "ASIAEXAMPLEKEY000001" ||
			!strings.HasPrefix(ev.Agent, "aws-cli/") || !ev.Flags.Has(event.FlagLocal) {
			t.Errorf("recorded %s", s.Record)
		}
		if bytes.Contains(s.Record, []byte(sessionToken)) {
			t.Errorf("the session token is in a record: %s", s.Record)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names, ", "); got != "GetBucketAcl NoSuchBucket, CreateBucket , ListObjects " {
		t.Errorf("the calls are %q", got)
	}
	for place, content := range map[string][]byte{
		"the journal": beforeSealing, "the sealed store": contents(t, dir), "the cache": contents(t, filepath.Dir(path)),
	} {
		if len(content) == 0 {
			t.Errorf("%s is empty: its search shows nothing", place)
		}
		// Parts of the token are looked for too: compression may have cut it.
		for i := 0; i+24 <= len(sessionToken); i += 8 {
			if bytes.Contains(content, []byte(sessionToken[i:i+24])) {
				t.Errorf("the session token is in %s", place)
				break
			}
		}
	}
}

// contents returns everything in the files below a folder, that of compressed
// files unpacked as well.
func contents(t *testing.T, dir string) []byte {
	t.Helper()
	var all []byte
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		all = append(all, text...)
		if z, err := gzip.NewReader(bytes.NewReader(text)); err == nil {
			unpacked, err := io.ReadAll(z)
			if err != nil {
				return err
			}
			all = append(all, unpacked...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
