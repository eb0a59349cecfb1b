package call

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"spoor/event"
)

// CloudTrail's limits for the parts of a record (User Guide, CloudTrail record
// contents).
const (
	maxText   = 1 << 10
	maxParams = 100 << 10
	maxExtra  = 28 << 10
)

// version is the eventVersion that the records follow.
const version = "1.11"

// record is a CloudTrail record, its members in the order in which CloudTrail
// writes them.
type record struct {
	EventVersion        string     `json:"eventVersion"`
	UserIdentity        identity   `json:"userIdentity"`
	EventTime           string     `json:"eventTime"`
	EventSource         string     `json:"eventSource"`
	EventName           string     `json:"eventName"`
	AWSRegion           string     `json:"awsRegion"`
	SourceIPAddress     string     `json:"sourceIPAddress,omitempty"`
	UserAgent           string     `json:"userAgent,omitempty"`
	ErrorCode           string     `json:"errorCode,omitempty"`
	ErrorMessage        string     `json:"errorMessage,omitempty"`
	RequestParameters   any        `json:"requestParameters"`
	ResponseElements    any        `json:"responseElements"`
	AdditionalEventData any        `json:"additionalEventData"`
	RequestID           string     `json:"requestID,omitempty"`
	EventID             string     `json:"eventID"`
	ReadOnly            *bool      `json:"readOnly,omitempty"`
	Resources           []resource `json:"resources,omitempty"`
	EventType           string     `json:"eventType"`
	ManagementEvent     bool       `json:"managementEvent"`
	RecipientAccountID  string     `json:"recipientAccountId,omitempty"`
	EventCategory       string     `json:"eventCategory"`
}

type resource struct {
	AccountID string `json:"accountId,omitempty"`
	Type      string `json:"type,omitempty"`
	ARN       string `json:"ARN,omitempty"`
}

// Record returns the call as a CloudTrail-shaped record on one line. It is
// marked as recorded by spoor under additionalEventData, secrets are hidden as
// AWS hides them, and what is longer than CloudTrail's limits is cut or left out
// as CloudTrail does. Unlike CloudTrail's, eventTime has milliseconds, so that
// the calls of one second keep their order.
func (c *Call) Record() ([]byte, error) {
	id := c.ID
	if id == "" {
		id = newID()
	}
	category := categoryOf(c.Source, c.Operation)
	r := record{
		EventVersion: version, UserIdentity: c.Caller.identity(),
		EventTime:   c.Start.Add(c.Duration).UTC().Format("2006-01-02T15:04:05.000Z"),
		EventSource: c.Source, EventName: c.Operation, AWSRegion: c.Region,
		SourceIPAddress: c.SourceIP, UserAgent: cut(c.UserAgent),
		ErrorCode: cut(c.ErrorCode), ErrorMessage: cut(hideInText(c.ErrorMessage)),
		RequestID: cut(c.RequestID), EventID: id,
		EventType: "AwsApiCall", ManagementEvent: category == management, EventCategory: category,
		RecipientAccountID: c.Caller.Account,
	}
	if r.ErrorCode == "" && c.Status >= 400 {
		r.ErrorCode = fmt.Sprint(c.Status)
	}
	if c.ReadOnly != ReadOnlyUnknown {
		reads := c.ReadOnly == Reads
		r.ReadOnly = &reads
	}
	for _, res := range c.Resources {
		r.Resources = append(r.Resources, resource{accountOf(res.ARN), res.Type, res.ARN})
	}
	h := hider{source: c.Source, operation: c.Operation}
	if c.Request != nil {
		r.RequestParameters = within(maxParams, h.hide(c.Request))
	}
	if c.Response != nil && c.tellsResponse() {
		r.ResponseElements = within(maxParams, h.hide(c.Response))
	}
	r.AdditionalEventData = c.additional()
	line, err := encode(r)
	if err != nil {
		return nil, fmt.Errorf("write the record of %s %s: %w", c.Source, c.Operation, err)
	}
	return line, nil
}

// tellsResponse reports whether CloudTrail would keep the call's result: that of
// a write, or the credentials that STS hands out.
func (c *Call) tellsResponse() bool {
	if c.Failed() {
		return false
	}
	return c.ReadOnly == Writes || c.Source == "sts.amazonaws.com" && strings.HasPrefix(c.Operation, "Assume")
}

// additional says that the record is not AWS's, and what CloudTrail has no
// field for.
func (c *Call) additional() map[string]any {
	extra := map[string]any{}
	room := maxExtra
	for _, name := range slices.Sorted(maps.Keys(c.Extra)) {
		value := hideInText(c.Extra[name])
		if room -= len(name) + len(value); room < 0 {
			extra["omitted"] = true
			break
		}
		extra[name] = value
	}
	extra[event.RecordedBy] = event.LocalRecorder
	extra["recordedVia"] = c.Via.String()
	extra["startedAt"] = c.Start.UTC().Format("2006-01-02T15:04:05.000Z")
	extra["durationMs"] = float64(c.Duration.Round(10*time.Microsecond)) / float64(time.Millisecond)
	for name, n := range map[string]int64{
		"attempts": int64(c.Attempts), "httpStatus": int64(c.Status), "bytesTransferredIn": c.BytesIn, "bytesTransferredOut": c.BytesOut,
	} {
		if n != 0 {
			extra[name] = n
		}
	}
	if c.Endpoint != "" {
		extra["endpoint"] = c.Endpoint
	}
	if c.Unnamed {
		extra["eventNameIs"] = "method and path"
	}
	return extra
}

// within returns what CloudTrail puts in place of a part that is too long.
func within(limit int, part any) any {
	text, err := encode(part)
	if err != nil || len(text) <= limit {
		return part // the error shows again when the record is written
	}
	return map[string]any{"omitted": true, "originalSize": len(text), "reason": "longer than CloudTrail keeps"}
}

// encode writes JSON on one line, without the escapes for HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// cut shortens a text to CloudTrail's limit.
func cut(s string) string {
	const more = "..."
	if len(s) <= maxText {
		return s
	}
	end := maxText - len(more)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + more
}

// newID returns a random UUID, version 4.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
