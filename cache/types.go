package cache

import (
	"time"

	"spoor/cache/segment"
	"spoor/event"
	"spoor/query"
)

// Key is the identity of an event, fixed for ever: a 128-bit hash of (account,
// Region, event id).
type Key [16]byte

// Ref names one event of the cache. It stays valid when segments are merged or
// compacted, and in other processes.
type Ref struct {
	Key Key
	// Nanos is the event's time in nanoseconds since 1970.
	Nanos int64
}

// Row is an event as the columns know it: every field that the filter language
// names, without the record. Its strings are copies and safe to keep.
type Row struct {
	Ref   Ref
	Event event.Event
	// Marked says that it carries a star, tag or note.
	Marked bool
	// Variants is how many differing records are held under this identity
	// beside this one.
	Variants int
}

// Batch is what Append commits in one transaction: records, where they come
// from, and the bookkeeping that says so.
type Batch struct {
	// Entries are the records, in lists that need not be copied together.
	Entries [][]Entry
	// Origins are the provenances that Entries refer to by index.
	Origins []Origin
	// Files says which files are now fully dealt with.
	Files []File
	// Coverage is what the batch completes.
	Coverage []Stretch
	// Encoded, if set, is called when what needs all processors is over and the rest
	// waits for the disk; again, where another writer came in between.
	Encoded func()
}

// Entry is one decoded record on its way in.
type Entry struct {
	// Event may alias Record; Append copies what it keeps.
	Event    event.Event
	Record   []byte
	Envelope []byte
	// Shape is source.Shape, kept as received.
	Shape uint8
	// Origin is an index into Batch.Origins; Position is the record's offset in
	// the uncompressed file or page.
	Origin   int
	Position int64
	// Caller may say by whom the record is, as its decoder knows: that saves work.
	Caller *event.Caller

	identified bool
	key        Key
	uuids      segment.UUIDs
}

// Origin is a provenance: what was read, and when.
type Origin struct {
	Kind    string
	Place   string
	Page    int
	Fetched time.Time
}

// File is what is kept of a file or object that was read.
type File struct {
	Place           string
	Bytes, Unpacked int64
	SHA256          []byte
	ETag, VersionID string
	ModTime         time.Time
	// Status is source.Status, Reason its one line.
	Status  uint8
	Reason  string
	Records int
	Lost    int
	// Digest holds a digest file whole, DigestMetadata what S3 keeps beside it:
	// its signature.
	Digest         []byte
	DigestMetadata map[string]string
}

// Appended says what an Append did.
type Appended struct {
	New, Duplicates, Variants int
}

// Stored is everything held about one event.
type Stored struct {
	Ref      Ref
	Record   []byte
	Envelope []byte
	Shape    uint8
	// Provenance lists every place the record was seen in, first seen first.
	Provenance []Seen
	// Variants are the other records under the same identity.
	Variants []Stored
	Mark     Mark
}

// Seen is one sighting of a record.
type Seen struct {
	Origin   Origin
	Position int64
	// Shape and Envelope are set by EachWhole where this sighting brought an
	// envelope with it and those before had none.
	Shape    uint8
	Envelope []byte
}

// Mark is what a person attached to an event.
type Mark struct {
	Star bool
	Tags []string
	Note string
}

// View says which parts of an answer are wanted.
type View struct {
	// Offset and Limit choose the rows that come with the answer; others are
	// had with Answer.Page.
	Offset, Limit int
	Sort          []Sort
	Facets        []FacetView
	// Histogram is nil for none.
	Histogram *HistogramView
	// Progress, if set, is called with partial answers while a slow one is
	// computed: first rows before totals. It runs on the caller's goroutine.
	Progress func(*Answer)
}

// Sort orders rows by a field. No Sort at all means newest first.
type Sort struct {
	Field      query.Field
	Descending bool
}

// FacetView asks for the distinct values of a field with counts, counted under
// the rest of the query: what the query says about this very field is left out,
// unless Whole is set.
type FacetView struct {
	Field query.Field
	// Whole counts under all of the query, so that only events of the answer count.
	Whole bool
	// Limit is how many values to return, 0 for all.
	Limit int
	Order FacetOrder
}

// FacetOrder is the order of a facet's values.
type FacetOrder uint8

// The orders.
const (
	ByCount FacetOrder = iota
	RareFirst
	ByName
	ByLastSeen
	// NewFirst goes by when a value was first seen, the latest first.
	NewFirst
)

// HistogramView asks for counts by time and severity.
type HistogramView struct {
	From, To time.Time
	Bars     int
}

// Facet is the answer to a FacetView. Counts are of events; an event with
// several values of the field (targets) counts once under each. Users are
// counted by user name alone, though a term on user finds roles as well.
type Facet struct {
	Field query.Field
	// Distinct is the number of values in all, Values those asked for. Events
	// without a value count under "".
	Distinct int
	Values   []FacetValue
}

// FacetValue is one value of a facet.
type FacetValue struct {
	Value string
	Count int
	// First and Last are when it was first and last seen in the answer.
	First, Last time.Time
}

// Histogram holds counts by severity for equal spans of time.
type Histogram struct {
	From time.Time
	Step time.Duration
	Bars [][event.Severities]uint32
}

// Stretch is coverage: what is known to have been fetched of a span of time of
// one account, Region, category and source.
type Stretch struct {
	Source, Account, Region, Category string
	From, To                          time.Time
	// State is source.State.
	State  uint8
	Filter string
	Reason string
	// AsOf is when that was found out.
	AsOf time.Time
}
