package trail

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"spoor/internal/s3test"
	"spoor/source"
)

// trailKey is the key under which a trail delivers.
func trailKey(above, account, folder, region, day, name string) string {
	return fmt.Sprintf("%sAWSLogs/%s/%s/%s/%s/%s_%s_%s_%sT1015Z_%s.json.gz",
		above, account, folder, region, day, account[max(0, len(account)-12):], folder, region, strings.ReplaceAll(day, "/", ""), name)
}

func TestABucketIsReadWhateverItsLayout(t *testing.T) {
	objects := map[string]string{}
	n := 0
	put := func(key string) {
		n++
		objects[key] = zipped(t, list(rec(n)))
	}
	put(trailKey("", "210987654321", "CloudTrail", "eu-west-1", "2026/03/02", "AAAA"))
	put(trailKey("", "210987654321", "CloudTrail", "us-east-1", "2026/03/02", "BBBB"))
	put(trailKey("", "210987654321", "CloudTrail-Insight", "us-east-1", "2026/03/02", "CCCC"))
	put(trailKey("", "o-1234abcde/333333333333", "CloudTrail", "us-east-1", "2026/03/02", "DDDD"))
	put(trailKey("a/b/", "210987654321", "CloudTrail", "eu-west-1", "2026/03/02", "EEEE"))
	put("flat.json.gz")
	put("some/where/very/deep/below/x.json")
	put("odd name ü+&?.json")
	objects[trailKey("", "210987654321", "CloudTrail-Digest", "us-east-1", "2026/03/02", "FFFF")] = zipped(t, digestFile)
	objects["AWSLogs/210987654321/elasticloadbalancing/eu-west-1/2026/03/02/log.gz"] = "h2 2026-03-02"
	f := s3test.New(t, objects)

	read := pullFrom(t, NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"}))
	records := 0
	for place, file := range read {
		key := strings.TrimPrefix(place, "s3://logs/")
		switch {
		case strings.Contains(key, "elasticloadbalancing"):
			if key != "AWSLogs/210987654321/elasticloadbalancing/" || file.Status != source.Skipped || file.Reason != "logs of another service" {
				t.Errorf("%s: %+v", place, file.FileEnd)
			}
		case strings.Contains(key, "Digest"):
			if file.Status != source.Skipped || string(file.Digest) != digestFile {
				t.Errorf("%s: %+v", place, file.FileEnd)
			}
		default:
			if file.Status != source.Read || file.Records != 1 || file.ETag == "" || strings.Contains(file.ETag, `"`) ||
				file.ModTime.IsZero() || file.Bytes != int64(len(objects[key])) || file.SHA256 == nil {
				t.Errorf("%s: %+v", place, file.FileEnd)
			}
			records += file.Records
		}
	}
	if records != n || len(read) != n+2 {
		t.Errorf("%d places, %d records, want %d", len(read), records, n)
	}

	for prefix, want := range map[string]int{
		"AWSLogs/210987654321/CloudTrail/eu-west-1/": 1, "AWSLogs/210987654321/CloudTrail/": 2, "AWSLogs/o-1234abcde": 1,
		"AWSLogs/210987654321/CloudTrail/eu-west-1/2026/03": 1, "a/": 1, "flat": 1, "nothing": 0,
	} {
		records := 0
		for _, file := range pullFrom(t, NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs", Prefix: prefix})) {
			records += file.Records
		}
		if records != want {
			t.Errorf("below %s: %d records, want %d", prefix, records, want)
		}
	}
}

// escaping is S3 with keys as it lists them: encoded, where it is asked to, and
// else in XML that breaks off at the first character that XML has not.
type escaping struct{ S3 }

func (e escaping) ListObjectsV2(ctx context.Context, in *s3.ListObjectsV2Input, o ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
	if in.EncodingType != types.EncodingTypeUrl {
		return nil, errors.New("XML syntax error: illegal character code U+001B")
	}
	plain := *in
	plain.EncodingType = ""
	if in.Prefix != nil {
		plain.Prefix = aws.String(escapedKey(*in.Prefix))
	}
	out, err := e.S3.ListObjectsV2(ctx, &plain, o...)
	if err == nil {
		out.EncodingType = types.EncodingTypeUrl
	}
	return out, err
}

func (e escaping) GetObject(ctx context.Context, in *s3.GetObjectInput, o ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	stored := *in
	stored.Key = aws.String(escapedKey(*in.Key))
	return e.S3.GetObject(ctx, &stored, o...)
}

func escapedKey(key string) string { return strings.ReplaceAll(url.QueryEscape(key), "%2F", "/") }

func TestNoKeyOfABucketHidesTheOthers(t *testing.T) {
	keys := []string{"plain.json", "\x1b[31mred\x01.json", "sp ace+plus%20.json", "ünï/fol der\x02/\r\n.json", trailKey("a b/", "210987654321", "CloudTrail", "eu-west-1", "2026/03/02", "AAAA")}
	objects := map[string]string{}
	for i, key := range keys {
		objects[escapedKey(key)] = zipped(t, list(rec(i)))
	}
	f := s3test.New(t, objects)
	read := pullFrom(t, NewBucket(Options{}, Bucket{Client: escaping{f.Client()}, Name: "logs"}))
	for _, key := range keys {
		if file, ok := read["s3://logs/"+key]; !ok || file.Status != source.Read || file.Records != 1 {
			t.Errorf("%q: %+v", key, file)
		}
	}
	if len(read) != len(keys) {
		t.Errorf("read %q", slices.Collect(maps.Keys(read)))
	}
}

// guarded is S3 that lets nobody list what begins so.
type guarded struct {
	S3
	prefix string
}

func (g guarded) ListObjectsV2(ctx context.Context, in *s3.ListObjectsV2Input, o ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
	if strings.HasPrefix(aws.ToString(in.Prefix), g.prefix) {
		return nil, &smithy.GenericAPIError{Code: "AccessDenied", Message: "Access Denied"}
	}
	return g.S3.ListObjectsV2(ctx, in, o...)
}

func TestAFolderThatMayNotBeListedIsNamedAndTheRestIsRead(t *testing.T) {
	open := trailKey("", "210987654321", "CloudTrail", "us-east-1", "2026/03/02", "AAAA")
	f := s3test.New(t, map[string]string{
		open: zipped(t, list(rec(1))),
		trailKey("", "210987654321", "CloudTrail", "eu-west-1", "2026/03/02", "BBBB"): zipped(t, list(rec(2))),
		trailKey("", "333333333333", "CloudTrail", "eu-west-1", "2026/03/02", "CCCC"): zipped(t, list(rec(3))),
	})
	for _, closed := range []string{"AWSLogs/210987654321/CloudTrail/eu-west-1/", "AWSLogs/333333333333/"} {
		read := pullFrom(t, NewBucket(Options{}, Bucket{Client: guarded{f.Client(), closed}, Name: "logs"}))
		if file := read["s3://logs/"+closed]; file.Status != source.Failed || file.Reason != "access denied: this needs s3:ListBucket on the bucket" {
			t.Errorf("%s: %+v", closed, file)
		}
		if file := read["s3://logs/"+open]; len(read) != 3 || file.Records != 1 {
			t.Errorf("%s closed: read %q", closed, slices.Collect(maps.Keys(read)))
		}
	}
	err := NewBucket(Options{}, Bucket{Client: guarded{f.Client(), "AWSLogs/"}, Name: "logs", Prefix: "AWSLogs/"}).Pull(t.Context(), func(*source.Batch) error { return nil })
	if err == nil {
		t.Error("what was asked for may not be listed, and nobody says so")
	}
}

func TestOnlyTheDaysAskedForAreFetched(t *testing.T) {
	objects := map[string]string{}
	for day := 1; day <= 28; day++ {
		for _, region := range []string{"eu-west-1", "us-east-1"} {
			objects[trailKey("", "210987654321", "CloudTrail", region, fmt.Sprintf("2026/02/%02d", day), "X")] = list(rec(day))
		}
	}
	f := s3test.New(t, objects)
	for _, prefix := range []string{"", "AWSLogs/210987654321/CloudTrail/", "AWSLogs/210987654321/CloudTrail/eu-west-1/2026/"} {
		f.Listings()
		f.Fetched()
		s := NewBucket(Options{Workers: 1}, Bucket{
			Client: f.Client(), Name: "logs", Prefix: prefix,
			From: time.Date(2026, 2, 10, 23, 0, 0, 0, time.UTC), To: time.Date(2026, 2, 12, 1, 0, 0, 0, time.UTC),
		})
		days := map[string]int{}
		for place := range pullFrom(t, s) {
			days[ofDay.FindStringSubmatch(place)[1]]++
		}
		each := 2
		if strings.Contains(prefix, "eu-west-1") {
			each = 1
		}
		for day := 10; day <= 13; day++ {
			if days[fmt.Sprintf("2026/02/%02d", day)] != each {
				t.Errorf("below %q: %v", prefix, days)
			}
		}
		if fetched := f.Fetched(); len(days) != 4 || len(fetched) != 4*each {
			t.Errorf("below %q: %d fetched of %v", prefix, len(fetched), days)
		}
		region := "AWSLogs/210987654321/CloudTrail/eu-west-1/"
		if listings := f.Listings(); each == 2 && !slices.Contains(listings, region+" "+region+"2026/02/10") {
			t.Errorf("the listing did not begin at the first day: %q", listings)
		}
		files, _, err := s.Size(t.Context())
		if listings := f.Listings(); err != nil || files != 4*each || each == 2 && slices.Contains(listings, region+" ") {
			t.Errorf("to count %d files below %q, %v, it listed %q", files, prefix, err, listings)
		}
	}
}

func TestObjectsThatCannotBeFetchedAreNamed(t *testing.T) {
	objects := map[string]string{"good.json": list(rec(1)), "old.json": list(rec(2))}
	refused := map[string]string{
		"denied.json":   "403 AccessDenied",
		"archived.json": "403 InvalidObjectState",
		"locked.json":   "400 KMS.DisabledException",
		"gone.json":     "404 NoSuchKey",
		"changed.json":  "412 PreconditionFailed",
		"strange.json":  "400 InvalidRequest",
	}
	for key := range refused {
		objects[key] = list(rec(3))
	}
	f := s3test.New(t, objects)
	for key, refusal := range refused {
		var status int
		var code string
		fmt.Sscan(refusal, &status, &code)
		f.Refuse(key, status, code)
	}
	known := func(_ context.Context, place string, size int64, modTime time.Time, etag string) (bool, error) {
		return place == "s3://logs/old.json" && etag != "" && size == int64(len(objects["old.json"])) && !modTime.IsZero(), nil
	}
	read := pullFrom(t, NewBucket(Options{Known: known}, Bucket{Client: f.Client(), Name: "logs"}))
	for key, reason := range map[string]string{
		"denied.json": "kms:Decrypt", "archived.json": "restore it first", "locked.json": "its key of KMS cannot be used",
		"gone.json": "not there", "changed.json": "overwritten", "strange.json": "InvalidRequest: no",
	} {
		if f := read["s3://logs/"+key]; f == nil || f.Status != source.Failed || !strings.Contains(f.Reason, reason) || strings.Contains(f.Reason, "\n") {
			t.Errorf("%s: %+v", key, f)
		}
	}
	if f := read["s3://logs/good.json"]; f.Records != 1 {
		t.Errorf("%+v", f.FileEnd)
	}
	if f := read["s3://logs/old.json"]; f.Status != source.Known {
		t.Errorf("%+v", f.FileEnd)
	}
}

func TestABrokenConnectionIsTakenUpAgain(t *testing.T) {
	var all []string
	for n := range 5000 {
		all = append(all, sampleRecord(n))
	}
	content := list(all...)
	f := s3test.New(t, map[string]string{"a.json": content, "b.json": content})
	f.Break("a.json", 1<<20, 2<<20, 100)
	f.Break("b.json", 1<<20, 100, 100, 100, 100, 100)
	read := pullFrom(t, NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"}))
	a, b := read["s3://logs/a.json"], read["s3://logs/b.json"]
	if a.Status != source.Read || !slices.Equal(raws(a.records), all) {
		t.Errorf("status %d, %d records, %q", a.Status, a.Records, a.Reason)
	}
	if b.Status != source.Partial || b.Records == 0 || b.SHA256 != nil || !strings.Contains(b.Reason, "broke off") {
		t.Errorf("status %d, %d records, %q", b.Status, b.Records, b.Reason)
	}
}

func TestABrokenConnectionToAServerWithoutRangesIsTakenUpAgain(t *testing.T) {
	var all []string
	for n := range 2000 {
		all = append(all, sampleRecord(n))
	}
	f := s3test.New(t, map[string]string{"a.json": list(all...)})
	f.IgnoreRanges()
	f.Break("a.json", 300<<10, 400<<10)
	a := pullFrom(t, NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"}))["s3://logs/a.json"]
	if a.Status != source.Read || !slices.Equal(raws(a.records), all) {
		t.Errorf("status %d, %d records, %q", a.Status, a.Records, a.Reason)
	}
}

func TestAnExpiredLoginEndsThePull(t *testing.T) {
	f := s3test.New(t, map[string]string{"a.json": list(rec(1)), "b.json": list(rec(2)), "c.json": list(rec(3))})
	f.Refuse("b.json", 400, "ExpiredToken")
	err := NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"}).Pull(t.Context(), func(*source.Batch) error { return nil })
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != "ExpiredToken" || !strings.Contains(err.Error(), "fetch s3://logs/b.json: ") {
		t.Errorf("got %v", err)
	}
}

func TestAServerThatCannotBeReachedIsNamedInOneLine(t *testing.T) {
	f := s3test.New(t, map[string]string{"a.json": list(rec(1))})
	f.Break("a.json", -1, -1, -1, -1)
	file := pullFrom(t, NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"}))["s3://logs/a.json"]
	if file.Status != source.Failed || file.Reason != "fetching failed: EOF" {
		t.Errorf("%+v", file.FileEnd)
	}
}

func TestAListingThatFailsEndsThePull(t *testing.T) {
	f := s3test.New(t, nil)
	nothing := func(*source.Batch) error { return nil }
	err := NewBucket(Options{}, Bucket{Client: f.Client(), Name: "other", Prefix: "x"}).Pull(t.Context(), nothing)
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != "NoSuchBucket" || !strings.Contains(err.Error(), "list s3://other/x: ") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"}).Pull(ctx, nothing); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestBucketsAreNamedAsURLs(t *testing.T) {
	for url, want := range map[string][2]string{
		"s3://logs": {"logs", ""}, "s3://logs/": {"logs", ""}, "s3://logs/a/b": {"logs", "a/b"},
	} {
		bucket, prefix, err := ParseURL(url)
		if err != nil || bucket != want[0] || prefix != want[1] {
			t.Errorf("%s: %q %q %v", url, bucket, prefix, err)
		}
	}
	for _, url := range []string{"", "s3:/logs", "s3://", "s3:///x", "https://logs"} {
		if _, _, err := ParseURL(url); err == nil {
			t.Errorf("%s is taken", url)
		}
	}
	if name := NewBucket(Options{}, Bucket{Name: "logs", Prefix: "a"}).Name(); name != "s3://logs/a" {
		t.Errorf("called %q", name)
	}
}

func TestTheVersionOfAnObjectAndTheSignatureOfADigestAreRecorded(t *testing.T) {
	f := s3test.New(t, nil)
	f.KeepVersions(t)
	f.Put(t, "log.json", list(rec(2)), nil)
	signed := map[string]string{"X-Amz-Meta-Signature": "abcd", "X-Amz-Meta-Signature-Algorithm": "SHA256withRSA"}
	f.Put(t, "digest.json", digestFile, signed)
	f.Put(t, "other.json", list(rec(3)), signed)

	versions := map[string]bool{}
	for place, file := range pullFrom(t, NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"})) {
		if file.VersionID == "" || versions[file.VersionID] || file.ETag == "" || file.SHA256 == nil {
			t.Errorf("%s: %+v", place, file.FileEnd)
		}
		versions[file.VersionID] = true
		var want map[string]string
		if place == "s3://logs/digest.json" {
			want = map[string]string{"signature": "abcd", "signature-algorithm": "SHA256withRSA"}
		}
		if !maps.Equal(file.DigestMetadata, want) {
			t.Errorf("%s: metadata %v", place, file.DigestMetadata)
		}
	}
}

func TestWhatBrokeOffOnTheWayIsToBeReadAgain(t *testing.T) {
	whole := list(sampleRecord(1), sampleRecord(2), sampleRecord(3))
	f := s3test.New(t, map[string]string{"whole.json": whole, "broken.json": whole, "refused.json": whole})
	f.Break("broken.json", 3000, 1, 1, 1)
	f.Refuse("refused.json", 403, "AccessDenied")
	again := map[string]bool{}
	for place, file := range pullFrom(t, NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"})) {
		again[place] = file.Again
		if place == "s3://logs/broken.json" && file.Status != source.Partial {
			t.Errorf("%+v", file.FileEnd)
		}
	}
	// What could not be read at all is never taken for known.
	want := map[string]bool{"s3://logs/whole.json": false, "s3://logs/broken.json": true, "s3://logs/refused.json": false}
	if !maps.Equal(again, want) {
		t.Errorf("got %v", again)
	}
}
