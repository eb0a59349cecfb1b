package sigv4

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The values of X-Amz-Content-Sha256 that say how a body is signed instead of
// giving its hash (Amazon S3 API Reference, "Transferring Payload in Multiple
// Chunks").
const (
	UnsignedPayload       = "UNSIGNED-PAYLOAD"
	SignedChunks          = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	SignedChunksTrailer   = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
	UnsignedChunksTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
	trailerSignatureName  = "x-amz-trailer-signature"
	chunkAlgorithm        = "AWS4-HMAC-SHA256-PAYLOAD"
	trailerAlgorithm      = "AWS4-HMAC-SHA256-TRAILER"
	chunkSignatureName    = "chunk-signature"
	maxChunk              = 16 << 20
	maxChunkLine          = 1 << 10
	maxTrailer            = 16 << 10
)

// The reasons for which a chunked body is refused.
var (
	ErrChunk          = errors.New("the aws-chunked body cannot be read")
	ErrChunkSignature = errors.New("the signature of a chunk does not match it")
)

// Trailer is a header that follows the last chunk.
type Trailer struct{ Name, Value string }

// Chunks reads a body in the aws-chunked coding whose chunks are signed. What it
// hands out was verified: a chunk is held until its signature was, at most 16
// MiB of it. It ends without error only where the last chunk, the trailer and
// the length were right too.
type Chunks struct {
	body     *bufio.Reader
	key      []byte
	at       time.Time
	scope    string
	previous string
	// announced are the names in X-Amz-Trailer, nil for a body without a trailer.
	announced []string
	left      int64
	chunk     bytes.Buffer
	trailer   []Trailer
	err       error
}

// Chunks reads the body of the request that was proved. length is
// X-Amz-Decoded-Content-Length; announced are the names in X-Amz-Trailer.
func (p *Proof) Chunks(body io.Reader, length int64, announced []string) *Chunks {
	s := p.signature
	c := &Chunks{
		body: bufio.NewReaderSize(body, 4*maxChunkLine), key: signingKey(p.secret, s.Date, s.Region, s.Service),
		at: s.Time, scope: scopeOf(s.Date, s.Region, s.Service), previous: s.Hex, left: length,
	}
	for _, name := range announced {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			c.announced = append(c.announced, name)
		}
	}
	return c
}

// Read reads what the chunks hold.
func (c *Chunks) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for c.chunk.Len() == 0 {
		if c.err != nil {
			return 0, c.err
		}
		c.err = c.next()
	}
	return c.chunk.Read(p)
}

// Trailer is what followed the last chunk, once Read returned io.EOF.
func (c *Chunks) Trailer() []Trailer { return c.trailer }

// next reads one chunk and verifies it. Behind the last it returns io.EOF.
func (c *Chunks) next() error {
	size, signature, err := c.header()
	if err != nil {
		return err
	}
	if size > c.left {
		return fmt.Errorf("%w: it is longer than announced", ErrChunk)
	}
	c.chunk.Reset()
	if _, err := io.CopyN(&c.chunk, c.body, size); err != nil {
		return cutShort(err)
	}
	c.left -= size
	if err := c.verify(chunkAlgorithm, signature, emptyHash+"\n"+hashHex(c.chunk.Bytes())); err != nil {
		c.chunk.Reset()
		return err
	}
	if size > 0 {
		return c.lineEnd()
	}
	if c.left > 0 {
		return fmt.Errorf("%w: it is %d bytes shorter than announced", ErrChunk, c.left)
	}
	if err := c.readTrailer(); err != nil {
		return err
	}
	return io.EOF
}

// header reads HEX-SIZE;chunk-signature=HEX.
func (c *Chunks) header() (size int64, signature string, err error) {
	line, err := c.line()
	if err != nil {
		return 0, "", err
	}
	number, extension, _ := strings.Cut(line, ";")
	size, err = strconv.ParseInt(number, 16, 64)
	if err != nil || size < 0 || size > maxChunk {
		return 0, "", fmt.Errorf("%w: the size of a chunk is %.32q", ErrChunk, number)
	}
	name, signature, _ := strings.Cut(extension, "=")
	if strings.TrimSpace(name) != chunkSignatureName {
		return 0, "", fmt.Errorf("%w: a chunk has no signature", ErrChunk)
	}
	return size, strings.TrimSpace(signature), nil
}

// line reads up to the end of a line, which is bounded.
func (c *Chunks) line() (string, error) {
	line, err := c.body.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull) || len(line) > maxChunkLine:
		return "", fmt.Errorf("%w: a line of it is longer than %d bytes", ErrChunk, maxChunkLine)
	case err != nil:
		return "", cutShort(err)
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), nil
}

func (c *Chunks) lineEnd() error {
	line, err := c.line()
	if err == nil && line != "" {
		err = fmt.Errorf("%w: a chunk is longer than its size", ErrChunk)
	}
	if err != nil {
		c.chunk.Reset()
	}
	return err
}

func cutShort(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// verify checks one signature of the chain and makes it the previous one.
func (c *Chunks) verify(algorithm, signature, rest string) error {
	text := algorithm + "\n" + c.at.UTC().Format(timeFormat) + "\n" + c.scope + "\n" + c.previous + "\n" + rest
	given, err := hex.DecodeString(signature)
	if err != nil || !hmac.Equal(given, mac(c.key, text)) {
		return ErrChunkSignature
	}
	c.previous = signature
	return nil
}

// readTrailer reads all that follows the last chunk. Writers differ in the empty
// lines that they put between.
func (c *Chunks) readTrailer() error {
	rest, err := io.ReadAll(io.LimitReader(c.body, maxTrailer+1))
	if err != nil {
		return cutShort(err)
	}
	if len(rest) > maxTrailer {
		return fmt.Errorf("%w: its trailer is longer than %d bytes", ErrChunk, maxTrailer)
	}
	var signature string
	for line := range strings.SplitSeq(string(rest), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		switch {
		case name == trailerSignatureName:
			signature = value
		case !ok || !slices.Contains(c.announced, name):
			return fmt.Errorf("%w: %.64q follows it, which was not announced", ErrChunk, name)
		default:
			c.trailer = append(c.trailer, Trailer{name, value})
		}
	}
	if c.announced == nil {
		return nil
	}
	if len(c.trailer) != len(c.announced) {
		return fmt.Errorf("%w: its trailer is not the one announced", ErrChunk)
	}
	return c.verify(trailerAlgorithm, signature, hashHex([]byte(canonicalTrailer(c.trailer))))
}

func canonicalTrailer(trailer []Trailer) string {
	sorted := slices.Clone(trailer)
	slices.SortFunc(sorted, func(a, b Trailer) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	for _, t := range sorted {
		b.WriteString(t.Name + ":" + t.Value + "\n")
	}
	return b.String()
}

// Unsigned writes verified chunks out again in the aws-chunked coding without
// signatures, the trailer behind them.
func (c *Chunks) Unsigned() io.Reader { return &unsigned{from: c} }

type unsigned struct {
	from *Chunks
	out  bytes.Buffer
	done bool
}

// unsignedChunk is the size of the chunks written: S3 wants at least 8 KiB in
// all but the last.
const unsignedChunk = 64 << 10

func (u *unsigned) Read(p []byte) (int, error) {
	for u.out.Len() == 0 {
		if u.done {
			return 0, io.EOF
		}
		if err := u.fill(); err != nil {
			return 0, err
		}
	}
	return u.out.Read(p)
}

func (u *unsigned) fill() error {
	u.out.Reset()
	var chunk [unsignedChunk]byte
	n, err := io.ReadFull(u.from, chunk[:])
	if n > 0 {
		fmt.Fprintf(&u.out, "%x\r\n", n)
		u.out.Write(chunk[:n])
		u.out.WriteString("\r\n")
	}
	switch {
	case err == nil:
		return nil
	case err == io.EOF, err == io.ErrUnexpectedEOF && u.from.err == io.EOF:
		u.done = true
		u.out.WriteString("0\r\n")
		for _, t := range u.from.Trailer() {
			u.out.WriteString(t.Name + ":" + t.Value + "\r\n")
		}
		u.out.WriteString("\r\n")
		return nil
	}
	return err
}
