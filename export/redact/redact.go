// Package redact replaces accounts, addresses, users and keys in CloudTrail
// records, and in everything that speaks of them, by pseudonyms.
//
// A pseudonym is made with HMAC-SHA-256 under a secret key: the same value has
// the same pseudonym wherever it stands, and without the key nothing leads back.
// Pseudonyms keep the shape of what they stand for and can be told from it:
//
//	account        000123456789                     12 digits that begin with 000
//	access key     AKIA00ABCDEFGHIJKLMN             the prefix kept; 0 never stands in a real one
//	principal id   AROA00ABCDEFGHIJKLMNO            likewise
//	IPv4 address   2001:db8:4::c612:0a07            in the range for documentation (RFC 3849), one to one
//	IPv6 address   2001:db8:6:…                     likewise
//	user           user-4k7q2m6xwv3a                names of users and sessions, e-mail addresses
//
// Values are found in two ways. Some have a shape that is known anywhere: twelve
// digits, access keys, addresses, ARNs of users. Others (names) are learned from
// the places in records that hold them and are then found anywhere else, whatever
// their case: so all events are shown to a Redactor (Learn) before the first is
// redacted. Text is looked through as it stands, with percent signs, backslashes
// and HTML's entities decoded, inside JSON that stands in strings, and inside
// Base64 and hexadecimal, of text, of UTF-16, and of what is packed by gzip or
// zlib.
//
// What is left as it is: names of services, events, Regions and errors, role
// names, ids that are UUIDs, the unspecified and loopback addresses, sessions
// that are instances or services; inside other text, names of fewer than three
// characters and names that are words of AWS's own ("user", "s3").
package redact

import (
	"fmt"
	"slices"
	"strings"
)

// Class is a kind of values that can be redacted.
type Class string

// The classes. Any of them removes secrets: session tokens, passwords, private
// keys.
const (
	// Accounts: account numbers, and with them access keys and principal ids,
	// both of which encode the account.
	Accounts Class = "accounts"
	// IPs: addresses.
	IPs Class = "ips"
	// Users: names of users and sessions, e-mail addresses, ids of users.
	Users Class = "users"
	// Keys: access key ids.
	Keys Class = "keys"
)

// Classes lists the classes.
func Classes() []Class { return []Class{Accounts, IPs, Users, Keys} }

// ParseClasses reads a list of classes separated by commas.
func ParseClasses(list string) ([]Class, error) {
	var chosen []Class
	for name := range strings.SplitSeq(list, ",") {
		class := Class(strings.ToLower(strings.TrimSpace(name)))
		switch {
		case class == "":
		case !slices.Contains(Classes(), class):
			return nil, fmt.Errorf("unknown class %q: use accounts, ips, users or keys, separated by commas", name)
		case !slices.Contains(chosen, class):
			chosen = append(chosen, class)
		}
	}
	return chosen, nil
}

// Removed stands in place of secrets, and of what cannot be given a pseudonym.
const Removed = "REDACTED"

// Redactor replaces values. It learns as it goes: what has been seen as a name
// once is a name from then on. It is not safe for concurrent use.
type Redactor struct {
	key     Key
	classes []Class

	accounts, ips, users, keys bool

	names names
	// services are names of sessions that are services.
	services map[string]bool
	// given are the pseudonyms handed out, to tell when two values would share
	// one.
	given map[string]string
	clash error

	// learning says that what is returned is not used.
	learning bool
	// texts and members remember what was made of texts and of names of members,
	// as long as no name is learned that may change it; made what was made of
	// values.
	texts, members map[string]string
	made           map[madeOf]string
}

type madeOf struct {
	kind  kind
	value string
}

// The bounds of what is remembered.
const (
	maxTexts     = 1 << 14
	maxTextBytes = 256
)

// New returns a Redactor for some classes under a key. Without a class it
// changes nothing.
func New(key Key, classes ...Class) *Redactor {
	r := &Redactor{
		key: key, given: map[string]string{}, services: map[string]bool{},
		texts: map[string]string{}, members: map[string]string{}, made: map[madeOf]string{},
	}
	for _, class := range Classes() { // in their own order
		if !slices.Contains(classes, class) {
			continue
		}
		r.classes = append(r.classes, class)
		switch class {
		case Accounts:
			r.accounts, r.keys = true, true
		case IPs:
			r.ips = true
		case Users:
			r.users = true
		case Keys:
			r.keys = true
		}
	}
	return r
}

// Classes are those asked for, in a fixed order.
func (r *Redactor) Classes() []Class { return r.classes }

// Key is the key that pseudonyms are made under.
func (r *Redactor) Key() Key { return r.key }

// Learn calls show, which redacts all there is and does not use what comes out.
// It is quicker than that alone, and after it all names are known.
func (r *Redactor) Learn(show func() error) error {
	r.learning = true
	defer func() {
		r.learning = false
		r.changed()
	}()
	return show()
}

// changed forgets what was made of texts, for a name has come or gone.
func (r *Redactor) changed() {
	if !r.learning {
		clear(r.texts)
		clear(r.members)
	}
}

// remember keeps what was made of a text.
func remember(all map[string]string, text, made string) string {
	if len(text) <= maxTextBytes {
		if len(all) >= maxTexts {
			clear(all)
		}
		all[text] = made
	}
	return made
}

// Err says that two values were given the same pseudonym, so that what was
// written joins what does not belong together: another key is needed. The odds
// are one in two thousand for a thousand accounts.
func (r *Redactor) Err() error { return r.clash }

// off reports whether nothing is to be redacted at all.
func (r *Redactor) off() bool { return len(r.classes) == 0 }
