package gateway

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"testing"

	"spoor/recorder/operation"
)

func TestTheStartOfABodyIsWholeIfNothingIsLeftOut(t *testing.T) {
	packed := func(n int) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(make([]byte, n))
		z.Close()
		return b.Bytes()
	}
	longest := operation.MaxBody
	for name, c := range map[string]struct {
		encoding string
		body     []byte
		length   int
		whole    bool
	}{
		"as long as is read":            {"", make([]byte, longest), longest, true},
		"longer":                        {"", make([]byte, longest+1), longest, false},
		"packed, as long as is read":    {"gzip", packed(longest), longest, true},
		"packed in other letters":       {"GZIP", packed(10), 10, true},
		"packed, longer":                {"gzip", packed(longest + 1), 0, false},
		"packed, and broken off":        {"gzip", packed(10)[:12], 0, false},
		"said to be packed, of no byte": {"gzip", nil, 0, true},
		"said to be packed":             {"gzip", []byte("plain"), 0, false},
	} {
		answer := newHead(longest)
		answer.Write(c.body)
		text, whole := plain(http.Header{"Content-Encoding": {c.encoding}}, answer)
		if whole != c.whole || whole && len(text) != c.length {
			t.Errorf("%s: %d bytes, whole: %v", name, len(text), whole)
		}
	}
}
