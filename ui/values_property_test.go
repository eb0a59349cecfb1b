package ui

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/query"
	"spoor/ui/facet"
	"spoor/ui/pane"
)

// oddValues are what members of a record may be, as JSON. No two of them are the same
// but for case.
var oddValues = []string{
	`"payroll"`, `"a b"`, `"\"q\""`, `"a*b?"`, `"*"`, `"\\"`, `"a\\"`, `"/x/"`, `"-"`, `"-a"`, `"@file"`, `"(a OR b)"`, `"a:b"`, `"..5"`, `">5"`, `"[S3Console/0.4]"`,
	`"{x"`, `"AND"`, `"İ"`, `"é"`, `"\u001b[31mred"`, `"\u202eevil"`, `"\ud800"`, `"a\u0000b"`, `"line\nline"`, `" "`, `" a"`, `"true"`, `"1"`, `"01"`, `"1.50"`, `""`,
	`true`, `false`, `null`, `7`, `1e3`, `-0`, `12345678901234567890`, `[]`, `{}`, `["v","w"]`, `["v","v"]`, `[["n"],"o"]`, `[null,""]`, `[{}]`, `{"a":null}`,
	`{"k":"v"}`, `{"a.b":"dot","k":["x",{"k":"y"}]}`, `[{"k":"v"},{"k":"z"},{"l":"m"}]`, `"{\"k\":\"in\",\"a.b\":[1]}"`, `"[\"e\",\"f\"]"`,
}

// oddPaths are where they are looked for.
var oddPaths = []string{
	"requestParameters.x", "requestParameters.X", "requestParameters.x.k", "requestParameters.x[]", "requestParameters.x[1]", `requestParameters.x.a\.b`,
	"requestParameters.y", "requestParameters.x.k.k", "requestParameters",
}

// matched returns the events that a filter leaves, by their places.
func matched(t *rapid.T, c *cache.Cache, x query.Expr) []cache.Ref {
	printed, err := query.Parse(query.Print(x), query.Options{})
	if err != nil || !query.Equal(printed, x) {
		t.Fatalf("%s is read as %v, %v", query.Print(x), printed, err)
	}
	answer, err := c.Answer(context.Background(), query.Query{Filter: x}, cache.View{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var refs []cache.Ref
	for _, row := range answer.Rows {
		refs = append(refs, row.Ref)
	}
	return refs
}

func TestWhatAPathHasIsFoundByTheFilterThatItMakes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var records []string
		for i := range rapid.IntRange(1, 6).Draw(t, "events") {
			value := rapid.SampledFrom(oddValues)
			params := fmt.Sprintf(`%q:%s,"y":%s`, rapid.SampledFrom([]string{"x", "X", "z"}).Draw(t, "name"), value.Draw(t, "value"), value.Draw(t, "other"))
			records = append(records, call{at: corpusEnd.Add(-time.Duration(i) * time.Hour), user: "alice", source: "s3", name: "GetObject", params: params, from: "192.0.2.1", region: "eu-west-1"}.record(i))
		}
		c := newCache(t)
		fill(t, c, records...)
		path := rapid.SampledFrom(oddPaths).Draw(t, "path")
		kind, err := facet.Named(path)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := c.Answer(context.Background(), query.Query{}, cache.View{})
		if err != nil {
			t.Fatal(err)
		}
		listed, _, err := valuesAt(context.Background(), c, answer, kind.Path, cache.FacetView{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		objects := slices.ContainsFunc(listed.Values, func(v cache.FacetValue) bool { return pane.Composite(v.Value) })
		for _, v := range listed.Values {
			if pane.Composite(v.Value) {
				continue
			}
			x := choose(nil, pane.Choose{Field: query.FieldPath, Path: kind.Path, Value: v.Value, How: pane.Only})
			// A filter looks into the objects and lists at a path too, which are listed whole.
			if got := matched(t, c, x); len(got) < v.Count || len(got) > v.Count && !objects {
				t.Errorf("%d events have %q at %s, %s finds %d", v.Count, v.Value, path, query.Print(x), len(got))
			}
		}

		at := rapid.IntRange(0, len(records)-1).Draw(t, "row")
		s := open(t, 140, 44, Options{Cache: c, Columns: []string{path}})
		s.keys("5", "l")
		for range at {
			s.keys("j")
		}
		ref, _, _ := s.m.events.Cursor()
		s.keys("+")
		x, err := query.Parse(s.filter(), query.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(matched(t, c, x), ref) {
			t.Errorf("from %s at %s comes %s, which does not find it", records[at], path, s.filter())
		}
	})
}
