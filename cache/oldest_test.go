package cache

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spoor/cache/segment"
	"spoor/event"
)

// asked and read are where events may come from.
var asked = Origin{Kind: "lookup", Place: "https://cloudtrail.us-east-1.amazonaws.com", Page: 3, Fetched: start}
var read = Origin{Kind: "trail", Place: "/logs/a.json", Fetched: start}

// fetchedAndRead makes a cache of one segment with an event a minute, the k-th
// from the k-th of the origins.
func fetchedAndRead(t *testing.T, origins ...Origin) (path string) {
	t.Helper()
	c := open(t, folder(t))
	b := &Batch{Origins: origins}
	for i := range origins {
		e := event.Event{
			ID: fmt.Sprintf("%08x-0000-4000-8000-000000000001", i), Time: start.Add(time.Duration(i) * time.Minute),
			Source: "iam.amazonaws.com", Name: "CreateUser", Region: "us-east-1", Account: "111122223333",
		}
		b.Entries = append(b.Entries, []Entry{{Event: e, Origin: i, Record: recordOf(&e, "record")}})
	}
	if _, err := c.Append(context.Background(), b); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return c.file.path
}

func TestOfDamageIsSaidHowOldItIsOfEachSource(t *testing.T) {
	first, second := start, start.Add(time.Minute)
	unknown := map[string]time.Time{"": first}
	for name, it := range map[string]struct {
		origins []Origin
		harm    func(*testing.T, string)
		want    map[string]time.Time
	}{
		"all from files":            {[]Origin{read, read}, harmBlock, map[string]time.Time{"trail": first}},
		"the oldest from a file":    {[]Origin{read, asked, asked}, harmBlock, map[string]time.Time{"trail": first, "lookup": second}},
		"the newest from a file":    {[]Origin{asked, read}, harmBlock, map[string]time.Time{"lookup": first, "trail": second}},
		"nobody knows where from":   {[]Origin{read, read}, harms["a list of provenances"], unknown},
		"not of each where from":    {[]Origin{read, asked}, harms["a column of provenances"], unknown},
		"nobody knows of what time": {[]Origin{read, asked}, func(t *testing.T, path string) { harmSection(t, path, segment.RowTimes) }, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			path := fetchedAndRead(t, it.origins...)
			it.harm(t, path)
			health, err := Check(context.Background(), Options{Path: path})
			if err != nil || len(health.Problems) == 0 {
				t.Fatalf("%v, %+v", err, health)
			}
			if diff := cmp.Diff(it.want, health.Problems[0].Oldest); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
