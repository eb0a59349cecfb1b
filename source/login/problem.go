package login

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Problem is why AWS could not be asked: in one line, what happened, to what,
// and what to do.
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

// Explain says of an error of a client made of the login's configuration what to
// do about it.
func (l *Login) Explain(err error) *Problem {
	p := &Problem{Trouble: TroubleOf(err), Profile: l.Profile, Err: err}
	var api smithy.APIError
	var profile config.SharedConfigProfileNotExistError
	var code config.AssumeRoleTokenProviderNotSetError
	var role config.SharedConfigAssumeRoleError
	var certificate *tls.CertificateVerificationError
	process, byProcess := processTrouble(err)
	switch {
	case byProcess:
		p.Trouble, p.What, p.Do = NoCredentials, process, "run the command to see why"
	case p.Trouble == Expired:
		p.What, p.Do = "the login has expired", l.renewal()
	case p.Trouble == Refused:
		p.What = "access is denied: " + Short(err)
	case p.Trouble == NoCredentials && errors.As(err, &api):
		p.What, p.Do = "AWS does not accept the credentials: "+Short(err), l.renewal()
	case p.Trouble == NoCredentials:
		p.What, p.Do = "there are no AWS credentials", l.start()
	case p.Trouble == Unreachable:
		p.What, p.Do = "AWS cannot be reached: "+Short(err), "check the network, the Region's name and AWS_ENDPOINT_URL"
	case p.Trouble == Failing:
		p.What, p.Do = "AWS does not answer properly: "+Short(err), "try again later"
	case errors.As(err, &certificate):
		p.What, p.Do = "the server's certificate is not trusted: "+Short(err), "name the authority that vouches for it, of a proxy perhaps, with AWS_CA_BUNDLE"
	case errors.As(err, &role) && errors.As(err, &profile):
		p.What, p.Do = "the source_profile "+role.Profile+" is not in the AWS configuration", "see 'aws configure list-profiles'"
	case errors.As(err, &role):
		p.What, p.Do = "the source_profile "+role.Profile+" leads to no credentials", "name one that has some"
	case errors.As(err, &profile):
		p.What, p.Do = "there is no such profile in the AWS configuration", "see 'aws configure list-profiles'"
		if p.Profile == "" {
			p.Profile = profile.Profile // that of AWS_PROFILE
		}
	case errors.As(err, &code):
		p.What, p.Do = "its role wants the code of an MFA device", "run this on a terminal"
	default:
		p.What = Short(err)
	}
	return p
}

// nameless is the SDK's code for an answer that names no error.
const nameless = "UnknownError"

// Short is an error in a few words on one line: that of the service where there
// is one, without the SDK's account of how it came about.
func Short(err error) string {
	var api smithy.APIError
	text := ""
	var response *smithyhttp.ResponseError
	if errors.As(err, &api) && api.ErrorCode() == nameless && errors.As(err, &response) {
		status := response.HTTPStatusCode()
		text = strings.TrimSpace(fmt.Sprintf("HTTP %d %s", status, http.StatusText(status)))
	} else if errors.As(err, &api) {
		text = api.ErrorCode()
		if m := api.ErrorMessage(); m != "" {
			text += ": " + m
		}
	} else {
		for inner := err; inner != nil; inner = errors.Unwrap(inner) {
			if errors.Unwrap(inner) == nil || isPlain(inner) {
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
	case interface{ Plain() }, interface{ Timeout() bool }:
		return true
	}
	return false
}
