package redact

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"

	"spoor/event"
)

// Names under which a record says what is to be redacted, in lower case.
var (
	// kept are AWS's own words at the top of a record.
	kept     = set("eventversion eventtime eventsource eventname awsregion eventtype eventcategory apiversion readonly managementevent errorcode")
	userKeys = set("username usernames rolesessionname sourceidentity email emailaddress displayname givenname familyname loginname")
	// accountKeys hold accounts even where they are no twelve digits.
	accountKeys = set("accountid recipientaccountid vpcendpointaccountid awsaccountid accountalias accountaliases accountname")
	// canonicalKeys hold S3's canonical user ids, each of which stands for an
	// account.
	canonicalKeys = set("id canonicalid canonicaluserid ownerid")
	canonical     = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)
	account       = regexp.MustCompile(`^[0-9]{12}$`)
	// machines are names of sessions that are no persons'.
	machines = regexp.MustCompile(`^(i-[0-9a-f]{8,17}|[a-z0-9.-]+\.amazonaws\.com(\.cn)?)$`)
)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		all[word] = true
	}
	return all
}

// exempt reports whether what stands where a name belongs names nobody.
func (r *Redactor) exempt(name string) bool {
	return r.services[fold(name)] || exempt(name)
}

func exempt(name string) bool {
	switch fold(name) {
	case "", "-", "*", "root", "anonymous", "anonymous_principal", "amazon", "aws internal", "hidden_due_to_security_reasons", "null":
		return true
	}
	return machines.MatchString(fold(name))
}

// word is how the names of members are written that say what they hold.
var word = regexp.MustCompile(`^[A-Za-z][A-Za-z_]{0,40}$`)

// name treats the name of a member. Most are words of an API; but some objects
// go by ARNs, addresses or names of users.
func (r *Redactor) name(name string) string {
	if made, known := r.members[name]; known {
		return made
	}
	return remember(r.members, name, r.makeName(name))
}

func (r *Redactor) makeName(name string) string {
	if _, learned := r.names.kinds[fold(name)]; !learned && word.MatchString(name) {
		return name
	}
	return r.Text(name)
}

// member returns what stands in place of a string under a key. Depth is that of
// its object, nested that of the strings around it.
func (r *Redactor) member(text, key, parent string, depth, nested int) string {
	switch {
	case text == "":
		return text
	case event.IsSecret(key, text):
		return Removed
	case kept[key] && (depth == 1 || parent == "detail"):
		return text
	}
	if trimmed := strings.TrimSpace(text); nested < maxDepth && (trimmed != "" && (trimmed[0] == '{' || trimmed[0] == '[')) && json.Valid([]byte(text)) {
		return string(r.nestedJSON([]byte(text), nested+1))
	}
	if k := r.structural(text, key, parent); k != noKind {
		r.learn(text, k)
		return r.pseudonym(k, text)
	}
	if key == "principalid" {
		return r.principal(text)
	}
	return r.Text(text)
}

// structural says what a whole string is, by where it stands.
func (r *Redactor) structural(text, key, parent string) kind {
	k := noKind
	switch {
	case r.users && userKeys[key] && parent != "sessionissuer", r.users && key == "userid" && parent == "onbehalfof":
		k = kindUser
	case r.accounts && accountKeys[key]:
		k = kindAccount
	case r.keys && key == "accesskeyid":
		k = kindID
	case r.accounts && canonicalKeys[key] && canonical.MatchString(text):
		k = kindCanonical
	}
	if k == noKind || r.exempt(text) || r.issued([]byte(text)) || strings.HasPrefix(fold(text), "arn:") {
		return noKind
	}
	return k
}

// principal treats a principal id: of whom, and behind a colon the name of a
// session.
func (r *Redactor) principal(text string) string {
	id, session, hasSession := strings.Cut(text, ":")
	if strings.HasPrefix(fold(text), "arn:") || strings.Contains(session, ":") {
		return r.Text(text)
	}
	switch {
	case r.exempt(id) || account.MatchString(id):
		id = r.Text(id)
	case r.accounts || r.users && strings.HasPrefix(id, "AIDA"):
		r.learn(id, kindID)
		id = r.pseudonym(kindID, id)
	default:
		id = r.Text(id)
	}
	if !hasSession {
		return id
	}
	if r.users && !r.exempt(session) {
		r.learn(session, kindUser)
		return id + ":" + r.pseudonym(kindUser, session)
	}
	return id + ":" + r.Text(session)
}

// number treats what is no string: an account may be written as a number.
func (r *Redactor) number(text, key string) string {
	if whole := inDigits(text); r.accounts && (account.MatchString(whole) || accountKeys[key] && run([]byte(whole), 0, digits) == len(whole)) {
		return r.pseudonym(kindAccount, whole)
	}
	return text
}

// inDigits writes a whole number that may be an account in digits alone, however a
// program wrote it: 111122223333.0, 1.11122223333e+11. All else stays as it is.
func inDigits(text string) string {
	if !strings.ContainsAny(text, ".eE") {
		return text
	}
	const beyond = 1e12
	if number, err := strconv.ParseFloat(text, 64); err == nil && number >= 0 && number < beyond && number == math.Trunc(number) {
		return strconv.FormatFloat(number, 'f', 0, 64)
	}
	return text
}

// learn remembers a value, for finding it anywhere.
func (r *Redactor) learn(value string, k kind) {
	if _, issued := r.given[value]; !issued && r.names.learn(value, k) {
		r.changed()
	}
}

// service notes that a name of a session is a service's.
func (r *Redactor) service(name string) {
	if !r.services[name] {
		r.services[name] = true
		r.names.forget(name)
		r.changed()
	}
}
