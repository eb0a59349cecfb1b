// Package call holds one AWS API call as it was seen on this machine, and how it
// becomes a CloudTrail-shaped record that can never be taken for one of AWS's
// own: every record says under additionalEventData that spoor recorded it and
// how, and package event flags it as local.
package call

import (
	"context"
	"time"
)

// Call is one AWS API call as seen on this machine: by the gateway, which saw
// request and answer, or by the listener for client-side monitoring, which was
// told of them. A zero field means that it is not known. Bodies of objects and
// messages are never part of it.
type Call struct {
	// ID becomes the record's eventID; a fresh UUID is drawn where it is empty.
	ID string
	// Start is when the client sent the request, Duration how long it was until
	// the answer had been received whole.
	Start    time.Time
	Duration time.Duration
	// Via says how the call was seen.
	Via Via
	// Endpoint is where the request went, as a URL without path or as a host.
	Endpoint string

	// Source is the event source, such as "s3.amazonaws.com".
	Source string
	// Operation is the operation's name in AWS's model of the service
	// ("CreateBucket"). Where that could not be told it is method and path
	// ("GET /v1/things"), and Unnamed is set.
	Operation string
	Unnamed   bool
	Region    string
	Caller    Caller
	// UserAgent and SourceIP are the client's; SourceIP without a port.
	UserAgent string
	SourceIP  string

	RequestID string
	// Status is the HTTP status of the answer, 0 where there was none.
	Status int
	// ErrorCode and ErrorMessage are the service's, or the client's where no
	// answer came. Both empty means that the call succeeded.
	ErrorCode, ErrorMessage string

	// Request and Response are parameters and result, named as in CloudTrail's
	// records (names begin in lower case), of anything that encoding/json can
	// write. Secrets in them are hidden by Record, and the results of reads are
	// left out as CloudTrail does.
	Request, Response map[string]any
	// BytesIn and BytesOut are the sizes of the bodies of request and answer.
	BytesIn, BytesOut int64
	Resources         []Resource
	ReadOnly          ReadOnly
	// Attempts is how often the request was sent.
	Attempts int
	// Extra goes into additionalEventData beside what the record always says
	// there.
	Extra map[string]string
}

// Caller is who made a call, as far as that is certain. The access key says
// nothing reliable about the account, so Account and ARN are set only where an
// answer of AWS's or of the emulator told them.
type Caller struct {
	AccessKey string
	Account   string
	// ARN and Principal are the Arn and UserId that GetCallerIdentity gives.
	ARN, Principal string
}

// Resource is something that a call acted on.
type Resource struct {
	// Type is a CloudFormation type name, such as "AWS::S3::Bucket".
	Type, ARN string
}

// Via says how a call was seen.
type Via uint8

// The ways by which calls are seen.
const (
	// Gateway: request and answer passed through.
	Gateway Via = iota + 1
	// CSM: the client told of it in client-side monitoring datagrams.
	CSM
)

// String returns "gateway" or "csm", as records say it.
func (v Via) String() string {
	switch v {
	case Gateway:
		return "gateway"
	case CSM:
		return "csm"
	}
	return "unknown"
}

// ReadOnly says whether an operation only reads.
type ReadOnly uint8

// The verdicts. Where it is unknown the record does not say, and readers judge
// by the operation's name.
const (
	ReadOnlyUnknown ReadOnly = iota
	Reads
	Writes
)

// Failed reports whether the call failed.
func (c *Call) Failed() bool {
	return c.ErrorCode != "" || c.ErrorMessage != "" || c.Status >= 400
}

// Sink takes calls in.
type Sink interface {
	// Record returns once the call will survive a power failure, or an error
	// that says why it will not. It may be called from several goroutines at a
	// time, and holds on to nothing that the call refers to.
	Record(ctx context.Context, c Call) error
}
