package lookuptest

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// ShortPages answers with at most n events, and a token where there are more,
// however many were asked for.
func ShortPages(n int) Fault {
	return Lookups(func(r *Request, next Service) *Answer {
		return next(r.With("MaxResults", min(n, wanted(r))))
	})
}

// wanted is how many events a request asks for.
func wanted(r *Request) int {
	n := 50
	json.Unmarshal(r.Input()["MaxResults"], &n)
	return n
}

// emptyMark begins the tokens of pages without events.
const emptyMark = "empty-"

// EmptyPages answers with a page without events, but with a token, before every
// page.
func EmptyPages() Fault {
	return Lookups(func(r *Request, next Service) *Answer {
		token, emptied := strings.CutPrefix(r.Token(), emptyMark)
		switch {
		case !emptied:
			empty := &Answer{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}}
			return empty.WithPage(Page{Events: []json.RawMessage{}, NextToken: emptyMark + r.Token()})
		case token == "":
			return next(r.With("NextToken", nil))
		}
		return next(r.With("NextToken", token))
	})
}

// RepeatEvents begins every page but the first with the last n events of the
// page before.
func RepeatEvents(n int) Fault {
	var mu sync.Mutex
	tails := map[string][]json.RawMessage{}
	return Lookups(func(r *Request, next Service) *Answer {
		mu.Lock()
		tail := tails[r.Token()]
		mu.Unlock()
		if most := wanted(r); len(tail) > 0 {
			tail = tail[:min(len(tail), most-1)]
			r = r.With("MaxResults", most-len(tail))
		}
		answer := next(r)
		page, ok := answer.Page()
		if !ok {
			return answer
		}
		if page.NextToken != "" {
			mu.Lock()
			tails[page.NextToken] = page.Events[max(0, len(page.Events)-n):]
			mu.Unlock()
		}
		page.Events = append(append([]json.RawMessage{}, tail...), page.Events...)
		return answer.WithPage(page)
	})
}

// ExpireTokens refuses to go on with a scan after so many pages: the token that
// the last of them carries is not valid any more.
func ExpireTokens(pages int) Fault {
	var mu sync.Mutex
	age := map[string]int{}
	return Lookups(func(r *Request, next Service) *Answer {
		mu.Lock()
		so := age[r.Token()]
		mu.Unlock()
		if so >= pages {
			return RefusedToken()(r, next)
		}
		answer := next(r)
		if page, ok := answer.Page(); ok && page.NextToken != "" {
			mu.Lock()
			age[page.NextToken] = so + 1
			mu.Unlock()
		}
		return answer
	})
}
