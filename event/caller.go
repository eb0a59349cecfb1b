package event

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
)

// Caller is a userIdentity that a Decoder has met. Programs call by the thousand
// under one set of credentials, so that nine of ten records have a userIdentity
// that stood, byte for byte, in one shortly before.
//
// Events that are by the same Caller agree in User, Role, ARN, Principal,
// AccessKey, ActorType, ActorAccount, InvokedBy, OnBehalfOf, SourceIdentity,
// SignInSession, Session and MFA. It is immutable.
type Caller struct {
	text string
	identity
	// leftOut says that it holds a mark of something that CloudTrail omitted.
	leftOut bool
}

// Caller tells the caller of the record that was decoded last, where the event
// has all that a Caller stands for from its userIdentity alone, and the decoder
// is Lasting; else nil.
func (d *Decoder) Caller() *Caller { return d.caller }

const callerKey = "userIdentity"

// identify returns what the record's userIdentity says, and remembers it.
func (d *Decoder) identify(r *record) *identity {
	switch t := &d.record; {
	case t.caller != nil && r.identity.i == t.callerAt:
		d.caller = t.caller
	case d.Lasting && r.identity.isObject():
		d.caller = d.callers.learn(r.identity.source())
	}
	if d.caller == nil {
		d.scratch = readIdentity(r.identity, &d.arena)
		return &d.scratch
	}
	return &d.caller.identity
}

// The bytes by which callers are found. Shorter than the lesser are only those
// that are quickly read anyhow.
const (
	longStart, shortStart = 192, 48
	longestCaller         = 4 << 10
)

// callers are those met lately: those that are longStart bytes long and more,
// and the others.
type callers struct {
	long, short callerTable
	// reading and arena are for learning.
	reading tape
	arena   arena
}

// callerTable finds callers by the hash of how they begin. The first of a set is
// the one that was met last.
type callerTable [512][3]*Caller

// find returns the caller that text begins with, or nil.
func (c *callers) find(text []byte) *Caller {
	if found := c.long.find(text, longStart); found != nil {
		return found
	}
	return c.short.find(text, shortStart)
}

func (t *callerTable) find(text []byte, start int) *Caller {
	if len(text) < start {
		return nil
	}
	set := t.set(text[:start])
	for i, c := range set {
		// An object is over at its last brace, so one that begins like another
		// to the end is that other.
		if c != nil && len(text) >= len(c.text) && alias(text[:len(c.text)]) == c.text {
			copy(set[1:], set[:i])
			set[0] = c
			return c
		}
	}
	return nil
}

func (t *callerTable) set(start []byte) *[3]*Caller {
	return &t[hashOfPairs(start)%uint64(len(t))]
}

// learn remembers a valid userIdentity, unless it is too short or too long, which
// gives nil.
func (c *callers) learn(text []byte) *Caller {
	table, start := &c.long, longStart
	switch n := len(text); {
	case n < shortStart || n > longestCaller:
		return nil
	case n < longStart:
		table, start = &c.short, shortStart
	}
	own := bytes.Clone(text)
	if c.reading.read(own) != nil {
		return nil
	}
	learnt := &Caller{text: alias(own), identity: readIdentity(c.reading.root(), &c.arena), leftOut: leftOut(&c.reading)}
	c.arena.leave()
	set := table.set(text[:start])
	copy(set[1:], set[:])
	set[0] = learnt
	return learnt
}

// hashOfPairs hashes a text whose length is a multiple of sixteen. Its products do
// not wait for each other.
func hashOfPairs(text []byte) uint64 {
	h, salt := uint64(0), uint64(0x9e3779b97f4a7c15)
	for ; len(text) >= 16; text = text[16:] {
		hi, lo := bits.Mul64(binary.LittleEndian.Uint64(text)^salt, binary.LittleEndian.Uint64(text[8:])^^salt)
		h += hi ^ lo
		salt += 0x9e3779b97f4a7c15
	}
	return h ^ h>>32
}

// identity is what a userIdentity says.
type identity struct {
	kind, principal, arn, account, accessKey, userName string
	invokedBy, onBehalfOf                              string
	issuerType                                         string
	role                                               string
	sourceIdentity, signInSession                      string
	// user is the user name as far as it can be told; elsewhere says that more
	// may be said of it in other parts of a record.
	user      string
	elsewhere bool
	// session is that of temporary credentials.
	session string
	mfa     MFA
	root    bool
}

// readIdentity takes a userIdentity apart (CloudTrail User Guide, userIdentity
// element, and observed LookupEvents output).
func readIdentity(v value, a *arena) identity {
	var who identity
	var issuerName, creation string
	for v := range v.children() {
		switch string(v.key()) {
		case "type":
			who.kind = v.text(a)
		case "principalId":
			who.principal = v.text(a)
		case "arn":
			who.arn = v.text(a)
		case "accountId":
			who.account = v.text(a)
		case "accessKeyId":
			who.accessKey = v.text(a)
		case "userName":
			who.userName = v.text(a)
		case "invokedBy":
			who.invokedBy = v.text(a)
		case "onBehalfOf":
			who.onBehalfOf = v.get("userId").text(a)
		case "sessionContext":
			for c := range v.children() {
				switch string(c.key()) {
				case "sessionIssuer":
					who.issuerType = c.get("type").text(a)
					issuerName = c.get("userName").text(a)
				case "attributes":
					creation = c.get("creationDate").text(a)
					switch mfa := c.get("mfaAuthenticated"); {
					case mfa.isTrue():
						who.mfa = MFAYes
					case mfa.isFalse():
						who.mfa = MFANo
					default:
						who.mfa = MFAUnknown
					}
				case "sourceIdentity":
					who.sourceIdentity = c.text(a)
				case "signInSessionArn":
					who.signInSession = c.text(a)
				case "assumedRoot":
					who.root = c.isTrue()
				}
			}
		}
	}
	kind := who.kindOrGuess()
	who.root = who.root || kind == "Root" || who.issuerType == "Root"
	switch {
	case kind == "Root":
	case kind == "AssumedRole":
		if who.role = issuerName; who.role == "" {
			who.role, _ = assumedRole(who.arn)
		}
	case kind == "Role":
		if who.role = who.userName; who.role == "" {
			who.role = lastPart(who.arn)
		}
	case who.issuerType == "Role":
		who.role = issuerName
	}
	if who.principal != "" && creation != "" {
		who.session = a.join(who.principal, " ", creation)
	}
	who.nameUser()
	return who
}

// kindOrGuess is the type, or what the ARN says in its place.
func (who *identity) kindOrGuess() string {
	if who.kind != "" {
		return who.kind
	}
	return typeOfARN(who.arn)
}

// nameUser settles user, the user name by the kind of identity as Event history
// shows it. Services and callers from other accounts have none.
func (who *identity) nameUser() {
	switch who.kindOrGuess() {
	case "Root":
		who.user = "root"
	case "AssumedRole", "FederatedUser":
		if _, session, ok := strings.Cut(who.principal, ":"); ok && session != "" {
			who.user = session
		} else if who.user = lastPart(who.arn); who.user == "" {
			who.user = who.userName
		}
	case "AWSService", "AWSAccount":
	case "IdentityCenterUser":
		who.user, who.elsewhere = who.userName, true
	case "IAMUser":
		if who.user = who.userName; who.user == "" {
			who.user = lastPart(who.arn)
		}
	default:
		who.user, who.elsewhere = who.userName, true
	}
}
