// Package event turns one CloudTrail record into an event as spoor understands
// it: who did what, to what, when, from where, how it ended and how much it
// matters. It also holds the one way by which text from a record may reach a
// terminal (Clean).
//
// The package knows nothing of files, networks or storage. Everything it
// derives can be derived again from the record, and from the LookupEvents
// envelope around it where there was one.
package event

import "time"

// Event is one record as spoor understands it. All strings are raw text from
// the record (never cleaned for display) and may alias the bytes given to the
// decoder: they stay valid as long as those bytes are not changed and, for a
// Decoder that is not Lasting, until its next Decode.
//
// A zero string means that the record does not say.
type Event struct {
	// ID is eventID (eventId in aggregated records), exactly as written. Where
	// the record has none it is "sha256:" and the hex SHA-256 of the record.
	ID string
	// Time is eventTime in UTC, fractions kept; windowStart for aggregated
	// records.
	Time time.Time
	// Source is eventSource ("iam.amazonaws.com"); for Insight records the one
	// inside insightDetails, and likewise Name.
	Source, Name string
	Region       string
	// Account is the account whose log this is: recipientAccountId, else the
	// caller's account.
	Account string
	// Category is eventCategory, derived for records older than 1.07:
	// Management, Data, NetworkActivity, Insight or Aggregated.
	Category string
	// Type is eventType, for instance AwsApiCall or AwsConsoleSignIn.
	Type      string
	RequestID string
	SharedID  string

	// User is the user name as Event history shows it: the envelope's Username
	// where there is one, else derived. For an assumed role it is the session
	// name.
	User string
	// Role is the name of the role whose session made the call, if any.
	Role string
	// ARN, Principal, AccessKey and ActorType are userIdentity's arn,
	// principalId, accessKeyId and type.
	ARN, Principal, AccessKey, ActorType string
	// ActorAccount is userIdentity.accountId.
	ActorAccount string
	// InvokedBy is the service that made the call on somebody's behalf.
	InvokedBy string
	// OnBehalfOf is the IAM Identity Center user id, SourceIdentity the source
	// identity that a role session carries, SignInSession its sign-in session.
	OnBehalfOf, SourceIdentity, SignInSession string
	// Session groups the calls of one set of temporary credentials: principal
	// and creation time of the session, else the access key.
	Session string
	MFA     MFA

	IP          string
	Agent       string
	Origin      Origin
	VPCEndpoint string
	// TLS is tlsDetails.tlsVersion.
	TLS string

	// Error is errorCode; Message is errorMessage, which may stand alone
	// (failed console sign-ins).
	Error, Message string

	// Targets are the resources acted on, most telling first, without
	// duplicates.
	Targets []Target

	Verb     Verb
	Severity Severity
	Flags    Flags
}

// Target is a resource that an event acted on or created.
type Target struct {
	// Type is a CloudFormation type name ("AWS::S3::Bucket"), or empty where it
	// is not known.
	Type string
	// Name is the resource's name, id or ARN as the record gives it.
	Name string
}

// Envelope is what LookupEvents says about a record beside the record itself.
// Resources and Username come first where they exist, because AWS computes them
// and they hold more than the record does.
type Envelope struct {
	EventID, EventName, EventSource string
	AccessKeyID, Username           string
	// ReadOnly is "true", "false" or empty.
	ReadOnly  string
	Resources []Target
}

// MFA says whether the caller's session was opened with a second factor.
type MFA uint8

// What a record says about the second factor.
const (
	MFAUnknown MFA = iota
	MFANo
	MFAYes
)

// Verb is the kind of act, one per event.
type Verb uint8

// The verbs. Their order is fixed: it is stored.
const (
	VerbUnknown Verb = iota
	VerbRead
	VerbWrite
	VerbDelete
	VerbSignIn
	VerbService
	VerbInsight
	VerbNetwork
)

// Severity is how much an event asks to be looked at. Every event has exactly
// one, and with it one colour.
type Severity uint8

// The severities, from quiet to danger. Their order is fixed: it is stored.
const (
	// Quiet: reads by services, and what agents and services note down all day.
	Quiet Severity = iota
	// Normal: everything else.
	Normal
	// Attention: writes, sign-ins, cross-account acts, reads of secrets.
	Attention
	// Danger: an error on a write, a destructive verb, logging switched off,
	// root.
	Danger

	// Severities is how many there are.
	Severities = 4
)

// Origin is the kind of client that made the call, judged by its user agent.
type Origin uint8

// The origins. Their order is fixed: it is stored.
const (
	OriginUnknown Origin = iota
	OriginConsole
	OriginCLI
	OriginSDK
	OriginTerraform
	OriginCloudFormation
	OriginService
	OriginBrowser
	OriginOther
)

// Flags are the yes-or-no facts about an event that filters can ask for.
type Flags uint32

// The flags of a single event. Their order is fixed: it is stored. Whether an
// event is marked, or has variants, is known only to the cache.
const (
	// FlagFailed: errorCode, or errorMessage, or ConsoleLogin = Failure.
	FlagFailed Flags = 1 << iota
	// FlagDenied: failed for want of permission.
	FlagDenied
	FlagRoot
	// FlagConsole: made through the AWS console.
	FlagConsole
	// FlagService: made by an AWS service, not by a person or program.
	FlagService
	// FlagCrossAccount: the caller's account is not the account of the log.
	FlagCrossAccount
	// FlagTruncated: CloudTrail left out, cut or redacted part of the record.
	FlagTruncated
	// FlagPartial: the input was lossy (a console CSV download), so that fields
	// are missing which the record had.
	FlagPartial
	// FlagAmended: the record carries an addendum.
	FlagAmended
	// FlagWrite and FlagRead: readOnly as the record says it, else by the verb.
	FlagWrite
	FlagRead
	// FlagLocal: recorded on this machine by spoor, not by AWS.
	FlagLocal
)

// Has reports whether all of want are set.
func (f Flags) Has(want Flags) bool { return f&want == want }

// Failed reports whether the call failed.
func (e *Event) Failed() bool { return e.Flags.Has(FlagFailed) }
