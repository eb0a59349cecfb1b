package redact

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// view is a text as it reads once what is escaped in it is decoded, with the
// place in the text itself that each byte comes from.
type view struct {
	text []byte
	// at has one entry more than text: text[i] stands at source[at[i]:at[i+1]]
	// for the first byte of what was escaped.
	at []int32
	// decoded says that something was escaped.
	decoded bool
}

// plain is the view of a text as it stands.
func plain(text []byte) view {
	at := make([]int32, len(text)+1)
	for i := range at {
		at[i] = int32(i)
	}
	return view{text: text, at: at}
}

// decode returns the view with one layer of escapes decoded: those with a
// percent sign, those of JSON strings and of programs, and those of HTML.
func (v view) decode() view {
	out := view{text: make([]byte, 0, len(v.text)), at: make([]int32, 0, len(v.at))}
	for i := 0; i < len(v.text); {
		n := 1
		var decoded []byte
		switch v.text[i] {
		case '%':
			decoded, n = percent(v.text[i:])
		case '\\':
			decoded, n = backslash(v.text[i:])
		case '&':
			decoded, n = entity(v.text[i:])
		}
		if decoded == nil {
			decoded = v.text[i : i+1]
			n = 1
		} else {
			out.decoded = true
		}
		for _, c := range decoded {
			out.text = append(out.text, c)
			out.at = append(out.at, v.at[i])
		}
		i += n
	}
	out.at = append(out.at, v.at[len(v.text)])
	return out
}

// percent decodes %XX at the start of b.
func percent(b []byte) (decoded []byte, n int) {
	if len(b) < 3 {
		return nil, 0
	}
	c, err := strconv.ParseUint(string(b[1:3]), 16, 8)
	if err != nil {
		return nil, 0
	}
	return []byte{byte(c)}, 3
}

// longestEntity is the length of "&#x10ffff;".
const longestEntity = 10

// entity decodes an escape of HTML and XML at the start of b. Those by names
// stand for nothing that values are written with, but for the ampersand.
func entity(b []byte) (decoded []byte, n int) {
	end := bytes.IndexByte(b[:min(len(b), longestEntity)], ';')
	if end < 0 {
		return nil, 0
	}
	text := string(b[1:end])
	if text == "amp" {
		return []byte{'&'}, end + 1
	}
	digits, numbered := strings.CutPrefix(text, "#")
	if !numbered {
		return nil, 0
	}
	base := 10
	if hex := strings.TrimLeft(digits, "xX"); len(hex) == len(digits)-1 {
		digits, base = hex, 16
	}
	c, err := strconv.ParseUint(digits, base, 21)
	if err != nil {
		return nil, 0
	}
	return utf8.AppendRune(nil, rune(c)), end + 1
}

// backslash decodes an escape of a JSON string, or \xHH, at the start of b.
func backslash(b []byte) (decoded []byte, n int) {
	if len(b) < 2 {
		return nil, 0
	}
	switch b[1] {
	case '"', '\\', '/':
		return b[1:2], 2
	case 'b', 'f', 'n', 'r', 't':
		return []byte{' '}, 2
	case 'x':
		if len(b) < 4 {
			return nil, 0
		}
		c, err := strconv.ParseUint(string(b[2:4]), 16, 8)
		if err != nil {
			return nil, 0
		}
		return []byte{byte(c)}, 4
	case 'u':
		r, ok := hex4(b[2:])
		if !ok {
			return nil, 0
		}
		if utf16.IsSurrogate(r) && len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
			if low, ok := hex4(b[8:]); ok {
				if whole := utf16.DecodeRune(r, low); whole != utf8.RuneError {
					return utf8.AppendRune(nil, whole), 12
				}
			}
		}
		return utf8.AppendRune(nil, r), 6
	}
	return nil, 0
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[:4]), 16, 16)
	return rune(n), err == nil
}
