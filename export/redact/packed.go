package redact

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
)

// maxInflated bounds what is unpacked of one value.
const maxInflated = 1 << 20

// inflated unpacks bytes that are gzip or zlib, damaged ones as far as it goes;
// nil for others. More says that there is too much to look through.
func inflated(packed []byte) (text []byte, more bool) {
	var unpack io.Reader
	var err error
	switch {
	case len(packed) < 3:
		return nil, false
	case packed[0] == 0x1f && packed[1] == 0x8b && packed[2] == 8:
		unpack, err = gzip.NewReader(bytes.NewReader(packed))
	case packed[0]&0x0f == 8 && (uint(packed[0])<<8|uint(packed[1]))%31 == 0:
		unpack, err = zlib.NewReader(bytes.NewReader(packed))
	default:
		return nil, false
	}
	if err != nil {
		return nil, false
	}
	text, _ = io.ReadAll(io.LimitReader(unpack, maxInflated))
	if len(text) == 0 {
		return nil, false // began like it by chance
	}
	return text, len(text) == maxInflated
}

// narrow returns text that is UTF-16 of Latin letters, as programs for Windows
// write it, with a byte for each; nil for others.
func narrow(wide []byte) []byte {
	if bytes.Count(wide, []byte{0}) < len(wide)/3 {
		return nil
	}
	for first := range 2 {
		if text := everyOther(wide, first); len(text) >= shortest && isText(text) && blank(everyOther(wide, 1-first)) {
			return text
		}
	}
	return nil
}

func everyOther(b []byte, first int) []byte {
	var out []byte
	for i := first; i < len(b); i += 2 {
		out = append(out, b[i])
	}
	return out
}

// blank reports whether nearly all bytes are zero.
func blank(b []byte) bool {
	odd := len(b) / 8
	for _, c := range b {
		if c != 0 {
			if odd--; odd < 0 {
				return false
			}
		}
	}
	return true
}
