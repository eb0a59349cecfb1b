// Package evidence reads events back out of evidence bundles, with all that the
// bundle holds about them: envelopes, variants, marks, coverage, and where each
// record was seen.
//
// What a bundle says is its word, and stays apart from what spoor has seen by
// itself. Every record is seen in the bundle, under the kind "bundle"; where it
// was seen before is kept too, under kinds such as "bundle/trail". Coverage goes
// under "bundle" as well, so that no sync relies on it, and where the bundle
// holds only what a filter let through, what was fetched whole becomes filtered.
package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"spoor/bundle"
	"spoor/source"
)

// Kind is the kind of source, as in source.From.
const Kind = "bundle"

// Known reports whether a file was read before and has not changed since.
type Known func(ctx context.Context, place string, size int64, modTime time.Time, etag string) (bool, error)

// Source reads one bundle.
type Source struct {
	path  string
	known Known
}

var (
	_ source.Source = (*Source)(nil)
	_ source.Sized  = (*Source)(nil)
)

// New returns a source of the bundle at path. Known, if not nil, is asked
// before the file is opened.
func New(path string, known Known) *Source {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return &Source{path: path, known: known}
}

// Is reports whether the file at path begins like a zip file, as bundles do and
// nothing does that holds trail files.
func Is(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	head := make([]byte, 4)
	_, err = io.ReadFull(file, head)
	return err == nil && (bytes.Equal(head, []byte("PK\x03\x04")) || bytes.Equal(head, []byte("PK\x05\x06")))
}

// Name implements source.Source.
func (s *Source) Name() string { return "bundle " + s.path }

// Size implements source.Sized.
func (s *Source) Size(context.Context) (files int, size int64, err error) {
	info, err := os.Stat(s.path)
	if err != nil {
		return 0, 0, err
	}
	return 1, info.Size(), nil
}

// Pull implements source.Source. Nothing of a chunk is handed over that does
// not agree with the bundle's manifest; the file's end names what does not.
func (s *Source) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	p := pull{yield: yield, from: source.From{Kind: Kind, Place: s.path, Fetched: time.Now().UTC()}, end: &source.FileEnd{Place: s.path}}
	if err := p.file(ctx, s); err != nil {
		return err
	}
	return yield(&source.Batch{From: p.from, End: p.end})
}

// pull is one Pull at work.
type pull struct {
	yield  func(*source.Batch) error
	from   source.From
	end    *source.FileEnd
	reader *bundle.Reader
}

// file reads the file. Its error is that of yield, ctx or Known; what is wrong
// with the file goes into its end.
func (p *pull) file(ctx context.Context, s *Source) error {
	info, err := os.Stat(s.path)
	if err != nil {
		p.fail(err)
		return nil
	}
	p.end.Bytes, p.end.ModTime = info.Size(), info.ModTime()
	if s.known != nil {
		known, err := s.known(ctx, s.path, info.Size(), info.ModTime(), "")
		if err != nil {
			return fmt.Errorf("look up whether %s was read before: %w", s.path, err)
		}
		if known {
			p.end.Status = source.Known
			return nil
		}
	}
	file, err := os.Open(s.path)
	if err != nil {
		p.fail(err)
		return nil
	}
	defer file.Close()
	if p.reader, err = bundle.NewReader(file, info.Size()); err != nil {
		p.fail(err)
		return nil
	}
	if err := p.chunks(ctx); err != nil {
		return err
	}
	if err := p.coverage(); err != nil {
		return err
	}
	hash := sha256.New()
	if n, err := io.Copy(hash, io.NewSectionReader(file, 0, info.Size())); err == nil {
		p.end.Unpacked, p.end.SHA256 = n, hash.Sum(nil)
	}
	if p.end.Status == source.Read && p.end.Records == 0 {
		p.end.Status = source.Empty
	}
	return nil
}

// fail notes why nothing can be read.
func (p *pull) fail(err error) {
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.Is(err, bundle.ErrNotBundle):
		p.end.Status, p.end.Reason = source.Skipped, "a zip file, and not an evidence bundle: unpack it first"
		return
	}
	p.end.Status, p.end.Reason = source.Failed, err.Error()
}

// chunks hands over the records chunk by chunk.
func (p *pull) chunks(ctx context.Context) error {
	for chunk := 1; chunk <= p.reader.Chunks(); chunk++ {
		events, err := p.reader.Chunk(ctx, chunk)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			p.damage(err)
			continue
		}
		if err := p.records(chunk, events); err != nil {
			return err
		}
	}
	if n := p.end.Records; p.end.Status == source.Partial {
		p.end.Lost = max(0, p.reader.Manifest.Events+p.reader.Manifest.Variants-n)
		if n == 0 {
			p.end.Status = source.Failed
		}
	}
	return nil
}

// damage notes what does not agree with the manifest.
func (p *pull) damage(err error) {
	p.end.Status = source.Partial
	if p.end.Reason == "" {
		what, _, _ := strings.Cut(err.Error(), "\n")
		p.end.Reason = what + "; 'spoor verify' names all that is wrong"
	}
}

// records hands over one chunk. Variants follow their event.
func (p *pull) records(chunk int, events []bundle.Event) error {
	batch := &source.Batch{From: p.from, Records: make([]source.Record, 0, len(events))}
	batch.From.Page = chunk
	for i := range events {
		e := &events[i]
		r := recordOf(&e.Held, e.Offset)
		if e.Mark != nil {
			r.Mark = &source.Mark{Star: e.Mark.Star, Tags: e.Mark.Tags, Note: e.Mark.Note}
		}
		batch.Records = append(batch.Records, r)
		for k := range e.Variants {
			batch.Records = append(batch.Records, recordOf(&e.Variants[k], e.Offset))
		}
	}
	p.end.Records += len(batch.Records)
	return p.yield(batch)
}

func recordOf(h *bundle.Held, at int64) source.Record {
	// A shape that is not known here is that of a record with something around
	// it, which is kept.
	shape, _ := source.ShapeNamed(h.Shape)
	r := source.Record{Raw: h.Record, Envelope: h.Envelope, Shape: shape, Position: at}
	for _, s := range h.Seen {
		earlier := source.Sighting{
			From:     source.From{Kind: kindBefore(s.Kind), Place: s.Place, Page: s.Page, Fetched: s.Fetched},
			Position: s.Position, Envelope: s.Envelope,
		}
		if s.Envelope != nil {
			earlier.Shape, _ = source.ShapeNamed(s.Shape)
		}
		r.Earlier = append(r.Earlier, earlier)
	}
	return r
}

// kindBefore is the kind under which a sighting of some kind is kept that a
// bundle tells of.
func kindBefore(kind string) string {
	if kind == Kind || strings.HasPrefix(kind, Kind+"/") {
		return kind
	}
	return Kind + "/" + kind
}

// coverage hands over what the bundle says was fetched.
func (p *pull) coverage() error {
	coverage, err := p.reader.Coverage()
	if err != nil {
		p.damage(err)
		return nil
	}
	// A batch has one time at which its coverage was found out.
	var batch *source.Batch
	for _, s := range coverage.Stretches {
		stretch, asOf, ok := p.stretch(s)
		if !ok {
			continue
		}
		if batch != nil && !batch.From.Fetched.Equal(asOf) {
			if err := p.yield(batch); err != nil {
				return err
			}
			batch = nil
		}
		if batch == nil {
			batch = &source.Batch{From: p.from}
			batch.From.Fetched = asOf
		}
		batch.Stretches = append(batch.Stretches, stretch)
	}
	if batch == nil {
		return nil
	}
	return p.yield(batch)
}

func (p *pull) stretch(s bundle.Stretch) (out source.Stretch, asOf time.Time, ok bool) {
	state, known := source.StateNamed(s.State)
	from, errFrom := time.Parse(time.RFC3339Nano, s.From)
	to, errTo := time.Parse(time.RFC3339Nano, s.To)
	if !known || errFrom != nil || errTo != nil || !from.Before(to) {
		return out, asOf, false
	}
	if asOf, _ = time.Parse(time.RFC3339Nano, s.AsOf); asOf.IsZero() {
		asOf = p.reader.Manifest.Created
	}
	out = source.Stretch{
		Account: s.Account, Region: s.Region, Category: s.Category, From: from.UTC(), To: to.UTC(), State: state, Filter: s.Filter, Reason: s.Reason,
	}
	if q := p.reader.Manifest.Query; !q.Whole {
		switch state {
		case source.Complete, source.Provisional, source.Delivered, source.Filtered:
			out.State, out.Filter = source.Filtered, q.Text
			if q.Picked {
				out.Filter += " (picked by hand)"
			}
		}
	}
	return out, asOf.UTC(), true
}
