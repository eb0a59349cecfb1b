package jsontree

import (
	"bytes"

	"spoor/event"
)

// unescape resolves the escapes of a valid JSON string.
func unescape(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw)
	}
	return string(event.Unescape(nil, raw))
}
