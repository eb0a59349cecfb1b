package cache

import (
	"context"
	"testing"

	"spoor/query"
)

func TestCompletionOffersTheMostFrequentValuesFirst(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	var entries []Entry
	for i, user := range []string{"alice", "Alan", "Alan", "bob", "", "alba", "alba", "alba", "the-alb", "the-alb", "the-alb", "the-alb", "royal"} {
		e := entryOf(string(rune('a'+i)), start, string(rune('a'+i)))
		e.Event.User = user
		entries = append(entries, e)
	}
	appendAll(t, c, entries...)
	for _, k := range []struct {
		prefix string
		limit  int
		want   []string
	}{
		{"AL", 0, []string{"alba", "Alan", "alice", "the-alb"}}, {"al", 2, []string{"alba", "the-alb"}},
		{"", 0, []string{"the-alb", "alba", "Alan", "alice", "bob", "royal"}}, {"x", 0, nil}, {"the-a", 0, []string{"the-alb"}},
	} {
		values, err := c.Values(ctx, query.FieldUser, k.prefix, k.limit)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range values {
			got = append(got, v.Value)
		}
		if len(got) != len(k.want) {
			t.Fatalf("%q: %q, want %q", k.prefix, got, k.want)
		}
		for i := range got {
			if got[i] != k.want[i] {
				t.Fatalf("%q: %q, want %q", k.prefix, got, k.want)
			}
		}
	}
	under := query.Query{Filter: query.ValueTerm(query.FieldID, entries[0].Event.ID)}
	values, err := c.ValuesUnder(ctx, under, query.FieldUser, "al", 0)
	if err != nil || len(values) != 1 || values[0].Value != "alice" || values[0].Count != 1 {
		t.Errorf("under a query: %v (%v)", values, err)
	}
}
