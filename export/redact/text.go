package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// layers is how many layers of escapes are looked through, escapes what they
// begin with.
const (
	layers  = 3
	escapes = `%\&`
)

// Text returns a text with all that is to be redacted in it replaced.
func (r *Redactor) Text(text string) string {
	if r.off() || text == "" {
		return text
	}
	if made, known := r.texts[text]; known {
		return made
	}
	return remember(r.texts, text, r.text(text))
}

func (r *Redactor) text(text string) string {
	out := []byte(text)
	if all := r.find(out); len(all) > 0 {
		out = r.replace(out, plain(out), all)
	}
	for depth := 1; depth <= layers && strings.ContainsAny(text, escapes); depth++ {
		v := plain(out)
		for range depth {
			v = v.decode()
		}
		if !v.decoded {
			break
		}
		if all := r.find(v.text); len(all) > 0 {
			out = r.replace(out, v, all)
		}
	}
	return string(r.encoded(out, 0))
}

// replace replaces in a text what was found in a view of it.
func (r *Redactor) replace(source []byte, v view, all []found) []byte {
	var out []byte
	at := int32(0)
	for _, f := range all {
		from, to := v.at[f.from], v.at[f.to]
		value := f.value
		if value == "" {
			value = string(v.text[f.from:f.to])
		}
		if r.issued(v.text[f.from:f.to]) {
			continue
		}
		out = append(out, source[at:from]...)
		out = append(out, r.pseudonym(f.kind, value)...)
		at = to
	}
	return append(out, source[at:]...)
}

// shortestCode is the length from which on text may be taken for encoded.
const shortestCode = 8

// maxNested is how many times something may be encoded.
const maxNested = 2

// encoded replaces the runs of Base64 and hexadecimal in a text that hold
// something to be redacted, over several lines where they are wrapped. What is
// inside is not kept: it is only there for machines.
func (r *Redactor) encoded(text []byte, nested int) []byte {
	var out []byte
	at, lines := 0, 0
	for i := 0; i < len(text); i++ {
		end := run(text, i, pathBytes)
		if end-i < shortestCode {
			i = end
			continue
		}
		from, to, hides := i, end, false
		if from >= lines {
			var code []byte
			if code, lines = wrapped(text, i, end); code != nil && r.hides(code, nested) {
				to, hides = lines, true
			}
		}
		if !hides && !r.hides(text[from:to], nested) {
			i = end
			continue
		}
		out = append(out, text[at:from]...)
		out = append(out, Removed...)
		at, i = to, to
	}
	if at == 0 {
		return text
	}
	return append(out, text[at:]...)
}

// hides reports whether something to be redacted comes out of a run when it is
// taken for Base64 or hexadecimal, wherever in it the code begins.
func (r *Redactor) hides(code []byte, nested int) bool {
	for from := 0; from < len(code); from++ {
		end := run(code, from, codeBytes)
		if end-from >= shortestCode && r.hidesCode(code[from:end], nested) {
			return true
		}
		from = end
	}
	return false
}

// standard writes URL-safe Base64 as the standard one.
var standard = strings.NewReplacer("-", "+", "_", "/")

// isUUID reports whether a code is a UUID, as most that stand in records are.
// Its digits, in the groups they stand in, are too few to hide anything.
func isUUID(code []byte) bool {
	if len(code) != 36 {
		return false
	}
	for i, c := range code {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !hexBytes[c] {
			return false
		}
	}
	return true
}

func (r *Redactor) hidesCode(code []byte, nested int) bool {
	if isUUID(code) {
		return false
	}
	std := standard.Replace(string(code))
	for from := range 4 {
		part := std[min(from, len(std)):]
		part = part[:len(part)-len(part)%4]
		if decoded, err := base64.StdEncoding.DecodeString(part); err == nil && r.holds(decoded, nested) {
			return true
		}
		// What is left over behind whole groups of four.
		if rest := std[min(from, len(std)):]; len(rest)%4 > 1 {
			if decoded, err := base64.RawStdEncoding.DecodeString(rest); err == nil && r.holds(decoded, nested) {
				return true
			}
		}
	}
	for i := 0; i < len(code); i++ {
		end := run(code, i, hexBytes)
		for from := i; from < min(i+2, end); from++ {
			part := code[from : end-(end-from)%2]
			if len(part) < shortestCode {
				continue
			}
			decoded := make([]byte, len(part)/2)
			if _, err := hex.Decode(decoded, part); err == nil && r.holds(decoded, nested) {
				return true
			}
		}
		i = end
	}
	return false
}

// holds reports whether something to be redacted is in what was decoded.
func (r *Redactor) holds(decoded []byte, nested int) bool {
	if text, more := inflated(decoded); text != nil && nested < maxNested {
		return more || r.holds(text, nested+1)
	}
	if text := narrow(decoded); text != nil {
		return r.holds(text, nested)
	}
	if isText(decoded) {
		if r.holdsText(decoded) {
			return true
		}
		return nested < maxNested && !bytes.Equal(r.encoded(decoded, nested+1), decoded)
	}
	// Bytes that are no text hold short values by chance.
	holds := false
	long := func(f found) { holds = holds || f.to-f.from >= longValue }
	if r.accounts {
		findAccounts(decoded, long)
	}
	r.findIDs(decoded, long)
	r.names.find(decoded, func(from, to int, k kind) { long(found{from: from, to: to}) })
	return holds
}

// holdsText reports whether something to be redacted is in a text, as it stands
// or behind escapes.
func (r *Redactor) holdsText(text []byte) bool {
	for depth := 0; ; depth++ {
		for _, f := range r.find(text) {
			if !r.issued(text[f.from:f.to]) {
				return true
			}
		}
		if depth == layers || !bytes.ContainsAny(text, escapes) {
			return false
		}
		v := plain(text).decode()
		if !v.decoded {
			return false
		}
		text = v.text
	}
}

// longValue is the length of a value that does not come about by chance.
const longValue = 10

// isText reports whether nearly all bytes are printable.
func isText(b []byte) bool {
	odd := len(b) / 8
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c >= 0x7f {
			if odd--; odd < 0 {
				return false
			}
		}
	}
	return true
}

// issued reports whether a value is a pseudonym that was put there, so that
// looking at a text twice changes nothing more.
func (r *Redactor) issued(value []byte) bool {
	_, known := r.given[string(value)]
	return known
}
