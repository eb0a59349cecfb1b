// Package inflate unpacks small gzip files that are in memory whole, as those that
// CloudTrail delivers are: without a window to copy from and without asking a reader
// for every byte.
//
// It takes only what is whole and of the usual kind, and refuses everything else:
// what is damaged, cut off, followed by something, or written in an uncommon way is
// for a reader of streams to tell, which goes on where this gives up.
package inflate

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

const (
	headerSize  = 10
	trailerSize = 8
	deflated    = 8
	// The bits of the header's flags; with others a file is refused.
	withName = 1 << 3
	// mostExpanded is how many bytes come from one at most.
	mostExpanded = 1032
)

// Size is how many bytes a gzip file of one member unpacks to, as its trailer says,
// or false where it is none or what it says cannot be.
func Size(file []byte) (int, bool) {
	if len(file) < headerSize+trailerSize || file[0] != 0x1f || file[1] != 0x8b {
		return 0, false
	}
	n := int64(binary.LittleEndian.Uint32(file[len(file)-4:]))
	return int(n), n <= mostExpanded*int64(len(file))
}

// Gzip appends to b what the file unpacks to. It returns b and false where the file
// is refused. It may write to the memory behind what it returns.
func (d *Decoder) Gzip(b, file []byte) ([]byte, bool) {
	size, ok := Size(file)
	if !ok {
		return b, false
	}
	packed, ok := behindHeader(file)
	if !ok {
		return b, false
	}
	b = slices.Grow(b, size+Spare)
	room := b[len(b) : len(b)+size+Spare]
	used, ok := d.inflate(room, packed, size)
	if !ok || len(packed)-used != trailerSize {
		return b, false
	}
	unpacked := room[:size]
	if crc32.ChecksumIEEE(unpacked) != binary.LittleEndian.Uint32(packed[used:]) {
		return b, false
	}
	return b[:len(b)+size], true
}

func behindHeader(file []byte) ([]byte, bool) {
	flags, rest := file[3], file[headerSize:]
	if file[2] != deflated || flags&^withName != 0 {
		return nil, false
	}
	if flags&withName != 0 {
		const longest = 255
		end := slices.Index(rest[:min(len(rest), longest)], 0)
		if end < 0 {
			return nil, false
		}
		rest = rest[end+1:]
	}
	return rest, len(rest) >= trailerSize
}
