package ingest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"spoor/source"
)

// Phase is what an ingest is at.
type Phase uint8

// The phases, in their order.
const (
	Reading Phase = iota
	// Sealing: everything is read and safe; the cache is put in order.
	Sealing
	Finished
)

// Progress is how far an ingest is. Events are counted once they are committed.
type Progress struct {
	Phase Phase
	// Source is what is read, in a few words.
	Source string
	// FilesTotal and BytesTotal are 0 as long as they are not known.
	FilesDone, FilesTotal int
	// Bytes is what was read of the files as they are stored, in part an
	// estimate.
	Bytes, BytesTotal int64
	// Events is how many records were read, of which New were new.
	Events, New, Lost int
	Elapsed           time.Duration
	// Rate is events a second of late.
	Rate float64
	// Left is the time left, about; 0 where that cannot be told.
	Left time.Duration
	// Known is how many files had been read before, Unread how many could not be
	// read, or only in part.
	Known, Unread int
}

// String says it in one line of plain text, without what is not known.
func (p Progress) String() string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	switch {
	case p.FilesTotal > 0:
		add("%s of %s files", grouped(p.FilesDone), grouped(max(p.FilesTotal, p.FilesDone)))
	case p.FilesDone > 0:
		add("%s", plural(p.FilesDone, "file"))
	}
	if p.Known > 0 {
		add("%s read before", grouped(p.Known))
	}
	add("%s", plural(p.Events, "event"))
	add("%s new", grouped(p.New))
	if p.BytesTotal > 0 && p.Phase == Reading {
		add("%d %%", min(100, 100*p.Bytes/p.BytesTotal))
	}
	if p.Rate >= 1 && p.Phase == Reading {
		add("%s/s", grouped(int(p.Rate)))
	}
	if p.Left > 0 && p.Phase == Reading {
		add("%s left", roughly(p.Left))
	}
	if p.Lost > 0 {
		add("%s lost", grouped(p.Lost))
	}
	if p.Unread > 0 {
		add("%s not read whole", plural(p.Unread, "file"))
	}
	verb := [...]string{Reading: "reading", Sealing: "putting the cache in order after", Finished: "read"}[p.Phase]
	if p.Phase == Finished {
		add("%s", p.Elapsed.Round(100*time.Millisecond))
	}
	return verb + " " + p.Source + ": " + strings.Join(parts, " · ")
}

// roughly is a time to wait as one says it: "40 s", "3 min", "2 h".
func roughly(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(1, int(d.Round(time.Second)/time.Second)))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute)/time.Minute))
	}
	return fmt.Sprintf("%d h", int(d.Round(time.Hour)/time.Hour))
}

func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return grouped(n) + " " + thing
}

// grouped writes a number with a comma before every third digit.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func progressOf(r *Report) Progress {
	return Progress{
		Source: r.Source, FilesDone: r.FilesDone(), Events: r.Records, New: r.New,
		Lost: r.Lost, Known: r.Files[source.Known], Unread: r.Files[source.Partial] + r.Files[source.Failed],
	}
}
