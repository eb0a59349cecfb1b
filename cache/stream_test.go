package cache

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"spoor/event"
	"spoor/query"
)

// many are events a second apart, every tenth with a word of its own.
func many(from, n int) []Entry {
	entries := make([]Entry, n)
	for i := range entries {
		k := from + i
		word := "common"
		if k%10 == 0 {
			word = fmt.Sprintf("common rare%d", k)
		}
		e := event.Event{ID: fmt.Sprintf("%08x-0000-4000-8000-000000000007", k+1), Time: start.Add(time.Duration(k) * time.Second),
			User: fmt.Sprintf("user%d", k%7), Account: "111122223333"}
		entries[i] = Entry{Event: e, Record: recordOf(&e, word)}
	}
	return entries
}

func parse(t testing.TB, text string) query.Query {
	t.Helper()
	x, err := query.Parse(text, query.Options{Now: start})
	if err != nil {
		t.Fatal(err)
	}
	return query.Query{Filter: x}
}

func TestASlowAnswerShowsItsNewestRowsFirst(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	const n = 40_000
	for from := 0; from < n; from += 10_000 {
		appendAll(t, c, many(from, 10_000)...)
	}
	q := parse(t, "common user:user3")
	var partial []*Answer
	a, err := c.Answer(ctx, q, View{Limit: 20, Facets: []FacetView{{Field: query.FieldUser}},
		Progress: func(a *Answer) { partial = append(partial, a) }})
	if err != nil {
		t.Fatal(err)
	}
	if a.Partial || a.Matched != n/7+1 && a.Matched != n/7 || len(a.Facets[0].Values) != 7 {
		t.Fatalf("partial %v, %d matched, facet %+v", a.Partial, a.Matched, a.Facets)
	}
	last := 0
	for i, p := range partial {
		if !p.Partial || p.Matched <= last || p.Matched > a.Matched || len(p.Rows) == 0 {
			t.Errorf("partial answer %d: %d matched, %d rows", i, p.Matched, len(p.Rows))
		}
		last = p.Matched
	}
	if len(partial) == 0 {
		t.Error("no partial answer came")
	}
	if got := len(a.Rows); got != 20 || a.Rows[0].Event.Time.Before(a.Rows[19].Event.Time) {
		t.Errorf("%d rows, from %v to %v", got, a.Rows[0].Event.Time, a.Rows[got-1].Event.Time)
	}
}

func TestAnAnswerStopsWhenItIsNoLongerWanted(t *testing.T) {
	c := open(t, folder(t))
	const n = 60_000
	for from := 0; from < n; from += n / 3 {
		appendAll(t, c, many(from, n/3)...)
	}
	ctx, cancel := context.WithCancel(context.Background())
	began := int64(0)
	_, err := c.Answer(ctx, parse(t, "common"), View{Limit: 20, Progress: func(*Answer) {
		cancel()
		began = c.searched.Load()
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if late := c.searched.Load() - began; late > int64(runtime.GOMAXPROCS(0)) {
		t.Errorf("%d blocks were searched after the answer was no longer wanted", late)
	}
	if _, err := c.Answer(ctx, query.Query{}, View{Limit: 20}); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if a, err := c.Answer(context.Background(), parse(t, "common"), View{}); err != nil || a.Matched != n {
		t.Fatalf("asked again: %v", err)
	}
}

func TestAnAnswerStopsInTheMiddleOfALongRecord(t *testing.T) {
	c := open(t, folder(t))
	appendAll(t, c, entryOf("long", time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), `{"a":"`+strings.Repeat("ab", 4<<20)+`"}`))
	// As long as it takes to begin: to go through it all takes many minutes.
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := c.Answer(ctx, parse(t, "/(.?.?.?.?.?.?.?.?){300}[0-9]/"), View{Limit: 20}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestANarrowerFilterSearchesOnlyWhatIsLeft(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	const n = 20_000
	appendAll(t, c, many(0, n)...)
	if err := c.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	ask := func(filter string, want int) (searched int64) {
		t.Helper()
		before := c.searched.Load()
		a, err := c.Answer(ctx, parse(t, filter), View{Limit: 1})
		if err != nil || a.Matched != want {
			t.Fatalf("%s: %d events, %v; want %d", filter, a.Matched, err, want)
		}
		return c.searched.Load() - before
	}
	all := ask("common", n)
	if all < 10 {
		t.Fatalf("%d blocks, want more", all)
	}
	for filter, want := range map[string]int{"common user:user3": n / 7, "common -user:user3": n - n/7, "common": n} {
		if more := ask(filter, want); more != 0 {
			t.Errorf("%s searches %d blocks again", filter, more)
		}
	}
	// The index of words leaves out what looks like a part of an id, but a longer
	// text can only be where the shorter one was found.
	if first := ask("0000004", 17); first != all {
		t.Fatalf("%d of %d blocks may hold a part of an id", first, all)
	}
	if more := ask("00000041", 1); more != 1 {
		t.Errorf("what holds a longer text is searched for in %d of %d blocks", more, all)
	}
}

func TestReadersWritersAndMergesWorkSideBySide(t *testing.T) {
	path, ctx := folder(t), context.Background()
	c := open(t, path)
	const writers, batches, each = 2, 12, 150
	var writing, reading sync.WaitGroup
	stop := make(chan struct{})
	for w := range writers {
		writing.Go(func() {
			for b := range batches {
				// Half of each batch is what the other writer brings too.
				from := (b*writers + w) * each / 2
				if _, err := c.Append(ctx, &Batch{Entries: [][]Entry{many(from, each)}, Origins: someOrigins}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, text := range []string{"user:user3", "rare10", "resource:* OR common"} {
		q := parse(t, text)
		reading.Go(func() {
			seen := 0
			for {
				select {
				case <-stop:
					return
				default:
				}
				a, err := c.Answer(ctx, q, View{Limit: 5, Facets: []FacetView{{Field: query.FieldUser}}, Histogram: &HistogramView{From: start, To: start.Add(time.Hour), Bars: 3}})
				if err != nil {
					t.Error(err)
					return
				}
				if a.Matched < seen {
					t.Errorf("%d events match after %d did", a.Matched, seen)
				}
				seen = a.Matched
				for _, r := range a.Rows {
					if _, err := c.Load(ctx, r.Ref); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	writing.Wait()
	if err := c.Seal(ctx); err != nil {
		t.Error(err)
	}
	close(stop)
	reading.Wait()
	last := ((batches-1)*writers+writers-1)*each/2 + each
	a, err := c.Answer(ctx, query.Query{}, View{})
	if err != nil || a.Matched != last {
		t.Fatalf("%d events, %v; want %d", a.Matched, err, last)
	}
	again := open(t, path)
	if _, _, n, err := again.Span(ctx); err != nil || n != last {
		t.Fatalf("opened anew: %d events, %v; want %d", n, err, last)
	}
}
