package trail

import "bytes"

// What an object that stands where a record may stand turns out to be.
type content uint8

const (
	foreign   content = iota // none of the others
	record                   // a CloudTrail record
	container                // a list of records stands under one of its keys
	envelope                 // a record stands under one of its keys
	digest                   // a digest file
)

// object is what walk learns about an object.
type object struct {
	is content
	// length is that of the whole object; for a container only the start of the
	// list is known.
	length int
	// from and to enclose the container's list or the envelope's record.
	from, to int
	// wrapped says which key the record of an envelope stands under.
	wrapped wrapping
}

// wrapping is the key that an envelope keeps its record under, by what comes
// first where there are several.
type wrapping uint8

const (
	bare wrapping = iota
	underMessage
	underDetail
	underCloudTrailEvent
)

// isRecordKey reports whether such a key at the top level makes an object a
// CloudTrail record. Every record has some of these; names that envelopes and the
// logs of others also use (eventId, eventType, resources, version) are not among
// them.
func isRecordKey(key []byte) bool {
	switch string(key) {
	case "eventVersion", "eventName", "eventSource", "eventID", "userIdentity", "recipientAccountId",
		"requestParameters", "sharedEventID", "insightDetails", "managementEvent":
		return true
	}
	return false
}

// isNotification reports whether a whole object that has the keys of a record is
// a notification of S3, DynamoDB or Kinesis, which borrowed them. Its eventSource
// is "aws:s3" where a record has "s3.amazonaws.com".
func isNotification(data []byte) bool {
	for i := 1; ; {
		i += spaces(data[i:])
		switch data[i] {
		case ',':
			i++
			continue
		case '"':
		default:
			return false
		}
		key, n, v := member(data[i:])
		if i += n; v != whole {
			return false
		}
		if string(key) == "eventSource" {
			return bytes.HasPrefix(data[i:], []byte(`"aws:`))
		}
		if n, v = anyEnd(data[i:]); v != whole {
			return false
		}
		i += n
	}
}

// isContainerKey reports whether a list under this key holds records or
// envelopes: trail files, LookupEvents answers, CloudWatch Logs answers and
// subscription messages.
func isContainerKey(key []byte) bool {
	switch string(key) {
	case "Records", "records", "Events", "events", "logEvents":
		return true
	}
	return false
}

func wrappingKey(key []byte) wrapping {
	switch string(key) {
	case "CloudTrailEvent":
		return underCloudTrailEvent
	case "detail", "details":
		return underDetail
	case "message", "@message":
		return underMessage
	}
	return bare
}

// member reads one key and the start of its value. data begins with the key's
// quote. The verdict is whole where the value's first byte is there.
func member(data []byte) (key []byte, value int, v verdict) {
	n, v := stringEnd(data)
	if v != whole {
		return nil, n, v
	}
	key = data[1 : n-1]
	n += spaces(data[n:])
	if n == len(data) {
		return key, n, unfinished
	}
	if data[n] != ':' {
		return key, n, broken
	}
	n++
	n += spaces(data[n:])
	if n == len(data) {
		return key, n, unfinished
	}
	return key, n, whole
}

// firstKey is the key that an object begins with, nil where it cannot be told.
func firstKey(data []byte) []byte {
	i := 1 + spaces(data[1:])
	if i >= len(data) || data[i] != '"' {
		return nil
	}
	n, v := stringEnd(data[i:])
	if v != whole {
		return nil
	}
	return data[i+1 : i+n-1]
}

// walk reads the keys of the object that data begins with, up to the first that
// decides what it is. It returns whole for a container as soon as its list
// begins, so that lists of any length need not fit in memory; for everything
// else the whole object must be there. Otherwise it says how far it came.
func walk(data []byte) (object, verdict) {
	var (
		o       object
		account bool // it has an awsAccountId
		signed  bool // it has a digestS3Object
	)
	i := 1
	for {
		i += spaces(data[i:])
		if i == len(data) {
			return object{length: i}, unfinished
		}
		switch data[i] {
		case ',':
			i++
			continue
		case '}':
			if o.is == foreign && account && signed {
				o.is = digest
			}
			o.length = i + 1
			return o, whole
		case '"':
		default:
			return object{length: i}, broken
		}
		key, n, v := member(data[i:])
		i += n
		if v != whole {
			return object{length: i}, v
		}
		switch {
		case isRecordKey(key):
			n, v := valueEnd(data)
			return object{is: record, length: n}, v
		case data[i] == '[' && isContainerKey(key):
			return object{is: container, from: i}, whole
		}
		n, v = anyEnd(data[i:])
		if v != whole {
			return object{length: i + n}, v
		}
		switch w := wrappingKey(key); {
		case w > o.wrapped && (data[i] == '"' || data[i] == '{' && w != underMessage):
			o.is, o.wrapped, o.from, o.to = envelope, w, i, i+n
		case string(key) == "awsAccountId":
			account = true
		case string(key) == "digestS3Object":
			signed = true
		}
		i += n
	}
}

// isRecord reports whether text is one CloudTrail record and nothing else but
// white space around it.
func isRecord(text []byte) bool {
	at := spaces(text)
	if at == len(text) || text[at] != '{' {
		return false
	}
	o, v := walk(text[at:])
	rest := at + o.length
	return v == whole && o.is == record && spaces(text[rest:]) == len(text)-rest
}

// sniffed is how much of something damaged is looked at to tell what it was.
const sniffed = 4 << 10

// smellsOfCloudTrail reports whether damaged bytes look as if they had once been
// records, so that they are called damaged and not another format. A name has to
// stand there as a key does: notes and queries speak of them too.
func smellsOfCloudTrail(data []byte) bool {
	data = data[:min(len(data), sniffed)]
	for _, name := range []string{"eventVersion", "eventSource", "eventName", "CloudTrailEvent", `"Records`} {
		for rest := data; ; {
			_, after, found := bytes.Cut(rest, []byte(name))
			if !found {
				break
			}
			if len(after) > 0 && bytes.IndexByte([]byte(`"'\:`), after[0]) >= 0 {
				return true
			}
			rest = after
		}
	}
	return false
}
