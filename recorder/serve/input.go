package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
)

// lookup is a LookupEvents request that has been read and found sound.
type lookup struct {
	attribute attribute
	// start and end are both included; zero means not given.
	start, end time.Time
	insight    bool
	max        int
	token      string
}

const maxResults = 50

// readLookup reads the body of a LookupEvents request. Members are known by
// their exact names; unknown ones and null ones count as absent, as in AWS.
func readLookup(body []byte) (lookup, *failure) {
	in := lookup{max: maxResults}
	members, bad := object(body, "the body")
	if bad != nil {
		return in, bad
	}
	category, bad := text(members, "EventCategory")
	if bad != nil {
		return in, bad
	}
	if in.token, bad = text(members, "NextToken"); bad != nil {
		return in, bad
	}
	if in.start, bad = moment(members, "StartTime"); bad != nil {
		return in, bad
	}
	if in.end, bad = moment(members, "EndTime"); bad != nil {
		return in, bad
	}
	attributes, bad := attributesIn(members)
	if bad != nil {
		return in, bad
	}
	if _, ok := members["MaxResults"]; ok {
		if in.max, bad = number(members, "MaxResults"); bad != nil {
			return in, bad
		}
	}

	// Everything could be read; now what it says.
	if _, ok := members["EventCategory"]; ok {
		if category != "insight" {
			return in, invalidEventCategory()
		}
		in.insight = true
	}
	if len(attributes) > 1 {
		return in, invalidAttributes("Only one lookup attribute can be given.")
	}
	if len(attributes) == 1 {
		in.attribute = attributes[0]
		if bad := in.attribute.check(in.insight); bad != nil {
			return in, bad
		}
	}
	if in.max < 1 || in.max > maxResults {
		return in, invalidMaxResults()
	}
	if !in.start.IsZero() && !in.end.IsZero() && in.start.After(in.end) {
		return in, invalidTimeRange("StartTime is after EndTime.")
	}
	if _, ok := members["NextToken"]; ok && in.token == "" {
		return in, invalidNextToken()
	}
	return in, nil
}

// object reads a JSON object, without the members that are null.
func object(raw []byte, what string) (map[string]json.RawMessage, *failure) {
	var members map[string]json.RawMessage
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if err := decoder.Decode(&members); err != nil {
		return nil, unreadable(what, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, serialization(fmt.Sprintf("Something follows the JSON object of %s.", what))
	}
	if members == nil {
		return nil, serialization(fmt.Sprintf("A JSON object was expected for %s.", what))
	}
	for name, value := range members {
		if string(value) == "null" {
			delete(members, name)
		}
	}
	return members, nil
}

func unreadable(what string, err error) *failure {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return serialization(fmt.Sprintf("A JSON object was expected for %s, not a %s.", what, wrong.Value))
	}
	return serialization(fmt.Sprintf("The JSON of %s cannot be read.", what))
}

func text(members map[string]json.RawMessage, name string) (string, *failure) {
	raw, ok := members[name]
	if !ok {
		return "", nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", serialization(fmt.Sprintf("%s must be a string.", name))
	}
	return s, nil
}

func number(members map[string]json.RawMessage, name string) (int, *failure) {
	n, err := strconv.ParseInt(string(members[name]), 10, 32)
	if err != nil {
		return 0, serialization(fmt.Sprintf("%s must be a 32-bit integer.", name))
	}
	return int(n), nil
}

// moment reads a timestamp: a JSON number of seconds since 1970. A float64 holds
// today's times to a fraction of a microsecond, so that is what it is rounded to.
func moment(members map[string]json.RawMessage, name string) (time.Time, *failure) {
	raw, ok := members[name]
	if !ok {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return time.Time{}, serialization(fmt.Sprintf("%s must be a number of seconds since 1970.", name))
	}
	const firstYear, lastYear = -62135596800, 253402300799 // years 1 and 9999
	if seconds <= firstYear || seconds > lastYear {
		return time.Time{}, invalidTimeRange(fmt.Sprintf("%s is out of range.", name))
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(math.Round(fraction*1e6))*1000).UTC(), nil
}

func attributesIn(members map[string]json.RawMessage) ([]attribute, *failure) {
	raw, ok := members["LookupAttributes"]
	if !ok {
		return nil, nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, serialization("LookupAttributes must be a list.")
	}
	attributes := make([]attribute, 0, min(len(list), 2))
	for _, element := range list {
		pair, bad := object(element, "a lookup attribute")
		if bad != nil {
			return nil, bad
		}
		var a attribute
		if a.key, bad = text(pair, "AttributeKey"); bad != nil {
			return nil, bad
		}
		if a.value, bad = text(pair, "AttributeValue"); bad != nil {
			return nil, bad
		}
		attributes = append(attributes, a)
	}
	return attributes, nil
}
