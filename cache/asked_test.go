package cache

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

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

func TestOfDamageIsSaidWhetherAnAPIHasToBeAskedAgain(t *testing.T) {
	second := start.Add(time.Minute)
	for name, it := range map[string]struct {
		origins []Origin
		harm    func(*testing.T, string)
		asked   time.Time
		says    string
	}{
		"all from files":            {[]Origin{read, read}, harmBlock, time.Time{}, "they can be imported again"},
		"the oldest from a file":    {[]Origin{read, asked, asked}, harmBlock, second, "they can be imported or fetched again"},
		"the newest from a file":    {[]Origin{asked, read}, harmBlock, start, "they can be imported or fetched again"},
		"nobody knows where from":   {[]Origin{read, read}, harms["a list of provenances"], start, "they can be imported or fetched again"},
		"not of each where from":    {[]Origin{read, asked}, harms["a column of provenances"], start, "they can be imported or fetched again"},
		"nobody knows of what time": {[]Origin{read, asked}, func(t *testing.T, path string) { harmSection(t, path, segment.RowTimes) }, start, "or fetched again"},
	} {
		t.Run(name, func(t *testing.T) {
			path := fetchedAndRead(t, it.origins...)
			it.harm(t, path)
			health, err := Check(context.Background(), Options{Path: path})
			if err != nil || len(health.Problems) == 0 {
				t.Fatalf("%v, %+v", err, health)
			}
			p := health.Problems[0]
			if !p.Asked.Equal(it.asked) || !strings.Contains(p.Costs, it.says) {
				t.Errorf("asked %v, want %v; %s", p.Asked, it.asked, p.Costs)
			}
		})
	}
}
