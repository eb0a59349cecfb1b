package ingest

import (
	"time"

	"spoor/cache"
	"spoor/source"
)

// Report accounts for what an ingest did: Records is New, Duplicates, Variants
// and the length of LostRecords with OtherLost together.
type Report struct {
	// Source is what was read, in a few words.
	Source string
	// Files counts files by how their reading ended, indexed by source.Status.
	Files [source.Known + 1]int
	// Digests is how many of the files skipped are CloudTrail's digest files, of
	// which a bucket has one an hour and Region. They are kept, and not in Notes.
	Digests int
	// Records is how many records the source handed over.
	Records int
	// New, Duplicates and Variants say what the cache made of them.
	New, Duplicates, Variants int
	// Lost is how many records, or things that stood where a record should be,
	// could not be taken in.
	Lost int
	// Bytes is the size of the files that were read as they are stored,
	// Unpacked after decompression.
	Bytes, Unpacked int64
	Elapsed         time.Duration
	// Notes name the files that were not read whole, in the order in which
	// their reading ended; OtherNotes is how many more there are.
	Notes      []Note
	OtherNotes int
	// LostRecords name records that could not be decoded; OtherLost is how many
	// more there are.
	LostRecords []LostRecord
	OtherLost   int
}

// Note says of one file why not all of it is in the cache.
type Note struct {
	Place  string
	Status source.Status
	Reason string
	// Records is how many records were taken in nevertheless, Lost how many
	// were not.
	Records, Lost int
}

// LostRecord is a record that could not be decoded.
type LostRecord struct {
	// Place is the file or endpoint, Position the offset of the record in the
	// uncompressed file or page.
	Place    string
	Position int64
	Reason   string
}

// FilesDone is how many files were dealt with, in whatever way.
func (r *Report) FilesDone() int {
	n := 0
	for _, files := range r.Files {
		n += files
	}
	return n
}

// Unread is how many files could not be read, or only in part. What was
// skipped because it is no file of records does not count.
func (r *Report) Unread() int { return r.Files[source.Partial] + r.Files[source.Failed] }

// The lists of a Report are long enough to name what went wrong in any folder,
// and short enough that a folder of nothing but wrong files fits in memory.
const (
	maxNotes       = 100_000
	maxLostRecords = 1_000
)

// tally is what one group adds to the report once it is committed.
type tally struct {
	records int
	lost    []LostRecord
	// unsplit is what stood where a record should be and was never handed over
	// as one.
	unsplit  int
	appended cache.Appended
}

func (r *Report) add(t tally, ends []*source.FileEnd) {
	r.Records += t.records
	r.New += t.appended.New
	r.Duplicates += t.appended.Duplicates
	r.Variants += t.appended.Variants
	r.Lost += len(t.lost) + t.unsplit
	room := min(len(t.lost), maxLostRecords-len(r.LostRecords))
	r.LostRecords = append(r.LostRecords, t.lost[:room]...)
	r.OtherLost += len(t.lost) - room
	for _, end := range ends {
		r.end(end)
	}
}

func (r *Report) end(end *source.FileEnd) {
	r.Files[end.Status]++
	if end.Status != source.Known {
		r.Bytes += end.Bytes
		r.Unpacked += end.Unpacked
	}
	switch end.Status {
	case source.Read, source.Known:
		return
	case source.Skipped:
		if end.Digest != nil {
			r.Digests++
			return
		}
	}
	if len(r.Notes) == maxNotes {
		r.OtherNotes++
		return
	}
	note := Note{Place: end.Place, Status: end.Status, Reason: end.Reason, Records: end.Records, Lost: end.Lost}
	if note.Reason == "" && end.Status == source.Empty {
		note.Reason = "no event is in it"
	}
	r.Notes = append(r.Notes, note)
}
