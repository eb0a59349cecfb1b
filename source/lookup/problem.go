package lookup

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
)

// Problem is why an account or Region could not be asked: in one line, what
// happened, to what, and what to do.
type Problem struct {
	Trouble Trouble
	// Profile, Account and Region say what it is about, as far as that is known
	// and matters.
	Profile, Account, Region string
	// What happened, and what to Do next; Do may be empty.
	What, Do string
	Err      error
}

// Error says it in one line.
func (p *Problem) Error() string {
	var about []string
	if p.Region != "" {
		about = append(about, p.Region)
	}
	switch {
	case p.Account != "":
		about = append(about, "account "+p.Account)
	case p.Profile != "":
		about = append(about, "profile "+p.Profile)
	}
	if len(about) == 0 {
		return p.Reason()
	}
	return strings.Join(about, ", ") + ": " + p.Reason()
}

// Reason is the line without what it is about.
func (p *Problem) Reason() string {
	if p.Do == "" {
		return p.What
	}
	return p.What + ": " + p.Do
}

// Unwrap returns the error of the SDK.
func (p *Problem) Unwrap() error { return p.Err }

func (a *Account) problem(t Trouble, region, what, do string, err error) *Problem {
	return &Problem{Trouble: t, Profile: a.Profile, Account: a.ID, Region: region, What: what, Do: do, Err: err}
}

// explain says of an error what to do about it. What concerns the credentials
// concerns every Region: then the account is not asked any more.
func (a *Account) explain(region string, err error) *Problem {
	p := a.problemOf(region, err)
	if p.Trouble == Expired {
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

func (a *Account) problemOf(region string, err error) *Problem {
	var profile config.SharedConfigProfileNotExistError
	var code config.AssumeRoleTokenProviderNotSetError
	trouble := troubleOf(err)
	switch trouble {
	case Expired:
		return a.problem(trouble, region, "the login has expired", a.login.renewal(a.Profile), err)
	case Refused:
		if region == "" {
			return a.problem(trouble, region, "access is denied: "+short(err), "", err)
		}
		return a.problem(trouble, region, "the Region refuses: "+short(err),
			"allow cloudtrail:LookupEvents there, or leave the Region out", err)
	case NoCredentials:
		if region != "" && a.ID != "" {
			// STS knew the credentials: Regions that are not enabled do not.
			return a.problem(Refused, region, "the Region does not know these credentials: "+short(err),
				"enable the Region for the account, or leave it out", err)
		}
		var api smithy.APIError
		if errors.As(err, &api) {
			return a.problem(trouble, region, "AWS does not accept the credentials: "+short(err), a.login.renewal(a.Profile), err)
		}
		return a.problem(trouble, region, "there are no AWS credentials", a.login.start(a.Profile), err)
	case Unreachable:
		return a.problem(trouble, region, "AWS cannot be reached: "+short(err), "check the network, the Region's name and AWS_ENDPOINT_URL", err)
	case Failing:
		return a.problem(trouble, region, "AWS does not answer properly: "+short(err), "run sync again later", err)
	}
	switch {
	case errors.As(err, &profile):
		return a.problem(trouble, region, "there is no such profile in the AWS configuration", "see 'aws configure list-profiles'", err)
	case errors.As(err, &code):
		return a.problem(trouble, region, "its role wants the code of an MFA device", "run sync on a terminal", err)
	}
	return a.problem(trouble, region, short(err), "", err)
}

// short is an error in a few words on one line: that of the service where there
// is one, without the SDK's account of how it came about.
func short(err error) string {
	var api smithy.APIError
	text := ""
	if errors.As(err, &api) {
		text = api.ErrorCode()
		if m := api.ErrorMessage(); m != "" {
			text += ": " + m
		}
	} else {
		for inner := err; inner != nil; inner = errors.Unwrap(inner) {
			if _, wraps := inner.(interface{ Unwrap() error }); !wraps || isPlain(inner) {
				text = inner.Error()
				break
			}
		}
	}
	const most = 300
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// isPlain reports whether an error says enough by itself, though it wraps
// another.
func isPlain(err error) bool {
	switch err.(type) {
	case *unreadable, interface{ Timeout() bool }:
		return true
	}
	return false
}

// login is how somebody got the credentials, for the sake of renewing them.
type login uint8

const (
	byKeys login = iota
	bySSO
	byConsole
)

func loginOf(c aws.Config) login {
	for _, from := range c.ConfigSources {
		shared, ok := from.(config.SharedConfig)
		if !ok {
			continue
		}
		for p := &shared; p != nil; p = p.Source {
			switch {
			case p.SSOSessionName != "" || p.SSOStartURL != "":
				return bySSO
			case p.LoginSession != "":
				return byConsole
			}
		}
	}
	return byKeys
}

func (l login) renewal(profile string) string {
	switch l {
	case bySSO:
		return "run 'aws sso login" + profileFlag(profile) + "'"
	case byConsole:
		return "run 'aws login" + profileFlag(profile) + "'"
	}
	if profile == "" {
		return "renew AWS_SESSION_TOKEN and the keys that go with it, or run 'aws sso login'"
	}
	return fmt.Sprintf("renew the keys of profile %s, or run 'aws sso login --profile %s'", profile, profile)
}

func (l login) start(profile string) string {
	if l != byKeys {
		return l.renewal(profile)
	}
	return fmt.Sprintf("run 'aws configure%s' or 'aws sso login%[1]s', or choose with --profile", profileFlag(profile))
}

func profileFlag(profile string) string {
	if profile == "" {
		return ""
	}
	return " --profile " + profile
}
