package demo

// op is one API operation: what its records look like, but for the blanks.
type op struct {
	// source is eventSource without ".amazonaws.com".
	source, name string
	read, data   bool
	request      template
	response     template
	extra        template // additionalEventData
	about        template // resources
	details      template // serviceEventDetails
	host         template // tlsDetails.clientProvidedHostHeader
	version      string   // eventVersion
	apiVersion   string
	kind         string // eventType
	// exchange: the service reports the key exchange of TLS.
	exchange bool
	// whole is set where a record has a form of its own (Insight events,
	// network activity): then nothing else counts.
	whole template
	// mishaps are the ways in which it fails in ordinary life.
	mishaps []*failure
}

// failure is an errorCode and errorMessage.
type failure struct {
	code    string
	message template
}

// planned is one event before it is written: small, so that a whole fortnight
// can be planned, sorted, and then written from the newest backwards.
type planned struct {
	at int64 // seconds since 1970
	// seq is the event's number in the order of planning. It seeds what is
	// invented for the event and settles ties of time.
	seq  uint64
	op   *op
	in   *place
	who  *caller
	fail *failure
	// opened is the session that an AssumeRole call opens.
	opened *caller
	// shared is the sharedEventID.
	shared string
	// addendum is set for a record that CloudTrail delivered once more.
	addendum template
}

// writer turns planned events into records.
type writer struct {
	planned
	seed      uint64
	dice      dice
	clock     clock
	eventID   [36]byte
	requestID []byte
	idRoom    [36]byte
	fresh     []byte
	freshRoom [64]byte
	// picked is which of each kind of thing the event is about, plus one.
	picked [things]uint32
}

// append appends the record of p to b.
func (w *writer) append(b []byte, p *planned) []byte {
	w.planned = *p
	w.dice.pcg.Seed(w.seed, p.seq)
	w.fresh = nil
	clear(w.picked[:])
	w.dice.appendUUID(w.eventID[:0])
	if w.op.whole != nil {
		w.requestID = w.dice.appendUUID(w.idRoom[:0])
		return w.fill(b, w.op.whole)
	}
	if w.op.source == "s3" {
		w.requestID = w.dice.appendFrom(w.idRoom[:0], upperDigits, 16)
	} else {
		w.requestID = w.dice.appendUUID(w.idRoom[:0])
	}
	b = w.appendWho(b)
	b = w.appendWhat(b)
	return w.appendContext(b)
}

func (w *writer) appendWho(b []byte) []byte {
	b = append(b, `{"eventVersion":"`...)
	b = append(b, w.op.version...)
	b = append(b, `","userIdentity":`...)
	b = append(b, w.who.identity...)
	b = append(b, `,"eventTime":"`...)
	b = w.clock.appendStamp(b, w.at)
	b = append(b, `","eventSource":"`...)
	b = append(b, w.op.source...)
	b = append(b, `.amazonaws.com","eventName":"`...)
	b = append(b, w.op.name...)
	b = append(b, `","awsRegion":"`...)
	b = append(b, w.in.region...)
	b = append(b, `","sourceIPAddress":"`...)
	b = append(b, w.who.ip...)
	b = append(b, `","userAgent":"`...)
	wrapped := w.op.source == "s3" && w.who.direct
	if wrapped {
		b = append(b, '[')
	}
	b = append(b, w.who.agent...)
	if wrapped {
		b = append(b, ']')
	}
	return append(b, '"')
}

func (w *writer) appendWhat(b []byte) []byte {
	if w.fail != nil {
		if w.fail.code != "" {
			b = append(b, `,"errorCode":"`...)
			b = append(b, w.fail.code...)
			b = append(b, '"')
		}
		b = append(b, `,"errorMessage":"`...)
		b = w.fill(b, w.fail.message)
		b = append(b, '"')
	}
	b = append(b, `,"requestParameters":`...)
	b = w.fillOrNull(b, w.op.request)
	b = append(b, `,"responseElements":`...)
	if w.fail != nil && w.op.kind != "AwsConsoleSignIn" {
		b = append(b, "null"...)
	} else {
		b = w.fillOrNull(b, w.op.response)
	}
	if w.op.extra != nil {
		b = append(b, `,"additionalEventData":`...)
		b = w.fill(b, w.op.extra)
	}
	return b
}

func (w *writer) fillOrNull(b []byte, t template) []byte {
	if t == nil {
		return append(b, "null"...)
	}
	return w.fill(b, t)
}

func (w *writer) appendContext(b []byte) []byte {
	if w.op.kind == "AwsApiCall" {
		b = append(b, `,"requestID":"`...)
		b = append(b, w.requestID...)
		b = append(b, '"')
	}
	b = append(b, `,"eventID":"`...)
	b = append(b, w.eventID[:]...)
	b = append(b, `","readOnly":`...)
	b = appendBool(b, w.op.read)
	if w.op.about != nil {
		b = append(b, `,"resources":`...)
		b = w.fill(b, w.op.about)
	}
	b = append(b, `,"eventType":"`...)
	b = append(b, w.op.kind...)
	if w.op.apiVersion != "" {
		b = append(b, `","apiVersion":"`...)
		b = append(b, w.op.apiVersion...)
	}
	b = append(b, `","managementEvent":`...)
	b = appendBool(b, !w.op.data)
	b = append(b, `,"recipientAccountId":"`...)
	b = append(b, w.in.account...)
	b = append(b, '"')
	if w.op.details != nil {
		b = append(b, `,"serviceEventDetails":`...)
		b = w.fill(b, w.op.details)
	}
	if w.shared != "" {
		b = append(b, `,"sharedEventID":"`...)
		b = append(b, w.shared...)
		b = append(b, '"')
	}
	if w.addendum != nil {
		b = append(b, `,"addendum":`...)
		b = w.fill(b, w.addendum)
	}
	if w.who.endpoint != "" {
		b = append(b, `,"vpcEndpointId":"`...)
		b = append(b, w.who.endpoint...)
		b = append(b, `","vpcEndpointAccountId":"`...)
		b = append(b, w.in.account...)
		b = append(b, '"')
	}
	b = append(b, `,"eventCategory":"`...)
	if w.op.data {
		b = append(b, `Data"`...)
	} else {
		b = append(b, `Management"`...)
	}
	if w.who.direct {
		b = append(b, `,"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"`...)
		b = w.fill(b, w.op.host)
		if w.op.exchange {
			b = append(b, `","keyExchange":"x25519`...)
		}
		b = append(b, `"}`...)
	}
	if w.who.console && w.op.kind == "AwsApiCall" {
		b = append(b, `,"sessionCredentialFromConsole":"true"`...)
	}
	return append(b, '}')
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, "true"...)
	}
	return append(b, "false"...)
}

// thing returns the name of a thing of the place where the event happened, the
// same for the whole event.
func (w *writer) thing(t thing, nth int) string {
	names := w.in.names[t]
	if len(names) == 0 {
		return ""
	}
	if w.picked[t] == 0 {
		w.picked[t] = uint32(w.dice.heavy(len(names))) + 1
	}
	return names[(int(w.picked[t])-1+nth)%len(names)]
}
