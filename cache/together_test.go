package cache

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"spoor/query"
)

func TestWhatIsCountedTogetherIsWhatCountingOneByOneGives(t *testing.T) {
	path := func(text string) *query.RecordPath {
		p, err := query.ParsePath(text)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	dimensions := []Dimension{
		{Path: path("requestParameters.bucketName")}, {Path: path("requestParameters.n")}, {Path: path("userIdentity.userName")}, {Path: path("requestParameters.none")},
		{Moment: func(t time.Time) string { return t.Format("15:04") }},
		{Field: query.FieldID}, // which is not countable
	}
	for _, field := range facetFields {
		dimensions = append(dimensions, Dimension{Field: field})
	}
	rapid.Check(t, func(rt *rapid.T) {
		c, m := open(t, folder(t)), newModel()
		fill(rt, c, m)
		for range 8 {
			q, by := drawQuery(rt), rapid.SliceOfN(rapid.SampledFrom(dimensions), 1, 4).Draw(rt, "by")
			a, err := c.Answer(context.Background(), q, View{})
			if err != nil {
				rt.Fatal(err)
			}
			got, err := a.Together(context.Background(), by)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := gocmp.Diff(countedTogether(m.matching(q), by), asText(got)); diff != "" {
				rt.Fatalf("%s by %v (-want +got)\n%s", query.Print(q.Filter), by, diff)
			}
		}
	})
}

func asText(list []Combination) []string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%q %d %v %v", c.Values, c.Count, c.First, c.Last))
	}
	slices.Sort(out)
	return out
}

// countedTogether is Together, said simply.
func countedTogether(events []Entry, by []Dimension) []string {
	counts := map[string]*Combination{}
	for _, e := range events {
		combinations := [][]string{nil}
		for _, d := range by {
			var longer [][]string
			for _, value := range valuesIn(&e, d) {
				for _, c := range combinations {
					longer = append(longer, append(slices.Clone(c), value))
				}
			}
			combinations = longer
		}
		for _, values := range combinations {
			c := counts[strings.Join(values, "\x00")]
			if c == nil {
				c = &Combination{Values: values, First: e.Event.Time, Last: e.Event.Time}
				counts[strings.Join(values, "\x00")] = c
			}
			c.Count++
			if e.Event.Time.Before(c.First) {
				c.First = e.Event.Time
			}
			if e.Event.Time.After(c.Last) {
				c.Last = e.Event.Time
			}
		}
	}
	var list []Combination
	for _, c := range counts {
		list = append(list, *c)
	}
	return asText(list)
}

func valuesIn(e *Entry, d Dimension) (values []string) {
	add := func(value string) {
		if value != "" && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	switch {
	case d.Path != nil:
		d.Path.Each(e.Record, add)
	case d.Moment != nil:
		if !e.Event.Time.IsZero() {
			add(d.Moment(e.Event.Time))
		}
	case d.Field == query.FieldUser:
		add(e.Event.User)
	case Countable(d.Field):
		query.Values(&e.Event, d.Field, add)
	}
	if len(values) == 0 {
		return []string{""}
	}
	return values
}

func TestWhatDiffersTooMuchToBeCountedIsRefusedAndTheRestCounted(t *testing.T) {
	was := mostNumbered
	t.Cleanup(func() { mostNumbered = was })
	mostNumbered = 100 * (wordCosts + 10)
	c, ctx := open(t, folder(t)), context.Background()
	var all []Entry
	for i := range 200 {
		all = append(all, entryOf(fmt.Sprint(i), start.Add(time.Duration(i)*time.Second), fmt.Sprintf(`{"requestParameters":{"key":"key-%06d","few":"%d"}}`, i, i%3)))
	}
	appendAll(t, c, all...)
	a, err := c.Answer(ctx, query.Query{}, View{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Together(ctx, []Dimension{{Moment: func(t time.Time) string { return t.Format(time.RFC3339) }}}); err == nil {
		t.Error("by second they are counted")
	}
	for _, by := range []struct {
		path   string
		values int
	}{{"requestParameters.key", 0}, {"requestParameters.few", 3}} {
		path, err := query.ParsePath(by.path)
		if err != nil {
			t.Fatal(err)
		}
		found, err := a.Together(ctx, []Dimension{{Path: path}})
		if (err == nil) != (by.values > 0) || len(found) != by.values {
			t.Errorf("by %s: %d values, %v", by.path, len(found), err)
		}
	}
}
