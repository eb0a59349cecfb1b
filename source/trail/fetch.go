package trail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"spoor/source/login"
)

// maxResumes is how often the fetching of one object goes on after its
// connection broke.
const maxResumes = 3

// fetching reads one object, and goes on where it was when the connection
// breaks: the client itself retries only until the first byte.
type fetching struct {
	ctx     context.Context
	from    *bucket
	place   string
	input   s3.GetObjectInput
	body    io.ReadCloser
	read    int64
	resumes int
}

// open fetches the object at f.place, and fills in its version.
func (b *bucket) open(ctx context.Context, f *listed) (io.ReadCloser, error) {
	key := strings.TrimPrefix(f.place, b.place(""))
	o := &fetching{ctx: ctx, from: b, place: f.place, input: s3.GetObjectInput{Bucket: &b.Name, Key: &key, IfMatch: optional(quoted(f.etag))}}
	out, err := o.from.Client.GetObject(ctx, &o.input)
	if err != nil {
		return nil, b.objectError(f.place, err)
	}
	f.version, f.metadata = aws.ToString(out.VersionId), out.Metadata
	// Goes on with the same content, without the leave to name a version.
	o.input.IfMatch = out.ETag
	o.body = out.Body
	return o, nil
}

func quoted(etag string) string {
	if etag == "" {
		return ""
	}
	return `"` + etag + `"`
}

func (o *fetching) Read(p []byte) (int, error) {
	for {
		n, err := o.body.Read(p)
		o.read += int64(n)
		if n > 0 || err == nil || err == io.EOF {
			return n, ignoreAfterBytes(n, err)
		}
		if o.ctx.Err() != nil || o.resumes == maxResumes {
			return 0, fmt.Errorf("fetching broke off: %v", err) // not %w: an unexpected EOF says more of a compressed stream
		}
		o.resumes++
		o.body.Close()
		o.input.Range = aws.String(fmt.Sprintf("bytes=%d-", o.read))
		out, err := o.from.Client.GetObject(o.ctx, &o.input)
		if err != nil {
			o.body = io.NopCloser(strings.NewReader(""))
			return 0, o.from.objectError(o.place, err)
		}
		o.body = out.Body
		if !strings.HasPrefix(aws.ToString(out.ContentRange), fmt.Sprintf("bytes %d-", o.read)) {
			// Not every server knows ranges: this one sends the object from its start.
			if _, err := io.CopyN(io.Discard, o.body, o.read); err != nil {
				return 0, fmt.Errorf("fetching broke off: %v", err)
			}
		}
	}
}

// ignoreAfterBytes leaves an error that came with bytes to the next read.
func ignoreAfterBytes(n int, err error) error {
	if n > 0 && err != io.EOF {
		return nil
	}
	return err
}

func (o *fetching) Close() error { return o.body.Close() }

// endsPull is an error that every other object would meet as well.
type endsPull struct{ error }

func (e endsPull) Unwrap() error { return e.error }

// objectError says in one line why an object cannot be fetched.
func (b *bucket) objectError(place string, err error) error {
	switch login.TroubleOf(err) {
	case login.Expired, login.NoCredentials, login.Unreachable:
		return endsPull{b.refusedObject(place, err)}
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		if sent, ok := errors.AsType[*url.Error](err); ok {
			return fmt.Errorf("fetching failed: %w", sent.Err)
		}
		return err
	}
	switch code := api.ErrorCode(); code {
	case "NoSuchKey", "NotFound":
		return errors.New("it is not there (any more)")
	case "PreconditionFailed":
		return errors.New("it was overwritten while the bucket was being read")
	case "InvalidObjectState":
		return errors.New("it is archived; restore it first")
	case "AccessDenied":
		return errors.New("access denied: reading it needs s3:GetObject, and kms:Decrypt where it is encrypted with a key of KMS")
	case "RequestTimeTooSkewed":
		return endsPull{b.refusedObject(place, err)}
	default:
		if strings.HasPrefix(code, "KMS") {
			return fmt.Errorf("its key of KMS cannot be used: %s: %s", code, api.ErrorMessage())
		}
		return fmt.Errorf("%s: %s", code, api.ErrorMessage())
	}
}
