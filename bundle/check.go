package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Verdict is what Check finds out about a bundle.
type Verdict struct {
	Manifest Manifest
	// Identity is the SHA-256 of the manifest, in hexadecimal.
	Identity string
	// Problems is empty for a bundle that is consistent in itself.
	Problems []Problem
	// Other is how many problems there are beyond those listed.
	Other int
}

// CheckOptions are what Check may look at beside the bundle.
type CheckOptions struct {
	// ID returns the id of the event that a record is, as in Event.ID, for
	// holding provenance against records; nil leaves that out.
	ID func(record []byte) (string, error)
	// Progress, if set, is called after each chunk.
	Progress func(chunk, chunks int)
}

// maxProblems bounds the problems that are listed.
const maxProblems = 1000

// Check reads all of a bundle and finds out whether it is consistent in itself:
// whether every member that the manifest names is there as the manifest says
// and nothing else is, and whether records, provenance, marks and counts agree.
// What it cannot find out is whether all of it was made up: whoever knows the
// identity that was printed when the bundle was written compares that.
//
// The errors are those of NewReader, Problem excepted, and of ctx.
func Check(ctx context.Context, r io.ReaderAt, size int64, o CheckOptions) (*Verdict, error) {
	v := new(Verdict)
	b, err := NewReader(r, size)
	if err != nil {
		if v.take(err) != nil {
			return nil, err
		}
		return v, nil
	}
	v.Manifest, v.Identity = b.Manifest, b.Identity
	c := checker{Verdict: v, reader: b, options: o}
	c.names()
	if _, err := b.Coverage(); err != nil {
		v.take(err)
	}
	if _, err := b.Summary(); err != nil {
		v.take(err)
	}
	marks := b.loadMarks()
	v.take(marks)
	if marks != nil {
		b.marks = map[int]markEntry{} // so that it is told once
	}
	for chunk := 1; chunk <= b.Chunks(); chunk++ {
		events, err := b.Chunk(ctx, chunk)
		if err := v.take(err); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c.chunk(chunk, events, err != nil)
		if o.Progress != nil {
			o.Progress(chunk, b.Chunks())
		}
	}
	c.counts()
	return v, nil
}

// take adds the problems in err, and returns what is none.
func (v *Verdict) take(err error) error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			if err := v.take(err); err != nil {
				return err
			}
		}
		return nil
	}
	var p Problem
	if !errors.As(err, &p) {
		return err
	}
	v.problem(p.Member, p.What)
	return nil
}

func (v *Verdict) problem(member, what string) {
	if len(v.Problems) == maxProblems {
		v.Other++
		return
	}
	v.Problems = append(v.Problems, Problem{member, what})
}

// checker keeps count while a bundle is read.
type checker struct {
	*Verdict
	reader  *Reader
	options CheckOptions

	events, variants int
	span             span
	// unsure says that a chunk could not be read, so that counts mean nothing.
	unsure bool
}

// names tells of names in the zip that do not belong there.
func (c *checker) names() {
	slices.Sort(c.reader.extra)
	for _, name := range c.reader.extra {
		c.problem(name, "is not named by the manifest")
	}
	for _, name := range c.reader.twice {
		c.problem(name, "stands in the file twice")
	}
}

func (c *checker) chunk(chunk int, events []Event, damaged bool) {
	if damaged {
		c.unsure = true
		return
	}
	name := memberName(provenanceFolder, chunk)
	if !c.unsure && len(events) > 0 && events[0].Number != c.events+1 {
		c.problem(name, fmt.Sprintf("begins with event %d, not %d", events[0].Number, c.events+1))
	}
	for i := range events {
		e := &events[i]
		c.events++
		c.variants += len(e.Variants)
		c.span.add(e.Time)
		if c.options.ID == nil {
			continue
		}
		if id, err := c.options.ID(e.Record); err != nil {
			c.problem(name, fmt.Sprintf("event %d: its record cannot be read: %v", e.Number, err))
		} else if id != e.ID {
			c.problem(name, fmt.Sprintf("event %d is called %q, and its record says %q", e.Number, e.ID, id))
		}
	}
}

// counts holds what was counted against the manifest.
func (c *checker) counts() {
	if c.unsure {
		return
	}
	m := &c.Manifest
	for _, count := range []struct {
		what      string
		said, got int
	}{{"events", m.Events, c.events}, {"variants", m.Variants, c.variants}} {
		if count.said != count.got {
			c.problem(manifestName, fmt.Sprintf("counts %d %s where there are %d", count.said, count.what, count.got))
		}
	}
	if first, last := timeText(c.span.first), timeText(c.span.last); m.First != first || m.Last != last {
		c.problem(manifestName, fmt.Sprintf("says that the events are from %s to %s; they are from %s to %s",
			orNone(m.First), orNone(m.Last), orNone(first), orNone(last)))
	}
}

func orNone(text string) string {
	if text == "" {
		return "no time"
	}
	return text
}
