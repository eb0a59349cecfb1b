// Package trail reads trail files: folders of them, single files, standard input
// and S3 buckets, plain or compressed, in every shape in which CloudTrail
// records are passed around.
//
// Records are handed over as the very bytes that stood in the file, with their
// offset in it. The exceptions are records that stand in strings (LookupEvents
// and CloudWatch Logs envelopes), which are unescaped, and rows of the console's
// CSV download, from which a record is built; with both comes the envelope or
// row as it stood there, and Position is that of the envelope.
//
// The name and place of a file are never more than a hint: what it holds is told
// by its content. Nothing in a file stops the reading of others, and every file
// is reported with exactly one source.FileEnd.
package trail

import (
	"context"
	"crypto/sha256"
	"io"
	"os"
	"runtime"
	"time"

	"spoor/source"
)

// Kind is the kind of source, as in source.From.
const Kind = "trail"

// Known reports whether a file was read before and has not changed since, so
// that it need not be read again. etag is empty but for S3 objects. It is called
// from several goroutines at a time. An error ends the pull.
type Known func(ctx context.Context, place string, size int64, modTime time.Time, etag string) (bool, error)

// Contents tells whether what a file holds was read whole before, from a file of
// whatever name. It is asked from several goroutines at a time; an error ends the
// pull.
type Contents interface {
	// OfSize reports whether a file of that many bytes, as stored, was.
	OfSize(ctx context.Context, bytes int64) (bool, error)
	// Same reports whether a file with that SHA-256, uncompressed, was.
	Same(ctx context.Context, sum [sha256.Size]byte) (bool, error)
}

// Options say how to read.
type Options struct {
	// Stdin is read for the path "-"; nil means os.Stdin.
	Stdin io.Reader
	// Workers is how many files are read side by side; 0 means GOMAXPROCS, and
	// 16 for a bucket. With one, batches come in the order of the files' names.
	Workers int
	// Known, if set, is asked before a file is opened. A file that is known is
	// reported with the status source.Known and not opened.
	Known Known
	// Contents, if set, is asked about files on this machine that are not known.
	// One whose content was read before is reported with the status source.Known
	// and its SHA-256, and its records are not handed over again.
	Contents Contents
}

// Source reads trail files.
type Source struct {
	from    lister
	options Options
	chunk   int
}

var (
	_ source.Source = (*Source)(nil)
	_ source.Sized  = (*Source)(nil)
)

// New returns a source that reads each of paths: a folder with everything below
// it, a file, a pipe, or "-" for standard input. Links are followed, each folder
// once. In folders, what is no file (a pipe, a device) is skipped.
//
// A path that does not exist is reported like any file that cannot be read.
func New(options Options, paths ...string) *Source {
	if options.Stdin == nil {
		options.Stdin = os.Stdin
	}
	if options.Workers <= 0 {
		options.Workers = runtime.GOMAXPROCS(0)
	}
	return &Source{from: &files{paths: paths, stdin: options.Stdin}, options: options, chunk: chunkSize}
}

// Name implements source.Source.
func (s *Source) Name() string { return s.from.name() }

// Size implements source.Sized. It goes through the folders without opening a
// file, or lists the bucket; standard input counts as one file of unknown size. What will be skipped
// by its kind does not count, what cannot be read does.
func (s *Source) Size(ctx context.Context) (files int, bytes int64, err error) {
	err = s.counted().list(ctx, func(f listed) error {
		if f.status != source.Skipped && !f.closes {
			files++
			bytes += max(f.size, 0)
		}
		return ctx.Err()
	})
	return files, bytes, err
}

// Pending is what a pull would read.
type Pending struct {
	Files int
	Bytes int64
	// Known is how many files need not be read again.
	Known int
}

// Pending lists the files without opening one. Those of unknown size count for
// nothing.
func (s *Source) Pending(ctx context.Context) (Pending, error) {
	var p Pending
	err := s.counted().list(ctx, func(f listed) error {
		if f.status == source.Skipped || f.closes {
			return ctx.Err()
		}
		if s.options.Known != nil && f.size >= 0 && f.open != nil {
			known, err := s.options.Known(ctx, f.place, f.size, f.modTime, f.etag)
			if err != nil {
				return err
			}
			if known {
				p.Known++
				return ctx.Err()
			}
		}
		p.Files++
		p.Bytes += max(f.size, 0)
		return ctx.Err()
	})
	return p, err
}

// counted lists for a count alone.
func (s *Source) counted() lister {
	if b, ok := s.from.(*bucket); ok {
		return b.counting()
	}
	return s.from
}

// Pull implements source.Source. Files are read side by side, so batches of
// different files may alternate; those of one file come in order. At most one
// batch of about 4 MiB a worker waits for yield.
func (s *Source) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	items := make(chan listed, linesAhead)
	results := make(chan result)
	failed := make(chan error, s.options.Workers+1)
	go func() {
		defer close(items)
		failed <- s.from.list(ctx, func(f listed) error {
			select {
			case items <- f:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	for range s.options.Workers {
		go func() {
			var now listed
			tell := func(b *source.Batch) error {
				select {
				case results <- result{b, now}:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			r := newReader(s.options.Known, s.chunk, tell)
			r.contents = s.options.Contents
			for now = range items {
				var err error
				if now.closes {
					err = tell(nil)
				} else {
					err = r.read(ctx, now)
				}
				if err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}

	var first error
	for running := s.options.Workers + 1; running > 0; {
		select {
		case r := <-results:
			if first == nil {
				first = r.handOver(yield)
			}
		case err := <-failed:
			running--
			if first == nil {
				first = err
			}
		}
		if first != nil {
			cancel(first)
		}
	}
	return first
}

// result is a batch of a file, or none where the file closes a delivery.
type result struct {
	batch *source.Batch
	file  listed
}

// handOver yields the batch, and what the delivery completes once this was the
// last of it.
func (r result) handOver(yield func(*source.Batch) error) error {
	d := r.file.of
	switch {
	case d == nil:
	case r.file.closes:
		d.closed = true
	case r.batch.End != nil:
		d.end(r.file, r.batch.End) // which is the receiver's from here on
	}
	if r.batch != nil {
		if err := yield(r.batch); err != nil {
			return err
		}
	}
	if d == nil {
		return nil
	}
	if !d.closed || d.ended < d.files {
		return nil
	}
	if b := d.closing(); b != nil {
		return yield(b)
	}
	return nil
}
