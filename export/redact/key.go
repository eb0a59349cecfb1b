package redact

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

// Key is the secret under which pseudonyms are made. Whoever has it can find
// out which value a pseudonym stands for, by trying.
type Key [32]byte

// NewKey returns a random key.
func NewKey() Key {
	var k Key
	rand.Read(k[:]) // never fails
	return k
}

// ParseKey reads a key as Text writes it.
func ParseKey(text string) (Key, error) {
	var k Key
	b, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(b) != len(k) {
		return k, errors.New("not a redaction key: it is 64 hexadecimal digits")
	}
	return Key(b), nil
}

// Text writes the key as one line of 64 hexadecimal digits.
func (k Key) Text() string { return hex.EncodeToString(k[:]) + "\n" }

// Fingerprint tells keys apart and says nothing else about them.
func (k Key) Fingerprint() string {
	sum := k.sum("key", "fingerprint")
	return hex.EncodeToString(sum[:8])
}

// sum is the HMAC-SHA-256 of a value of some kind.
func (k Key) sum(kind, value string) [sha256.Size]byte {
	mac := hmac.New(sha256.New, k[:])
	mac.Write([]byte(kind))
	mac.Write([]byte{0})
	mac.Write([]byte(value))
	return [sha256.Size]byte(mac.Sum(nil))
}
