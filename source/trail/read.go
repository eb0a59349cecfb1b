package trail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"spoor/source"
)

// reader reads files one after another and keeps its buffers between them. One
// goroutine uses it.
type reader struct {
	known    Known
	contents Contents
	emit     func(*source.Batch) error
	// local says that the file being read is a file on this machine.
	local bool

	memory
	small  small
	unpack unpacker
	hash   hash.Hash
	limit  int // maxRecord, but for tests
}

func newReader(known Known, chunk int, emit func(*source.Batch) error) *reader {
	return &reader{known: known, emit: emit, hash: sha256.New(), memory: memory{chunk: chunk}, limit: maxRecord}
}

// input is an unpacked stream.
type input interface {
	// fill appends to b, up to its capacity, what comes next. The error io.EOF
	// says that the stream has ended, any other that it cannot be read further;
	// both may come with bytes.
	fill(ctx context.Context, b []byte) ([]byte, error)
	// size is how much was read, as stored.
	size() int64
}

// read hands over everything in one file, and how its reading ended. Its error is
// that of emit or ctx, or of asking whether the file is known.
func (r *reader) read(ctx context.Context, f listed) error {
	end := &source.FileEnd{Place: f.place, Bytes: max(f.size, 0), ModTime: f.modTime}
	from := source.From{Kind: Kind, Place: f.place, Fetched: time.Now().UTC()}
	end.ETag, end.VersionID = f.etag, f.version
	if f.open == nil || f.reason != "" {
		end.Status, end.Reason = f.status, f.reason
		return r.emit(&source.Batch{From: from, End: end})
	}
	if r.known != nil && f.size >= 0 {
		known, err := r.known(ctx, f.place, f.size, f.modTime, f.etag)
		if err != nil {
			return fmt.Errorf("look up whether %s was read before: %w", f.place, err)
		}
		if known {
			end.Status = source.Known
			return r.emit(&source.Batch{From: from, End: end})
		}
	}
	r.local = !f.live && !f.remote
	if f.live {
		p := startPump(ctx, f)
		defer p.stop()
		return r.stream(ctx, p, nil, from, end)
	}
	opened, err := f.open(ctx, &f)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if all := (endsPull{}); errors.As(err, &all) {
			return err
		}
		end.Status, end.Reason = source.Failed, reasonOf(err)
		return r.emit(&source.Batch{From: from, End: end})
	}
	defer opened.Close()
	defer r.unpack.close()
	end.ETag, end.VersionID, end.DigestMetadata, end.Again = f.etag, f.version, f.metadata, f.remote
	if f.size <= r.smallSize() {
		r.small.open(opened, r.smallSize(), &r.unpack)
		if r.small.fits(r.chunk) || !r.rewind(opened) {
			r.reserve(r.small.needs())
			return r.stream(ctx, &r.small, nil, from, end)
		}
	}
	if copied, err := r.isCopy(ctx, f, opened); copied || err != nil {
		if err != nil {
			return err
		}
		end.Status, end.SHA256 = source.Known, r.hash.Sum(nil)
		return r.emit(&source.Batch{From: from, End: end})
	}
	return r.stream(ctx, &r.unpack, r.unpack.start(opened), from, end)
}

// stream reads one open file to its end. failure is why it cannot even be
// started, or nil.
func (r *reader) stream(ctx context.Context, in input, failure error, from source.From, end *source.FileEnd) error {
	r.hash.Reset()
	var (
		cut  cutter
		s    = new(stream) // what cut has made of the file
		rest []byte        // what the next chunk begins with
		free func()        // for when nothing of the chunk is in use
	)
	for failure == nil && !s.gaveUp {
		// The next chunk has its own copy of what is left over before the one
		// it comes from is let go of.
		b := append(r.room(len(rest)), rest...)
		if len(s.out) > 0 {
			if err := r.emit(&source.Batch{From: from, Records: s.out, Free: free}); err != nil {
				return err
			}
		}
		b, failure = in.fill(ctx, b)
		if err := ctx.Err(); err != nil {
			return err
		}
		r.hash.Write(b[len(rest):])
		end.Unpacked += int64(len(b) - len(rest))
		if r.local && cut == nil && failure == io.EOF && len(rest) == 0 {
			switch copied, err := r.same(ctx); {
			case err != nil:
				return err
			case copied:
				end.Status, end.SHA256, end.Unpacked = source.Known, r.hash.Sum(nil), 0
				return r.emit(&source.Batch{From: from, End: end})
			}
		}
		var chunk []byte
		chunk, free = r.own(b)
		if cut == nil {
			if failure == nil && !enoughToTell(chunk) {
				rest = chunk
				continue
			}
			cut = r.cutterFor(chunk)
			s = cut.state()
		}
		cut.feed(chunk, failure != nil)
		rest = s.rest()
	}
	r.finish(end, in, s, failure)
	return r.emit(&source.Batch{From: from, Records: s.out, End: end, Free: free})
}

// enoughToTell reports whether chunk is enough to tell how its file is written:
// a header of columns must be there whole.
func enoughToTell(chunk []byte) bool {
	return beginsAsJSON(chunk) || len(chunk) > len(byteOrderMark)+maxHeader || bytes.IndexByte(chunk, '\n') >= 0
}

// beginsAsJSON reports whether a file that begins with chunk holds an object or a
// list.
func beginsAsJSON(chunk []byte) bool {
	chunk = bytes.TrimPrefix(chunk, []byte(byteOrderMark))
	at := spaces(chunk)
	return at < len(chunk) && (chunk[at] == '{' || chunk[at] == '[')
}

// cutterFor returns what takes the records out of a file that begins with chunk.
func (r *reader) cutterFor(chunk []byte) cutter {
	if !beginsAsJSON(chunk) {
		if c := newCSVSplitter(chunk, r.limit); c != nil {
			return c
		}
	}
	return newSplitter(r.limit)
}

// finish says in end how the reading of a file ended.
func (r *reader) finish(end *source.FileEnd, in input, s *stream, failure error) {
	end.Status, end.Reason = s.verdict()
	end.Records, end.Lost, end.Digest = s.records, s.lost, s.digest
	switch {
	case s.gaveUp && implausible(end.Unpacked, in.size()):
		end.Status, end.Reason = source.Failed, fmt.Sprintf("%v: %s", errBomb, s.damage)
		if s.records > 0 {
			end.Status, end.Reason = source.Partial, lostOf(s.lost, end.Reason)
		}
	case s.gaveUp:
	case failure == io.EOF:
		end.SHA256 = r.hash.Sum(nil)
	default:
		end.Status, end.Reason = source.Failed, streamReason(failure)
		switch {
		case s.records > 0:
			end.Status, end.Reason = source.Partial, lostOf(s.lost, end.Reason)
		case isFormat(failure):
			end.Status = source.Skipped
		}
	}
	if end.Bytes == 0 { // a pipe
		end.Bytes = in.size()
	}
	if end.Status == source.Skipped {
		end.Lost = 0
	}
	end.Again = end.Again && end.Status == source.Partial
	if end.Digest == nil {
		end.DigestMetadata = nil
	}
}
