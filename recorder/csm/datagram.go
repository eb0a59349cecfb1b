package csm

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// The types of datagrams.
const (
	ofCall    = "ApiCall"
	ofAttempt = "ApiCallAttempt"
)

// datagram is what a client tells, without its session token. The names are
// those that the SDKs send (botocore's monitoring.py, and aws/csm of the SDK for
// Go version 1).
type datagram struct {
	Version  int
	ClientID string `json:"ClientId"`
	Type     string
	// Service is the SDK's id of the service, such as "CloudWatch Logs".
	Service, Api string
	// Timestamp is when it began, in milliseconds of Unix time.
	Timestamp int64
	Region    string
	UserAgent string

	// Of a call; Latency is in milliseconds.
	AttemptCount             int
	Latency                  int64
	MaxRetriesExceeded       int
	FinalHTTPStatusCode      int `json:"FinalHttpStatusCode"`
	FinalAwsException        string
	FinalAwsExceptionMessage string
	FinalSdkException        string
	FinalSdkExceptionMessage string

	// Of an attempt.
	AttemptLatency      int64
	HTTPStatusCode      int `json:"HttpStatusCode"`
	Fqdn                string
	AccessKey           string
	XAmznRequestID      string `json:"XAmznRequestId"`
	XAmzRequestID       string `json:"XAmzRequestId"`
	AwsException        string
	AwsExceptionMessage string
	SdkException        string
	SdkExceptionMessage string

	// from is the address of the sender, received when it came.
	from     string
	received time.Time
}

// Limits of what is believed.
const (
	maxName    = 256
	maxText    = 1 << 10
	maxPacket  = 8 << 10 // SDKs drop longer ones themselves
	maxLatency = 24 * time.Hour
	maxSkew    = 24 * time.Hour
)

// longestPacket is how long a datagram can be at all.
const longestPacket = 1<<16 - 1

var errStrange = errors.New("not a client-side monitoring datagram")

// parse reads a datagram and overwrites it, since it may hold a session token.
func parse(packet []byte, from string, received time.Time) (*datagram, error) {
	defer clear(packet)
	if len(packet) > maxPacket {
		return nil, fmt.Errorf("%w: it is longer than %d KiB", errStrange, maxPacket>>10)
	}
	d := &datagram{}
	if err := json.Unmarshal(packet, d); err != nil {
		// The error may quote what it stumbled over.
		return nil, fmt.Errorf("%w: it is not the JSON of one", errStrange)
	}
	switch {
	case d.Version != 1:
		return nil, fmt.Errorf("%w: its version is %d", errStrange, d.Version)
	case d.Type != ofCall && d.Type != ofAttempt:
		return nil, fmt.Errorf("%w: it is of another type", errStrange)
	case d.Service == "" || d.Api == "" || len(d.Service) > maxName || len(d.Api) > maxName:
		return nil, fmt.Errorf("%w: it names no operation", errStrange)
	}
	for _, text := range []*string{
		&d.ClientID, &d.Region, &d.UserAgent, &d.FinalAwsException, &d.FinalAwsExceptionMessage, &d.FinalSdkException,
		&d.FinalSdkExceptionMessage, &d.Fqdn, &d.AccessKey, &d.XAmznRequestID, &d.XAmzRequestID, &d.AwsException,
		&d.AwsExceptionMessage, &d.SdkException, &d.SdkExceptionMessage,
	} {
		if len(*text) > maxText {
			*text = strings.Clone((*text)[:maxText])
		}
	}
	d.from, d.received = from, received
	return d, nil
}

// took is how long the call or attempt took.
func (d *datagram) took() time.Duration {
	ms := d.Latency
	if d.Type == ofAttempt {
		ms = d.AttemptLatency
	}
	if ms < 0 || ms > maxLatency.Milliseconds() {
		return 0
	}
	return time.Duration(ms) * time.Millisecond
}

// began is when the call or attempt began: as it says, unless its clock and ours
// are of different minds.
func (d *datagram) began() time.Time {
	if t := time.UnixMilli(d.Timestamp); d.received.Sub(t).Abs() <= maxSkew+d.took() {
		return t
	}
	return d.received.Add(-d.took())
}

func (d *datagram) ended() time.Time { return d.began().Add(d.took()) }

// requestID is the request id of an attempt: services of S3's kind send it under
// a name of their own.
func (d *datagram) requestID() string {
	if d.XAmznRequestID != "" {
		return d.XAmznRequestID
	}
	return d.XAmzRequestID
}

// status is the HTTP status that the call or attempt ended with.
func (d *datagram) status() int {
	if d.Type == ofAttempt {
		return d.HTTPStatusCode
	}
	return d.FinalHTTPStatusCode
}

// failure is how it failed: the service's error, else the client's own.
func (d *datagram) failure() (code, message string) {
	if d.Type == ofAttempt {
		return first(d.AwsException, d.SdkException), first(d.AwsExceptionMessage, d.SdkExceptionMessage)
	}
	return first(d.FinalAwsException, d.FinalSdkException), first(d.FinalAwsExceptionMessage, d.FinalSdkExceptionMessage)
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
