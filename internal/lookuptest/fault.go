package lookuptest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Service answers a request. It never returns nil.
type Service func(*Request) *Answer

// Fault stands between a request and the service. It answers itself, or hands
// the request on and may change both it and the answer. Faults that keep state
// belong to one server; all are safe for concurrent use.
type Fault func(*Request, Service) *Answer

// chain puts faults before a service, the first outermost.
func chain(faults []Fault, service Service) Service {
	for i := len(faults) - 1; i >= 0; i-- {
		fault, next := faults[i], service
		service = func(r *Request) *Answer { return fault(r, next) }
	}
	return service
}

// Error answers with an error in the form of the protocol that was spoken.
func Error(status int, code, message string) Fault {
	return func(r *Request, _ Service) *Answer {
		a := &Answer{Status: status, Header: http.Header{"X-Amzn-Requestid": {"00000000-0000-4000-8000-000000000000"}}}
		if r.HTTP.Header.Get("X-Amz-Target") != "" {
			a.Header.Set("Content-Type", "application/x-amz-json-1.1")
			a.Body, _ = json.Marshal(map[string]string{"__type": code, "message": message})
			return a
		}
		a.Header.Set("Content-Type", "text/xml")
		layout := "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
		if r.Action == "DescribeRegions" {
			layout = "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors></Response>"
		}
		a.Body = fmt.Appendf(nil, layout, code, message)
		return a
	}
}

// Throttled answers that too much is asked.
func Throttled() Fault { return Error(http.StatusBadRequest, "ThrottlingException", "Rate exceeded") }

// ServerError answers 500.
func ServerError() Fault {
	return Error(http.StatusInternalServerError, "InternalFailure", "The request processing has failed.")
}

// Unavailable answers 503.
func Unavailable() Fault {
	return Error(http.StatusServiceUnavailable, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
}

// ExpiredCredentials answers that the caller's session is over.
func ExpiredCredentials() Fault {
	return Error(http.StatusForbidden, "ExpiredTokenException", "The security token included in the request is expired")
}

// RefusedRegion answers as a Region does that the account has not enabled.
func RefusedRegion() Fault {
	return Error(http.StatusForbidden, "UnrecognizedClientException", "The security token included in the request is invalid.")
}

// AccessDenied answers that the caller has no permission.
func AccessDenied() Fault {
	return Error(http.StatusBadRequest, "AccessDeniedException",
		"User: arn:aws:iam::111122223333:user/spoor is not authorized to perform: cloudtrail:LookupEvents")
}

// RefusedToken answers that the NextToken is not valid (any more).
func RefusedToken() Fault {
	return Error(http.StatusBadRequest, "InvalidNextTokenException", "The token is not valid.")
}

// Drop ends the connection without an answer. The service does its work all the
// same.
func Drop() Fault {
	return func(r *Request, next Service) *Answer {
		next(r)
		return &Answer{Ending: Dropped}
	}
}

// Break ends the connection in the middle of the answer.
func Break() Fault {
	return func(r *Request, next Service) *Answer {
		a := *next(r)
		a.Ending = Broken
		return &a
	}
}

// Garbage answers 200 with something that is no JSON, as a proxy might.
func Garbage() Fault {
	return func(*Request, Service) *Answer {
		return &Answer{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<html><h1>Welcome</h1>")}
	}
}

// Hang answers nothing until the client gives up.
func Hang() Fault {
	return func(r *Request, _ Service) *Answer {
		<-r.HTTP.Context().Done()
		return &Answer{Ending: Dropped}
	}
}

// Before calls f before the request is answered: to add late events, or to end a
// context at a certain place.
func Before(f func(*Request)) Fault {
	return func(r *Request, next Service) *Answer {
		f(r)
		return next(r)
	}
}
