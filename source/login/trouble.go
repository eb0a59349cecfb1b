package login

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Trouble is what kind of thing went wrong.
type Trouble uint8

// The kinds of trouble.
const (
	// Failing: AWS, or what is between here and there, does not work.
	Failing Trouble = iota
	// Unreachable: there is no way to the endpoint.
	Unreachable
	// Refused: the account may not ask this of this Region.
	Refused
	// Expired: the login or the session is over.
	Expired
	// NoCredentials: there are none, or none that AWS knows.
	NoCredentials
	// Misused: the request or the configuration is at fault.
	Misused
	// Throttled: there were too many requests.
	Throttled
)

// Passes reports whether it may be gone when one tries again.
func (t Trouble) Passes() bool { return t == Failing || t == Unreachable }

// codes are the error codes of CloudTrail, STS, EC2 and S3, and those common to
// all services (CloudTrail API reference, Common Error Types; Amazon S3 API
// reference, Error responses).
var codes = map[string]Trouble{
	"ThrottlingException":      Throttled,
	"Throttling":               Throttled,
	"ThrottledException":       Throttled,
	"RequestLimitExceeded":     Throttled,
	"TooManyRequestsException": Throttled,
	"SlowDown":                 Throttled,

	"UnauthorizedException": Expired, // of single sign-on: the session is over
	"InvalidGrantException": Expired, // likewise, when it is to be renewed
	"ExpiredToken":          Expired,
	"ExpiredTokenException": Expired,
	"TokenRefreshRequired":  Expired,
	"RequestExpired":        Failing, // the clocks differ; the SDK corrects that after the first answer
	"RequestTimeTooSkewed":  Failing,

	"AccessDenied":                   Refused,
	"ForbiddenException":             Refused, // of single sign-on: the role is not given out
	"AccessDeniedException":          Refused,
	"UnauthorizedOperation":          Refused,
	"NotAuthorized":                  Refused,
	"OptInRequired":                  Refused,
	"OperationNotPermittedException": Refused,
	"UnsupportedOperationException":  Refused,

	"UnrecognizedClientException": NoCredentials,
	"InvalidClientTokenId":        NoCredentials,
	"AuthFailure":                 NoCredentials,
	"MissingAuthenticationToken":  NoCredentials,
	"IncompleteSignature":         NoCredentials,
	"InvalidSignatureException":   NoCredentials,
	"SignatureDoesNotMatch":       NoCredentials,
	"InvalidAccessKeyId":          NoCredentials,
	"InvalidToken":                NoCredentials,
}

// TroubleOf tells what kind of thing went wrong by the error of a client of the
// SDK.
func TroubleOf(err error) Trouble {
	if t, known := loginTrouble(err); known {
		return t
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		if t, known := codes[api.ErrorCode()]; known {
			return t
		}
	}
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		switch status := response.HTTPStatusCode(); {
		case status == 429:
			return Throttled
		case status >= 500:
			return Failing
		}
	}
	if _, ok := errors.AsType[*smithy.DeserializationError](err); ok {
		return Failing
	}
	if api != nil {
		if api.ErrorFault() == smithy.FaultServer {
			return Failing
		}
		return Misused
	}
	return networkTrouble(err)
}

func networkTrouble(err error) Trouble {
	var dns *net.DNSError
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &certificate):
		return Misused
	case errors.As(err, &dns), errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect"):
		return Unreachable
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), op != nil:
		return Failing
	}
	if _, ok := errors.AsType[*smithyhttp.RequestSendError](err); ok {
		return Failing
	}
	return Misused
}

// loginTrouble knows the errors of credentials that never reached AWS. Many
// have no type of their own.
func loginTrouble(err error) (Trouble, bool) {
	var sso *ssocreds.InvalidTokenError
	var profile config.SharedConfigProfileNotExistError
	var code config.AssumeRoleTokenProviderNotSetError
	switch {
	case errors.As(err, &sso):
		return Expired, true
	case errors.As(err, &profile), errors.As(err, &code):
		return Misused, true
	}
	text := err.Error()
	for _, words := range []string{"cached SSO token", "the SSO session", "please reauthenticate", "load login token", "refresh cached SSO token"} {
		if strings.Contains(text, words) {
			return Expired, true
		}
	}
	for _, words := range []string{"no EC2 IMDS role found", "access disabled to EC2 IMDS", "static credentials are empty"} {
		if strings.Contains(text, words) {
			return NoCredentials, true
		}
	}
	return 0, false
}
