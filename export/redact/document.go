package redact

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"spoor/event"
)

// JSON returns a JSON text with all that is to be redacted in it replaced. What
// is not stays as it is, byte for byte. Text that is no JSON is treated as Text.
func (r *Redactor) JSON(text []byte) []byte {
	if r.off() {
		return text
	}
	return r.nestedJSON(text, 0)
}

// maxDepth is how deep values may be nested in each other and in strings.
const maxDepth = 200

func (r *Redactor) nestedJSON(text []byte, depth int) []byte {
	if !json.Valid(text) {
		return []byte(r.Text(string(text)))
	}
	d := document{redactor: r, in: text, depth: depth}
	d.value("", "", 0)
	return append(d.out, d.in[d.copied:]...)
}

// document goes once through a JSON text known to be valid and copies it, with
// strings and numbers replaced.
type document struct {
	redactor *Redactor
	in, out  []byte
	at       int
	// copied is how much of in is in out.
	copied int
	depth  int
}

func (d *document) space() {
	for d.at < len(d.in) && strings.IndexByte(" \t\r\n", d.in[d.at]) >= 0 {
		d.at++
	}
}

// value goes through one value that stands under a key, whose object stands
// under parent.
func (d *document) value(key, parent string, depth int) {
	d.space()
	switch c := d.in[d.at]; {
	case c == '{':
		d.object(key, depth)
	case c == '[':
		d.at++
		for d.space(); d.in[d.at] != ']'; d.space() {
			d.value(key, parent, depth)
			if d.space(); d.in[d.at] == ',' {
				d.at++
			}
		}
		d.at++
	case c == '"':
		from := d.at
		text, ok := d.text()
		if changed := d.redactor.member(text, key, parent, depth, d.depth); ok && changed != text {
			d.put(from, quoted(changed))
		}
	default:
		from := d.at
		d.scalar()
		number := string(d.in[from:d.at])
		if changed := d.redactor.number(number, key); changed != number {
			d.put(from, quoted(changed))
		}
	}
}

// scalar goes over what is no string and holds nothing.
func (d *document) scalar() {
	for d.at < len(d.in) && strings.IndexByte(",]} \t\r\n", d.in[d.at]) < 0 {
		d.at++
	}
}

func (d *document) object(parent string, depth int) {
	d.at++
	start, looked, isPair := d.at, false, false
	for d.space(); d.in[d.at] != '}'; d.space() {
		from := d.at
		name, ok := d.text()
		if changed := d.redactor.name(name); ok && changed != name {
			d.put(from, quoted(changed))
		}
		d.space()
		d.at++ // the colon
		key := fold(name)
		if valueKeys[key] && !looked {
			isPair, looked = d.namesSecret(start), true
		}
		if event.SecretSetting(name) || isPair && valueKeys[key] {
			key = secretKey
		}
		d.value(key, parent, depth+1)
		if d.space(); d.in[d.at] == ',' {
			d.at++
		}
	}
	d.at++
}

// secretKey stands for the key of whatever is a secret.
const secretKey = "secret"

// Settings are often written as pairs of a name and a value, in members that are
// called so, in lower case.
var (
	nameKeys  = set("name key parametername parameterkey optionname")
	valueKeys = set("value parametervalue")
)

// namesSecret reports whether the object whose members begin at start is a pair
// whose name is a secret's. It looks no further than the first member that holds
// others, so that no text is gone through again and again.
func (d *document) namesSecret(start int) bool {
	back := d.at
	defer func() { d.at = back }()
	d.at = start
	for d.space(); d.in[d.at] == '"'; d.space() {
		name, _ := d.text()
		d.space()
		d.at++ // the colon
		d.space()
		switch c := d.in[d.at]; {
		case c == '{' || c == '[':
			return false
		case c == '"':
			text, ok := d.text()
			if ok && nameKeys[fold(name)] && (event.SecretSetting(text) || event.IsSecret(text, "a value")) {
				return true
			}
		default:
			d.scalar()
		}
		if d.space(); d.in[d.at] == ',' {
			d.at++
		}
	}
	return false
}

// put writes something in place of what was read since from.
func (d *document) put(from int, text []byte) {
	d.out = append(append(d.out, d.in[d.copied:from]...), text...)
	d.copied = d.at
}

// text reads the string at hand.
func (d *document) text() (string, bool) {
	from := d.at
	for d.at++; d.in[d.at] != '"'; d.at++ {
		if d.in[d.at] == '\\' {
			d.at++
		}
	}
	d.at++
	raw := d.in[from:d.at]
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), true
	}
	var text string
	err := json.Unmarshal(raw, &text)
	return text, err == nil
}

// quoted writes a JSON string. Bytes that are no UTF-8 stay as they are.
func quoted(text string) []byte {
	const hexDigits = "0123456789abcdef"
	out := make([]byte, 1, len(text)+2)
	out[0] = '"'
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c < ' ':
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}

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
	if r.accounts && (account.MatchString(text) || accountKeys[key] && run([]byte(text), 0, digits) == len(text)) {
		return r.pseudonym(kindAccount, text)
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

// User returns the pseudonym of a name known to be a user's; where users are not
// redacted, it treats it as Text.
func (r *Redactor) User(name string) string {
	if !r.users || r.exempt(name) {
		return r.Text(name)
	}
	r.learn(name, kindUser)
	return r.pseudonym(kindUser, name)
}

// Account is User for accounts.
func (r *Redactor) Account(name string) string {
	if !r.accounts || r.exempt(name) {
		return r.Text(name)
	}
	r.learn(name, kindAccount)
	return r.pseudonym(kindAccount, name)
}

// Principal treats an access key, a principal id or a session's name after one.
func (r *Redactor) Principal(id string) string {
	if r.off() {
		return id
	}
	return r.principal(id)
}

// Unknown treats a value that may or may not be a name: where names are
// redacted, it is removed.
func (r *Redactor) Unknown(value string) string {
	if r.users {
		return Removed
	}
	return value
}
