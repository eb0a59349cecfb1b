package event

import (
	"errors"
	"strings"
)

// ErrNoEnvelope says that the JSON is an object, but not one of those that
// LookupEvents puts around a record.
var ErrNoEnvelope = errors.New("not a LookupEvents event: no CloudTrailEvent")

// DecodeEnvelope reads what LookupEvents says about a record beside the record
// itself, from one element of its Events as the API, the AWS CLI or an SDK
// writes it. It does not read the record in CloudTrailEvent, and shares no
// memory with raw. The errors are *SyntaxError, ErrNotObject and
// ErrNoEnvelope.
func DecodeEnvelope(raw []byte) (Envelope, error) {
	var (
		t   tape
		a   arena
		env Envelope
	)
	if err := t.read(raw); err != nil {
		return env, err
	}
	root := t.root()
	if !root.isObject() {
		return env, ErrNotObject
	}
	if !root.get("CloudTrailEvent").isString() {
		return env, ErrNoEnvelope
	}
	for v := range root.children() {
		text := func() string { return strings.Clone(v.text(&a)) }
		switch string(v.key()) {
		case "EventId":
			env.EventID = text()
		case "EventName":
			env.EventName = text()
		case "EventSource":
			env.EventSource = text()
		case "AccessKeyId":
			env.AccessKeyID = text()
		case "Username":
			env.Username = text()
		case "ReadOnly":
			env.ReadOnly = strings.ToLower(text())
		case "Resources":
			for res := range v.children() {
				target := Target{
					Type: strings.Clone(res.get("ResourceType").text(&a)),
					Name: strings.Clone(res.get("ResourceName").text(&a)),
				}
				if target != (Target{}) {
					env.Resources = append(env.Resources, target)
				}
			}
		}
	}
	return env, nil
}
