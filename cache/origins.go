package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// maxKey is the longest text used as a key as it stands; longer ones are
// hashed.
const maxKey = 1024

func textKey(parts ...string) []byte {
	var b []byte
	for i, p := range parts {
		if i > 0 {
			b = append(b, 0)
		}
		b = append(b, p...)
	}
	if len(b) <= maxKey {
		return b
	}
	sum := sha256.Sum256(b)
	return append(b[:maxKey:maxKey], sum[:]...)
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// appendTime stores a time to the nanosecond; the zero time stays zero.
func appendTime(b []byte, t time.Time) []byte {
	return binary.AppendVarint(b, segment.Nanos(t))
}

func readTime(r *segment.Reader) time.Time { return segment.Time(r.Varint()) }

// encodeOrigin gives the stored form of a provenance. Its checksum is over the
// number too, so that one never passes for another.
func encodeOrigin(id uint64, o Origin) []byte {
	b := appendText(binary.AppendUvarint(nil, id), o.Kind)
	b = appendText(b, o.Place)
	b = binary.AppendVarint(b, int64(o.Page))
	return segment.Seal(appendTime(b, o.Fetched))
}

func decodeOrigin(id uint64, stored []byte) (Origin, error) {
	body, err := segment.Unseal(stored)
	if err != nil {
		return Origin{}, err
	}
	r := segment.NewReader(body)
	if r.Uvarint() != id {
		r.Fail("it belongs to another number")
	}
	o := Origin{Kind: r.String(), Place: r.String(), Page: int(r.Varint()), Fetched: readTime(r)}
	return o, r.End()
}

func readOrigin(tx *bolt.Tx, id uint64) (Origin, error) {
	b, err := bucket(tx, bucketOrigins)
	if err != nil {
		return Origin{}, err
	}
	v := b.Get(number(id))
	if v == nil {
		return Origin{}, fmt.Errorf("provenance %d: missing: %w", id, errDamaged)
	}
	o, err := decodeOrigin(id, v)
	if err != nil {
		return o, fmt.Errorf("provenance %d: %w", id, err)
	}
	return o, nil
}

// numberOrigins gives the used ones of a batch's provenances their numbers,
// storing those that are new. A file keeps its number when it is read again; a
// page of an API gets a new one.
func numberOrigins(tx *bolt.Tx, cat *catalog, batch []Origin, used []bool) ([]uint64, error) {
	places, err := bucket(tx, bucketPlaces)
	if err != nil {
		return nil, err
	}
	stored, err := bucket(tx, bucketOrigins)
	if err != nil {
		return nil, err
	}
	stored.FillPercent = 0.95
	numbers := make([]uint64, len(batch))
	for i, origin := range batch {
		if !used[i] {
			continue
		}
		key := textKey(origin.Kind, origin.Place)
		if origin.Page == 0 {
			if id, ok := originAt(tx, places, key); ok {
				numbers[i] = id
				continue
			}
		}
		cat.NextOrigin++
		numbers[i] = cat.NextOrigin
		if err := stored.Put(number(numbers[i]), encodeOrigin(numbers[i], origin)); err != nil {
			return nil, err
		}
		if origin.Page == 0 {
			if err := places.Put(key, number(numbers[i])); err != nil {
				return nil, err
			}
		}
	}
	return numbers, nil
}

// originAt returns the number of the provenance that stands for a file. An
// entry that leads to another file's is as good as none.
func originAt(tx *bolt.Tx, places *bolt.Bucket, key []byte) (id uint64, ok bool) {
	v := places.Get(key)
	if len(v) != 8 {
		return 0, false
	}
	id = binary.BigEndian.Uint64(v)
	o, err := readOrigin(tx, id)
	return id, err == nil && bytes.Equal(textKey(o.Kind, o.Place), key)
}

// samePlace reports whether two sightings are of one and the same copy: the
// same place of a file, or any page of the same API.
func samePlace(a Origin, at int64, b Origin, bt int64) bool {
	if a.Kind != b.Kind || a.Place != b.Place || (a.Page == 0) != (b.Page == 0) {
		return false
	}
	return a.Page != 0 || at == bt
}
