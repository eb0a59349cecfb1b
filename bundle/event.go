package bundle

import "time"

// Event is one event of a bundle with all that is held about it.
type Event struct {
	// Number is its number in the bundle, from 1, and Offset where its record
	// begins in the records of its chunk. The writer gives both.
	Number int
	Offset int64
	// ID, Time, Account and Region say in the provenance which event it is;
	// where the record has no id, ID is "sha256:" and the record's hash.
	ID              string
	Time            time.Time
	Account, Region string
	Held
	// Variants are other records under the same identity.
	Variants []Held
	Mark     *Mark
}

// Held is a record as it was received, and where it was seen.
type Held struct {
	Record []byte
	// Envelope is what stood around the record where that says more than the
	// record, else nil.
	Envelope []byte
	// Shape is how the record was wrapped: "record", "lookup", "eventbridge",
	// "cloudwatch" or "csv".
	Shape string
	// Seen is where the record was seen, first seen first.
	Seen []Sighting
}

// Sighting is one place a record was seen in.
type Sighting struct {
	// Kind is the kind of source, Place the file, object or endpoint, Page the
	// number of the API page (0 for files), Position the record's offset in the
	// uncompressed file or page, and Fetched when it was read.
	Kind     string
	Place    string
	Page     int
	Position int64
	Fetched  time.Time
	// Shape and Envelope are those of this sighting where it came with an
	// envelope that no sighting before it had.
	Shape    string
	Envelope []byte
}

// Mark is what a person attached to an event.
type Mark struct {
	Star bool
	Tags []string
	Note string
}

// Stretch is coverage: what is known to have been fetched of a span of time of
// one source, account, Region and category. Times are in RFC 3339.
type Stretch struct {
	Source   string `json:"source"`
	Account  string `json:"account"`
	Region   string `json:"region"`
	Category string `json:"category"`
	From     string `json:"from"`
	To       string `json:"to"`
	// State is "observed", "delivered", "filtered", "provisional", "complete",
	// "failed", "damaged" or "pruned".
	State  string `json:"state"`
	Filter string `json:"filter,omitempty"`
	Reason string `json:"reason,omitempty"`
	// AsOf is when that was found out.
	AsOf string `json:"asOf"`
}

// Coverage is what the events of a bundle stand on.
type Coverage struct {
	Stretches []Stretch `json:"stretches"`
	// Missing says in a line each what was held and could not be read when the
	// bundle was written, so that events of it may be missing.
	Missing []string `json:"missing"`
}

type marksFile struct {
	Marks []markEntry `json:"marks"`
}

type markEntry struct {
	Event int      `json:"event"`
	ID    string   `json:"id"`
	Star  bool     `json:"star"`
	Tags  []string `json:"tags"`
	Note  string   `json:"note"`
}

// line is one line of provenance.
type line struct {
	Event   int    `json:"event"`
	ID      string `json:"id"`
	Time    string `json:"time"`
	Account string `json:"account"`
	Region  string `json:"region"`
	heldLine
	Variants []heldLine `json:"variants,omitempty"`
}

type heldLine struct {
	Record   piece      `json:"record"`
	Shape    string     `json:"shape"`
	Envelope *piece     `json:"envelope,omitempty"`
	Seen     []seenLine `json:"seen"`
}

// piece says where bytes stand.
type piece struct {
	Member string `json:"member"`
	Offset int64  `json:"offset"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

type seenLine struct {
	Kind     string `json:"kind"`
	Place    string `json:"place"`
	Position int64  `json:"position"`
	Page     int    `json:"page,omitempty"`
	Fetched  string `json:"fetched"`
	Shape    string `json:"shape,omitempty"`
	Envelope *piece `json:"envelope,omitempty"`
}
