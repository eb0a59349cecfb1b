package segment

import (
	"encoding/binary"
	"fmt"

	"spoor/event"
	"spoor/query"
)

// ID names a section of a segment. The numbers are stored and never reused.
type ID uint8

// The sections. Those up to columnEnd are columns.
const (
	Source ID = iota + 1
	Name
	Region
	Account
	Category
	Type
	User
	Role
	ARN
	Principal
	AccessKey
	ActorType
	ActorAccount
	InvokedBy
	OnBehalfOf
	SourceIdentity
	SignInSession
	Session
	IP
	Agent
	VPCEndpoint
	TLS
	Error
	Message
	SharedID
	MFA
	Origin
	Verb
	Severity
	Flags
	// Targets holds whole lists of targets, each list one value (see
	// AppendTargets).
	Targets
	// TargetTypes, Users, Actors and Failure hold what terms on the fields
	// type, user, actor and error look at, whole lists as one value each (see
	// EachOf).
	TargetTypes
	Users
	Actors
	Failure
	// Shape is how the record was wrapped; From is the place of its provenance
	// in the section Origins.
	Shape
	From
	columnEnd
)

// The sections that are not columns.
const (
	RowTimes ID = iota + 64
	EventIDs
	RequestIDs
	KeyIndex
	KeyFilter
	Positions
	RecordPlaces
	// TextIndex is the index of words.
	TextIndex
	// Sightings is where else the segment's and others' records were seen.
	Sightings
	// Origins are the numbers of the provenances that column From refers to.
	Origins
	// IDFilter is a filter of event ids and request ids.
	IDFilter
)

// String names the section in messages.
func (id ID) String() string {
	if id > 0 && id < columnEnd {
		return "column " + columns[id].name
	}
	switch id {
	case RowTimes:
		return "times"
	case EventIDs:
		return "event ids"
	case RequestIDs:
		return "request ids"
	case KeyIndex:
		return "identity index"
	case KeyFilter:
		return "identity filter"
	case Positions:
		return "positions"
	case RecordPlaces:
		return "record places"
	case TextIndex:
		return "text index"
	case Sightings:
		return "sightings"
	case Origins:
		return "provenances"
	case IDFilter:
		return "filter of ids"
	}
	return fmt.Sprintf("section %d", uint8(id))
}

// columnOf says how one column is taken from an event (text or get) and put
// back (text or set; lists are not, since they repeat other columns). Shape and
// From have neither: they are not the event's.
type columnOf struct {
	name string
	// ofCaller says that events by the same caller have the same value.
	ofCaller bool
	// follows is a column before this one: events with the same value there have the
	// same here.
	follows ID
	text    func(*event.Event) *string
	// number, where there is one, tells values apart that get would write, sooner.
	number func(*event.Event) uint32
	get    func(e *event.Event, scratch []byte) []byte
	set    func(e *event.Event, value string) error
}

var columns = [columnEnd]columnOf{
	Source:         {name: "source", text: func(e *event.Event) *string { return &e.Source }},
	Name:           {name: "name", text: func(e *event.Event) *string { return &e.Name }},
	Region:         {name: "region", text: func(e *event.Event) *string { return &e.Region }},
	Account:        {name: "account", text: func(e *event.Event) *string { return &e.Account }},
	Category:       {name: "category", text: func(e *event.Event) *string { return &e.Category }},
	Type:           {name: "type", text: func(e *event.Event) *string { return &e.Type }},
	User:           {name: "user", ofCaller: true, text: func(e *event.Event) *string { return &e.User }},
	Role:           {name: "role", ofCaller: true, text: func(e *event.Event) *string { return &e.Role }},
	ARN:            {name: "arn", ofCaller: true, text: func(e *event.Event) *string { return &e.ARN }},
	Principal:      {name: "principal", ofCaller: true, text: func(e *event.Event) *string { return &e.Principal }},
	AccessKey:      {name: "access key", ofCaller: true, text: func(e *event.Event) *string { return &e.AccessKey }},
	ActorType:      {name: "actor type", ofCaller: true, text: func(e *event.Event) *string { return &e.ActorType }},
	ActorAccount:   {name: "actor account", ofCaller: true, text: func(e *event.Event) *string { return &e.ActorAccount }},
	InvokedBy:      {name: "invoked by", ofCaller: true, text: func(e *event.Event) *string { return &e.InvokedBy }},
	OnBehalfOf:     {name: "on behalf of", ofCaller: true, text: func(e *event.Event) *string { return &e.OnBehalfOf }},
	SourceIdentity: {name: "source identity", ofCaller: true, text: func(e *event.Event) *string { return &e.SourceIdentity }},
	SignInSession:  {name: "sign-in session", ofCaller: true, text: func(e *event.Event) *string { return &e.SignInSession }},
	Session:        {name: "session", ofCaller: true, text: func(e *event.Event) *string { return &e.Session }},
	IP:             {name: "ip", text: func(e *event.Event) *string { return &e.IP }},
	Agent:          {name: "agent", text: func(e *event.Event) *string { return &e.Agent }},
	VPCEndpoint:    {name: "vpc endpoint", text: func(e *event.Event) *string { return &e.VPCEndpoint }},
	TLS:            {name: "tls", text: func(e *event.Event) *string { return &e.TLS }},
	Error:          {name: "error", text: func(e *event.Event) *string { return &e.Error }},
	Message:        {name: "message", text: func(e *event.Event) *string { return &e.Message }},
	SharedID:       {name: "shared id", text: func(e *event.Event) *string { return &e.SharedID }},
	MFA: {name: "mfa", ofCaller: true,
		number: func(e *event.Event) uint32 { return uint32(e.MFA) },
		get:    func(e *event.Event, b []byte) []byte { return append(b, byte(e.MFA)) },
		set:    func(e *event.Event, v string) error { return small(v, (*uint8)(&e.MFA)) }},
	Origin: {name: "origin",
		number: func(e *event.Event) uint32 { return uint32(e.Origin) },
		get:    func(e *event.Event, b []byte) []byte { return append(b, byte(e.Origin)) },
		set:    func(e *event.Event, v string) error { return small(v, (*uint8)(&e.Origin)) }},
	Verb: {name: "verb",
		number: func(e *event.Event) uint32 { return uint32(e.Verb) },
		get:    func(e *event.Event, b []byte) []byte { return append(b, byte(e.Verb)) },
		set:    func(e *event.Event, v string) error { return small(v, (*uint8)(&e.Verb)) }},
	Severity: {name: "severity",
		number: func(e *event.Event) uint32 { return uint32(e.Severity) },
		get:    func(e *event.Event, b []byte) []byte { return append(b, byte(min(e.Severity, event.Severities-1))) },
		set:    func(e *event.Event, v string) error { return small(v, (*uint8)(&e.Severity)) }},
	Flags: {name: "flags",
		number: func(e *event.Event) uint32 { return uint32(e.Flags) },
		get:    func(e *event.Event, b []byte) []byte { return binary.BigEndian.AppendUint32(b, uint32(e.Flags)) },
		set:    func(e *event.Event, v string) (err error) { e.Flags, err = FlagsOf(v); return err }},
	Targets: {name: "targets",
		get: func(e *event.Event, b []byte) []byte { return AppendTargets(b, e.Targets) },
		set: func(e *event.Event, v string) (err error) { e.Targets, err = TargetsOf(v); return err }},
	TargetTypes: {name: "target types", follows: Targets, get: listOf(query.FieldType)},
	Users:       {name: "users", ofCaller: true, get: listOf(query.FieldUser)},
	Actors:      {name: "actors", ofCaller: true, get: listOf(query.FieldActor)},
	Failure:     {name: "failure", get: listOf(query.FieldError)},
	Shape:       {name: "shape"},
	From:        {name: "provenance"},
}

func small(v string, into *uint8) error {
	if len(v) != 1 {
		return fmt.Errorf("value of %d bytes where one belongs: %w", len(v), ErrDamaged)
	}
	*into = v[0]
	return nil
}

// FlagsOf decodes a value of the column Flags.
func FlagsOf(v string) (event.Flags, error) {
	if len(v) != 4 {
		return 0, fmt.Errorf("flags of %d bytes: %w", len(v), ErrDamaged)
	}
	return event.Flags(uint32(v[0])<<24 | uint32(v[1])<<16 | uint32(v[2])<<8 | uint32(v[3])), nil
}

// AppendTargets encodes a list of targets as one value of the column Targets.
func AppendTargets(b []byte, targets []event.Target) []byte {
	for _, t := range targets {
		b = appendString(b, t.Type)
		b = appendString(b, t.Name)
	}
	return b
}

// TargetsOf decodes a value of the column Targets. The strings alias v.
func TargetsOf(v string) (out []event.Target, err error) {
	err = EachTarget(v, func(kind, name string) { out = append(out, event.Target{Type: kind, Name: name}) })
	if err != nil {
		return nil, err
	}
	return out, nil
}

// EachTarget calls f with the type and the name of every target in a value of the
// column Targets. They alias v.
func EachTarget(v string, f func(kind, name string)) error {
	for v != "" {
		kind, rest, ok := cutString(v)
		name := ""
		if ok {
			name, rest, ok = cutString(rest)
		}
		if !ok {
			return fmt.Errorf("list of targets cut short: %w", ErrDamaged)
		}
		f(kind, name)
		v = rest
	}
	return nil
}

// listOf takes from an event all values that it has in a field.
func listOf(f query.Field) func(*event.Event, []byte) []byte {
	return func(e *event.Event, b []byte) []byte {
		query.Values(e, f, func(value string) { b = appendString(b, value) })
		return b
	}
}

// EachOf calls f with every string of a list that is one value of a column.
func EachOf(list string, f func(string)) error {
	for list != "" {
		value, rest, ok := cutString(list)
		if !ok {
			return fmt.Errorf("list of values cut short: %w", ErrDamaged)
		}
		f(value)
		list = rest
	}
	return nil
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func cutString(v string) (s, rest string, ok bool) {
	size, shift := uint64(0), 0
	for i := 0; i < len(v) && shift < 63; i++ {
		size |= uint64(v[i]&0x7f) << shift
		if v[i] < 0x80 {
			v = v[i+1:]
			if size > uint64(len(v)) {
				return "", "", false
			}
			return v[:size], v[size:], true
		}
		shift += 7
	}
	return "", "", false
}
