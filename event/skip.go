package event

import "bytes"

// skipValue returns the offset behind the JSON value at i, or -1 where the text
// ends before. It finds ends and checks nothing else.
func skipValue(b []byte, i int) int {
	if i >= len(b) {
		return -1
	}
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		return skipNested(b, i)
	case ',', ':', '}', ']':
		return -1
	}
	for i < len(b) {
		switch b[i] {
		case ',', '}', ']', ' ', '\n', '\r', '\t':
			return i
		}
		i++
	}
	return i
}

// skipString returns the offset behind the string whose opening quote is at i.
func skipString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch i = stringStop(b, i); {
		case i >= len(b):
			return -1
		case b[i] == '"':
			return i + 1
		case b[i] == '\\':
			i++
		}
	}
	return -1
}

// skipNested returns the offset behind the object or array at i.
func skipNested(b []byte, i int) int {
	for depth := 0; i < len(b); i++ {
		switch b[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			if i = skipString(b, i); i < 0 {
				return -1
			}
			i--
		}
	}
	return -1
}

// unescaped returns the text of a JSON string, aliasing it if nothing is
// escaped.
func unescaped(s []byte) string {
	if bytes.IndexByte(s, '\\') < 0 {
		return alias(s)
	}
	return alias(unescapeLoose(s))
}

// unescapeLoose is Unescape for text that nobody has checked: from the first
// broken escape on, it keeps the text as it stands.
func unescapeLoose(s []byte) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			continue
		}
		if i+1 == len(s) || s[i+1] == 'u' && (i+6 > len(s) || hex4(s[i+2:]) < 0) {
			return append(Unescape(nil, s[:i]), s[i:]...)
		}
		i++
	}
	return Unescape(nil, s)
}
