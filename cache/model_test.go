package cache

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/cache/segment"
	"spoor/event"
	"spoor/query"
)

// start is when the events of these tests begin.
var start = time.Date(2026, 11, 16, 3, 0, 0, 0, time.UTC)

// model is the naive cache that the real one is compared with: a list of what
// went in.
type model struct {
	entries map[Key][]Entry // differing records by identity, the shown one first
	marks   map[Key]Mark
}

func newModel() *model { return &model{entries: map[Key][]Entry{}, marks: map[Key]Mark{}} }

func (m *model) add(entries ...Entry) {
next:
	for _, e := range entries {
		key := KeyOf(&e.Event)
		for _, held := range m.entries[key] {
			if sameRecord(held.Record, e.Record) {
				continue next
			}
		}
		m.entries[key] = append(m.entries[key], e)
		slices.SortFunc(m.entries[key], func(a, b Entry) int {
			if prefer(a.Record, b.Record) {
				return -1
			}
			return 1
		})
	}
}

// shown are the events of the model, newest first.
func (m *model) shown() []Entry {
	var out []Entry
	for _, list := range m.entries {
		out = append(out, list[0])
	}
	slices.SortFunc(out, func(a, b Entry) int {
		x, y := segment.Nanos(a.Event.Time), segment.Nanos(b.Event.Time)
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		j, k := KeyOf(&a.Event), KeyOf(&b.Event)
		return bytes.Compare(k[:], j[:])
	})
	return out
}

func (m *model) matching(q query.Query) []Entry {
	p := query.Compile(q.Filter)
	var out []Entry
	for _, e := range m.shown() {
		key := KeyOf(&e.Event)
		_, marked := m.marks[key]
		if q.Window.Contains(e.Event.Time) && p.Match(query.Subject{Event: &e.Event, Facts: query.Facts{
			Record: e.Record, Marked: marked, Variant: len(m.entries[key]) > 1,
		}}) {
			out = append(out, e)
		}
	}
	return out
}

// The vocabulary of random events is small, so that filters match and values
// meet in unusual ways.
var (
	someUsers     = []string{"", "alice", "Bob", "deploy-bot", "terraform", "é"}
	someSources   = []string{"iam.amazonaws.com", "s3.amazonaws.com", "ec2.amazonaws.com"}
	someNames     = []string{"CreateUser", "DeleteBucket", "DescribeInstances", "GetObject"}
	someIPs       = []string{"", "203.0.113.7", "198.51.100.200", "2001:db8::1", "cloudformation.amazonaws.com"}
	someErrors    = []string{"", "", "AccessDenied", "NoSuchBucket"}
	someMessages  = []string{"", "User is not authorized", "a \"quoted\" message"}
	someResources = []event.Target{
		{Type: "AWS::S3::Bucket", Name: "prod-17"}, {Type: "AWS::S3::Bucket", Name: "arn:aws:s3:::payroll"},
		{Type: "AWS::IAM::User", Name: "alice"}, {Type: "", Name: "i-0123456789abcdef0"}, {Type: "AWS::EC2::Instance", Name: ""},
	}
	someWords = []string{"payroll", "AKIAEXAMPLE0000000001", "naïve", "deadbeef00112233", "x"}
)

func drawEvent(t *rapid.T) event.Event {
	of := func(list []string) string { return rapid.SampledFrom(list).Draw(t, "value") }
	e := event.Event{
		ID:      fmt.Sprintf("%08x-0000-4000-8000-%012x", rapid.IntRange(0, 40).Draw(t, "id"), 7),
		Time:    start.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "second")) * time.Second),
		Source:  of(someSources),
		Name:    of(someNames),
		Region:  of([]string{"us-east-1", "eu-west-1"}),
		Account: of([]string{"111122223333", "444455556666"}),
		User:    of(someUsers), Role: of(someUsers), IP: of(someIPs), Error: of(someErrors), Message: of(someMessages),
		RequestID: of([]string{"", "79104EXAMPLEB723", "11111111-2222-4333-8444-555566667777"}),
		AccessKey: of([]string{"", "AKIAEXAMPLE0000000001", "ASIAEXAMPLE0000000002"}),
		Category:  "Management", Agent: of([]string{"", "aws-cli/2.1 Python", "console.amazonaws.com"}),
		Verb:     event.Verb(rapid.IntRange(0, 7).Draw(t, "verb")),
		Severity: event.Severity(rapid.IntRange(0, 3).Draw(t, "severity")),
		MFA:      event.MFA(rapid.IntRange(0, 2).Draw(t, "mfa")),
		Flags:    event.Flags(rapid.Uint32Range(0, 1<<12-1).Draw(t, "flags")),
	}
	switch rapid.IntRange(0, 9).Draw(t, "oddity") {
	case 0:
		e.ID = "sha256:" + strings.Repeat("0", 64)
	case 1:
		e.ID = "123-not-a-uuid"
	case 2:
		e.Time = e.Time.Add(123456789)
	case 3:
		e.Time = time.Time{}
	}
	e.Targets = slices.Clone(rapid.SliceOfN(rapid.SampledFrom(someResources), 0, 3).Draw(t, "targets"))
	if len(e.Targets) == 0 {
		e.Targets = nil
	}
	return e
}

func recordOf(e *event.Event, word string) []byte {
	b, err := json.Marshal(map[string]any{
		"eventID": e.ID, "eventName": e.Name, "userIdentity": map[string]any{"userName": e.User},
		"requestParameters": map[string]any{"bucketName": word, "n": 3},
		"all":               fmt.Sprintf("%+v", *e),
	})
	if err != nil {
		panic(err)
	}
	return b
}

func drawEntries(t *rapid.T, most int) []Entry {
	var out []Entry
	for range rapid.IntRange(0, most).Draw(t, "entries") {
		e := drawEvent(t)
		entry := Entry{Event: e, Record: recordOf(&e, rapid.SampledFrom(someWords).Draw(t, "word")),
			Origin: rapid.IntRange(0, 1).Draw(t, "origin"), Position: int64(rapid.IntRange(0, 1000).Draw(t, "position"))}
		if rapid.IntRange(0, 5).Draw(t, "enveloped") == 0 {
			entry.Envelope, entry.Shape = []byte(`{"EventId":"x"}`), 1
		}
		out = append(out, entry)
	}
	return out
}

var someOrigins = []Origin{
	{Kind: "trail", Place: "/logs/a.json.gz", Fetched: start},
	{Kind: "lookup", Place: "https://cloudtrail.us-east-1.amazonaws.com default", Page: 3, Fetched: start.Add(time.Hour)},
}

var someTerms = []string{
	"user:alice", "user:*", "role:bob", "actor:deploy*", "source:iam", "event:Delete*", "event:(CreateUser OR GetObject)",
	"region:us-east-1", "account:111122223333", "ip:203.0.113.0/24", "ip:*", "error:*", "error:AccessDenied", "message:authorized",
	"type:bucket", "type:AWS::IAM::User", "resource:/prod-[0-9]+/", "resource:payroll", "resource:*", "key:AKIA*", "agent:python",
	"verb:write", "severity:danger", "mfa:yes", "id:00000007-0000-4000-8000-000000000007", "id:123*", "request:79104EXAMPLEB723",
	"request:11111111-2222-4333-8444-555566667777", "is:write", "is:error", "is:denied", "is:root", "is:marked", "is:variant", "is:truncated",
	"payroll", "pay", "ayro", `"naïve"`, "na", "ïv", "deadbeef00112233", "AKIAEXAMPLE0000000001", "requestParameters.bucketName:payroll", "requestParameters.n:3",
	"/pay.*l/", "after:2026-11-16T03:01:00Z", "before:2026-11-16T03:04:00Z", "NotThereAtAll", "category:Management", "session:*",
}

func drawFilter(t *rapid.T) query.Expr {
	var build func(depth int) string
	build = func(depth int) string {
		switch k := rapid.IntRange(0, 7).Draw(t, "shape"); {
		case depth == 0 || k < 3:
			return rapid.SampledFrom(someTerms).Draw(t, "term")
		case k < 5:
			return build(depth-1) + " " + build(depth-1)
		case k < 6:
			return "(" + build(depth-1) + " OR " + build(depth-1) + ")"
		default:
			return "-(" + build(depth-1) + ")"
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "filtered") == 0 {
		return nil
	}
	text := build(3)
	x, err := query.Parse(text, query.Options{Now: start})
	if err != nil {
		t.Fatalf("parse %q: %v", text, err)
	}
	return x
}

func drawQuery(t *rapid.T) query.Query {
	q := query.Query{Filter: drawFilter(t)}
	at := func(label string) time.Time {
		if rapid.Bool().Draw(t, label+" open") {
			return time.Time{}
		}
		return start.Add(time.Duration(rapid.IntRange(-10, 310).Draw(t, label)) * time.Second)
	}
	if rapid.IntRange(0, 2).Draw(t, "windowed") == 0 {
		q.Window = query.Window{From: at("from"), To: at("to")}
	}
	return q
}

func open(t testing.TB, path string) *Cache {
	t.Helper()
	c, err := Open(context.Background(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func appendAll(t interface{ Fatal(...any) }, c *Cache, entries ...Entry) Appended {
	done, err := c.Append(context.Background(), &Batch{Entries: [][]Entry{entries}, Origins: someOrigins})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func folder(tb testing.TB) string {
	return filepath.Join(tb.TempDir(), "c.bolt")
}
