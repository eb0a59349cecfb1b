package trail

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"spoor/source"
	"spoor/source/login"
)

// S3 is what is asked of S3. *s3.Client is one. Only these two calls are made.
type S3 interface {
	ListObjectsV2(context.Context, *s3.ListObjectsV2Input, ...func(*s3.Options)) (*s3.ListObjectsV2Output, error)
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
}

// Bucket says what to read from S3. OpenBucket makes one of a URL.
type Bucket struct {
	Client S3
	Name   string
	// Login, if set, says what to do where S3 does not take the credentials.
	Login *login.Login
	// Prefix is what the keys begin with; it may be empty, and end anywhere in
	// the layout of a trail.
	Prefix string
	// From and To bound the events looked for, where they are not zero. Trails
	// file events under the day of their delivery, so objects are read from the
	// day of From to the day after To; they hold other events too.
	From, To time.Time
}

const (
	// bucketWorkers is how many objects are fetched side by side. Nearly all the
	// time goes into waiting for S3.
	bucketWorkers = 16
	// bucketChunk is how much of an object is held: with so many workers, less
	// than of a file.
	bucketChunk = 1 << 20
)

// ParseURL cuts an s3:// URL into bucket and prefix.
func ParseURL(text string) (bucket, prefix string, err error) {
	rest, ok := strings.CutPrefix(text, "s3://")
	bucket, prefix, _ = strings.Cut(rest, "/")
	if !ok || bucket == "" {
		return "", "", fmt.Errorf("%q is no place in S3: write s3://bucket or s3://bucket/prefix", text)
	}
	return bucket, prefix, nil
}

// NewBucket returns a source that reads trail files from S3. Where the keys are
// laid out as a trail lays them out, only the folders of CloudTrail are read,
// and of them only the days that b asks for; all other layouts are read whole.
// An object that cannot be fetched, and a folder below the prefix that may not be
// listed, are reported like a file that cannot be read; any other listing that
// fails ends the pull.
//
// A Region's folder that was listed to its end, or to the end of the time asked
// for, and of which every object was dealt with, is stated as delivered.
func NewBucket(options Options, b Bucket) *Source {
	if options.Workers <= 0 {
		options.Workers = bucketWorkers
	}
	return &Source{from: &bucket{Bucket: b, turns: newTurns()}, options: options, chunk: bucketChunk}
}

// bucket lists the objects of a bucket.
type bucket struct {
	Bucket
	turns *turns
	// counts says that nothing is wanted but how many objects there are.
	counts bool
}

// counting is the same bucket for who only counts, and gives way to who reads.
func (b *bucket) counting() *bucket {
	return &bucket{Bucket: b.Bucket, turns: b.turns, counts: true}
}

// client is the bucket's for listings, so many at a time.
func (b *bucket) client() s3.ListObjectsV2APIClient { return listings{b} }

type listings struct{ of *bucket }

func (l listings) ListObjectsV2(ctx context.Context, in *s3.ListObjectsV2Input, o ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
	done, err := l.of.turns.take(ctx, l.of.counts)
	if err != nil {
		return nil, err
	}
	defer done()
	encoded := *in
	encoded.EncodingType = types.EncodingTypeUrl
	out, err := l.of.Client.ListObjectsV2(ctx, &encoded, o...)
	if err != nil || out.EncodingType != types.EncodingTypeUrl {
		return out, err // not every server knows of it
	}
	for i := range out.Contents {
		decodeKey(out.Contents[i].Key)
	}
	for i := range out.CommonPrefixes {
		decodeKey(out.CommonPrefixes[i].Prefix)
	}
	return out, nil
}

// decodeKey undoes how a listing encodes a key, if it was asked to: as a form
// does. Otherwise a single key with a control character in it makes XML that
// nobody can read (Amazon S3 API Reference, ListObjectsV2, encoding-type).
func decodeKey(key *string) {
	if key == nil {
		return
	}
	if plain, err := url.QueryUnescape(*key); err == nil {
		*key = plain
	}
}

func (b *bucket) name() string { return b.place(b.Prefix) }

func (b *bucket) place(key string) string { return "s3://" + b.Name + "/" + key }

func (b *bucket) list(ctx context.Context, yield func(listed) error) error {
	return b.folder(ctx, b.Prefix, 0, yield)
}

// subfolder lists a folder, and names it where it may not be listed: policies let
// people into some accounts' folders and not into others'.
func (b *bucket) subfolder(ctx context.Context, prefix string, depth int, yield func(listed) error) error {
	err := b.folder(ctx, prefix, depth, yield)
	var refused *refusal
	if !errors.As(err, &refused) || login.TroubleOf(refused.err) != login.Refused {
		return err
	}
	return yield(listed{place: b.place(prefix), status: source.Failed, reason: refused.reason})
}

// maxFolders is how many folders above AWSLogs are looked into one by one; what
// lies deeper is listed whole.
const maxFolders = 3

// folder lists what is below prefix, going through the upper folders of a trail's
// layout one by one and through everything else at once.
func (b *bucket) folder(ctx context.Context, prefix string, depth int, yield func(listed) error) error {
	switch {
	case ofRegion.MatchString(prefix):
		return b.days(ctx, prefix, yield)
	case depth > maxFolders && !ofTrail.MatchString(prefix):
		_, err := b.objects(ctx, prefix, "", yield)
		return err
	}
	l, err := b.page(ctx, prefix, "/", "", yield)
	if err != nil {
		return err
	}
	return inOrder(ctx, l.folders, func(ctx context.Context, folder string, yield func(listed) error) error {
		if ofAccount.MatchString(prefix) && !strings.HasPrefix(path.Base(folder), "CloudTrail") {
			return yield(listed{place: b.place(folder), status: source.Skipped, reason: "logs of another service"})
		}
		return b.subfolder(ctx, folder, depth+1, yield)
	}, yield)
}

// days lists the objects of one Region from the first day asked for to the last.
// Keys sort by time.
func (b *bucket) days(ctx context.Context, region string, yield func(listed) error) error {
	after := ""
	if first, _ := b.window(); first != "" {
		after = region + first
	}
	parts, tells := partsOf(region)
	if !tells || b.counts {
		_, err := b.objects(ctx, region, after, yield)
		return err
	}
	d := &delivery{place: b.place(region), parts: parts}
	if after != "" {
		var err error
		if d.from, err = b.firstDelivery(ctx, region); err != nil {
			return err
		}
	}
	l, err := b.objects(ctx, region, after, func(f listed) error {
		if d.from.IsZero() {
			d.from = f.delivered
		}
		d.files++
		f.of = d
		return yield(f)
	})
	if err != nil || d.from.IsZero() {
		return err
	}
	d.from, d.asOf = latest(d.from, b.From.UTC().Truncate(day)), l.at
	if !b.To.IsZero() {
		d.to = b.To.UTC().Truncate(day).Add(day)
	}
	return yield(listed{of: d, closes: true})
}

// firstDelivery returns when the first object that is now in the folder of a
// Region was delivered, zero where there is none.
func (b *bucket) firstDelivery(ctx context.Context, region string) (time.Time, error) {
	out, err := b.client().ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &b.Name, Prefix: &region, MaxKeys: aws.Int32(1)})
	if err != nil {
		return time.Time{}, b.listingFailed(ctx, region, err)
	}
	if len(out.Contents) == 0 {
		return time.Time{}, nil
	}
	return deliveredAt(aws.ToString(out.Contents[0].Key)), nil
}

func (b *bucket) listingFailed(ctx context.Context, prefix string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return b.refusedListing(prefix, err)
}

// window is the first and the last day of delivery asked for, as keys write them;
// empty where there is no bound.
func (b *bucket) window() (first, last string) {
	if !b.From.IsZero() {
		first = b.From.UTC().Format(layoutOfDays)
	}
	if !b.To.IsZero() {
		last = b.To.UTC().AddDate(0, 0, 1).Format(layoutOfDays)
	}
	return first, last
}

// errPast says that a listing has come past the last day asked for.
var errPast = errors.New("past the last day")

// objects lists everything below prefix behind the key after.
func (b *bucket) objects(ctx context.Context, prefix, after string, yield func(listed) error) (listing, error) {
	l, err := b.page(ctx, prefix, "", after, yield)
	if err == errPast {
		err = nil
	}
	return l, err
}

// listing is what the pages of a listing said beside the objects.
type listing struct {
	folders []string
	// at is when the first page was answered, by the clock of S3.
	at time.Time
}

// page goes through all pages of a listing and yields the objects of the days
// asked for.
func (b *bucket) page(ctx context.Context, prefix, delimiter, after string, yield func(listed) error) (l listing, err error) {
	first, last := b.window()
	pages := s3.NewListObjectsV2Paginator(b.client(), &s3.ListObjectsV2Input{
		Bucket: &b.Name, Prefix: optional(prefix), Delimiter: optional(delimiter), StartAfter: optional(after),
	}, func(o *s3.ListObjectsV2PaginatorOptions) { o.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		asked := time.Now().UTC()
		out, err := pages.NextPage(ctx)
		if err != nil {
			return l, b.listingFailed(ctx, prefix, err)
		}
		if l.at.IsZero() {
			l.at = asked
			if at, ok := awsmiddleware.GetServerTime(out.ResultMetadata); ok {
				l.at = at.UTC()
			}
		}
		for _, o := range out.Contents {
			key := aws.ToString(o.Key)
			if day := ofDay.FindStringSubmatch(key); day != nil && day[1] < first {
				continue
			} else if day != nil && last != "" && day[1] > last {
				if ofRegion.MatchString(prefix) {
					return l, errPast
				}
				continue
			}
			err := yield(listed{
				place: b.place(key), size: aws.ToInt64(o.Size), modTime: aws.ToTime(o.LastModified),
				etag: strings.Trim(aws.ToString(o.ETag), `"`), open: b.open, remote: true, delivered: deliveredAt(key),
			})
			if err != nil {
				return l, err
			}
		}
		for _, p := range out.CommonPrefixes {
			l.folders = append(l.folders, aws.ToString(p.Prefix))
		}
	}
	return l, nil
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
