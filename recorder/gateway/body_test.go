package gateway

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/iotest"

	"spoor/recorder/operation"
)

func TestReadingAheadLosesNothingOfABody(t *testing.T) {
	const limit = 10_000
	body := make([]byte, 2*limit)
	for i := range body {
		body[i] = byte(i * 7)
	}
	for _, n := range []int{0, 1, limit - 1, limit, limit + 1, 2 * limit} {
		for name, from := range map[string]io.Reader{
			"at once": bytes.NewReader(body[:n]), "byte by byte": iotest.OneByteReader(bytes.NewReader(body[:n])),
			"the end with the last": iotest.DataErrReader(bytes.NewReader(body[:n])),
		} {
			start, whole, err := readHead(from, limit)
			if err != nil || whole != (n <= limit) || len(start) < min(n, limit) {
				t.Errorf("%d bytes, %s: %d read ahead, whole: %v, %v", n, name, len(start), whole, err)
			}
			rest, err := io.ReadAll(from)
			if err != nil || !bytes.Equal(append(start, rest...), body[:n]) {
				t.Errorf("%d bytes, %s: other bytes come after all, %v", n, name, err)
			}
		}
	}
	broken := errors.New("broken")
	for _, n := range []int{0, 1, limit - 1, limit} {
		if _, whole, err := readHead(io.MultiReader(bytes.NewReader(body[:n]), iotest.ErrReader(broken)), limit); !errors.Is(err, broken) || whole {
			t.Errorf("broken off behind %d bytes: whole %v, %v", n, whole, err)
		}
	}
}

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
