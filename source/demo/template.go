package demo

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// template is a piece of JSON with blanks in it, written <name> or <name:n>:
// {"bucketName":"<bucket>"}. A blank that names a thing (a bucket, an instance)
// stands for the same one wherever it occurs in one event; <bucket:1> is
// another one. The rest are listed in blankNames.
type template []piece

// piece is some text and the blank that follows it.
type piece struct {
	text  string
	blank blank
	// thing and n are what the blank is asked for: the kind of thing and which
	// one, a length, an offset in seconds, or the bounds of a number.
	thing thing
	n, m  int
}

// blank is a way to fill in a value.
type blank uint8

const (
	noBlank blank = iota
	blankThing
	blankAccount
	blankRegion
	blankHost
	blankAction
	blankEventID
	blankRequestID
	blankTime
	blankMillis
	blankSpoken
	blankDay
	blankDate
	blankHex
	blankNew
	blankUUID
	blankBase64
	blankUpper
	blankNumber
	blankMe
	blankMyARN
	blankMyKey
	blankKey
	blankToKey
	blankToSession
	blankToARN
	blankToRole
	blankToRoleARN
	blankToAccount
	blankToID
	blankToken
	blankShared
	blankIdentity
	blankIP
)

var blankNames = map[string]blank{
	"account":    blankAccount,
	"region":     blankRegion,
	"host":       blankHost,
	"action":     blankAction,    // iam:ListUsers
	"event":      blankEventID,   // the record's own eventID
	"request":    blankRequestID, // its requestID
	"time":       blankTime,      // 2026-11-16T03:12:44Z; n: seconds later
	"ms":         blankMillis,    // the same in milliseconds since 1970
	"spoken":     blankSpoken,    // Nov 16, 2026, 3:12:44 AM; n: seconds later
	"day":        blankDay,       // 2026/11/16
	"date":       blankDate,      // 2026-11-16; n: seconds later
	"hex":        blankHex,       // n random hexadecimal digits
	"new":        blankNew,       // the same, one value per event
	"uuid":       blankUUID,
	"base64":     blankBase64, // n random digits
	"upper":      blankUpper,  // n random capitals and digits
	"number":     blankNumber, // from n to m
	"me":         blankMe,     // the caller's user or session name
	"me.arn":     blankMyARN,
	"me.key":     blankMyKey,
	"key":        blankKey,   // a key id that nothing else uses
	"to.key":     blankToKey, // of the session that AssumeRole opens
	"to.session": blankToSession,
	"to.arn":     blankToARN,
	"to.role":    blankToRole,
	"to.rolearn": blankToRoleARN,
	"to.account": blankToAccount,
	"to.id":      blankToID,
	"token":      blankToken, // a session token of about n digits
	"shared":     blankShared,
	"identity":   blankIdentity, // the caller's userIdentity
	"ip":         blankIP,
}

// compile reads a template. Templates are constants of this package: a mistake
// in one is a mistake in the program, and a test compiles them all.
func compile(text string) template {
	var t template
	for text != "" {
		before, rest, found := strings.Cut(text, "<")
		if !found {
			return append(t, piece{text: text})
		}
		name, after, _ := strings.Cut(rest, ">")
		p := blankOf(name)
		p.text = before
		t = append(t, p)
		text = after
	}
	return t
}

func blankOf(name string) piece {
	word, numbers, _ := strings.Cut(name, ":")
	first, second, _ := strings.Cut(numbers, ":")
	p := piece{}
	p.n, _ = strconv.Atoi(first)
	p.m, _ = strconv.Atoi(second)
	if b, ok := blankNames[word]; ok {
		p.blank = b
		return p
	}
	t, ok := thingNames[word]
	if !ok {
		panic(fmt.Sprintf("demo: no blank is called %q", name))
	}
	p.blank, p.thing = blankThing, t
	return p
}

// fill appends t with its blanks filled in for the event being written.
func (w *writer) fill(b []byte, t template) []byte {
	for i := range t {
		p := &t[i]
		b = append(b, p.text...)
		switch p.blank {
		case noBlank:
		case blankThing:
			b = append(b, w.thing(p.thing, p.n)...)
		case blankAccount:
			b = append(b, w.in.account...)
		case blankRegion:
			b = append(b, w.in.region...)
		case blankHost:
			b = w.fill(b, w.op.host)
		case blankAction:
			b = append(b, w.op.source...)
			b = append(b, ':')
			b = append(b, w.op.name...)
		case blankEventID:
			b = append(b, w.eventID[:]...)
		case blankRequestID:
			b = append(b, w.requestID...)
		case blankTime:
			b = w.clock.appendStamp(b, w.at+int64(p.n))
		case blankMillis:
			b = strconv.AppendInt(b, w.at*1000+int64(w.dice.below(1000)), 10)
		case blankSpoken:
			b = time.Unix(w.at+int64(p.n), 0).UTC().AppendFormat(b, "Jan 2, 2006, 3:04:05 PM")
		case blankDay:
			b = time.Unix(w.at, 0).UTC().AppendFormat(b, "2006/01/02")
		case blankDate:
			b = time.Unix(w.at+int64(p.n), 0).UTC().AppendFormat(b, time.DateOnly)
		default:
			b = w.fillInvented(b, p)
		}
	}
	return b
}

// fillInvented appends what is drawn at random or taken from the callers.
func (w *writer) fillInvented(b []byte, p *piece) []byte {
	switch p.blank {
	case blankHex:
		return w.dice.appendHex(b, p.n)
	case blankNew:
		if w.fresh == nil {
			w.fresh = w.dice.appendHex(w.freshRoom[:0], p.n)
		}
		return append(b, w.fresh...)
	case blankUUID:
		return w.dice.appendUUID(b)
	case blankBase64:
		return w.dice.appendFrom(b, base64Digits, p.n)
	case blankUpper:
		return w.dice.appendFrom(b, upperDigits, p.n)
	case blankNumber:
		return strconv.AppendInt(b, int64(w.dice.between(p.n, p.m)), 10)
	case blankMe:
		return append(b, w.who.name...)
	case blankMyARN:
		return append(b, w.who.arn...)
	case blankMyKey:
		return append(b, w.who.key...)
	case blankKey:
		return append(b, w.dice.keyID(w.in.account, "AKIA")...)
	case blankShared:
		return append(b, w.shared...)
	case blankIdentity:
		return append(b, w.who.identity...)
	case blankIP:
		return append(b, w.who.ip...)
	case blankToken:
		b = append(b, "IQoJb3JpZ2luX2VjE"...)
		return w.dice.appendFrom(b, base64Digits, p.n)
	}
	to := w.opened
	switch p.blank {
	case blankToKey:
		return append(b, to.key...)
	case blankToSession:
		return append(b, to.name...)
	case blankToARN:
		return append(b, to.arn...)
	case blankToRole:
		return append(b, to.role...)
	case blankToRoleARN:
		return append(b, to.roleARN...)
	case blankToAccount:
		return append(b, to.account...)
	case blankToID:
		return append(b, to.principal...)
	}
	return b
}
