package demo

import (
	"encoding/base32"
	"encoding/binary"
	"math/rand/v2"
	"strconv"
)

// dice draws every invented value. It is seeded per event, so that an event
// looks the same whatever was drawn for the others.
type dice struct{ pcg rand.PCG }

func newDice(seed, stream uint64) *dice {
	d := new(dice)
	d.pcg.Seed(seed, stream)
	return d
}

func (d *dice) next() uint64 { return d.pcg.Uint64() }

// below returns a number from 0 to n-1, for n up to 2³¹.
func (d *dice) below(n int) int { return int(d.next() >> 33 * uint64(n) >> 31) }

// between returns a number from lo to hi, both included.
func (d *dice) between(lo, hi int) int { return lo + d.below(hi-lo+1) }

// chance reports true once in n times.
func (d *dice) chance(n int) bool { return d.below(n) == 0 }

// heavy returns an index below n, small ones far more often than large ones:
// half of all draws fall into the first eighth.
func (d *dice) heavy(n int) int {
	u := float64(d.next()>>11) / (1 << 53)
	return int(u * u * u * float64(n))
}

// tail returns a number from 1 to limit whose distribution has a long tail: the
// chance to exceed x falls as 1/x.
func (d *dice) tail(limit int) int {
	u := float64(d.next()>>11+1) / (1 << 53)
	return min(int(1/u), limit)
}

const (
	hexDigits    = "0123456789abcdef"
	base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	upperDigits  = "ABCDEFGHIJKLMNPQRSTUVWXYZ0123456"
	alnumDigits  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz012345678901"
)

func (d *dice) appendHex(b []byte, n int) []byte {
	for n > 0 {
		v := d.next()
		for i := 0; i < 16 && n > 0; i++ {
			b = append(b, hexDigits[v&15])
			v >>= 4
			n--
		}
	}
	return b
}

// appendFrom appends n digits of a 32- or 64-letter alphabet.
func (d *dice) appendFrom(b []byte, alphabet string, n int) []byte {
	mask := uint64(len(alphabet) - 1)
	for n > 0 {
		v := d.next()
		for i := 0; i < 10 && n > 0; i++ {
			b = append(b, alphabet[v&mask])
			v >>= 6
			n--
		}
	}
	return b
}

var hexPairs = func() (pairs [256][2]byte) {
	for i := range pairs {
		pairs[i] = [2]byte{hexDigits[i>>4], hexDigits[i&15]}
	}
	return pairs
}()

// appendUUID appends a random (version 4) UUID.
func (d *dice) appendUUID(b []byte) []byte {
	var raw [16]byte
	binary.LittleEndian.PutUint64(raw[:], d.next())
	binary.LittleEndian.PutUint64(raw[8:], d.next())
	raw[6] = raw[6]&0x0f | 0x40
	raw[8] = raw[8]&0x3f | 0x80
	for i, c := range raw {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		pair := hexPairs[c]
		b = append(b, pair[0], pair[1])
	}
	return b
}

func (d *dice) uuid() string       { return string(d.appendUUID(nil)) }
func (d *dice) hex(n int) string   { return string(d.appendHex(nil, n)) }
func (d *dice) alnum(n int) string { return string(d.appendFrom(nil, alnumDigits, n)) }
func (d *dice) keyID(account, prefix string) string {
	return prefix + d.inAccount(account)
}

// uniqueID returns the id of a principal: AIDA for a user, AROA for a role.
func (d *dice) uniqueID(account, prefix string) string {
	return prefix + d.inAccount(account) + string(upperDigits[d.below(26)])
}

// inAccount returns the sixteen letters that follow the prefix of a key id. As
// in keys that AWS issues since 2019, bits 7 to 46 of the first 48 are the
// account's number.
func (d *dice) inAccount(account string) string {
	number, _ := strconv.ParseUint(account, 10, 64)
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:], (1<<47|number<<7|d.next()&0x7f)<<16)
	binary.LittleEndian.PutUint32(raw[6:], uint32(d.next()))
	return base32.StdEncoding.EncodeToString(raw[:10])
}
