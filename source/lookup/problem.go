package lookup

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/smithy-go"

	"spoor/source/login"
)

func (a *Account) problem(t login.Trouble, region, what, do string, err error) *login.Problem {
	return &login.Problem{Trouble: t, Profile: a.Profile, Account: a.ID, Region: region, What: what, Do: do, Err: err}
}

// explain says of an error what to do about it. What concerns the credentials
// concerns every Region: then the account is not asked any more.
func (a *Account) explain(region string, err error) *login.Problem {
	p := a.problemOf(region, err)
	if p.Trouble == login.Expired {
		p.Region = ""
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.gone == nil {
			a.gone = p
		}
		return a.gone
	}
	return p
}

func (a *Account) problemOf(region string, err error) *login.Problem {
	switch trouble := troubleOf(err); {
	case trouble == login.Refused && region != "":
		return a.problem(trouble, region, "the Region refuses: "+login.Short(err),
			"allow cloudtrail:LookupEvents there, or leave the Region out", err)
	case trouble == login.NoCredentials && region != "" && a.ID != "":
		// STS knew the credentials: Regions that are not enabled do not.
		return a.problem(login.Refused, region, "the Region does not know these credentials: "+login.Short(err),
			"enable the Region for the account, or leave it out", err)
	case trouble == login.Failing:
		return a.problem(trouble, region, "AWS does not answer properly: "+login.Short(err), "run sync again later", err)
	}
	p := a.login.Explain(err)
	p.Account, p.Region = a.ID, region
	return p
}

func troubleOf(err error) login.Trouble {
	if _, ok := errors.AsType[*unreadable](err); ok {
		return login.Failing
	}
	return login.TroubleOf(err)
}

// isBadToken reports whether an error says that a page's token is not known any
// more.
func isBadToken(err error) bool {
	var bad *types.InvalidNextTokenException
	var api smithy.APIError
	return errors.As(err, &bad) || errors.As(err, &api) && api.ErrorCode() == "InvalidNextTokenException"
}

// isTooOld reports whether an error says that a span of time is not one that can
// be asked for.
func isTooOld(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorCode() == "InvalidTimeRangeException"
}

// unreadable is an answer that broke off or makes no sense.
type unreadable struct{ err error }

func (u *unreadable) Error() string { return "the answer could not be read: " + u.err.Error() }
func (u *unreadable) Unwrap() error { return u.err }

// Plain says that the error is told without those in it.
func (u *unreadable) Plain() {}
