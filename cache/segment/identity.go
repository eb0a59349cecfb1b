package segment

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

// Identities are the event ids or request ids of a segment: sixteen bytes a row
// where they are canonical UUIDs, else a string beside. They are stored in
// chunks of 256 rows, each with its checksum, so that a few rows can be read
// without the rest.
const (
	chunkRows = 256
	chunkSize = chunkRows*16 + 4
)

// parseUUID reads 8-4-4-4-12 lower-case hex. The nil UUID is not taken as one:
// sixteen zero bytes stand for "not a UUID".
func parseUUID(s string, out *[16]byte) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	k, some := 0, byte(0)
	for i := 0; i < 36; {
		if s[i] == '-' {
			i++
			continue
		}
		hi, lo := nibble(s[i]), nibble(s[i+1])
		if hi|lo > 15 {
			return false
		}
		out[k] = hi<<4 | lo
		some |= out[k]
		k++
		i += 2
	}
	return some != 0
}

func nibble(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}

func formatUUID(u []byte) string {
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	b[8] = '-'
	hex.Encode(b[9:13], u[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], u[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], u[8:10])
	b[23] = '-'
	hex.Encode(b[24:36], u[10:16])
	return string(b[:])
}

// encodeIdentities gives two parts behind each other: the chunks, then a packed
// list of the strings that are no UUIDs, by row, with its checksum.
func encodeIdentities(values []string) []byte {
	chunks := (len(values) + chunkRows - 1) / chunkRows
	b := make([]byte, 0, chunks*chunkSize+16)
	var others []byte
	last, count := 0, 0
	for from := 0; from < len(values); from += chunkRows {
		start := len(b)
		for i := from; i < from+chunkRows; i++ {
			var u [16]byte
			if i < len(values) && values[i] != "" && !parseUUID(values[i], &u) {
				u = [16]byte{}
				others = binary.AppendUvarint(others, uint64(i-last))
				others = appendString(others, values[i])
				last = i
				count++
			}
			b = append(b, u[:]...)
		}
		b = binary.LittleEndian.AppendUint32(b, Checksum(b[start:]))
	}
	if count > 0 {
		head := binary.AppendUvarint(nil, uint64(count))
		b = append(b, Seal(pack(append(head, others...)))...)
	}
	return b
}

// Identities reads ids out of a stored section. It keeps hold of the section's
// bytes, so that it lives no longer than they do.
type Identities struct {
	chunks []byte
	tail   []byte
	rows   int
	others map[int]string
}

// openIdentities prepares reading; it checks sizes only.
func openIdentities(stored []byte, rows int) (*Identities, error) {
	size := (rows + chunkRows - 1) / chunkRows * chunkSize
	if len(stored) < size {
		return nil, fmt.Errorf("ids cut short: %w", ErrDamaged)
	}
	return &Identities{chunks: stored[:size], tail: stored[size:], rows: rows}, nil
}

// load decodes the strings that are no UUIDs.
func (d *Identities) load() error {
	if d.others != nil {
		return nil
	}
	others := map[int]string{}
	if len(d.tail) > 0 {
		body, err := Unseal(d.tail)
		if err == nil {
			body, err = unpack(body)
		}
		if err != nil {
			return err
		}
		r := Reader{b: body}
		n := r.Count(2)
		row := 0
		for range n {
			row += int(r.Limited(MaxRows))
			if row >= d.rows {
				r.Fail("id of a row that is not there")
				break
			}
			others[row] = string(r.Bytes(r.Count(1)))
		}
		if err := r.End(); err != nil {
			return err
		}
	}
	d.others = others
	return nil
}

func (d *Identities) chunk(k int) ([]byte, error) {
	c := d.chunks[k*chunkSize : (k+1)*chunkSize]
	if Checksum(c[:chunkSize-4]) != binary.LittleEndian.Uint32(c[chunkSize-4:]) {
		return nil, fmt.Errorf("ids of rows %d…: checksum differs: %w", k*chunkRows, ErrDamaged)
	}
	return c[:chunkSize-4], nil
}

// At returns the id of a row, a copy.
func (d *Identities) At(row int) (string, error) {
	c, err := d.chunk(row / chunkRows)
	if err != nil {
		return "", err
	}
	return d.text(c, row)
}

func (d *Identities) text(chunk []byte, row int) (string, error) {
	u := chunk[row%chunkRows*16:][:16]
	if binary.LittleEndian.Uint64(u)|binary.LittleEndian.Uint64(u[8:]) != 0 {
		return formatUUID(u), nil
	}
	if err := d.load(); err != nil {
		return "", err
	}
	return d.others[row], nil
}

// Each calls f with every row's id.
func (d *Identities) Each(f func(row int, id string)) error {
	for k := 0; k*chunkRows < d.rows; k++ {
		c, err := d.chunk(k)
		if err != nil {
			return err
		}
		for row := k * chunkRows; row < min(d.rows, (k+1)*chunkRows); row++ {
			id, err := d.text(c, row)
			if err != nil {
				return err
			}
			f(row, id)
		}
	}
	return nil
}

// EachPrefix calls f with every row whose id begins with prefix, which is not
// empty.
func (d *Identities) EachPrefix(prefix string, f func(row int)) error {
	if prefix == "" {
		return nil
	}
	if err := d.load(); err != nil {
		return err
	}
	for row, s := range d.others {
		if strings.HasPrefix(s, prefix) {
			f(row)
		}
	}
	low, high, ok := uuidRange(prefix)
	if !ok {
		return nil
	}
	for k := 0; k*chunkRows < d.rows; k++ {
		c, err := d.chunk(k)
		if err != nil {
			return err
		}
		for row := k * chunkRows; row < min(d.rows, (k+1)*chunkRows); row++ {
			u := c[row%chunkRows*16:][:16]
			if bytes.Compare(u, low[:]) >= 0 && bytes.Compare(u, high[:]) <= 0 && !bytes.Equal(u, make([]byte, 16)) {
				f(row)
			}
		}
	}
	return nil
}

// uuidRange returns the first and last UUID that begin with prefix.
func uuidRange(prefix string) (low, high [16]byte, ok bool) {
	const (
		zero = "00000000-0000-0000-0000-000000000000"
		full = "ffffffff-ffff-ffff-ffff-ffffffffffff"
	)
	if len(prefix) > len(zero) {
		return low, high, false
	}
	for i := range len(prefix) {
		if (prefix[i] == '-') != (zero[i] == '-') {
			return low, high, false
		}
	}
	if !parseUUID(prefix+full[len(prefix):], &high) {
		// Only the nil UUID itself, which is never stored as one.
		return low, high, false
	}
	parseUUID(prefix+zero[len(prefix):], &low)
	return low, high, true
}
