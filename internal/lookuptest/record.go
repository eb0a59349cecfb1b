package lookuptest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"spoor/cache"
	"spoor/event"
)

// Record describes an invented record. What is left empty is filled in so that
// it is an ordinary management event.
type Record struct {
	// N tells records apart that are the same otherwise: the event id is made of
	// it, of the account and of the Region.
	N    int
	Time time.Time
	// Account is 111122223333, Region us-east-1, Source s3.amazonaws.com, Name
	// CreateBucket, User dana, AccessKey AKIAIOSFODNN7EXAMPLE and Category
	// Management unless set.
	Account, Region, Source, Name, User, AccessKey, Category string
	ReadOnly                                                 bool
	// Bucket is the bucket that the call is about.
	Bucket string
}

// ID is the event id.
func (r Record) ID() string {
	account := 0
	fmt.Sscan(cmp.Or(r.Account, defaultAccount), &account)
	region := uint16(0)
	for _, c := range []byte(cmp.Or(r.Region, "us-east-1")) {
		region = region*31 + uint16(c)
	}
	return fmt.Sprintf("%08x-%04x-4000-8000-%012x", r.N, region, account)
}

const defaultAccount = "111122223333"

// JSON is the record as CloudTrail writes it.
func (r Record) JSON() []byte {
	account, user := cmp.Or(r.Account, defaultAccount), cmp.Or(r.User, "dana")
	name := cmp.Or(r.Name, "CreateBucket")
	record := map[string]any{
		"eventVersion": "1.11",
		"userIdentity": map[string]any{
			"type": "IAMUser", "principalId": "AIDAEXAMPLEUSERID0001", "accountId": account, "userName": user,
			"arn":         "arn:aws:iam::" + account + ":user/" + user,
			"accessKeyId": cmp.Or(r.AccessKey, "AKIAIOSFODNN7EXAMPLE"),
		},
		"eventTime": r.Time.UTC().Format(time.RFC3339Nano), "eventSource": cmp.Or(r.Source, "s3.amazonaws.com"), "eventName": name,
		"awsRegion": cmp.Or(r.Region, "us-east-1"), "sourceIPAddress": "203.0.113.7", "userAgent": "aws-cli/2.34.30",
		"requestParameters": map[string]any{"bucketName": cmp.Or(r.Bucket, fmt.Sprintf("bucket-%d", r.N))},
		"responseElements":  nil, "requestID": fmt.Sprintf("%08x-0000-4000-9000-00000000beef", r.N), "eventID": r.ID(),
		"readOnly": r.ReadOnly, "eventType": "AwsApiCall", "managementEvent": cmp.Or(r.Category, "Management") == "Management",
		"recipientAccountId": account, "eventCategory": cmp.Or(r.Category, "Management"),
	}
	if r.Category == "Insight" {
		record["eventType"] = "AwsCloudTrailInsight"
		record["insightDetails"] = map[string]any{
			"state": "Start", "eventSource": record["eventSource"], "eventName": name, "insightType": "ApiCallRateInsight",
		}
		for _, member := range []string{"userIdentity", "eventSource", "eventName", "sourceIPAddress", "userAgent", "requestParameters",
			"responseElements", "requestID", "readOnly", "managementEvent"} {
			delete(record, member)
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(record); err != nil {
		panic(err) // a map of strings can be written
	}
	return bytes.TrimSpace(out.Bytes())
}

// Series is n records like r, one every step back in time from r.Time, numbered
// from r.N.
func Series(r Record, n int, step time.Duration) []Record {
	all := make([]Record, n)
	for i := range all {
		all[i] = r
		all[i].N += i
		all[i].Time = r.Time.Add(-time.Duration(i) * step)
	}
	return all
}

// NewStore is a cache that holds the records. It is closed and removed with the
// test.
func NewStore(t testing.TB, records ...Record) *cache.Cache {
	t.Helper()
	store, err := cache.Open(t.Context(), cache.Options{Path: filepath.Join(t.TempDir(), "cache.bolt"), Command: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	Add(t, store, records...)
	return store
}

// Add puts more records into a store, also while it is served.
func Add(t testing.TB, store *cache.Cache, records ...Record) {
	t.Helper()
	const most = 20_000
	for len(records) > 0 {
		n := min(most, len(records))
		entries := make([]cache.Entry, n)
		for i, r := range records[:n] {
			entry := cache.Entry{Record: r.JSON(), Position: int64(i)}
			ev, err := event.Decode(entry.Record, nil)
			if err != nil {
				t.Fatalf("decode the record %s: %v", entry.Record, err)
			}
			entry.Event = ev
			entries[i] = entry
		}
		if _, err := store.Append(t.Context(), &cache.Batch{Entries: [][]cache.Entry{entries}, Origins: []cache.Origin{{Kind: "trail", Place: "lookuptest"}}}); err != nil {
			t.Fatal(err)
		}
		records = records[n:]
	}
}
