package serve

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"spoor/cache"
)

// cursor is the place in a scan after which it goes on: the last event that was
// handed over. Events come by falling time and, within an instant, by falling
// key.
type cursor struct {
	nanos int64
	key   cache.Key
}

// passed reports whether an event lies at or before the cursor.
func (c *cursor) passed(ref cache.Ref) bool {
	if ref.Nanos != c.nanos {
		return ref.Nanos > c.nanos
	}
	return string(ref.Key[:]) >= string(c.key[:])
}

const (
	tokenVersion = 1
	tokenSum     = 16
	tokenSize    = 1 + 8 + len(cache.Key{}) + tokenSum
)

// question is everything but the page size that a token is bound to.
type question struct {
	account, region string
	lookup          lookup
}

// token writes a cursor as a token of this question. The sum finds out mistakes
// and changed parameters; it need not withstand forgery, since a token gives
// access to nothing.
func (q *question) token(c cursor) string {
	b := make([]byte, 0, tokenSize)
	b = append(b, tokenVersion)
	b = binary.BigEndian.AppendUint64(b, uint64(c.nanos))
	b = append(b, c.key[:]...)
	return base64.StdEncoding.EncodeToString(append(b, q.sum(b)...))
}

// cursor reads a token, and reports whether it is one of this question.
func (q *question) cursor(token string) (c cursor, ok bool) {
	if len(token) != base64.StdEncoding.EncodedLen(tokenSize) {
		return c, false
	}
	b, err := base64.StdEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != tokenSize || b[0] != tokenVersion {
		return c, false
	}
	if string(q.sum(b[:tokenSize-tokenSum])) != string(b[tokenSize-tokenSum:]) {
		return c, false
	}
	c.nanos = int64(binary.BigEndian.Uint64(b[1:]))
	copy(c.key[:], b[9:])
	return c, true
}

// sum is over what a token says and the parameters it holds for.
func (q *question) sum(token []byte) []byte {
	h := sha256.New()
	part := func(p []byte) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		h.Write(p)
	}
	part(token)
	for _, s := range []string{q.account, q.region, q.lookup.attribute.key, q.lookup.attribute.value} {
		part([]byte(s))
	}
	for _, t := range []time.Time{q.lookup.start, q.lookup.end} {
		part(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(t.Unix())), uint64(t.Nanosecond())))
	}
	if q.lookup.insight {
		part([]byte("insight"))
	}
	return h.Sum(nil)[:tokenSum]
}
