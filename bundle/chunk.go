package bundle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Chunks is how many chunks the bundle has.
func (r *Reader) Chunks() int { return r.chunks }

// Chunk returns the events of one chunk, numbered from 1, once all of it has
// been held against the manifest and its parts against each other. Where
// something does not agree it returns no events and every Problem there is,
// joined. The bytes of the events belong to the caller.
func (r *Reader) Chunk(ctx context.Context, chunk int) ([]Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := chunkReader{members: map[string]*unframing{}}
	for _, folder := range []string{recordsFolder, variantsFolder, envelopesFolder} {
		name := memberName(folder, chunk)
		if _, named := r.members[name]; !named {
			continue
		}
		text, err := r.load(name)
		if err != nil {
			c.problem(err)
			continue
		}
		c.members[folder] = newUnframing(folder, chunk, text)
	}
	name := memberName(provenanceFolder, chunk)
	text, err := r.load(name)
	c.problem(err)
	c.problem(r.loadMarks())
	if c.problems != nil {
		return nil, errors.Join(c.problems...)
	}
	return r.read(ctx, &c, name, text)
}

// chunkReader takes a chunk apart.
type chunkReader struct {
	members  map[string]*unframing
	problems []error
}

func (c *chunkReader) problem(err error) {
	if err != nil {
		c.problems = append(c.problems, err)
	}
}

func (r *Reader) read(ctx context.Context, c *chunkReader, name string, text []byte) ([]Event, error) {
	var events []Event
	for number := 1; len(text) > 0; number++ {
		if number%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			return nil, Problem{name, fmt.Sprintf("ends within line %d", number)}
		}
		var l line
		if err := decodeStrict(text[:end], &l); err != nil {
			return nil, Problem{name, fmt.Sprintf("line %d cannot be read: %v", number, err)}
		}
		text = text[end+1:]
		e, err := c.event(&l)
		if err == nil && len(events) > 0 && l.Event != events[len(events)-1].Number+1 {
			err = errors.New("has not the number that follows")
		}
		if err == nil && (l.Event < 1 || l.Event > r.Manifest.Events) {
			err = errors.New("is more than the manifest counts")
		}
		if err != nil {
			return nil, Problem{name, fmt.Sprintf("line %d: event %d %v", number, l.Event, err)}
		}
		if m, ok := r.marks[l.Event]; ok {
			if m.ID != l.ID {
				return nil, Problem{marksName, fmt.Sprintf("marks event %d as %q, which is %q", m.Event, m.ID, l.ID)}
			}
			e.Mark = &Mark{Star: m.Star, Tags: m.Tags, Note: m.Note}
		}
		events = append(events, e)
	}
	for _, folder := range slices.Sorted(maps.Keys(c.members)) {
		u := c.members[folder]
		if err := u.end(); err != nil {
			return nil, Problem{u.name, "does not agree with " + name + ": " + err.Error()}
		}
	}
	return events, nil
}

// event takes one event out of the chunk by its line of provenance.
func (c *chunkReader) event(l *line) (Event, error) {
	e := Event{Number: l.Event, Offset: l.Record.Offset, ID: l.ID, Account: l.Account, Region: l.Region}
	var err error
	if e.Time, err = parseTime(l.Time); err != nil {
		return e, fmt.Errorf("has a time that is none: %q", l.Time)
	}
	if e.Held, err = c.held(recordsFolder, &l.heldLine); err != nil {
		return e, err
	}
	for i := range l.Variants {
		variant, err := c.held(variantsFolder, &l.Variants[i])
		if err != nil {
			return e, fmt.Errorf("in variant %d %w", i+1, err)
		}
		e.Variants = append(e.Variants, variant)
	}
	return e, nil
}

func (c *chunkReader) held(folder string, l *heldLine) (h Held, err error) {
	h.Shape = l.Shape
	if h.Record, err = c.piece(folder, &l.Record); err != nil {
		return h, fmt.Errorf("has a record that %w", err)
	}
	if h.Envelope, err = c.piece(envelopesFolder, l.Envelope); err != nil {
		return h, fmt.Errorf("has an envelope that %w", err)
	}
	for i := range l.Seen {
		s := &l.Seen[i]
		seen := Sighting{Kind: s.Kind, Place: s.Place, Page: s.Page, Position: s.Position, Shape: s.Shape}
		if seen.Fetched, err = parseTime(s.Fetched); err != nil {
			return h, fmt.Errorf("was fetched at a time that is none: %q", s.Fetched)
		}
		if seen.Envelope, err = c.piece(envelopesFolder, s.Envelope); err != nil {
			return h, fmt.Errorf("has an envelope that %w", err)
		}
		h.Seen = append(h.Seen, seen)
	}
	return h, nil
}

func (c *chunkReader) piece(folder string, p *piece) ([]byte, error) {
	if p == nil {
		return nil, nil
	}
	u := c.members[folder]
	if u == nil {
		return nil, fmt.Errorf("is said to be in %q, which is not there", p.Member)
	}
	content, err := u.take(*p)
	if err == nil && content == nil {
		content = []byte{}
	}
	return content, err
}
