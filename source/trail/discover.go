package trail

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"spoor/source/login"
)

// Trail is a trail as CloudTrail describes it.
type Trail struct {
	Name, ARN string
	// Account is the one that owns it: of an organisation trail, the management
	// account.
	Account, HomeRegion string
	// Bucket and Prefix are where it delivers.
	Bucket, Prefix string
	// MultiRegion says that it covers every Region, Organization that it covers
	// every account of its organisation.
	MultiRegion, Organization bool
	// OwnSelectors says that its event selectors are not the default, so that it
	// may leave out management events and deliver data events; which is not
	// known. Insights says that it delivers Insights events.
	OwnSelectors, Insights bool
	// Digests says that it delivers digest files, Key is the key of KMS that its
	// files are encrypted with, if any.
	Digests bool
	Key     string
}

// URL is the place in S3 that holds the trail's files: all accounts' for an
// organisation trail.
func (t Trail) URL() string {
	url := "s3://" + t.Bucket + "/"
	if t.Prefix != "" {
		url += strings.Trim(t.Prefix, "/") + "/"
	}
	url += "AWSLogs/"
	if !t.Organization && t.Account != "" {
		url += t.Account + "/"
	}
	return url
}

// Discover asks CloudTrail which trails there are: those of the login's Region,
// and those of other Regions that cover it, as all do that cover every Region.
// With regions it asks those instead. They come in order of their ARNs, each
// once. refused says which Regions gave no answer while others did. It needs
// cloudtrail:DescribeTrails. Errors are *login.Problem, or that of ctx.
func Discover(ctx context.Context, l *login.Login, regions ...string) (all []Trail, refused []error, err error) {
	if len(regions) == 0 {
		regions = []string{l.Config.Region}
	}
	for _, region := range regions {
		client := cloudtrail.NewFromConfig(l.Config, func(o *cloudtrail.Options) { o.Region = region })
		out, err := client.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)})
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, nil, ctx.Err()
		case err != nil:
			p := undiscovered(l, region, err)
			if p.Trouble == login.Expired {
				return nil, nil, p // and so in every Region
			}
			refused = append(refused, p)
			continue
		}
		for _, t := range out.TrailList {
			all = append(all, trailOf(t))
		}
	}
	if len(refused) == len(regions) {
		return nil, nil, refused[0]
	}
	slices.SortFunc(all, func(a, b Trail) int { return strings.Compare(a.ARN, b.ARN) })
	return slices.CompactFunc(all, func(a, b Trail) bool { return a.ARN == b.ARN }), refused, nil
}

func undiscovered(l *login.Login, region string, err error) *login.Problem {
	p := l.Explain(err)
	p.Region = region
	if p.Trouble == login.Refused {
		p.What, p.Do = "the trails cannot be listed: "+login.Short(err), "allow cloudtrail:DescribeTrails, or name the bucket with --from s3://BUCKET/PREFIX"
	}
	return p
}

func trailOf(t types.Trail) Trail {
	found := Trail{
		Name: aws.ToString(t.Name), ARN: aws.ToString(t.TrailARN), HomeRegion: aws.ToString(t.HomeRegion),
		Bucket: aws.ToString(t.S3BucketName), Prefix: aws.ToString(t.S3KeyPrefix),
		MultiRegion: aws.ToBool(t.IsMultiRegionTrail), Organization: aws.ToBool(t.IsOrganizationTrail),
		OwnSelectors: aws.ToBool(t.HasCustomEventSelectors), Insights: aws.ToBool(t.HasInsightSelectors),
		Digests: aws.ToBool(t.LogFileValidationEnabled), Key: aws.ToString(t.KmsKeyId),
	}
	if parsed, err := arn.Parse(found.ARN); err == nil {
		found.Account = parsed.AccountID
	}
	return found
}
