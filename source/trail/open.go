package trail

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"spoor/source/login"
)

// attempts is how often a request is sent before it counts as failed.
const attempts = 6

// OpenBucket returns the bucket with the prefix that an s3:// URL names, with a
// client for the Region in which it lies. It asks S3 once where that is, unless
// it is reached through an endpoint of the user's own. Errors are a
// *login.Problem, or that of ctx, or say that there is no such bucket.
func OpenBucket(ctx context.Context, l *login.Login, url string) (Bucket, error) {
	name, prefix, err := ParseURL(url)
	if err != nil {
		return Bucket{}, err
	}
	b := Bucket{Name: name, Prefix: prefix, Login: l}
	region, err := b.region(ctx)
	if err != nil {
		return Bucket{}, err
	}
	b.Client = s3.NewFromConfig(l.Config, pathStyle, func(o *s3.Options) {
		o.Region = region
		// Requests are many and failures of some of them usual: the SDK's quota
		// of retries would be used up.
		o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.RateLimiter = attempts, ratelimit.None })
	})
	return b, nil
}

// pathStyle puts the bucket into the path where S3 is not Amazon's: other
// servers rarely know a name of their own for each bucket.
func pathStyle(o *s3.Options) { o.UsePathStyle = o.UsePathStyle || o.BaseEndpoint != nil }

// region finds out in which Region the bucket lies. S3 tells it with every
// answer, a refusal included.
func (b *Bucket) region(ctx context.Context) (string, error) {
	const header, timeout = "x-amz-bucket-region", 30 * time.Second
	known := b.Login.Config.Region
	asking, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	client := s3.NewFromConfig(b.Login.Config, pathStyle, func(o *s3.Options) {
		o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts = 2 })
	})
	out, err := client.HeadBucket(asking, &s3.HeadBucketInput{Bucket: &b.Name})
	var refused *smithyhttp.ResponseError
	switch {
	case err == nil:
		if region := aws.ToString(out.BucketRegion); region != "" {
			return region, nil
		}
		return known, nil
	case !errors.As(err, &refused) || refused.HTTPStatusCode() == 0:
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", b.Login.Explain(err)
	case refused.HTTPStatusCode() == http.StatusNotFound:
		return "", fmt.Errorf("there is no bucket %s", b.Name)
	}
	if region := refused.Response.Header.Get(header); region != "" {
		return region, nil
	}
	return known, nil // what is wrong will be said with the first listing
}

// refusedListing says in one line why a listing failed.
func (b *Bucket) refusedListing(prefix string, err error) error {
	return &refusal{"list s3://" + b.Name + "/" + prefix, b.reason(err, "s3:ListBucket on the bucket"), err}
}

// refusedObject says in one line why no object can be fetched.
func (b *Bucket) refusedObject(place string, err error) error {
	return &refusal{"fetch " + place, b.reason(err, ""), err}
}

// refusal is an error of S3 in a line of its own.
type refusal struct {
	doing, reason string
	err           error
}

func (r *refusal) Error() string { return r.doing + ": " + r.reason }
func (r *refusal) Unwrap() error { return r.err }

// reason says what to do about an error of S3, where it is known what was
// needed.
func (b *Bucket) reason(err error, needed string) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		switch code := api.ErrorCode(); {
		case code == "NoSuchBucket":
			return "there is no such bucket"
		case (code == "AccessDenied" || code == "Forbidden") && needed != "":
			return "access denied: this needs " + needed
		case code == "PermanentRedirect" || code == "AuthorizationHeaderMalformed" || code == "MovedPermanently":
			return strings.TrimSuffix("the bucket lies in another Region: name it with --region: "+api.ErrorMessage(), ": ")
		}
	}
	if b.Login != nil {
		return b.Login.Explain(err).Error()
	}
	return login.Short(err)
}
