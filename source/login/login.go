// Package login finds credentials for AWS in every form that the SDK knows, and
// says in one line what to do where there are none, or AWS does not take them.
package login

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go/logging"
)

// Options say how to log in. The zero Options will do.
type Options struct {
	// Profile names a profile of the AWS configuration; empty means the
	// environment's credentials, else the default profile.
	Profile string
	// Region is the Region to begin with; empty means the one that the profile
	// or the environment names, else DefaultRegion, which is us-east-1 if empty.
	Region, DefaultRegion string
	// Code asks the user for the code of an MFA device, where a profile's role
	// wants one.
	Code func() (string, error)
	// Unattended says that nobody can be asked anything: a profile's
	// credential_process does not get the terminal.
	Unattended bool
	// Connections is how many requests to one host will be under way at a time;
	// 0 means 16.
	Connections int
}

// Login is a way into AWS. It is safe for concurrent use.
type Login struct {
	// Profile is as in Options.
	Profile string
	// Config is what clients of services are made of.
	Config aws.Config
	by     means
}

// Open reads the AWS configuration. It sends no request: whether there are
// credentials, and whether AWS takes them, shows with the first. Errors are
// *Problem, or that of ctx.
func Open(ctx context.Context, o Options) (*Login, error) {
	if o.DefaultRegion == "" {
		o.DefaultRegion = "us-east-1"
	}
	if o.Connections <= 0 {
		o.Connections = 16
	}
	load := []func(*config.LoadOptions) error{
		config.WithDefaultRegion(o.DefaultRegion),
		config.WithRegion(o.Region),
		config.WithHTTPClient(newClient(o.Connections)),
		config.WithLogger(logging.Nop{}),
		config.WithAppID("spoor"),
		config.WithAssumeRoleCredentialOptions(func(r *stscreds.AssumeRoleOptions) { r.TokenProvider = o.Code }),
	}
	if o.Profile != "" {
		// A profile named in code beats keys in the environment, AWS_PROFILE
		// does not.
		load = append(load, config.WithSharedConfigProfile(o.Profile))
	}
	l := &Login{Profile: o.Profile}
	var err error
	if l.Config, err = config.LoadDefaultConfig(ctx, load...); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, l.Explain(err)
	}
	l.Config.HTTPClient = patient{l.Config.HTTPClient}
	hurryMetadata(&l.Config)
	runProcess(&l.Config, o.Unattended)
	l.by = meansOf(l.Config)
	return l, nil
}

// As returns a login by other credentials that are had through this one's, such
// as those of an assumed role.
func (l *Login) As(credentials aws.CredentialsProvider) *Login {
	other := *l
	other.Config = l.Config.Copy()
	other.Config.Credentials = aws.NewCredentialsCache(credentials)
	return &other
}

// hurryMetadata makes it short to find out that this is no machine of EC2: the
// SDK tries its metadata service for five seconds.
func hurryMetadata(c *aws.Config) {
	if !aws.IsCredentialsProvider(c.Credentials, (*ec2rolecreds.Provider)(nil)) {
		return
	}
	c.Credentials = aws.NewCredentialsCache(ec2rolecreds.New(func(o *ec2rolecreds.Options) {
		o.Client = imds.NewFromConfig(*c, func(o *imds.Options) {
			o.Retryer = aws.NopRetryer{}
		})
	}))
}
