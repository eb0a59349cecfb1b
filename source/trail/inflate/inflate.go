package inflate

import "encoding/binary"

// Decoder unpacks files one after another and keeps its tables between them. The
// zero Decoder is ready.
type Decoder struct {
	// own are the tables of the block at hand.
	own     tables
	lengths [1 << lengthBits]entry
	sizes   [maxSymbols + maxDistances]uint8
}

// Spare is how much room inflate needs behind what it unpacks: it looks whether there
// is room before a symbol, and copies sixteen bytes at a time.
const Spare = 3 + 258 + 32

// stream is where the reading of bits is.
type stream struct {
	in []byte
	at int // the bytes before it are in bits, or used
	// bits are the next ones, of which left count; above these may already be
	// others.
	bits uint64
	left int
}

// fill makes sure that 56 bits are there, or all up to the end.
func (s *stream) fill() {
	if len(s.in)-s.at >= 8 {
		s.bits |= binary.LittleEndian.Uint64(s.in[s.at:]) << (s.left & 63)
		s.at += (63 - s.left) >> 3
		s.left |= 56
		return
	}
	for ; s.left <= 56 && s.at < len(s.in); s.at++ {
		s.bits |= uint64(s.in[s.at]) << (s.left & 63)
		s.left += 8
	}
}

// take takes n bits, of which fill was told before.
func (s *stream) take(n entry) int {
	n &= 63
	v := s.bits & (1<<n - 1)
	s.bits >>= n
	s.left -= int(n)
	return int(v)
}

// align goes on with the next whole byte.
func (s *stream) align() {
	s.at -= s.left >> 3
	s.bits, s.left = 0, 0
}

// inflate unpacks what in begins with into out, which has room for size bytes and
// Spare. It returns how much of in that was, and false where it is not size bytes or
// nothing that this package takes.
func (d *Decoder) inflate(out, in []byte, size int) (used int, ok bool) {
	s := stream{in: in}
	n := 0
	for last := false; !last; {
		s.fill()
		last = s.take(1) == 1
		kind := s.take(2)
		if s.left < 0 {
			return 0, false
		}
		switch kind {
		case 0:
			n, ok = s.stored(out, n, size)
		case 1:
			n, ok = fixed().block(&s, out, n, size)
		case 2:
			if ok = d.readTables(&s); ok {
				n, ok = d.own.block(&s, out, n, size)
			}
		default:
			ok = false
		}
		if !ok {
			return 0, false
		}
	}
	s.align()
	return s.at, n == size
}

// stored copies a block that is not compressed.
func (s *stream) stored(out []byte, n, size int) (int, bool) {
	s.align()
	if len(s.in)-s.at < 4 {
		return 0, false
	}
	length := int(binary.LittleEndian.Uint16(s.in[s.at:]))
	if length^0xffff != int(binary.LittleEndian.Uint16(s.in[s.at+2:])) {
		return 0, false
	}
	s.at += 4
	if len(s.in)-s.at < length || size-n < length {
		return 0, false
	}
	copy(out[n:], s.in[s.at:s.at+length])
	s.at += length
	return n + length, true
}

// block unpacks a compressed block behind the first n bytes of out.
func (t *tables) block(s *stream, out []byte, n, size int) (int, bool) {
	out = out[:size+Spare]
	// In variables of their own these are in registers.
	in, at, bits, left := s.in, s.at, s.bits, s.left
	for n <= size {
		if len(in)-at < 8 {
			more := stream{in, at, bits, left}
			more.fill()
			at, bits, left = more.at, more.bits, more.left
			if left < 0 {
				return 0, false
			}
		} else {
			bits |= binary.LittleEndian.Uint64(in[at:]) << (left & 63)
			at += (63 - left) >> 3
			left |= 56
		}
		// Literals often come several at a time, and 56 bits are enough for two
		// of those with short codes and the start of what follows.
		e := t.symbols[bits&(1<<symbolBits-1)]
		if e&literal != 0 {
			bits >>= e & codeSize
			left -= int(e & codeSize)
			out[n] = byte(e >> valueAt)
			n++
			e = t.symbols[bits&(1<<symbolBits-1)]
			if e&literal != 0 {
				bits >>= e & codeSize
				left -= int(e & codeSize)
				out[n] = byte(e >> valueAt)
				n++
				e = t.symbols[bits&(1<<symbolBits-1)]
			}
		}
		if e&further != 0 {
			bits >>= symbolBits
			left -= symbolBits
			e = t.symbols[(uint64(e>>valueAt)+bits&(1<<(e>>extraAt&15)-1))%uint64(len(t.symbols))]
		}
		bits >>= e & codeSize
		left -= int(e & codeSize)
		if e&literal != 0 {
			out[n] = byte(e >> valueAt)
			n++
			continue
		}
		if e&(end|invalid) != 0 {
			s.at, s.bits, s.left = at, bits, left
			return n, e&end != 0 && left >= 0
		}

		if len(in)-at < 8 {
			more := stream{in, at, bits, left}
			more.fill()
			at, bits, left = more.at, more.bits, more.left
		} else {
			bits |= binary.LittleEndian.Uint64(in[at:]) << (left & 63)
			at += (63 - left) >> 3
			left |= 56
		}
		extra := e >> extraAt & 15
		length := int(e>>valueAt) + int(bits&(1<<extra-1))
		bits >>= extra
		left -= int(extra)
		e = t.distances[bits&(1<<distanceBits-1)]
		if e&further != 0 {
			bits >>= distanceBits
			left -= distanceBits
			e = t.distances[(uint64(e>>valueAt)+bits&(1<<(e>>extraAt&15)-1))%uint64(len(t.distances))]
		}
		bits >>= e & codeSize
		extra = e >> extraAt & 15
		back := int(e>>valueAt) + int(bits&(1<<extra-1))
		bits >>= extra
		left -= int(e&codeSize + extra)
		if back > n || e&invalid != 0 || n > size {
			return 0, false
		}
		repeat(out, n, back, length)
		n += length
	}
	return 0, false
}

// repeat copies to n what stands so many bytes before it. It may write up to 31 bytes
// more.
func repeat(out []byte, n, back, length int) {
	const atATime = 16
	to, from := out[n:n+max(length+atATime-1, 2*atATime)], out[n-back:]
	if back < atATime {
		for i := range length {
			to[i] = from[i]
		}
		return
	}
	// Most are no longer than that.
	*(*[atATime]byte)(to) = *(*[atATime]byte)(from)
	*(*[atATime]byte)(to[atATime:]) = *(*[atATime]byte)(from[atATime:])
	for i := 2 * atATime; i < length; i += atATime {
		*(*[atATime]byte)(to[i:]) = *(*[atATime]byte)(from[i:])
	}
}
