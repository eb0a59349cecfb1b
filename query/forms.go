package query

import (
	"net/netip"
	"strings"
)

// rule is how a plain word of a field compares with a value.
type rule uint8

const (
	// ruleForms: the word is the value, or one of the shorter forms that the
	// field allows (see forms).
	ruleForms rule = iota
	// ruleContains: the word stands anywhere in the value.
	ruleContains
	// ruleAddress: the word is the value, or the same address spelled
	// otherwise.
	ruleAddress
)

func ruleOf(f Field) rule {
	switch f {
	case FieldAgent, FieldMessage:
		return ruleContains
	case FieldIP:
		return ruleAddress
	}
	return ruleForms
}

const amazonaws = ".amazonaws.com"

// maxForms is the most shorter forms that a value has.
const maxForms = 2

// forms returns the shorter forms under which a value of field f also goes, for
// words and wildcards; unused ones are empty.
func forms(f Field, value string) (out [maxForms]string) {
	switch f {
	case FieldSource:
		out[0] = trimAmazonaws(value)
	case FieldType:
		// AWS::S3::Bucket → Bucket, S3::Bucket
		if last := strings.LastIndex(value, "::"); last >= 0 {
			out[0] = value[last+2:]
			if before := strings.LastIndex(value[:last], "::"); before >= 0 {
				out[1] = value[before+2:]
			}
		}
	case FieldResource:
		// arn:aws:iam::111122223333:user/alice → alice, user/alice
		if i := strings.LastIndexAny(value, "/:"); i >= 0 {
			out[0] = value[i+1:]
		}
		if i := strings.LastIndexByte(value, ':'); i >= 0 {
			out[1] = value[i+1:]
		}
	case FieldActor:
		if len(value) > 4 && strings.EqualFold(value[:4], "arn:") {
			out[0] = value[strings.LastIndexAny(value, "/:")+1:]
		}
	}
	return out
}

// canonicalWord returns the folded form of a word that the forms of a value are
// compared with.
func canonicalWord(f Field, word string) string {
	if f == FieldSource {
		word = trimAmazonaws(word)
	}
	return Fold(word)
}

// trimAmazonaws takes .amazonaws.com off a service's name, unless nothing else
// is there.
func trimAmazonaws(name string) string {
	if n := len(name) - len(amazonaws); n > 0 && strings.EqualFold(name[n:], amazonaws) {
		return name[:n]
	}
	return name
}

// parseAddress reads an IP address in any spelling; IPv4 mapped into IPv6 is
// IPv4.
func parseAddress(value string) (netip.Addr, bool) {
	if !strings.ContainsAny(value, ".:") {
		return netip.Addr{}, false
	}
	addr, err := netip.ParseAddr(value)
	return addr.Unmap(), err == nil
}
