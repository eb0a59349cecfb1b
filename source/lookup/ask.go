package lookup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"spoor/source/login"
)

// How a request is repeated that failed for a reason which may pass.
const (
	attempts       = 8
	firstWait      = 250 * time.Millisecond
	longestWait    = 8 * time.Second
	requestTimeout = time.Minute
)

// ask sends a request until it is answered. Throttling only slows it down;
// what may pass is tried again; anything else is a *login.Problem, or the end of ctx,
// or an error that says the token is bad. sent is when the request that was
// answered was sent.
func (w *walk) ask(ctx context.Context, in *cloudtrail.LookupEventsInput) (p *page, sent time.Time, err error) {
	account, region := w.fetch.Account, w.fetch.Region
	pace := account.pace(region)
	renewed := false
	for attempt := 1; ; {
		if problem := account.lost(); problem != nil {
			return nil, sent, problem
		}
		if err := pace.wait(ctx); err != nil {
			return nil, sent, err
		}
		sent = time.Now()
		p, err = account.lookup(ctx, region, in)
		if err == nil {
			pace.answered()
			w.change(func(s *Status) { s.Requests++; s.Rate = pace.now() })
			return p, sent, nil
		}
		if ctx.Err() != nil {
			return nil, sent, ctx.Err()
		}
		switch kind := troubleOf(err); {
		case kind == login.Throttled:
			pace.throttled(time.Now())
			w.change(func(s *Status) { s.Throttled++; s.Rate = pace.now() })
		case isBadToken(err), w.wasTooOld(err, *in.StartTime):
			return nil, sent, err
		case kind == login.Expired && !renewed:
			// Whoever is to renew them may have done so meanwhile.
			renewed = true
			account.forgetCredentials()
		case kind.Passes() && attempt < attempts:
			w.change(func(s *Status) { s.Retried++ })
			if err := pause(ctx, backoff(account.options.RetryWait, attempt)); err != nil {
				return nil, sent, err
			}
			attempt++
		default:
			return nil, sent, account.explain(region, err)
		}
	}
}

// backoff is how long to wait after the n-th failure.
func backoff(first time.Duration, n int) time.Duration {
	d := min(first<<(n-1), longestWait)
	return d/2 + time.Duration(rand.Int64N(int64(d/2)+1))
}

// lookup sends one request and reads its answer as it came: the SDK's own
// decoding loses the bytes.
func (a *Account) lookup(ctx context.Context, region string, in *cloudtrail.LookupEventsInput) (*page, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var got received
	_, err := a.client(region).LookupEvents(ctx, in, func(o *cloudtrail.Options) {
		o.APIOptions = append(o.APIOptions, got.keep)
	})
	if err != nil {
		return nil, err
	}
	p, err := parsePage(got.body)
	if err != nil {
		return nil, &unreadable{err}
	}
	p.place, p.date = got.place, got.date
	return p, nil
}

// received is an answer as it came over the wire.
type received struct {
	body  []byte
	place string
	date  time.Time
}

// keep puts itself between the transport and the SDK's decoder.
func (r *received) keep(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("KeepAnswer", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (out middleware.DeserializeOutput, metadata middleware.Metadata, err error) {
		request, ok := in.Request.(*smithyhttp.Request)
		if !ok {
			return out, metadata, fmt.Errorf("unknown transport %T", in.Request)
		}
		out, metadata, err = next.HandleDeserialize(ctx, in)
		if err != nil {
			return out, metadata, err
		}
		response, ok := out.RawResponse.(*smithyhttp.Response)
		if !ok {
			return out, metadata, fmt.Errorf("unknown transport %T", out.RawResponse)
		}
		r.place = request.URL.Scheme + "://" + request.URL.Host
		r.date, _ = http.ParseTime(response.Header.Get("Date"))
		if r.body, err = readAnswer(response.Body); err != nil {
			return out, metadata, &unreadable{err}
		}
		response.Body.Close()
		response.Body = io.NopCloser(bytes.NewReader(r.body))
		return out, metadata, nil
	}), middleware.After)
}
