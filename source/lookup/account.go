package lookup

import (
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"spoor/source/login"
)

// Account is an AWS account that can be asked, with the credentials to do so.
// It is safe for concurrent use. Once its login has expired it is not asked any
// more: it has to be opened again.
type Account struct {
	// ID is the account's number, as STS named it.
	ID string
	// Profile is the profile that the credentials come from, empty for those of
	// the environment or the default profile; Role is the role assumed with
	// them, if any.
	Profile, Role string

	options   Options
	partition string
	login     *login.Login
	// ahead is by how much the server's clock is ahead of this machine's.
	ahead time.Duration

	mu      sync.Mutex
	clients map[string]*cloudtrail.Client
	paces   map[string]*pace
	// gone is why the account can no longer be asked.
	gone *login.Problem
}

// Region is the Region that the profile or the environment names, else the one
// of Options.
func (a *Account) Region() string { return a.login.Config.Region }

// Login is the account's way into AWS, for asking other services.
func (a *Account) Login() *login.Login { return a.login }

// Rate is how many requests a second each of its Regions is sent at most.
func (a *Account) Rate() float64 { return a.options.Rate }

// Now is the present time by AWS's clock.
func (a *Account) Now() time.Time { return time.Now().Add(a.ahead).UTC() }

// String names the account for people.
func (a *Account) String() string {
	switch {
	case a.Role != "":
		return a.ID + " (role " + a.Role + ")"
	case a.Profile != "":
		return a.ID + " (profile " + a.Profile + ")"
	}
	return a.ID
}

// label is a place with the profile that was used to read it.
func (a *Account) label(place string) string {
	if a.Profile != "" {
		place += " profile " + a.Profile
	}
	if a.Role != "" {
		place += " role " + a.Role
	}
	return place
}

// placeOf is the place of a Region that gave no answer.
func (a *Account) placeOf(region string) string { return a.label("cloudtrail " + region) }

func (a *Account) client(region string) *cloudtrail.Client {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.clients[region]
	if c == nil {
		if a.clients == nil {
			a.clients = map[string]*cloudtrail.Client{}
		}
		c = cloudtrail.NewFromConfig(a.login.Config, func(o *cloudtrail.Options) {
			o.Region = region
			o.Retryer = aws.NopRetryer{} // see ask
		})
		a.clients[region] = c
	}
	return c
}

func (a *Account) pace(region string) *pace {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.paces[region]
	if p == nil {
		if a.paces == nil {
			a.paces = map[string]*pace{}
		}
		p = newPace(a.options.Rate)
		a.paces[region] = p
	}
	return p
}

// lost returns why the account can no longer be asked, or nil.
func (a *Account) lost() *login.Problem {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.gone
}

// forgetCredentials has them read anew before the next request.
func (a *Account) forgetCredentials() {
	if cached, ok := a.login.Config.Credentials.(*aws.CredentialsCache); ok {
		cached.Invalidate()
	}
}
