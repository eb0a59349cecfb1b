package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"spoor/cache"
	"spoor/query"
)

// Options say how to serve a cache. The zero Options are as AWS is.
type Options struct {
	// Account is the account to stand for. Empty means the only one that the
	// cache holds events of.
	Account string
	// NoThrottle answers any number of requests a second; NoWindow answers with
	// events of any age.
	NoThrottle, NoWindow bool
	// AnyHost answers requests whatever host they name. Otherwise they must name
	// this machine by a loopback name or address, so that no web page can have
	// its own name point here and read along.
	AnyHost bool
	// Now is the server's clock; nil means time.Now. It decides about the window
	// and the throttle, and stands in every response's Date.
	Now func() time.Time
	// Log, if set, is called once for each request, from many goroutines.
	Log func(Request)
}

// Request is what there is to tell of a request that was answered. Its strings
// come from the client: clean them before they reach a terminal.
type Request struct {
	ID     string
	Time   time.Time
	Remote string
	// Action is what was asked for, such as LookupEvents; empty where that could
	// not be told.
	Action, AccessKey, Region string
	Status                    int
	// Code is AWS's name of the error, empty for none.
	Code string
	// Events is how many events were handed over.
	Events int
	Took   time.Duration
	// Err is what went wrong in the server, nil for errors of the client.
	Err error
}

// Handler is an HTTP handler that answers LookupEvents, GetCallerIdentity and
// DescribeRegions for one account. It is safe for concurrent use.
type Handler struct {
	cache    *cache.Cache
	account  string
	noWindow bool
	anyHost  bool
	now      func() time.Time
	log      func(Request)
	// throttle is nil where there is none.
	throttle *throttle
	fresh    fresh
}

// AccountsError says that it is not clear which account to serve: the cache
// holds none or several.
type AccountsError struct{ Accounts []string }

func (e *AccountsError) Error() string {
	if len(e.Accounts) == 0 {
		return "the cache holds no events of any account: say which account to stand for"
	}
	return fmt.Sprintf("the cache holds %d accounts (%s): say which of them to serve", len(e.Accounts), shortList(e.Accounts))
}

func shortList(names []string) string {
	const most = 6
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// New returns a handler over a cache, which must stay open. The error is an
// *AccountsError where the options name no account and the cache does not
// decide it.
func New(ctx context.Context, c *cache.Cache, o Options) (*Handler, error) {
	h := &Handler{cache: c, account: o.Account, noWindow: o.NoWindow, anyHost: o.AnyHost, now: o.Now, log: o.Log}
	if h.now == nil {
		h.now = time.Now
	}
	if !o.NoThrottle {
		h.throttle = &throttle{}
	}
	if h.account == "" {
		accounts, err := valuesOf(ctx, c, query.Query{}, query.FieldAccount)
		if err != nil {
			return nil, err
		}
		if len(accounts) != 1 {
			return nil, &AccountsError{accounts}
		}
		h.account = accounts[0]
	}
	return h, nil
}

// Account is the account that the handler stands for.
func (h *Handler) Account() string { return h.account }

// valuesOf are the values of a field, the most frequent first.
func valuesOf(ctx context.Context, c *cache.Cache, q query.Query, field query.Field) ([]string, error) {
	answer, err := c.Answer(ctx, q, cache.View{Facets: []cache.FacetView{{Field: field}}})
	if err != nil {
		return nil, err
	}
	var values []string
	for _, v := range answer.Facets[0].Values {
		if v.Value != "" {
			values = append(values, v.Value)
		}
	}
	return values, nil
}

// maxBody is far above what any request of these needs: the longest value of an
// attribute, every character escaped, is 24 KB.
const maxBody = 64 << 10

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	c := &call{Request: Request{ID: newRequestID(), Time: h.now(), Remote: r.RemoteAddr}, w: w, format: formatOf(r)}
	defer func() {
		if h.log != nil {
			c.Took = time.Since(began)
			h.log(c.Request)
		}
	}()
	w.Header().Set("x-amzn-RequestId", c.ID)
	w.Header().Set("Date", c.Time.UTC().Format(http.TimeFormat))
	answer, err := h.answer(c, r)
	var bad *failure
	switch {
	case err == nil:
		c.answer(answer)
	case errors.As(err, &bad):
		c.fail(bad)
	case r.Context().Err() != nil:
		// The client is gone: nobody reads what is written.
		c.Err = r.Context().Err()
	default:
		c.Err = err
		c.fail(internal())
	}
}

// answer finds the answer to a request. Its errors are *failure where the
// client made a mistake.
func (h *Handler) answer(c *call, r *http.Request) (any, error) {
	if bad := h.admit(r); bad != nil {
		return nil, bad
	}
	who, bad := credentialOf(r)
	if bad != nil {
		return nil, bad
	}
	c.AccessKey, c.Region = who.accessKey, who.region
	c.service = who.service
	body, bad := readBody(c.w, r)
	if bad != nil {
		return nil, bad
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		// SDKs differ in what stands before the last dot.
		c.Action = target[strings.LastIndexByte(target, '.')+1:]
		if c.Action != "LookupEvents" {
			return nil, &failure{"UnsupportedOperationException", http.StatusBadRequest, "This server answers LookupEvents only."}
		}
		if bad := who.expect("cloudtrail"); bad != nil {
			return nil, bad
		}
		if h.throttle != nil && !h.throttle.allow(who.region, c.Time) {
			return nil, throttled()
		}
		found, err := h.lookupEvents(r.Context(), who.region, body)
		if err == nil {
			c.Events = len(found.Events)
		}
		return found, err
	}
	form, bad := readForm(r, body)
	if bad != nil {
		return nil, bad
	}
	c.Action = form.Get("Action")
	switch c.Action {
	case "GetCallerIdentity":
		if bad := who.expect("sts"); bad != nil {
			return nil, bad
		}
		return h.callerIdentity(c.ID), nil
	case "DescribeRegions":
		if bad := who.expect("ec2"); bad != nil {
			return nil, bad
		}
		return h.describeRegions(r.Context(), c.ID, form)
	}
	return nil, &failure{"InvalidAction", http.StatusBadRequest,
		"This server answers LookupEvents, GetCallerIdentity and DescribeRegions only."}
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, *failure) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, &failure{"RequestEntityTooLargeException", http.StatusRequestEntityTooLarge, "The body is too long."}
	case err != nil:
		return nil, serialization("The body ends early.")
	}
	return body, nil
}

// format is how a client wants its answer written.
type format uint8

const (
	formatQuery format = iota
	formatJSON
)

func formatOf(r *http.Request) format {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Header.Get("X-Amz-Target") != "" || strings.HasPrefix(kind, "application/x-amz-json") {
		return formatJSON
	}
	return formatQuery
}
