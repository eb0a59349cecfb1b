package lookup

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"spoor/source/login"
)

// Options say how accounts are asked. The zero Options will do.
type Options struct {
	// Region is where an account is asked who it is when neither its profile
	// nor the environment names a Region; empty means us-east-1.
	Region string
	// Rate is how many requests a second an account and Region is sent at most;
	// 0 means 1.8. AWS allows two.
	Rate float64
	// RetryWait is how long to wait before a failed request is sent again for
	// the first time; 0 means a quarter of a second.
	RetryWait time.Duration
	// Code asks the user for the code of an MFA device, where a profile's role
	// wants one.
	Code func() (string, error)
	// Unattended is as in login.Options.
	Unattended bool
}

func (o Options) withDefaults() Options {
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.Rate <= 0 {
		o.Rate = Rate
	}
	if o.RetryWait <= 0 {
		o.RetryWait = firstWait
	}
	return o
}

// Open finds the credentials of a profile, in every form that the SDK knows,
// and asks STS whose they are. An empty profile means the environment's
// credentials, else the default profile. Errors are *login.Problem, or that of ctx.
func Open(ctx context.Context, profile string, o Options) (*Account, error) {
	o = o.withDefaults()
	a := &Account{Profile: profile, options: o}
	var err error
	a.login, err = login.Open(ctx, login.Options{Profile: profile, DefaultRegion: o.Region, Code: o.Code, Unattended: o.Unattended, Connections: SideBySide})
	if err != nil {
		return nil, err
	}
	if err := a.identify(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

// Assume returns another account, reached by assuming a role of it with this
// account's credentials. Errors are *login.Problem, or that of ctx.
func (a *Account) Assume(ctx context.Context, id, role string) (*Account, error) {
	name := arn.ARN{Partition: a.partition, Service: "iam", AccountID: id, Resource: "role/" + strings.TrimPrefix(role, "/")}
	provider := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(a.login.Config), name.String(), func(r *stscreds.AssumeRoleOptions) {
		r.RoleSessionName = "spoor"
	})
	assumed := &Account{ID: id, Profile: a.Profile, Role: name.String(), options: a.options, login: a.login.As(provider)}
	if err := assumed.identify(ctx); err != nil {
		return nil, err
	}
	return assumed, nil
}

// identify asks STS whose the credentials are, and what time it is there.
func (a *Account) identify(ctx context.Context) error {
	// Credentials first: they may take their time, a code may have to be typed.
	if _, err := a.login.Config.Credentials.Retrieve(ctx); err != nil {
		return a.stop(ctx, err)
	}
	client := sts.NewFromConfig(a.login.Config, func(o *sts.Options) { o.Retryer = aws.NopRetryer{} })
	for attempt := 1; ; attempt++ {
		sent := time.Now()
		out, err := whoIs(ctx, client)
		if err == nil {
			a.ID = aws.ToString(out.Account)
			if named, err := arn.Parse(aws.ToString(out.Arn)); err == nil {
				a.partition = named.Partition
			}
			if at, ok := awsmiddleware.GetServerTime(out.ResultMetadata); ok {
				a.ahead = at.Sub(sent)
			}
			return nil
		}
		trouble := troubleOf(err)
		last := attempts
		if trouble == login.Unreachable {
			last = 2
		}
		if !trouble.Passes() && trouble != login.Throttled || attempt >= last || ctx.Err() != nil {
			return a.stop(ctx, err)
		}
		if err := pause(ctx, backoff(a.options.RetryWait, attempt)); err != nil {
			return err
		}
	}
}

func whoIs(ctx context.Context, client *sts.Client) (*sts.GetCallerIdentityOutput, error) {
	const timeout = 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return client.GetCallerIdentity(ctx, nil)
}

// stop is the error with which an account could not be opened.
func (a *Account) stop(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return a.explain("", err)
}
