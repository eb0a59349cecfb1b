//go:build unix

package ingest_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"spoor/cache"
	"spoor/cache/coverage"
	"spoor/ingest"
	"spoor/internal/s3test"
	"spoor/query"
	"spoor/source"
	"spoor/source/trail"
)

// long, when set, has the tests run that take minutes.
const long = "SPOOR_LONG"

// organisationBucket is a server whose bucket holds so many objects as the trail
// of an organisation delivers them: of twenty accounts in five Regions, a month
// long, with one event each. With them comes a folder that holds the same.
func organisationBucket(t testing.TB, objects int) (server *s3test.Server, folder string) {
	t.Helper()
	const accounts = 20
	regions := []string{"us-east-1", "eu-west-1", "eu-central-1", "us-west-2", "ap-southeast-2"}
	folder = t.TempDir()
	server = s3test.New(t, nil)
	server.KeepVersions(t)
	every := 30 * 24 * time.Hour / time.Duration(objects)
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	for n := range objects {
		account, region := fmt.Sprintf("%012d", 111100000000+n%accounts), regions[n/accounts%len(regions)]
		at := start.AddDate(0, -2, 0).Add(time.Duration(n) * every)
		category := "Management"
		if account == "111100000007" && n%3 == 0 {
			category = "Data"
		}
		record := fmt.Sprintf(`{"eventVersion":"1.11","eventID":"%08d-0000-4000-8000-000000000000","eventTime":%q,"eventSource":"s3.amazonaws.com","eventName":"PutObject",`+
			`"awsRegion":%q,"recipientAccountId":%q,"eventCategory":%q,"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::%s:assumed-role/deploy/%d"},`+
			`"requestParameters":{"bucketName":"bucket-%d"}}`, n, at.Add(-4*time.Minute).Format(time.RFC3339), region, account, category, account, n%1000, n%77)
		key := fmt.Sprintf("central/AWSLogs/o-example123/%s/CloudTrail/%s/%s/%[1]s_CloudTrail_%[2]s_%[4]s_%016[5]d.json.gz",
			account, region, at.Format("2006/01/02"), at.Format("20060102T1504Z"), n)
		packed.Reset()
		zip.Reset(&packed)
		fmt.Fprintf(zip, `{"Records":[%s]}`, record)
		if err := zip.Close(); err != nil {
			t.Fatal(err)
		}
		server.Put(t, key, packed.String(), nil)
		path := filepath.Join(folder, filepath.FromSlash(key))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return server, folder
}

// checkSameEvents holds two caches to the same events with the same records.
func checkSameEvents(t *testing.T, want, got *cache.Cache) {
	t.Helper()
	stored := func(c *cache.Cache) map[cache.Key][sha256.Size]byte {
		all := map[cache.Key][sha256.Size]byte{}
		err := c.Each(t.Context(), query.Query{}, nil, func(row cache.Row, s *cache.Stored) error {
			all[row.Ref.Key] = sha256.Sum256(s.Record)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	wanted, have := stored(want), stored(got)
	if len(wanted) != len(have) {
		t.Errorf("%d events, want %d", len(have), len(wanted))
	}
	for key, sum := range wanted {
		if have[key] != sum {
			t.Fatalf("the record of event %x differs, or is missing", key)
		}
	}
}

// checkObjects holds what is remembered of every object to its version, ETag and
// sum.
func checkObjects(t *testing.T, c *cache.Cache, want int) {
	t.Helper()
	n, from := 0, ""
	for {
		files, more, err := c.FilesFrom(t.Context(), from, 4096)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if n++; f.ETag == "" || f.VersionID == "" || len(f.SHA256) != 32 || f.Unpacked == 0 || source.Status(f.Status) != source.Read {
				t.Fatalf("%+v", f)
			}
			from = f.Place + "\x00"
		}
		if !more {
			break
		}
	}
	if n != want {
		t.Errorf("%d objects are remembered, want %d", n, want)
	}
}

// checkDelivered holds a bucket to have delivered all that was observed in its
// folder but the first hour of each stream, before which nothing is known.
func checkDelivered(t *testing.T, observed, c *cache.Cache) {
	t.Helper()
	type stream struct{ account, region, category string }
	delivered := map[stream]*coverage.Set{}
	each := func(c *cache.Cache, see func(stream, cache.Stretch)) {
		all, err := c.Coverage(t.Context(), cache.CoverageQuery{Source: trail.Kind})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			see(stream{s.Account, s.Region, s.Category}, s)
		}
	}
	each(c, func(of stream, s cache.Stretch) {
		if delivered[of] == nil {
			delivered[of] = &coverage.Set{}
		}
		delivered[of].Add(coverage.Span{From: s.From, To: s.To, State: coverage.State(s.State)})
	})
	first := map[stream]bool{}
	each(observed, func(of stream, s cache.Stretch) {
		if !first[of] {
			first[of] = true
			return
		}
		enough := func(s coverage.State) bool { return s == coverage.Delivered }
		if delivered[of] == nil || len(delivered[of].Missing(s.From, s.To, enough)) > 0 {
			t.Fatalf("of %v what was observed from %s to %s is not delivered", of, s.From, s.To)
		}
	})
	if len(first) < 100 || len(first) != len(delivered) {
		t.Errorf("%d streams are covered, %d were observed", len(delivered), len(first))
	}
}

// peakMemory watches how much memory of its own a process has, without what it
// maps of files, until the function it returns is called; 0 where the system
// does not say.
func peakMemory(pid int) func() int64 {
	done, result := make(chan struct{}), make(chan int64)
	now := func() (kilobytes int64) {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, rest, ok := strings.Cut(string(status), "RssAnon:"); ok {
			fmt.Sscan(rest, &kilobytes)
		}
		return kilobytes
	}
	go func() {
		most := int64(0)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				most = max(most, now())
			case <-done:
				result <- most << 10
				return
			}
		}
	}()
	return func() int64 {
		close(done)
		return <-result
	}
}

// leadingTo are the variables with which a process finds a server of S3, whatever
// its surroundings say. none is a file that is not there.
func leadingTo(url, none string) []string {
	return []string{
		"AWS_ENDPOINT_URL_S3=" + url, "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=",
		"AWS_PROFILE=", "AWS_REGION=" + s3test.Region, "AWS_CONFIG_FILE=" + none, "AWS_SHARED_CREDENTIALS_FILE=" + none,
	}
}

func TestABucketOfAnOrganisationHoldsTheEventsOfItsFolder(t *testing.T) {
	objects := 500
	if os.Getenv(long) != "" && !testing.Short() {
		objects = 100_000
	}
	server, folder := organisationBucket(t, objects)

	fromFolder, dir := open(t), t.TempDir()
	run(t, fromFolder, trail.New(trail.Options{}, folder))

	path := filepath.Join(dir, "cache")
	for turn, wantNew := range []int{objects, 0} {
		began := time.Now()
		cmd, out := process(t.Context(), os.Args[0], path, "s3://"+s3test.Bucket+"/central", 0)
		cmd.Env = append(cmd.Env, leadingTo(server.URL, filepath.Join(dir, "none"))...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		peak := peakMemory(cmd.Process.Pid)
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
		memory := peak()
		const budget = 250 << 20
		if memory > budget {
			t.Errorf("turn %d: it took %d MB of memory", turn+1, memory>>20)
		}
		r := reportOf(t, out)
		checkSums(t, r)
		if r.New != wantNew || r.FilesDone() != objects || r.Lost != 0 || len(r.Notes) != 0 {
			t.Errorf("turn %d: %+v", turn+1, r)
		}
		fetched, listed := len(server.Fetched()), len(server.Listings())
		wantFetched := objects
		if turn > 0 {
			wantFetched = 0
		}
		if fetched != wantFetched || listed == 0 {
			t.Errorf("turn %d: %d objects were fetched, want %d, with %d listings", turn+1, fetched, wantFetched, listed)
		}
		t.Logf("turn %d: %d listings, %d objects fetched in %s, %s of processor, peak memory %d MB", turn+1, listed, fetched,
			time.Since(began).Round(time.Millisecond), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Round(time.Millisecond), memory>>20)
		if turn == 0 {
			c := openAt(t, path)
			checkSameEvents(t, fromFolder, c)
			checkObjects(t, c, objects)
			checkDelivered(t, fromFolder, c)
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// BenchmarkImportBucket imports a bucket of objects with one event each over the
// S3 protocol, served by this very process: a tenth as many as the benchmarks of
// folders import events.
func BenchmarkImportBucket(b *testing.B) {
	objects := benchEvents(b) / 10
	server, _ := organisationBucket(b, objects)
	from := func(c *cache.Cache) source.Source {
		return trail.NewBucket(trail.Options{Known: ingest.Known(c)}, trail.Bucket{Client: server.Client(), Name: s3test.Bucket, Prefix: "central/"})
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			c := open(b)
			if r := run(b, c, from(c)); r.New != objects {
				b.Fatalf("%+v", r)
			}
		}
		b.ReportMetric(float64(objects)*float64(b.N)/b.Elapsed().Seconds(), "objects/s")
	})
	b.Run("again", func(b *testing.B) {
		c := open(b)
		run(b, c, from(c))
		for b.Loop() {
			if r := run(b, c, from(c)); r.New != 0 {
				b.Fatalf("%+v", r)
			}
		}
		b.ReportMetric(float64(objects)*float64(b.N)/b.Elapsed().Seconds(), "objects/s")
	})
}
