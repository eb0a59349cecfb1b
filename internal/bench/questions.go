//go:build unix

package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"spoor/cache"
	"spoor/query"
	"spoor/source/demo"
)

// question is one filter that is measured.
type question struct {
	name, filter string
	// slow questions read records and have budgets of their own.
	slow bool
	// sql is the same for DuckDB, or as near as its columns come; "" where it
	// has none.
	sql string
	// absent says that nothing should be found; else something must be.
	absent bool
}

// budget is what the median answer may take, 0 where no bound is set: of text
// only a million events are spoken of.
func (q question) budget(large bool) time.Duration {
	switch {
	case q.slow && large:
		return 0
	case q.slow && q.name == "text: a rare word":
		return 30 * time.Millisecond
	case q.slow:
		return 600 * time.Millisecond
	case large:
		return 100 * time.Millisecond
	}
	return 20 * time.Millisecond
}

// choose puts together what is asked, with values that the corpus holds. It
// opens the cache by itself, so that what it looks at is not remembered.
func choose(ctx context.Context, path string) ([]question, error) {
	c, err := cache.Open(ctx, cache.Options{Path: path, ReadOnly: true, Command: "bench"})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	v, err := pick(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("choose what to ask for: %w", err)
	}
	day := "after:" + demo.End.AddDate(0, 0, -3).Format("2006-01-02T00:00Z") + " before:" + demo.End.AddDate(0, 0, -2).Format("2006-01-02T00:00Z")
	writers := "user:(" + strings.Join(v.writers, " OR ") + ") is:write"
	inDay := fmt.Sprintf("error IS NOT NULL AND time >= TIMESTAMP '%s' AND time < TIMESTAMP '%s'",
		demo.End.AddDate(0, 0, -3).Format(time.DateOnly), demo.End.AddDate(0, 0, -2).Format(time.DateOnly))
	byWriters := `"user" IN ('` + strings.Join(v.writers, "', '") + "') AND write"
	quick := func(name, filter, sql string) question { return question{name: name, filter: filter, sql: sql} }
	not := func(name, filter, sql string) question {
		return quick("not "+name, "-("+filter+")", "("+sql+") IS NOT TRUE")
	}
	text := func(name, filter, sql string) question {
		return question{name: "text: " + name, filter: filter, sql: sql, slow: true}
	}
	holds := func(word string) string { return "record ILIKE '%" + word + "%'" }
	absent := text("an absent word", "xyzzyquux", holds("xyzzyquux"))
	absent.absent = true
	return []question{
		quick("no filter", "", "true"),
		quick("one source", "source:iam", "source = 'iam.amazonaws.com'"),
		quick("two users and writes only", writers, byWriters),
		quick("errors in a day", "error:* "+day, inDay),
		quick("a wildcard on resource", "resource:*prod*", "resource ILIKE '%prod%'"),
		quick("a CIDR", "ip:10.0.0.0/8", "starts_with(ip, '10.')"),
		quick("a regular expression on a field", "resource:/prod-[a-z]+/", "regexp_matches(resource, 'prod-[a-z]+', 'i')"),
		not("one source", "source:iam", "source = 'iam.amazonaws.com'"),
		not("two users and writes", writers, byWriters),
		not("errors in a day", "error:* "+day, inDay),
		not("a wildcard on resource", "resource:*prod*", "resource ILIKE '%prod%'"),
		not("a CIDR", "ip:10.0.0.0/8", "starts_with(ip, '10.')"),
		not("a regular expression on a field", "resource:/prod-[a-z]+/", "regexp_matches(resource, 'prod-[a-z]+', 'i')"),
		quick("a request id", "request:"+v.request, "request = '"+v.request+"'"),
		text("a record path", "requestParameters.bucketName:"+v.bucket, "json_extract_string(record, '$.requestParameters.bucketName') = '"+v.bucket+"'"),
		text("a rare word", v.rare, holds(v.rare)),
		text("a middling word", v.middling, holds(v.middling)),
		text("a common word", "us-east-1", holds("us-east-1")),
		absent,
		text("a regular expression", `/"bucketName": ?"[a-z]+-orders-/`, `regexp_matches(record, '"bucketName": ?"[a-z]+-orders-', 'i')`),
	}, nil
}

func parse(filter string) (query.Query, error) {
	x, err := query.Parse(filter, query.Options{Now: demo.End})
	return query.Query{Filter: x}, err
}

// values are some that the corpus holds.
type values struct {
	// writers are the two users with the most writes.
	writers []string
	// request is the id of a request in the middle of the corpus, bucket one that
	// a request there was about.
	request, bucket string
	// rare is an access key that a handful of events were signed with, middling
	// the name of a call made thousands of times in a million.
	rare, middling string
}

func pick(ctx context.Context, c *cache.Cache) (v values, err error) {
	facet := func(filter string, field query.Field, by cache.FacetOrder) ([]cache.FacetValue, error) {
		q, err := parse(filter)
		if err != nil {
			return nil, err
		}
		a, err := c.Answer(ctx, q, cache.View{Facets: []cache.FacetView{{Field: field, Order: by}}})
		if err != nil {
			return nil, err
		}
		return a.Facets[0].Values, nil
	}
	middle := func(filter string) (cache.Row, error) {
		q, err := parse(filter)
		if err != nil {
			return cache.Row{}, err
		}
		a, err := c.Answer(ctx, q, cache.View{})
		if err != nil {
			return cache.Row{}, err
		}
		rows, err := a.Page(ctx, a.Matched/2, 1)
		if err == nil && len(rows) == 0 {
			err = fmt.Errorf("nothing matches %s", filter)
		}
		if err != nil {
			return cache.Row{}, err
		}
		return rows[0], nil
	}

	users, err := facet("is:write user:*", query.FieldUser, cache.ByCount)
	if err != nil || len(users) < 3 {
		return v, fmt.Errorf("%d users: %w", len(users), err)
	}
	for _, u := range users {
		if u.Value != "" && len(v.writers) < 2 {
			v.writers = append(v.writers, u.Value)
		}
	}
	row, err := middle("request:*-*")
	if err != nil {
		return v, err
	}
	v.request = row.Event.RequestID
	if row, err = middle("event:PutObject error:NoSuchBucket OR event:PutObject"); err != nil {
		return v, err
	}
	for _, t := range row.Event.Targets {
		if t.Type == "AWS::S3::Bucket" {
			v.bucket = t.Name[strings.LastIndexByte(t.Name, ':')+1:]
		}
	}
	keys, err := facet("", query.FieldKey, cache.RareFirst)
	if err != nil {
		return v, err
	}
	for _, k := range keys {
		if k.Value != "" && k.Count >= 5 && v.rare == "" {
			v.rare = k.Value
		}
	}
	_, _, n, err := c.Span(ctx)
	if err != nil {
		return v, err
	}
	names, err := facet("", query.FieldEvent, cache.RareFirst)
	if err != nil {
		return v, err
	}
	for _, name := range names {
		if name.Count >= n/500 && v.middling == "" {
			v.middling = name.Value
		}
	}
	return v, nil
}
