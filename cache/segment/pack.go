package segment

import (
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// How a section is packed. The numbers are stored.
const (
	plain  = 0
	zipped = 1
)

// slack is the room behind its output that the decoder needs for copying more
// than a byte at a time.
const slack = 16

// maxSection bounds what one section may unpack to.
const maxSection = 256 << 20

var encoders = sync.Pool{New: func() any {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false), zstd.WithWindowSize(512<<10), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // the options are constants
	}
	return e
}}

// scratches hold what blocks unpack to before their ids are put back.
var scratches = sync.Pool{New: func() any { return new([]byte) }}

var decoders = sync.Pool{New: func() any {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxSection),
		zstd.WithDecoderLowmem(true), zstd.IgnoreChecksum(true), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		panic(err) // the options are constants
	}
	return d
}}

func zip(dst, src []byte) []byte {
	e := encoders.Get().(*zstd.Encoder)
	defer encoders.Put(e)
	return e.EncodeAll(src, dst)
}

// unzip unpacks src, which must come to exactly size bytes, into dst's memory if
// there is room; the result has no more capacity than it needs.
func unzip(dst, src []byte, size int) ([]byte, error) {
	// The decoder stops at the capacity it is given, so nothing unpacks to much
	// more than was announced.
	dst = dst[:0:min(cap(dst), size+slack)]
	if cap(dst) < size {
		// A frame that lies about its size must not make us allocate it all.
		if size > 1<<20 && size/1024 > len(src)*32 {
			return nil, fmt.Errorf("unpacks to too much: %w", ErrDamaged)
		}
		dst = make([]byte, 0, size+slack)
	}
	d := decoders.Get().(*zstd.Decoder)
	defer decoders.Put(d)
	out, err := d.DecodeAll(src, dst[:0])
	if err != nil {
		return nil, fmt.Errorf("unpack: %w: %w", err, ErrDamaged)
	}
	if len(out) != size {
		return nil, fmt.Errorf("unpacked size is not the one announced: %w", ErrDamaged)
	}
	return out, nil
}

// pack prepares a section for storing: zipped where that saves at least an
// eighth.
func pack(b []byte) []byte {
	if len(b) >= 64 {
		out := append(make([]byte, 0, len(b)/2+16), zipped)
		out = binary.AppendUvarint(out, uint64(len(b)))
		if out = zip(out, b); len(out) < len(b)-len(b)/8 {
			return out
		}
	}
	return append(append(make([]byte, 0, len(b)+1), plain), b...)
}

// unpack returns what pack was given. The result may alias b.
func unpack(b []byte) ([]byte, error) {
	r := Reader{b: b}
	switch r.Byte() {
	case plain:
		return r.b, r.err
	case zipped:
		size := r.Limited(maxSection)
		if r.err != nil {
			return nil, r.err
		}
		return unzip(nil, r.b, int(size))
	}
	r.Fail("unknown packing")
	return nil, r.err
}
