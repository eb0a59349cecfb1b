package segment

import (
	"encoding/binary"
	"fmt"

	"spoor/event"
	"spoor/query"
)

// idBytes is how much of the filter of ids each id gets: about three of a hundred
// absent ids are taken for present, in a segment that is then read for nothing.
const idBytes = 1

// idKey is what the filter of ids knows an event id or request id by: ids that
// differ in case alone are the same.
func idKey(id string) (key [16]byte) {
	h := uint64(fnvStart)
	for _, c := range []byte(query.Fold(id)) {
		h = (h ^ uint64(c)) * fnvPrime
	}
	return idKeyOf(h)
}

// FNV-1a of 64 bits.
const (
	fnvStart = 0xcbf29ce484222325
	fnvPrime = 0x100000001b3
)

// idKeysOf is idKey for two UUIDs at once: every step of a hash waits for the one
// before it, so that two take hardly longer than one.
func idKeysOf(u *UUIDs) (keys [2][16]byte) {
	var a, b [uuidText]byte
	appendUUID(a[:0], u[0][:])
	appendUUID(b[:0], u[1][:])
	g, h := uint64(fnvStart), uint64(fnvStart)
	for i := range a {
		g = (g ^ uint64(a[i])) * fnvPrime
		h = (h ^ uint64(b[i])) * fnvPrime
	}
	return [2][16]byte{idKeyOf(g), idKeyOf(h)}
}

func idKeyOf(h uint64) (key [16]byte) {
	// The last bytes must reach all bits.
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	binary.LittleEndian.PutUint64(key[8:], h^h>>31)
	return key
}

// idKeys are those of the event ids and request ids of many events.
type idKeys [][16]byte

func (k *idKeys) add(ids ...string) {
	for _, id := range ids {
		if id != "" {
			*k = append(*k, idKey(id))
		}
	}
}

// addEvent adds the ids of an event, of which u are those that are UUIDs.
func (k *idKeys) addEvent(ev *event.Event, u *UUIDs) {
	if isZero(u[eventID][:]) || isZero(u[requestID][:]) {
		k.add(ev.ID, ev.RequestID)
		return
	}
	keys := idKeysOf(u)
	*k = append(*k, keys[:]...)
}

// encode gives the filter of the ids.
func (k idKeys) encode() []byte { return newFilter(k, idBytes).encode() }

// IDs is a stored filter of event ids and request ids.
type IDs []byte

// OpenIDs checks the filter of ids. It aliases stored.
func (m *Manifest) OpenIDs(stored []byte) (IDs, error) {
	if err := m.Verify(IDFilter, stored); err != nil {
		return nil, err
	}
	if len(stored)%(4*blockWords) != 0 {
		return nil, fmt.Errorf("%s: wrong size: %w", IDFilter, ErrDamaged)
	}
	return IDs(stored), nil
}

// Maybe reports whether an event may have an event id or request id, ignoring
// case; false is certain.
func (f IDs) Maybe(id string) bool {
	n := uint64(len(f) / (4 * blockWords))
	if n == 0 {
		return false
	}
	key := idKey(id)
	which, h := blockOf(&key, n)
	for k, salt := range salts {
		word := binary.LittleEndian.Uint32(f[4*(int(which)*blockWords+k):])
		if word>>(h*salt>>27)&1 == 0 {
			return false
		}
	}
	return true
}
