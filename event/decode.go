package event

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Errors of records that are JSON but cannot be events.
var (
	// ErrNotObject: the JSON value is no object.
	ErrNotObject = errors.New("not a record: no JSON object")
	// ErrNoTime: neither eventTime nor, in an aggregated record, windowStart
	// is there. Without a time an event has no place in the history, and no
	// other field can stand in for it.
	ErrNoTime = errors.New("not a record: neither eventTime nor windowStart")
)

// Decoder turns records into events. The zero value is ready for use. It keeps
// its working memory from one record to the next, so use one for each
// goroutine: it is not safe for concurrent use.
type Decoder struct {
	// Lasting makes events outlive the next call of Decode: their strings then
	// alias raw, env, and memory that the decoder never uses again.
	Lasting bool

	record tape
	// request and response hold requestParameters and responseElements where
	// those are JSON inside a string.
	request, response tape
	arena             arena
	targets           targetList
	agents            map[string]agent
	calls             map[call]*callFacts
	callers           *callers
	caller            *Caller
	scratch           identity
}

// Decode reads one record into ev, replacing all that ev held. env is what
// LookupEvents said around the record, nil where there was nothing.
//
// The strings of ev may alias raw, env and the decoder's memory: they hold until
// raw changes or, unless the decoder is Lasting, Decode is called again. After an
// error ev is of no use.
//
// Fields of an unexpected type are read as far as they make sense and never
// make a record fail. The errors are *SyntaxError (the bytes are no JSON),
// ErrNotObject, and ErrNoTime or another error that names the unreadable time.
func (d *Decoder) Decode(raw []byte, env *Envelope, ev *Event) error {
	d.reset()
	*ev = Event{}
	if d.Lasting && d.callers == nil {
		d.callers = new(callers)
		d.record.callers = d.callers
	}
	if err := d.record.read(raw); err != nil {
		return err
	}
	r := record{arena: &d.arena, env: env}
	if err := r.gather(d.record.root(), ev); err != nil {
		return err
	}
	r.request = embedded(r.request, &d.request)
	r.response = embedded(r.response, &d.response)
	if ev.ID == "" {
		ev.ID = d.contentID(raw)
	}
	r.call = d.factsOf(ev.Source, ev.Name)
	ev.Source, ev.Name = r.call.source, r.call.name
	who := d.identify(&r)
	r.actor(ev, who)
	if !r.isAlone(ev, who) {
		d.caller = nil
	}
	ev.Origin = d.origin(&r, ev)
	r.flags(ev)
	if r.isLocal() {
		ev.Flags |= FlagLocal
	}
	if leftOut(&d.record) || d.record.caller != nil && d.record.caller.leftOut || isCut(ev) {
		ev.Flags |= FlagTruncated
	}
	ev.Category = category(&r, ev)
	ev.Verb = verb(&r, ev)
	r.readOrWrite(ev)
	ev.Severity = severity(&r, ev)
	ev.Targets = d.findTargets(&r, ev)
	return nil
}

// maxKept is how many values a decoder keeps room for; a record with more, a
// hostile one, does not make it big for ever.
const maxKept = 1 << 16

func (d *Decoder) reset() {
	d.caller = nil
	for _, t := range [...]*tape{&d.record, &d.request, &d.response} {
		if cap(t.nodes) > maxKept {
			*t = tape{callers: t.callers}
		}
	}
	if d.Lasting {
		d.arena.leave()
		d.targets.leave()
		return
	}
	if cap(d.arena.bytes) > maxKept {
		d.arena = arena{}
	}
	d.arena.bytes = d.arena.bytes[:0]
	d.targets.reset()
}

// Decode is Decoder.Decode for a single record. The event may alias raw.
func Decode(raw []byte, env *Envelope) (Event, error) {
	var (
		d  Decoder
		ev Event
	)
	err := d.Decode(raw, env, &ev)
	return ev, err
}

// record is what the derivations look at beside the event itself.
type record struct {
	arena *arena
	env   *Envelope
	call  *callFacts

	identity, request, response, extra value
	resources, insight, details        value
	managementEvent, readOnly          value
	fromConsole                        bool
	amended                            bool
}

// gather takes everything that stands in a record as it is, and the handles of
// what is looked into later.
func (r *record) gather(root value, ev *Event) error {
	if !root.isObject() {
		return ErrNotObject
	}
	var when, window value
	var account string
	for v := range root.children() {
		switch v.keyText(r.arena) {
		case "eventTime":
			when = v
		case "timeWindow":
			window = v.get("windowStart")
		case "windowStart":
			window = v
		case "eventID", "eventId":
			ev.ID = v.text(r.arena)
		case "eventSource":
			ev.Source = v.text(r.arena)
		case "eventName":
			ev.Name = v.text(r.arena)
		case "awsRegion":
			ev.Region = v.text(r.arena)
		case "recipientAccountId":
			ev.Account = v.text(r.arena)
		case "accountId":
			account = v.text(r.arena)
		case "eventCategory":
			ev.Category = v.text(r.arena)
		case "eventType":
			ev.Type = v.text(r.arena)
		case "requestID":
			ev.RequestID = v.text(r.arena)
		case "sharedEventID":
			ev.SharedID = v.text(r.arena)
		case "sourceIPAddress":
			ev.IP = v.text(r.arena)
		case "userAgent":
			ev.Agent = v.text(r.arena)
		case "errorCode":
			ev.Error = v.text(r.arena)
		case "errorMessage":
			ev.Message = v.text(r.arena)
		case "vpcEndpointId":
			ev.VPCEndpoint = v.text(r.arena)
		case "userIdentity":
			r.identity = v
		case "requestParameters":
			r.request = v
		case "responseElements":
			r.response = v
		case "additionalEventData":
			r.extra = v
		case "serviceEventDetails":
			r.details = v
		case "resources":
			r.resources = v
		case "insightDetails":
			r.insight = v
		case "tlsDetails":
			ev.TLS = v.get("tlsVersion").text(r.arena)
		case "readOnly":
			r.readOnly = v
		case "managementEvent":
			r.managementEvent = v
		case "sessionCredentialFromConsole":
			r.fromConsole = v.isTrue()
		case "addendum":
			r.amended = !v.isNull()
		}
	}
	if r.insight.isObject() {
		if s := r.insight.get("eventSource").text(r.arena); s != "" {
			ev.Source = s
		}
		if s := r.insight.get("eventName").text(r.arena); s != "" {
			ev.Name = s
		}
		if s := r.insight.get("errorCode").text(r.arena); s != "" && s != "null" {
			ev.Error = s
		}
	}
	if ev.Account == "" {
		ev.Account = account
	}
	var err error
	ev.Time, err = r.time(when, window)
	return err
}

func (r *record) time(when, window value) (t time.Time, err error) {
	name := "eventTime"
	if when.isNull() {
		if window.isNull() {
			return t, ErrNoTime
		}
		when, name = window, "windowStart"
	}
	text := when.text(r.arena)
	t, ok := parseTime(text)
	if !ok {
		return t, fmt.Errorf("not a record: %s %q is no time", name, short(text))
	}
	return t, nil
}

// short keeps a hostile value from filling an error message.
func short(s string) string {
	if len(s) > 64 {
		return s[:64] + "…"
	}
	return s
}

// embedded reads JSON that stands inside a string, as requestParameters
// sometimes does. What is no JSON stays the string it is.
func embedded(v value, t *tape) value {
	if !v.isString() {
		return v
	}
	text := Unescape(nil, v.source())
	if i := skipSpace(text, 0); i == len(text) || text[i] != '{' && text[i] != '[' {
		return v
	}
	if t.read(text) != nil {
		return v
	}
	return t.root()
}

// contentIDStart begins the ids that are made of the content of records.
const contentIDStart = "sha256:"

// contentID names a record that has no id by its content: by the text without
// the blanks between its values, so that an indented copy has the same id.
func (d *Decoder) contentID(raw []byte) string {
	h := sha256.New()
	inString, from := false, 0
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case !inString && c <= ' ':
			h.Write(raw[from:i])
			from = i + 1
		}
	}
	h.Write(raw[from:])
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	start := len(d.arena.bytes)
	d.arena.bytes = append(d.arena.bytes, contentIDStart...)
	d.arena.bytes = hex.AppendEncode(d.arena.bytes, sum[:])
	return alias(d.arena.bytes[start:])
}
