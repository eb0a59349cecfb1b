package redact

import (
	"bytes"
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// found is a value in a text.
type found struct {
	from, to int
	kind     kind
	// value is what it stands for, where that is not text[from:to] as it is.
	value string
}

// find returns the values in a text that are to be replaced, in their order and
// not over each other: of those that are, the one that begins first, and then
// the longest.
func (r *Redactor) find(text []byte) []found {
	var all []found
	add := func(f found) { all = append(all, f) }
	findSecrets(text, add)
	if r.accounts {
		findAccounts(text, add)
	}
	if r.accounts || r.keys || r.users {
		r.findIDs(text, add)
	}
	if r.users {
		r.findUsers(text, add)
	}
	if r.ips {
		findIPv4(text, add)
		findIPv6(text, add)
	}
	r.names.find(text, func(from, to int, k kind) { add(found{from: from, to: to, kind: k}) })
	if len(all) < 2 {
		return all
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	kept := all[:1]
	for _, f := range all[1:] {
		if f.from >= kept[len(kept)-1].to {
			kept = append(kept, f)
		}
	}
	return kept
}

// uuidHead is what stands before the last twelve digits of a UUID.
var uuidHead = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-$`)

// findAccounts finds runs of exactly twelve digits, but for those that end a
// UUID, and three runs of four with dashes between them, as the console writes
// accounts.
func findAccounts(text []byte, add func(found)) {
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		end := i
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		if end-i == 12 && !uuidHead.Match(text[max(0, i-24):i]) {
			add(found{from: i, to: end, kind: kindAccount})
		}
		if end-i == 4 && spaced(text, i) {
			end = i + len("1111-2222-3333")
			add(found{from: i, to: end, kind: kindAccount, value: strings.ReplaceAll(string(text[i:end]), "-", "")})
		}
		i = end
	}
}

// spaced reports whether an account stands at text[i:] as in "1111-2222-3333",
// with nothing around it that it may be a part of.
func spaced(text []byte, i int) bool {
	end := i + len("1111-2222-3333")
	if end > len(text) {
		return false
	}
	for k, c := range text[i:end] {
		if k == 4 || k == 9 {
			if c != '-' {
				return false
			}
		} else if !isDigit(c) {
			return false
		}
	}
	touches := func(c byte) bool { return c == '-' || isAlnum(c) }
	return (i == 0 || !touches(text[i-1])) && (end == len(text) || !touches(text[end]))
}

// idPrefixes are the first four letters of unique ids, from "Understanding
// unique ID prefixes", IAM User Guide.
var idPrefixes = map[string]string{
	"ABIA": "key", "ACCA": "key", "AKIA": "key", "ASIA": "key", "APKA": "key", "ASCA": "key",
	"AIDA": "user", "AGPA": "other", "AIPA": "other", "ANPA": "other", "ANVA": "other", "AROA": "other",
}

func isIDPrefix(text string) bool { return idPrefixes[text] != "" }

// shortestID is less than IAM hands out and more than a word that happens to
// begin like one.
const shortestID = 16

func (r *Redactor) findIDs(text []byte, add func(found)) {
	for i := 0; i < len(text); i++ {
		if !isAlnum(text[i]) {
			continue
		}
		end := i
		capital := true
		for end < len(text) && isAlnum(text[end]) {
			capital = capital && (isDigit(text[end]) || text[end] <= 'Z')
			end++
		}
		if capital && end-i >= shortestID && r.isID(string(text[i:i+4])) {
			add(found{from: i, to: end, kind: kindID})
		}
		i = end
	}
}

// isID reports whether ids that begin so are to be replaced.
func (r *Redactor) isID(prefix string) bool {
	switch idPrefixes[prefix] {
	case "key":
		return r.keys
	case "user":
		return r.accounts || r.users
	case "other":
		return r.accounts
	}
	return false
}

// bytesOf is a set of bytes.
type bytesOf [256]bool

func setOf(text string) *bytesOf {
	var set bytesOf
	for i := range len(text) {
		set[text[i]] = true
	}
	return &set
}

const alnum = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// What names, paths of names, secrets, codes and addresses are written with.
var (
	nameBytes  = setOf(alnum + "+=,.@_-")
	pathBytes  = setOf(alnum + "+=,.@_-/")
	tokenBytes = setOf(alnum + "+/=_-%")
	codeBytes  = setOf(alnum + "+/_-")
	padding    = setOf("=")
	hexBytes   = setOf("abcdefABCDEF0123456789")
	ipv6Bytes  = setOf("abcdefABCDEF0123456789:.")
	digits     = setOf("0123456789")
)

// run returns the offset behind the bytes of set from i on.
func run(text []byte, i int, set *bytesOf) int {
	for i < len(text) && set[text[i]] {
		i++
	}
	return i
}

var (
	arnUser = []byte("user/")
	arnRole = []byte(":assumed-role/")
	// serviceRole is how the names of service-linked roles begin.
	serviceRole = []byte("AWSServiceRoleFor")
	homes       = [][]byte{[]byte("/home/"), []byte("/Users/"), []byte(`:\Users\`)}
	email       = regexp.MustCompile(`[A-Za-z0-9._+=-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`)
)

// findUsers finds names by what stands around them, and learns them: in ARNs of
// users and sessions, in e-mail addresses, in paths of home folders.
func (r *Redactor) findUsers(text []byte, add func(found)) {
	name := func(from, to int) {
		for to > from && strings.IndexByte(".,=", text[to-1]) >= 0 {
			to-- // the end of a sentence
		}
		if to > from && !r.exempt(string(text[from:to])) && !r.issued(text[from:to]) {
			r.learn(string(text[from:to]), kindUser)
			add(found{from: from, to: to, kind: kindUser})
		}
	}
	each(text, arnUser, func(i int) {
		if i < len(arnUser)+1 || text[i-len(arnUser)-1] != ':' && !bytes.HasSuffix(text[:i], []byte(":federated-user/")) {
			return
		}
		end := run(text, i, pathBytes)
		name(i+bytes.LastIndexByte(text[i:end], '/')+1, end)
	})
	each(text, arnRole, func(i int) {
		role := run(text, i, nameBytes)
		if role == len(text) || text[role] != '/' {
			return
		}
		end := run(text, role+1, nameBytes)
		if bytes.HasPrefix(text[i:], serviceRole) {
			// Sessions of these are services at work, and not always called so.
			r.service(fold(string(text[role+1 : end])))
			return
		}
		name(role+1, end)
	})
	for _, home := range homes {
		each(text, home, func(i int) { name(i, run(text, i, nameBytes)) })
	}
	if bytes.IndexByte(text, '@') >= 0 {
		for _, at := range email.FindAllIndex(text, -1) {
			name(at[0], at[1])
		}
	}
}

// each calls f with the offset behind every occurrence of word.
func each(text, word []byte, f func(i int)) {
	for i := 0; ; {
		at := bytes.Index(text[i:], word)
		if at < 0 {
			return
		}
		i += at + len(word)
		f(i)
	}
}

// findIPv4 finds addresses, and those in the names that EC2 gives to hosts
// ("ip-10-0-0-1", "ec2-203-0-113-7").
func findIPv4(text []byte, add func(found)) {
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) || i > 0 && isDigit(text[i-1]) {
			continue
		}
		separator := byte('.')
		if bytes.HasSuffix(text[:i], []byte("ip-")) || bytes.HasSuffix(text[:i], []byte("ec2-")) {
			separator = '-'
		}
		end := octets(text, i, separator)
		if end < 0 {
			continue
		}
		value := strings.ReplaceAll(string(text[i:end]), "-", ".")
		if addr, ok := parseIPv4(value); ok && !addr.IsUnspecified() && !addr.IsLoopback() {
			add(found{from: i, to: end, kind: kindIP, value: addr.String()})
		}
		i = end - 1
	}
}

// octets returns the offset behind four numbers with separators between them,
// or -1.
func octets(text []byte, i int, separator byte) int {
	for n := range 4 {
		start := i
		for i < len(text) && isDigit(text[i]) {
			i++
		}
		if i == start || i-start > 3 {
			return -1
		}
		if n < 3 {
			if i >= len(text) || text[i] != separator {
				return -1
			}
			i++
		}
	}
	return i
}

// parseIPv4 is netip.ParseAddr that takes leading zeros.
func parseIPv4(text string) (netip.Addr, bool) {
	parts := strings.Split(text, ".")
	for i, part := range parts {
		for len(part) > 1 && part[0] == '0' {
			part = part[1:]
		}
		parts[i] = part
	}
	addr, err := netip.ParseAddr(strings.Join(parts, "."))
	return addr, err == nil
}

// findIPv6 finds addresses that nothing touches which could be part of them.
func findIPv6(text []byte, add func(found)) {
	for i := 0; i < len(text); i++ {
		if !ipv6Bytes[text[i]] || text[i] == '.' {
			continue
		}
		end := run(text, i, ipv6Bytes)
		start := i
		i = end
		if bytes.Count(text[start:end], []byte(":")) < 2 {
			continue
		}
		for end > start && text[end-1] == '.' {
			end--
		}
		if !standsAlone(text, start, end) {
			continue
		}
		addr, err := netip.ParseAddr(string(text[start:end]))
		if err != nil || addr.IsUnspecified() || addr.IsLoopback() {
			continue
		}
		add(found{from: start, to: end, kind: kindIP, value: addr.Unmap().String()})
	}
}

var (
	// sessionTokens begin so: Base64 of a version byte and "origin" or "aws".
	sessionTokens = []string{"IQoJb3JpZ2luX2Vj", "FwoGZXIvYXdz", "FQoGZXIvYXdz", "AQoDYXdz", "AQoEXAMPLE"}
	// signed are parameters of signed addresses that are as good as a password.
	signed = []string{"X-Amz-Security-Token=", "Signature=", "x-amz-security-token=", "signature="}
	// login is a password in an address, as in postgres://dana:password@db.
	login = regexp.MustCompile(`://[^\s/?#:@"'<>]*:([^\s/?#@"'<>]+)@`)

	privateKey = []byte("PRIVATE KEY-----")
)

// findSecrets finds what opens doors.
func findSecrets(text []byte, add func(found)) {
	if len(text) < shortestID {
		return
	}
	for _, head := range sessionTokens {
		each(text, []byte(head), func(i int) {
			add(found{from: i - len(head), to: run(text, i, tokenBytes), kind: kindSecret})
		})
	}
	for _, head := range signed {
		each(text, []byte(head), func(i int) {
			if end := run(text, i, tokenBytes); end > i {
				add(found{from: i, to: end, kind: kindSecret})
			}
		})
	}
	if bytes.Contains(text, []byte("://")) {
		for _, at := range login.FindAllSubmatchIndex(text, -1) {
			add(found{from: at[2], to: at[3], kind: kindSecret})
		}
	}
	each(text, privateKey, func(i int) {
		end := len(text)
		if at := bytes.Index(text[i:], privateKey); at >= 0 {
			end = i + at + len(privateKey)
		}
		add(found{from: i - len(privateKey), to: end, kind: kindSecret})
	})
}
