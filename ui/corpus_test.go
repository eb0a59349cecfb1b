package ui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/source"
)

// The corpus is a week of a small invented account, ending at corpusEnd: every
// hour a role reads, in working hours alice and deploy-bot write, and in the
// night of the 18th mallory does what she should not.
var corpusEnd = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

const corpusHours = 7 * 24

type call struct {
	at                    time.Time
	user, source, name    string
	params, failure, from string
	region                string
	reads                 bool
}

func corpus() []call {
	var calls []call
	begin := corpusEnd.Add(-corpusHours * time.Hour)
	for h := range corpusHours {
		at := begin.Add(time.Duration(h) * time.Hour)
		calls = append(calls,
			call{at: at.Add(61 * time.Second), user: "monitor", source: "ec2", name: "DescribeInstances", from: "198.51.100.7", region: "eu-west-1", reads: true},
			call{at: at.Add(1800 * time.Second), user: "monitor", source: "cloudwatch", name: "GetMetricData", from: "198.51.100.7", region: "eu-west-1", reads: true})
		if day := h % 24; day >= 9 && day < 17 {
			calls = append(calls,
				call{at: at.Add(600 * time.Second), user: "alice", source: "s3", name: "PutBucketTagging", params: `"bucketName":"payroll-archive"`, from: "203.0.113.9", region: "eu-west-1"},
				call{at: at.Add(1500 * time.Second), user: "deploy-bot", source: "lambda", name: "UpdateFunctionCode20150331v2", params: `"functionName":"orders-api"`, from: "198.51.100.20", region: "eu-west-1"})
		}
	}
	night := time.Date(2026, 11, 18, 3, 0, 0, 0, time.UTC)
	for i := range 20 {
		calls = append(calls, call{at: night.Add(time.Duration(i*7) * time.Second), user: "mallory", source: "iam", name: "ListUsers", failure: "AccessDenied", from: "192.0.2.66", region: "us-east-1", reads: true})
	}
	return append(calls,
		call{at: night.Add(5 * time.Minute), user: "mallory", source: "iam", name: "CreateAccessKey", params: `"userName":"backup-svc"`, from: "192.0.2.66", region: "us-east-1"},
		call{at: night.Add(6 * time.Minute), user: "mallory", source: "iam", name: "CreateUser", params: `"userName":"ops2"`, failure: "AccessDenied", from: "192.0.2.66", region: "us-east-1"},
		call{at: night.Add(9 * time.Minute), user: "mallory", source: "cloudtrail", name: "StopLogging", params: `"name":"main-trail"`, from: "192.0.2.66", region: "us-east-1"})
}

// record returns the call as CloudTrail would write it.
func (c call) record(i int) string {
	failure := ""
	if c.failure != "" {
		failure = fmt.Sprintf(`"errorCode":%q,"errorMessage":"User: arn:aws:iam::111122223333:user/%s is not authorized",`, c.failure, c.user)
	}
	params := "null"
	if c.params != "" {
		params = "{" + c.params + "}"
	}
	return fmt.Sprintf(`{"eventVersion":"1.10","userIdentity":{"type":"IAMUser","principalId":"AIDA%s","arn":"arn:aws:iam::111122223333:user/%s","accountId":"111122223333","accessKeyId":"AKIAIOSFODNN7EXAMPLE","userName":"%s"},"eventTime":"%s","eventSource":"%s.amazonaws.com","eventName":"%s","awsRegion":"%s","sourceIPAddress":"%s","userAgent":"aws-cli/2.15.0",%s"requestParameters":%s,"responseElements":null,"requestID":"%08d-0000-4000-8000-000000000001","eventID":"%08d-0000-4000-8000-000000000002","readOnly":%t,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"}`,
		c.user, c.user, c.user, c.at.Format(time.RFC3339), c.source, c.name, c.region, c.from, failure, params, i, i, c.reads)
}

// newCache returns an empty cache in a temporary folder.
func newCache(t tester) *cache.Cache {
	t.Helper()
	dir, err := os.MkdirTemp("", "spoor-ui")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	c, err := cache.Open(context.Background(), cache.Options{Path: filepath.Join(dir, "cache.bolt"), Command: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// fill puts records into a cache, as one batch that is complete for its week.
func fill(t tester, c *cache.Cache, records ...string) {
	t.Helper()
	b := &cache.Batch{
		Origins: []cache.Origin{{Kind: "trail", Place: "test", Fetched: corpusEnd}},
		Coverage: []cache.Stretch{{
			Source: "trail", Account: "111122223333", Region: "eu-west-1", Category: "Management",
			From: corpusEnd.Add(-corpusHours * time.Hour), To: corpusEnd, State: uint8(source.Complete), AsOf: corpusEnd,
		}},
	}
	for _, r := range records {
		e, err := event.Decode([]byte(r), nil)
		if err != nil {
			t.Fatalf("decode %s: %v", r, err)
		}
		b.Entries = append(b.Entries, []cache.Entry{{Event: e, Record: []byte(r)}})
	}
	if _, err := c.Append(context.Background(), b); err != nil {
		t.Fatal(err)
	}
}

// smallAccount returns a cache of its own that holds the corpus.
func smallAccount(t tester) *cache.Cache {
	t.Helper()
	c := newCache(t)
	fill(t, c, corpusRecords()...)
	return c
}

func corpusRecords() []string {
	var records []string
	for i, call := range corpus() {
		records = append(records, call.record(i))
	}
	return records
}

// sharedAccount returns the one cache with the corpus that tests share which
// only read it: it takes nothing more in.
func sharedAccount(t tester) *cache.Cache {
	t.Helper()
	shared.once.Do(func() {
		dir, err := os.MkdirTemp("", "spoor-ui")
		if err != nil {
			t.Fatal(err)
		}
		shared.dir = dir
		path := filepath.Join(dir, "cache.bolt")
		written, err := cache.Open(context.Background(), cache.Options{Path: path, Command: "test"})
		if err != nil {
			t.Fatal(err)
		}
		fill(t, written, corpusRecords()...)
		if err := written.Close(); err != nil {
			t.Fatal(err)
		}
		if shared.cache, err = cache.Open(context.Background(), cache.Options{Path: path, ReadOnly: true, Command: "test"}); err != nil {
			t.Fatal(err)
		}
	})
	return shared.cache
}

var shared struct {
	once  sync.Once
	dir   string
	cache *cache.Cache
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.cache != nil {
		shared.cache.Close()
	}
	os.RemoveAll(shared.dir)
	os.Exit(code)
}
