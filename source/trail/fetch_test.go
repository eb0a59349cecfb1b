package trail

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// breaking hands over its last bytes together with the error that ends it.
type breaking struct{ rest string }

func (b *breaking) Read(p []byte) (int, error) {
	n := copy(p, b.rest)
	if b.rest = b.rest[n:]; b.rest == "" {
		return n, errors.New("connection reset")
	}
	return n, nil
}

func TestBytesThatComeWithAnErrorAreNotLost(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // so that nothing is fetched again
	o := &fetching{ctx: ctx, body: io.NopCloser(&breaking{"some bytes"})}
	got, err := io.ReadAll(o)
	if string(got) != "some bytes" || err == nil || !strings.Contains(err.Error(), "broke off: connection reset") {
		t.Errorf("%q, %v", got, err)
	}
}
