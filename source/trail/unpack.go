package trail

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxLayers is how many times compressed a stream may be. A trail file that was
// stored with Content-Encoding gzip and compressed again has two.
const maxLayers = 3

// unpacker reads streams whatever they are compressed with, one after another,
// and keeps its buffers and tables between them.
type unpacker struct {
	stored counter
	layers []layer
	using  int
	top    io.Reader
	length int64 // how much it has unpacked
}

// layer is one compression around a stream.
type layer struct {
	in   *bufio.Reader
	gzip *gzip.Reader
	zstd *zstd.Decoder
}

// counter counts what is read through it.
type counter struct {
	from io.Reader
	n    int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

// peeked is how much of a stream must be there to tell what it is: not more, so
// as not to wait for what a pipe may be slow to give.
const peeked = 6

// headSize is how much is looked at if it is there.
const headSize = 512

// start begins a new stream. The error says why it cannot be read as text.
func (u *unpacker) start(from io.Reader) error {
	err := u.peel(from)
	if isFormat(err) && u.packed() {
		// What is no text may still be a bomb, and is called so.
		if _, worse := io.CopyN(io.Discard, u, bombSize+1<<20); errors.Is(worse, errBomb) {
			return worse
		}
	}
	if err == io.EOF { // within the header of a compression
		err = io.ErrUnexpectedEOF
	}
	return err
}

// peel goes through the layers of compression.
func (u *unpacker) peel(from io.Reader) error {
	u.stored = counter{from: from}
	u.top, u.length, u.using = &u.stored, 0, 0
	for {
		if u.using == len(u.layers) {
			u.layers = append(u.layers, layer{in: bufio.NewReaderSize(nil, 64<<10)})
		}
		l := &u.layers[u.using]
		l.in.Reset(u.top)
		u.top = l.in
		u.using++
		head, err := l.in.Peek(peeked)
		if err != nil && err != io.EOF {
			return err
		}
		if err == nil {
			head, _ = l.in.Peek(min(l.in.Buffered(), headSize)) // what has come with it
		}
		unpacked, err := l.unpack(head)
		if err != nil {
			return err
		}
		if unpacked == nil {
			return nil
		}
		if u.using == maxLayers {
			return fmt.Errorf("%w: compressed more than %d times", errFormat, maxLayers-1)
		}
		u.top = unpacked
	}
}

// packed reports whether the stream is compressed.
func (u *unpacker) packed() bool { return u.using > 1 }

// unpack returns the reader of what l.in holds in compressed form, nil where it
// is not compressed, and an error where it is something that spoor does not
// read.
func (l *layer) unpack(head []byte) (io.Reader, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		if l.gzip == nil {
			l.gzip = new(gzip.Reader)
		}
		if err := l.gzip.Reset(l.in); err != nil {
			return nil, err
		}
		return l.gzip, nil
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		if l.zstd == nil {
			d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20), zstd.WithDecoderLowmem(true))
			if err != nil {
				return nil, err
			}
			l.zstd = d
		}
		if err := l.zstd.Reset(l.in); err != nil {
			return nil, err
		}
		return l.zstd, nil
	}
	for _, f := range unreadable {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return nil, fmt.Errorf("%w: %s", errFormat, f.name)
		}
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, fmt.Errorf("%w: binary data", errFormat)
	}
	return nil, nil
}

// errFormat marks streams that are no text.
var errFormat = errors.New("not CloudTrail records")

var unreadable = []struct{ magic, name string }{
	{"PK\x03\x04", "a zip archive; unpack it first, or name the file itself if it is an evidence bundle"},
	{"BZh", "bzip2; unpack it first"},
	{"\xfd7zXZ\x00", "xz; unpack it first"},
	{"PAR1", "a Parquet file"},
	{"\xff\xfe", "UTF-16 text; convert it to UTF-8 first"},
	{"\xfe\xff", "UTF-16 text; convert it to UTF-8 first"},
}

// errTrailing says that a gzip stream is followed by something else.
var errTrailing = errors.New("other bytes follow the end of the compressed data")

// errBomb says that a stream unpacks to far more than records ever do.
var errBomb = errors.New("refused: a compression bomb")

// expands reports whether more was unpacked from the bytes stored than is ever
// true of records: 250 times, or 100 times where it is a matter of gigabytes. Two
// random ids in every record cost 32 bytes that do not compress, so that a trail
// file of records of 1.3 KB stays under 40 times (what is delivered comes to 10
// or 20), and records that differ in nothing but a counter under 160. Gzip itself
// can reach 1,030 times, other formats any number.
func expands(unpacked, stored int64) bool {
	return unpacked > bombSize && unpacked > 250*stored || unpacked > 256*bombSize && implausible(unpacked, stored)
}

// implausible reports whether more was unpacked than is true of records that any
// trail delivered.
func implausible(unpacked, stored int64) bool { return unpacked > 100*stored }

// bombSize is how much is unpacked before it can be called a bomb.
const bombSize = 16 << 20

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.top.Read(p)
	u.length += int64(n)
	if u.packed() {
		if errors.Is(err, gzip.ErrHeader) {
			err = errTrailing
		}
		if expands(u.length, u.stored.n) {
			return 0, fmt.Errorf("%w: %d MiB from its first %d KiB", errBomb, u.length>>20, (u.stored.n+1023)>>10)
		}
	}
	return n, err
}

// close lets go of the stream; the unpacker can start another.
func (u *unpacker) close() {
	for i := range u.layers {
		u.layers[i].in.Reset(nil)
		if u.layers[i].zstd != nil {
			_ = u.layers[i].zstd.Reset(nil)
		}
	}
	u.top, u.stored.from = nil, nil
}

// fill implements input.
func (u *unpacker) fill(ctx context.Context, b []byte) ([]byte, error) {
	for len(b) < cap(b) {
		n, err := u.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err != nil {
			return b, err
		}
		if err := ctx.Err(); err != nil {
			return b, err
		}
	}
	return b, nil
}

// size implements input.
func (u *unpacker) size() int64 { return u.stored.n }

func isFormat(err error) bool { return errors.Is(err, errFormat) }

// streamReason says in one line why a stream cannot be read further.
func streamReason(err error) string {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "cut off: the compressed data ends too early"
	case errors.Is(err, errTrailing):
		return err.Error()
	case errors.As(err, &corrupt), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, zstd.ErrCRCMismatch):
		return "damaged: " + err.Error()
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return "refused: " + err.Error()
	}
	return reasonOf(err)
}
