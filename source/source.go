// Package source says what a source of events is: something that hands over
// batches of raw records, each with its provenance, and states which stretch of
// which account, Region and category a batch completes. A folder per kind holds
// the real ones.
//
// A source neither decodes nor stores. What it hands over is exactly what it
// received.
package source

import (
	"context"
	"time"
)

// Source is a place events come from.
type Source interface {
	// Name says what is read, in a few words for the screen ("folder logs/",
	// "demo").
	Name() string
	// Pull hands batches to yield until there are no more, ctx ends, or yield
	// returns an error, which Pull returns. Calls of yield never overlap. A
	// batch and everything in it belongs to the receiver. A problem with one
	// file is not an error of Pull: it is reported in that file's FileEnd.
	Pull(ctx context.Context, yield func(*Batch) error) error
}

// Sized is implemented by sources that can say beforehand how much there is to
// read. Size may take time and runs beside Pull.
type Sized interface {
	Size(ctx context.Context) (files int, bytes int64, err error)
}

// Batch is a run of records from one object: a whole small file, a part of a
// large one, or a page of an API.
type Batch struct {
	From    From
	Records []Record
	// End is set on the last batch of a file or object, and only there.
	End *FileEnd
	// Stretches is what this batch completes.
	Stretches []Stretch
	// Revise, if set, has to be called by the receiver when it has decoded and
	// gone through all batches that came before, and before it takes the
	// Stretches: it brings them up to what FileEnd.Worsened told.
	Revise func()
	// Committed, if set, has to be called by the receiver once all of the batch
	// is safely stored: the source waits for it before it asks for more, so that
	// what is lost when the program is killed is little. It does not block.
	Committed func()
	// Free, if set, may be called by the receiver once it uses nothing of the
	// batch any more: its bytes are then used for what comes next.
	Free func()
}

// From is the provenance that all records of a batch share.
type From struct {
	// Kind is the kind of source: "trail", "lookup", "recorder", "demo" or
	// "bundle"; "bundle/trail" is what a bundle says was read from a trail, and
	// likewise with the other kinds.
	Kind string
	// Place is the file's path, s3://bucket/key, or the API's endpoint and
	// profile.
	Place string
	// Page is the number of the API page or of a bundle's chunk, from 1; 0 for
	// files.
	Page int
	// Fetched is when it was read.
	Fetched time.Time
}

// Record is one record as received.
type Record struct {
	// Raw is the record's own bytes, exactly. For a LookupEvents envelope it is
	// the text of the CloudTrailEvent string, unescaped.
	Raw []byte
	// Envelope is the bytes of what stood around the record where that says
	// more than the record (LookupEvents, EventBridge, a CSV row), else nil.
	Envelope []byte
	Shape    Shape
	// Position is the record's place in the uncompressed file or page: the
	// offset of its first byte, or of the envelope's where there is one.
	Position int64
	// Earlier is where the record was seen before it came into this source, as
	// a bundle says it.
	Earlier []Sighting
	// Mark is what a person attached to the event before, or nil.
	Mark *Mark
}

// Sighting is one place a record was seen in.
type Sighting struct {
	From     From
	Position int64
	// Envelope, of that Shape, is what stood around the record there, where
	// that says more than the record and is kept.
	Shape    Shape
	Envelope []byte
}

// Mark is what a person attached to an event.
type Mark struct {
	Star bool
	Tags []string
	Note string
}

// Shape is how a record was wrapped.
type Shape uint8

// The shapes. Their order is fixed: it is stored.
const (
	// ShapeRecord: a bare record, alone or in an array or Records list.
	ShapeRecord Shape = iota
	// ShapeLookup: a LookupEvents envelope.
	ShapeLookup
	// ShapeEventBridge: an EventBridge envelope; the record is its detail.
	ShapeEventBridge
	// ShapeCloudWatch: a CloudWatch Logs event; the record is its message.
	ShapeCloudWatch
	// ShapeCSV: a row of the console's CSV download. Raw is a record rebuilt
	// from its cells; Envelope is the row.
	ShapeCSV
)

// FileEnd says how the reading of one file or object ended.
type FileEnd struct {
	Place string
	// Bytes is the size as stored, Unpacked after decompression.
	Bytes, Unpacked int64
	// SHA256 is of the uncompressed bytes; nil where they were not read to the
	// end. A log file to which another gzip member was added so differs from
	// what its digest says, as it must.
	SHA256 []byte
	// ETag and VersionID are an S3 object's.
	ETag, VersionID string
	// ModTime is the file's modification time.
	ModTime time.Time
	Status  Status
	// Reason says in one line why a file was skipped, failed or only partly
	// read.
	Reason string
	// Records is how many records were handed over from this file. The receiver
	// takes those off that could not be decoded.
	Records int
	// Lost is how many things that stood where a record should be could not be
	// taken as one.
	Lost int
	// Digest is set for CloudTrail digest files: the whole file, kept as it is.
	Digest []byte
	// DigestMetadata is what S3 keeps beside a digest file, above all its
	// signature, under the names of its headers without x-amz-meta-.
	DigestMetadata map[string]string
	// Again says that reading it another time may give more although it has not
	// changed, so that it is not to be taken for known.
	Again bool
	// Worsened, if set, has to be called by the receiver where records of the
	// file could not be decoded, after Status and Reason were changed to say so.
	Worsened func(*FileEnd)
}

// Status is how the reading of a file ended.
type Status uint8

// The statuses. Their order is fixed: it is stored.
const (
	// Read: everything in it was handed over.
	Read Status = iota
	// Empty: nothing in it, and nothing wrong with it.
	Empty
	// Skipped: not a file of records, by what it is (a digest, another format).
	Skipped
	// Partial: some records were handed over, and Reason says what was not.
	Partial
	// Failed: it could not be read, and no record came from it.
	Failed
	// Known: it was read before and has not changed since; it was not opened.
	Known
)

// Stretch is a statement about coverage: that a span of time of one account,
// Region and category is now in a given state.
type Stretch struct {
	Account, Region, Category string
	From, To                  time.Time
	State                     State
	// Filter is the attribute pair of a filtered stretch, as "Key=Value".
	Filter string
	Reason string
	// IfSeen says that the stretch counts only where this kind of source has
	// ever had an event of its account, Region and category: whether it delivers
	// any is not known otherwise.
	IfSeen bool
}

// State is what is known to have been fetched of a stretch.
type State uint8

// The states. Their order is fixed: it is stored.
const (
	NeverFetched State = iota
	Observed
	Delivered
	Filtered
	Provisional
	Complete
	Unavailable // failed: why is in Reason
	Damaged
	Pruned
)
