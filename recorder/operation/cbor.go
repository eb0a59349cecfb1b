package operation

import (
	"encoding/binary"
	"math"
	"time"
)

// cbor reads the part of RFC 8949 that Smithy RPC v2 uses.
type cbor struct {
	rest []byte
	// values bounds how many there may be in all.
	values int
}

const maxValues = 1 << 17

// decodeCBOR reads one CBOR value, the names of its members in lower case.
// Strings of bytes become their length, as they are data and no parameters.
func decodeCBOR(data []byte) (any, bool) {
	c := &cbor{rest: data}
	v, ok := c.value(0)
	if !ok || len(c.rest) > 0 {
		return nil, false
	}
	return lowerNames(v, false, 0), true
}

const (
	unsignedInt = iota
	negativeInt
	byteString
	textString
	array
	object
	tagged
	simple
)

// indefinite is the additional information of values whose end is marked.
const indefinite = 31

// breaks is the byte that marks the end of those.
const breaks = 0xff

func (c *cbor) head() (major, info byte, n uint64, ok bool) {
	if len(c.rest) == 0 {
		return 0, 0, 0, false
	}
	major, info = c.rest[0]>>5, c.rest[0]&31
	c.rest = c.rest[1:]
	switch {
	case info < 24:
		return major, info, uint64(info), true
	case info == indefinite:
		return major, info, 0, true
	case info > 27:
		return 0, 0, 0, false
	}
	size := 1 << (info - 24)
	if len(c.rest) < size {
		return 0, 0, 0, false
	}
	var wide [8]byte
	copy(wide[8-size:], c.rest[:size])
	c.rest = c.rest[size:]
	return major, info, binary.BigEndian.Uint64(wide[:]), true
}

func (c *cbor) value(depth int) (any, bool) {
	if c.values++; depth > maxDepth || c.values > maxValues {
		return nil, false
	}
	major, info, n, ok := c.head()
	if !ok {
		return nil, false
	}
	switch major {
	case unsignedInt:
		return n, info != indefinite
	case negativeInt:
		if n > math.MaxInt64 {
			return -1 - float64(n), info != indefinite
		}
		return -1 - int64(n), info != indefinite
	case byteString, textString:
		s, ok := c.text(major, info, n)
		if major == byteString {
			return map[string]any{"bytes": len(s)}, ok
		}
		return s, ok
	case array:
		return c.array(info, n, depth)
	case object:
		return c.object(info, n, depth)
	case tagged:
		v, ok := c.value(depth + 1)
		return inTime(v, n), ok && info != indefinite
	}
	return c.simple(info, n)
}

func (c *cbor) text(major, info byte, n uint64) (string, bool) {
	if info != indefinite {
		if n > uint64(len(c.rest)) {
			return "", false
		}
		s := string(c.rest[:n])
		c.rest = c.rest[n:]
		return s, true
	}
	var whole []byte
	for {
		if c.ends() {
			return string(whole), true
		}
		part, info, n, ok := c.head()
		if !ok || part != major || info == indefinite {
			return "", false
		}
		s, ok := c.text(major, info, n)
		if !ok {
			return "", false
		}
		whole = append(whole, s...)
	}
}

// ends takes the mark at the end of a value without a length.
func (c *cbor) ends() bool {
	if len(c.rest) > 0 && c.rest[0] == breaks {
		c.rest = c.rest[1:]
		return true
	}
	return false
}

func (c *cbor) array(info byte, n uint64, depth int) (any, bool) {
	list := []any{}
	for i := uint64(0); info == indefinite || i < n; i++ {
		if info == indefinite && c.ends() {
			break
		}
		v, ok := c.value(depth + 1)
		if !ok {
			return nil, false
		}
		list = append(list, v)
	}
	return list, true
}

func (c *cbor) object(info byte, n uint64, depth int) (any, bool) {
	members := map[string]any{}
	for i := uint64(0); info == indefinite || i < n; i++ {
		if info == indefinite && c.ends() {
			break
		}
		name, ok := c.value(depth + 1)
		key, isText := name.(string)
		if !ok || !isText {
			return nil, false
		}
		v, ok := c.value(depth + 1)
		if !ok {
			return nil, false
		}
		members[key] = v
	}
	return members, true
}

func (c *cbor) simple(info byte, n uint64) (any, bool) {
	switch info {
	case 20, 21:
		return info == 21, true
	case 22, 23:
		return nil, true
	case 25:
		return number(halfFloat(uint16(n))), true
	case 26:
		return number(float64(math.Float32frombits(uint32(n)))), true
	case 27:
		return number(math.Float64frombits(n)), true
	}
	return nil, false
}

// number is a float as JSON can write it.
func number(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return f
}

func halfFloat(b uint16) float64 {
	sign, exponent, fraction := 1.0, int(b>>10&31), float64(b&1023)
	if b>>15 == 1 {
		sign = -1
	}
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 31:
		if fraction == 0 {
			return math.Inf(int(sign))
		}
		return math.NaN()
	}
	return sign * math.Ldexp(fraction+1024, exponent-25)
}

// inTime writes times, which are tagged 1, as CloudTrail does.
func inTime(v any, tag uint64) any {
	if tag != 1 {
		return v
	}
	var seconds float64
	switch v := v.(type) {
	case uint64:
		seconds = float64(v)
	case int64:
		seconds = float64(v)
	case float64:
		seconds = v
	default:
		return v
	}
	const year10000 = 253402300800
	if math.Abs(seconds) >= year10000 {
		return v
	}
	return time.UnixMilli(int64(seconds * 1000)).UTC().Format("2006-01-02T15:04:05.999Z")
}
