package serve_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"spoor/cache"
	"spoor/event"
	"spoor/ingest"
	"spoor/internal/realdata"
	"spoor/query"
	"spoor/recorder/serve"
	"spoor/source"
	"spoor/source/demo"
	"spoor/source/trail"
)

// pulled is a cache of all that a source has.
func pulled(t *testing.T, from source.Source) *cache.Cache {
	t.Helper()
	store, err := cache.Open(t.Context(), cache.Options{Path: filepath.Join(t.TempDir(), "cache.bolt")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	if _, err := ingest.Run(t.Context(), store, from, ingest.Options{}); err != nil {
		t.Fatal(err)
	}
	return store
}

// plain is an event as its record says it, read without any of the server's
// code; targets and user are what package event says.
type plain struct {
	record  string
	id      string
	at      time.Time
	account string
	region  string
	// values are by attribute key.
	values map[string][]string
}

// naively reads all management events of a cache.
func naively(t *testing.T, store *cache.Cache) []plain {
	t.Helper()
	var events []plain
	err := store.Each(t.Context(), query.Query{}, nil, func(_ cache.Row, stored *cache.Stored) error {
		var r struct {
			EventID, EventName, EventSource, EventCategory, AwsRegion, RecipientAccountID string
			EventTime                                                                     time.Time
			ReadOnly                                                                      *bool
			UserIdentity                                                                  struct{ AccessKeyID string }
		}
		if err := json.Unmarshal(stored.Record, &r); err != nil {
			return err
		}
		if r.EventCategory != "Management" {
			return nil
		}
		ev, err := event.Decode(stored.Record, nil)
		if err != nil {
			return err
		}
		p := plain{record: string(stored.Record), id: r.EventID, at: r.EventTime, account: r.RecipientAccountID, region: r.AwsRegion, values: map[string][]string{
			"EventId": {r.EventID}, "EventName": {r.EventName}, "EventSource": {r.EventSource},
			"AccessKeyId": {r.UserIdentity.AccessKeyID}, "Username": {ev.User},
		}}
		if r.ReadOnly != nil {
			p.values["ReadOnly"] = []string{fmt.Sprint(*r.ReadOnly)}
		}
		for _, target := range ev.Targets {
			p.values["ResourceType"] = append(p.values["ResourceType"], target.Type)
			p.values["ResourceName"] = append(p.values["ResourceName"], target.Name)
			if strings.HasPrefix(target.Name, "arn:") {
				afterColon := target.Name[strings.LastIndex(target.Name, ":")+1:]
				p.values["ResourceName"] = append(p.values["ResourceName"], afterColon, afterColon[strings.LastIndex(afterColon, "/")+1:])
			}
		}
		events = append(events, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// telling picks values of an attribute: the most frequent, the rarest, and some
// in between.
func telling(events []plain, key string) []string {
	counts := map[string]int{}
	for _, e := range events {
		for _, v := range e.values[key] {
			if v != "" {
				counts[v]++
			}
		}
	}
	values := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	var chosen []string
	for i := 0; i < len(values); i = 2*i + 1 {
		chosen = append(chosen, values[i])
	}
	if n := len(values); n > 0 && !slices.Contains(chosen, values[n-1]) {
		chosen = append(chosen, values[n-1])
	}
	return chosen
}

func TestEachAttributeGivesExactlyTheEventsThatHaveIt(t *testing.T) {
	for name, bodies := range map[string]func(*testing.T) (*cache.Cache, string, string){
		"demo": func(t *testing.T) (*cache.Cache, string, string) {
			return pulled(t, demo.New(time.Time{})), "111122223333", "us-east-1"
		},
		"invictus": func(t *testing.T) (*cache.Cache, string, string) {
			return pulled(t, trail.New(trail.Options{}, realdata.Folder(t, "invictus"))), "123837392027", "us-east-1"
		},
	} {
		t.Run(name, func(t *testing.T) {
			store, account, region := bodies(t)
			var events []plain
			for _, e := range naively(t, store) {
				if e.account == account && e.region == region {
					events = append(events, e)
				}
			}
			if len(events) < 500 {
				t.Fatalf("only %d events", len(events))
			}
			client := clientOf(serving(t, store, serve.Options{Account: account, NoThrottle: true, NoWindow: true}), region)
			check := func(in *cloudtrail.LookupEventsInput, has func(plain) bool) {
				t.Helper()
				want := map[string]string{}
				for _, e := range events {
					if has(e) {
						want[e.id] = e.record
					}
				}
				got := all(t, client, in)
				if len(got) != len(want) {
					t.Errorf("%s: %d events, want %d", describe(in), len(got), len(want))
				}
				var last time.Time
				for _, e := range got {
					if record, ok := want[*e.EventId]; !ok || record != *e.CloudTrailEvent {
						t.Errorf("%s: event %s is wrong", describe(in), *e.EventId)
					}
					delete(want, *e.EventId)
					if !last.IsZero() && e.EventTime.After(last) {
						t.Errorf("%s: event %s is newer than the one before", describe(in), *e.EventId)
					}
					last = *e.EventTime
				}
			}
			for _, key := range types.LookupAttributeKey("").Values() {
				for _, value := range telling(events, string(key)) {
					for _, written := range []string{value, strings.ToUpper(value), value[:len(value)-1]} {
						if key == "ReadOnly" && written != value || written == "" {
							continue
						}
						check(&cloudtrail.LookupEventsInput{
							LookupAttributes: []types.LookupAttribute{{AttributeKey: key, AttributeValue: aws.String(written)}},
						}, func(e plain) bool { return slices.Contains(e.values[string(key)], written) })
					}
				}
			}
			for i := range 5 {
				from, to := events[len(events)-1-i*len(events)/7].at, events[i*len(events)/11].at
				check(&cloudtrail.LookupEventsInput{StartTime: &from, EndTime: &to, MaxResults: aws.Int32(int32(7 + 10*i))},
					func(e plain) bool { return !e.at.Before(from) && !e.at.After(to) })
			}
		})
	}
}

func describe(in *cloudtrail.LookupEventsInput) string {
	said := ""
	for _, a := range in.LookupAttributes {
		said += fmt.Sprintf("%s=%q", a.AttributeKey, *a.AttributeValue)
	}
	if in.StartTime != nil {
		said += fmt.Sprintf("%s to %s", in.StartTime, in.EndTime)
	}
	return said
}
