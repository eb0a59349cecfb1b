package redact

import (
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
)

// kind is what a value is.
type kind uint8

const (
	noKind kind = iota
	kindAccount
	kindID // access keys, principal ids
	kindIP
	kindUser
	kindCanonical // S3's canonical user ids
	kindSecret
)

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// pseudonym returns what stands in place of a value.
func (r *Redactor) pseudonym(k kind, value string) string {
	if out, known := r.made[madeOf{k, value}]; known {
		return out
	}
	out := r.make(k, value)
	r.made[madeOf{k, value}] = out
	if k == kindAccount {
		if other, taken := r.given[out]; taken && other != fold(value) && r.clash == nil {
			r.clash = fmt.Errorf("two accounts would share the pseudonym %s: use another redaction key", out)
		}
	}
	r.given[out] = fold(value)
	return out
}

func (r *Redactor) make(k kind, value string) string {
	switch k {
	case kindAccount:
		sum := r.key.sum("account", fold(value))
		return fmt.Sprintf("000%09d", binary.BigEndian.Uint64(sum[:])%1_000_000_000)
	case kindID:
		return r.id(value)
	case kindIP:
		return r.address(value)
	case kindUser:
		sum := r.key.sum("user", fold(value))
		return "user-" + base32Lower.EncodeToString(sum[:])[:12]
	case kindCanonical:
		sum := r.key.sum("canonical", fold(value))
		return "00000000" + hex.EncodeToString(sum[:28])
	}
	return Removed
}

// id keeps the prefix of four letters, which says what it is an id of, and the
// length. The two zeros behind it cannot stand in a real one, which is Base32.
func (r *Redactor) id(value string) string {
	value = strings.ToUpper(value)
	sum := r.key.sum("id", value)
	text := base32.StdEncoding.EncodeToString(sum[:])
	prefix := "ID"
	if len(value) >= 4 && isIDPrefix(value[:4]) {
		prefix = value[:4]
	}
	n := min(max(len(value), 20), 40) - len(prefix) - 2
	return prefix + "00" + text[:n]
}

// address stays an address. The bits of an IPv4 address are permuted under the
// key, so that no two share a pseudonym.
func (r *Redactor) address(value string) string {
	addr, err := netip.ParseAddr(value)
	if err != nil {
		return Removed
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		bits := r.permute(binary.BigEndian.Uint32(addr.AsSlice()))
		return fmt.Sprintf("2001:db8:4::%x:%x", bits>>16, bits&0xffff)
	}
	sum := r.key.sum("ip", addr.String())
	out := netip.MustParseAddr("2001:db8:6::").As16()
	copy(out[6:], sum[:10])
	return netip.AddrFrom16(out).String()
}

// permute is a Feistel network of ten rounds over 32 bits with HMAC as its
// round function.
func (r *Redactor) permute(bits uint32) uint32 {
	left, right := uint16(bits>>16), uint16(bits)
	for round := range 10 {
		sum := r.key.sum("ipv4", string([]byte{byte(round), byte(right >> 8), byte(right)}))
		left, right = right, left^binary.BigEndian.Uint16(sum[:])
	}
	return uint32(left)<<16 | uint32(right)
}

// fold lowers ASCII letters: names in AWS differ in more than case.
func fold(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				b[i] = lower(b[i])
			}
			return string(b)
		}
	}
	return s
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
