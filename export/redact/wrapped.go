package redact

import "regexp"

// wrap matches what stands between two lines of a code, as it is or behind
// escapes, and what the next line is indented with.
var wrap = regexp.MustCompile(`^(?:\r?\n|(?:\\+r)?\\+n|(?:%0[Dd])?%0[Aa])[ \t]*`)

// wrapped returns the code that begins at the end of the run text[i:end] and goes
// on in the lines below, put together, and the offset behind it; nil where none
// does. Lines below are of one length, the last may be shorter, and none is longer
// than the first, before which something else may stand.
func wrapped(text []byte, i, end int) (code []byte, to int) {
	from := end
	for from > i && codeBytes[text[from-1]] {
		from--
	}
	if end-from < shortestCode {
		return nil, end
	}
	length := 0
	for to = end; to < len(text); {
		gap := wrap.Find(text[to:])
		if gap == nil {
			break
		}
		line := to + len(gap)
		stop := run(text, line, codeBytes)
		size := stop - line
		if size == 0 || size > end-from || code != nil && size > length {
			break
		}
		if code == nil {
			code, length = append(code, text[from:end]...), size
		}
		code, to = append(code, text[line:stop]...), stop
		if size < length {
			break
		}
	}
	return code, run(text, to, padding)
}
