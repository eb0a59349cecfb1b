package redact

import (
	"bytes"
	"encoding/json"
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
