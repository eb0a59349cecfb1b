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
			Resources                                                                     []struct{ ARN string }
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
		for _, resource := range r.Resources {
			if strings.HasPrefix(resource.ARN, "arn:") {
				p.values["ResourceName"] = append(p.values["ResourceName"], resource.ARN)
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

// smallest picks the account and Region with the fewest events that are still
// enough to tell something.
func smallest(events []plain) (account, region string, chosen []plain) {
	const enough = 500
	type place struct{ account, region string }
	by := map[place][]plain{}
	for _, e := range events {
		at := place{e.account, e.region}
		by[at] = append(by[at], e)
	}
	for at, here := range by {
		if len(here) >= enough && (chosen == nil || len(here) < len(chosen)) {
			account, region, chosen = at.account, at.region, here
		}
	}
	return account, region, chosen
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
	for i := 0; i < len(values); i = 5*i + 4 {
		chosen = append(chosen, values[i])
	}
	if n := len(values); n > 0 && !slices.Contains(chosen, values[n-1]) {
		chosen = append(chosen, values[n-1])
	}
	return chosen
}

func TestEachAttributeGivesExactlyTheEventsThatHaveIt(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for thousands of pages")
	}
	for name, body := range map[string]func(*testing.T) source.Source{
		"demo":     func(*testing.T) source.Source { return demo.New(time.Time{}) },
		"invictus": func(t *testing.T) source.Source { return trail.New(trail.Options{}, realdata.Folder(t, "invictus")) },
	} {
		t.Run(name, func(t *testing.T) {
			store := pulled(t, body(t))
			account, region, events := smallest(naively(t, store))
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
				for i, value := range telling(events, string(key)) {
					spellings := []string{value, strings.ToUpper(value), value[:len(value)-1]}
					if i > 0 || key == "ReadOnly" {
						spellings = spellings[:1]
					}
					for _, written := range spellings {
						check(lookingUp(string(key), written), func(e plain) bool { return slices.Contains(e.values[string(key)], written) })
					}
				}
			}
			for i := range 3 {
				from, to := events[len(events)-1-i*len(events)/7].at, events[i*len(events)/11].at
				check(&cloudtrail.LookupEventsInput{StartTime: &from, EndTime: &to, MaxResults: aws.Int32(int32(19 + 10*i))},
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

func lookingUp(key, value string) *cloudtrail.LookupEventsInput {
	return &cloudtrail.LookupEventsInput{
		LookupAttributes: []types.LookupAttribute{{AttributeKey: types.LookupAttributeKey(key), AttributeValue: aws.String(value)}},
	}
}
