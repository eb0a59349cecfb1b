package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/flate"
)

// Writer writes a bundle, one event after another, and holds no more than one
// chunk. It is not safe for concurrent use. After an error every method returns
// that error.
type Writer struct {
	zip      *zip.Writer
	manifest Manifest

	records, envelopes, variants framed
	provenance                   bytes.Buffer
	inChunk, chunk               int

	marks []markEntry
	span  span
	err   error
}

// NewWriter begins a bundle. Nothing that is written to w is a bundle before
// Finish.
func NewWriter(w io.Writer, about About) *Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.DefaultCompression)
	})
	about.Created = about.Created.UTC().Truncate(time.Second)
	return &Writer{
		zip: z, manifest: Manifest{Format: Format, Version: Version, About: about, Members: []Member{}}, chunk: 1,
		records: framed{folder: recordsFolder}, envelopes: framed{folder: envelopesFolder}, variants: framed{folder: variantsFolder},
	}
}

// Add writes one event and gives it its number. Events stand in a bundle in the
// order in which they are added. Nothing of e is kept.
func (w *Writer) Add(e *Event) error {
	if w.err != nil {
		return w.err
	}
	w.manifest.Events++
	e.Number = w.manifest.Events
	l := line{Event: e.Number, ID: e.ID, Time: timeText(e.Time), Account: e.Account, Region: e.Region, heldLine: w.hold(&w.records, &e.Held)}
	e.Offset = l.Record.Offset
	for i := range e.Variants {
		w.manifest.Variants++
		l.Variants = append(l.Variants, w.hold(&w.variants, &e.Variants[i]))
	}
	if e.Mark != nil {
		entry := markEntry{Event: e.Number, ID: e.ID, Star: e.Mark.Star, Tags: e.Mark.Tags, Note: e.Mark.Note}
		if entry.Tags == nil {
			entry.Tags = []string{}
		}
		w.marks = append(w.marks, entry)
	}
	w.span.add(e.Time)
	if err := encodeLine(&w.provenance, l); err != nil {
		return w.fail(fmt.Errorf("write the provenance of event %d: %w", e.Number, err))
	}
	w.inChunk++
	if w.inChunk >= chunkEvents || w.size() >= chunkBytes {
		return w.endChunk()
	}
	return nil
}

func (w *Writer) size() int {
	return w.records.text.Len() + w.envelopes.text.Len() + w.variants.text.Len() + w.provenance.Len()
}

// hold writes one record, with its envelopes, into the chunk.
func (w *Writer) hold(into *framed, h *Held) heldLine {
	l := heldLine{Record: into.add(w.chunk, h.Record), Shape: h.Shape, Envelope: w.envelope(h.Envelope), Seen: make([]seenLine, len(h.Seen))}
	for i := range h.Seen {
		s := &h.Seen[i]
		l.Seen[i] = seenLine{
			Kind: s.Kind, Place: s.Place, Position: s.Position, Page: s.Page, Fetched: timeText(s.Fetched), Envelope: w.envelope(s.Envelope),
		}
		if s.Envelope != nil {
			l.Seen[i].Shape = s.Shape
		}
	}
	return l
}

func (w *Writer) envelope(envelope []byte) *piece {
	if envelope == nil {
		return nil
	}
	p := w.envelopes.add(w.chunk, envelope)
	return &p
}

// endChunk writes the members of the chunk.
func (w *Writer) endChunk() error {
	if w.inChunk == 0 {
		return w.err
	}
	for _, f := range []*framed{&w.records, &w.variants, &w.envelopes} {
		if f.pieces > 0 {
			w.member(memberName(f.folder, w.chunk), f.end())
		}
		f.reset()
	}
	w.member(memberName(provenanceFolder, w.chunk), w.provenance.Bytes())
	w.provenance.Reset()
	w.chunk, w.inChunk = w.chunk+1, 0
	return w.err
}

// zipTime stands for the time of every member, so that the same content makes
// the same file.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// member writes one member and enters it in the manifest.
func (w *Writer) member(name string, content []byte) {
	if w.err == nil && len(content) > maxMember {
		w.err = fmt.Errorf("%s would hold %d bytes; the most a bundle can hold in one is %d", name, len(content), maxMember)
	}
	w.store(name, content)
	w.manifest.Members = append(w.manifest.Members, Member{Name: name, Bytes: int64(len(content)), SHA256: hashOf(content)})
}

func (w *Writer) store(name string, content []byte) {
	if w.err != nil {
		return
	}
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: zipTime}
	header.SetMode(0o600)
	into, err := w.zip.CreateHeader(header)
	if err == nil {
		_, err = into.Write(content)
	}
	if err != nil {
		w.err = fmt.Errorf("write %s: %w", name, err)
	}
}

// Finish writes what is left, the coverage and the summary, and returns the
// bundle's identity: the SHA-256 of its manifest, in hexadecimal.
func (w *Writer) Finish(coverage Coverage, summary []byte) (identity string, err error) {
	if err := w.endChunk(); err != nil {
		return "", err
	}
	if coverage.Stretches == nil {
		coverage.Stretches = []Stretch{}
	}
	if coverage.Missing == nil {
		coverage.Missing = []string{}
	}
	if w.marks == nil {
		w.marks = []markEntry{}
	}
	w.manifest.Marks = len(w.marks)
	w.list(coverageName, coverage)
	w.list(marksName, marksFile{w.marks})
	w.member(summaryName, summary)
	w.manifest.First, w.manifest.Last = timeText(w.span.first), timeText(w.span.last)
	text, err := w.manifest.encode()
	if err != nil {
		return "", w.fail(err)
	}
	if len(text) > maxManifest {
		return "", w.fail(errors.New("too many events for one bundle: narrow the filter and write several"))
	}
	w.store(manifestName, text)
	if w.err != nil {
		return "", w.err
	}
	if err := w.zip.Close(); err != nil {
		return "", w.fail(fmt.Errorf("write the end of the bundle: %w", err))
	}
	w.err = errors.New("the bundle is finished")
	return identityOf(text), nil
}

// list writes a member that is one JSON object.
func (w *Writer) list(name string, content any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(content); err != nil {
		w.fail(fmt.Errorf("write %s: %w", name, err))
	}
	w.member(name, b.Bytes())
}

func (w *Writer) fail(err error) error {
	if w.err == nil {
		w.err = err
	}
	return w.err
}

func encodeLine(to *bytes.Buffer, l line) error {
	enc := json.NewEncoder(to)
	enc.SetEscapeHTML(false)
	return enc.Encode(l)
}
