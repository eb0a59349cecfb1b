package serve

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/source"
)

// page is the answer to LookupEvents.
type page struct {
	Events    []lookupEvent `json:"Events"`
	NextToken string        `json:"NextToken,omitempty"`
}

// lookupEvent is an event as LookupEvents hands it over.
type lookupEvent struct {
	EventID     string     `json:"EventId,omitempty"`
	EventName   string     `json:",omitempty"`
	ReadOnly    string     `json:",omitempty"`
	AccessKeyID string     `json:"AccessKeyId,omitempty"`
	EventTime   epoch      `json:",omitzero"`
	EventSource string     `json:",omitempty"`
	Username    string     `json:",omitempty"`
	Resources   []resource `json:"Resources"`
	// Record is the record's own text.
	Record string `json:"CloudTrailEvent"`
	// arns are those that the record lists as resources. What is derived from it
	// holds one that goes by a name too under that name alone.
	arns []string
}

type resource struct {
	Type string `json:"ResourceType,omitempty"`
	Name string `json:"ResourceName,omitempty"`
}

// contentID begins the ids that package event makes up for records without one.
const contentID = "sha256:"

// newLookupEvent puts an event into LookupEvents' form. Where it came in that
// form, what the envelope said goes before what is derived from the record.
func newLookupEvent(row *cache.Row, stored *cache.Stored) lookupEvent {
	ev := &row.Event
	out := lookupEvent{
		EventName: ev.Name, EventSource: ev.Source, Username: ev.User, AccessKeyID: ev.AccessKey,
		EventTime: epoch(ev.Time), Record: string(stored.Record),
	}
	if !strings.HasPrefix(ev.ID, contentID) {
		out.EventID = ev.ID
	}
	targets := ev.Targets
	if envelope, ok := envelopeOf(stored); ok {
		out.EventID = said(envelope.EventID, out.EventID)
		out.EventName = said(envelope.EventName, out.EventName)
		out.EventSource = said(envelope.EventSource, out.EventSource)
		out.Username = said(envelope.Username, out.Username)
		out.AccessKeyID = said(envelope.AccessKeyID, out.AccessKeyID)
		out.ReadOnly = envelope.ReadOnly
		targets = envelope.Resources
	} else {
		resourceARN.Each(stored.Record, func(arn string) bool {
			out.arns = append(out.arns, strings.Clone(arn))
			return true
		})
	}
	if out.ReadOnly == "" {
		out.ReadOnly = readOnlyIn(stored.Record)
	}
	out.Resources = make([]resource, len(targets))
	for i, target := range targets {
		out.Resources[i] = resource(target)
	}
	return out
}

func said(envelope, derived string) string {
	if envelope != "" {
		return envelope
	}
	return derived
}

func envelopeOf(stored *cache.Stored) (event.Envelope, bool) {
	if stored.Envelope == nil || source.Shape(stored.Shape) != source.ShapeLookup {
		return event.Envelope{}, false
	}
	envelope, err := event.DecodeEnvelope(stored.Envelope)
	return envelope, err == nil
}

// What is read from the record itself.
var (
	readOnlyPath = event.NewPath("readOnly")
	resourceARN  = event.NewPath("resources.ARN")
)

// readOnlyIn is the record's own readOnly, or empty where it says nothing: older
// records and Insights do not.
func readOnlyIn(record []byte) string {
	found := ""
	readOnlyPath.Each(record, func(value string) bool {
		if value == "true" || value == "false" {
			found = strings.Clone(value)
		}
		return found == ""
	})
	return found
}

// epoch is a time as AWS JSON writes it: a number of seconds since 1970, with a
// fraction.
type epoch time.Time

func (e epoch) IsZero() bool { return time.Time(e).IsZero() }

func (e epoch) MarshalJSON() ([]byte, error) {
	seconds, nanos := time.Time(e).Unix(), time.Time(e).Nanosecond()
	sign := ""
	if seconds < 0 {
		sign, seconds = "-", -seconds
		if nanos > 0 {
			seconds, nanos = seconds-1, int(time.Second)-nanos
		}
	}
	fraction := "0"
	if nanos != 0 {
		fraction = strings.TrimRight(fmt.Sprintf("%09d", nanos), "0")
	}
	return []byte(sign + strconv.FormatInt(seconds, 10) + "." + fraction), nil
}
