package cli

import (
	"fmt"
	"strings"

	"spoor/event"
	"spoor/ingest"
	"spoor/source"
)

// mostAlike is how many files are named one by one that were not taken in for
// one and the same reason. A bucket that may not be read has thousands, and what
// else is wrong would stand among them.
const mostAlike = 20

// namesUnread names on standard error what was not taken in, and why.
func (a *app) namesUnread(r *ingest.Report) {
	nothing := holdsNothing(r)
	var order []whyUnread
	alike := map[whyUnread]*unreadAlike{}
	for _, note := range r.Notes {
		if a.quiet && (note.Status == source.Empty || note.Status == source.Skipped && !nothing) {
			continue
		}
		why := whyUnread{note.Status, note.Reason}
		of := alike[why]
		if of == nil {
			of = &unreadAlike{folder: folderOf(note.Place)}
			alike[why], order = of, append(order, why)
		}
		if of.files++; of.files <= mostAlike || a.verbose {
			a.namesNote(note)
			continue
		}
		for !strings.HasPrefix(note.Place, of.folder) {
			of.folder = folderOf(strings.TrimRight(of.folder, `/\`))
		}
	}
	for _, why := range order {
		of := alike[why]
		if of.files <= mostAlike || a.verbose {
			continue
		}
		more := fmt.Sprintf("%s: %s", statusName(why.status), counted(of.files-mostAlike, "more file"))
		if of.folder != "" {
			more += " below " + of.folder
		}
		fmt.Fprintln(a.errOut, event.Clean(strings.TrimSuffix(more+": "+why.reason, ": "))+" (--verbose names each)")
	}
	if r.OtherNotes > 0 {
		a.say("and %s more", counted(r.OtherNotes, "file"))
	}
	a.namesLost(r)
}

// whyUnread is why files were not taken in, unreadAlike those of which it holds.
type (
	whyUnread struct {
		status source.Status
		reason string
	}
	unreadAlike struct {
		files int
		// folder is one that all of them are in, with what separates names at its
		// end; empty for none.
		folder string
	}
)

// folderOf returns a place without its last name.
func folderOf(place string) string { return place[:strings.LastIndexAny(place, `/\`)+1] }

func (a *app) namesNote(note ingest.Note) {
	text := fmt.Sprintf("%s: %s: %s", statusName(note.Status), note.Place, note.Reason)
	if note.Status == source.Partial {
		text += fmt.Sprintf(" (%s taken in, %s lost)", counted(note.Records, "event"), grouped(note.Lost))
	}
	fmt.Fprintln(a.errOut, event.Clean(strings.TrimSuffix(text, ": ")))
}
