package serve_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/event"
	"spoor/internal/lookuptest"
	"spoor/source"
)

// However pages are cut, whatever arrives meanwhile, and though many events
// share a second, a scan gives every event that was there when it began exactly
// once and newest first.
func TestAScanNeitherShiftsNorRepeatsWhenEventsArrive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := 0
		at := func() lookuptest.Record {
			n++
			return lookuptest.Record{
				N:    n,
				Time: noon.Add(time.Duration(rapid.IntRange(0, 4).Draw(rt, "second")) * time.Second),
			}
		}
		var before []lookuptest.Record
		for range rapid.IntRange(0, 60).Draw(rt, "events") {
			before = append(before, at())
		}
		store, err := cache.Open(t.Context(), cache.Options{Path: fmt.Sprintf("%s/%d.bolt", t.TempDir(), time.Now().UnixNano())})
		if err != nil {
			rt.Fatal(err)
		}
		defer store.Close()
		lookuptest.Add(t, store, append(before, lookuptest.Record{N: 1 << 21, Time: noon})...)
		client := clientOf(serving(t, store, free), "us-east-1")
		had := map[string]int{}
		in := &cloudtrail.LookupEventsInput{}
		last := time.Time{}
		for {
			in.MaxResults = aws.Int32(rapid.Int32Range(1, 20).Draw(rt, "page"))
			page, err := client.LookupEvents(t.Context(), in)
			if err != nil {
				rt.Fatal(err)
			}
			if len(page.Events) > int(*in.MaxResults) || page.NextToken != nil && len(page.Events) < int(*in.MaxResults) {
				rt.Fatalf("a page of %d, of at most %d", len(page.Events), *in.MaxResults)
			}
			for _, e := range page.Events {
				had[*e.EventId]++
				if !last.IsZero() && e.EventTime.After(last) {
					rt.Fatalf("%s comes after %s", e.EventTime, last)
				}
				last = *e.EventTime
			}
			if page.NextToken == nil {
				break
			}
			in.NextToken = page.NextToken
			if rapid.Bool().Draw(rt, "arrives") {
				lookuptest.Add(t, store, at())
			}
		}
		for _, r := range before {
			if had[r.ID()] != 1 {
				rt.Errorf("%s came %d times", r.ID(), had[r.ID()])
			}
		}
		for id, n := range had {
			if n != 1 {
				rt.Errorf("%s came %d times", id, n)
			}
		}
	})
}

func TestWhatLookupEventsSaidGoesBeforeWhatIsDerived(t *testing.T) {
	record := lookuptest.Record{N: 7, Time: noon}.JSON()
	envelope := `{"EventId":"` + lookuptest.Record{N: 7}.ID() + `","EventName":"CreateBucket","ReadOnly":"false","EventTime":1795089600.0,` +
		`"Username":"the console's name","Resources":[{"ResourceType":"AWS::S3::Bucket","ResourceName":"bucket-7"},` +
		`{"ResourceType":"AWS::S3::Bucket","ResourceName":"arn:aws:s3:::bucket-7"},{"ResourceName":"untyped"}],"CloudTrailEvent":"{}"}`
	said, err := event.DecodeEnvelope([]byte(envelope))
	if err != nil {
		t.Fatal(err)
	}
	ev, err := event.Decode(record, &said)
	if err != nil {
		t.Fatal(err)
	}
	store := lookuptest.NewStore(t)
	if _, err := store.Append(t.Context(), &cache.Batch{
		Origins: []cache.Origin{{Kind: "lookup", Place: "test", Page: 1}},
		Entries: [][]cache.Entry{{{Event: ev, Record: record, Envelope: []byte(envelope), Shape: uint8(source.ShapeLookup)}}},
	}); err != nil {
		t.Fatal(err)
	}
	client := clientOf(serving(t, store, free), "us-east-1")
	for attribute, want := range map[string]int{
		"Username=the console's name": 1, "Username=dana": 0, "ResourceName=untyped": 1, "ResourceName=arn:aws:s3:::bucket-7": 1,
		"ResourceType=AWS::S3::Bucket": 1, "ResourceType=AWS::S3": 0,
	} {
		key, value, _ := strings.Cut(attribute, "=")
		got := all(t, client, lookingUp(key, value))
		if len(got) != want {
			t.Errorf("%s: %d events, want %d", attribute, len(got), want)
		}
	}
	events := all(t, client, &cloudtrail.LookupEventsInput{})
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	e := events[0]
	if *e.Username != "the console's name" || *e.AccessKeyId != "AKIAIOSFODNN7EXAMPLE" || *e.CloudTrailEvent != string(record) {
		t.Errorf("event %+v", e)
	}
	var resources []string
	for _, r := range e.Resources {
		resources = append(resources, aws.ToString(r.ResourceType)+"="+aws.ToString(r.ResourceName))
	}
	if want := []string{"AWS::S3::Bucket=bucket-7", "AWS::S3::Bucket=arn:aws:s3:::bucket-7", "=untyped"}; !slices.Equal(resources, want) {
		t.Errorf("resources %q, want %q", resources, want)
	}
}

func TestAResourceIsFoundByItsNameAndByTheARNThatTheRecordLists(t *testing.T) {
	record := []byte(`{"eventVersion":"1.11","eventTime":"2026-11-19T12:00:00Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket",` +
		`"awsRegion":"us-east-1","recipientAccountId":"111122223333","eventID":"7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21","requestParameters":{"bucketName":"payroll"},` +
		`"resources":[{"ARN":"arn:aws:kms:us-east-1:1:key/k-1","type":"AWS::KMS::Key"},{"ARN":"arn:aws:s3:::payroll","type":"AWS::S3::Bucket"}],` +
		`"userIdentity":{"type":"IAMUser","userName":"dana","arn":"arn:aws:iam::111122223333:user/payroll"},"eventCategory":"Management"}`)
	ev, err := event.Decode(record, nil)
	if err != nil {
		t.Fatal(err)
	}
	store := lookuptest.NewStore(t)
	if _, err := store.Append(t.Context(), &cache.Batch{
		Origins: []cache.Origin{{Kind: "trail", Place: "test"}}, Entries: [][]cache.Entry{{{Event: ev, Record: record}}},
	}); err != nil {
		t.Fatal(err)
	}
	client := clientOf(serving(t, store, free), "us-east-1")
	for name, want := range map[string]int{
		"payroll": 1, "arn:aws:s3:::payroll": 1, "arn:aws:kms:us-east-1:1:key/k-1": 1, "k-1": 1,
		"Payroll": 0, "pay": 0, "arn:aws:iam::111122223333:user/payroll": 0, "arn:aws:s3:::Payroll": 0,
	} {
		if got := all(t, client, lookingUp("ResourceName", name)); len(got) != want {
			t.Errorf("%s: %d events, want %d", name, len(got), want)
		}
	}
}

func TestAnEventWithoutIDIsServedWithoutOne(t *testing.T) {
	record := []byte(`{"eventVersion":"1.0","eventTime":"2026-11-19T12:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances",` +
		`"awsRegion":"us-east-1","recipientAccountId":"111122223333","userIdentity":{"type":"AWSService","invokedBy":"autoscaling.amazonaws.com"}}`)
	ev, err := event.Decode(record, nil)
	if err != nil {
		t.Fatal(err)
	}
	store := lookuptest.NewStore(t)
	if _, err := store.Append(t.Context(), &cache.Batch{
		Origins: []cache.Origin{{Kind: "trail", Place: "test"}}, Entries: [][]cache.Entry{{{Event: ev, Record: record}}},
	}); err != nil {
		t.Fatal(err)
	}
	events := all(t, clientOf(serving(t, store, free), "us-east-1"), &cloudtrail.LookupEventsInput{})
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	if e := events[0]; e.EventId != nil || e.AccessKeyId != nil || e.ReadOnly != nil || e.Username != nil || e.Resources == nil {
		t.Errorf("event %+v", e)
	}
}
