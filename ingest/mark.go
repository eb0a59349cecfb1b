package ingest

import (
	"context"
	"slices"
	"strings"

	"spoor/cache"
)

// mark attaches marks that came with events to those that are there already:
// nothing that a person has attached here is lost. It goes before the events
// themselves, so that a stop in between loses none.
func (c *committer) mark(ctx context.Context, marks []cache.Marked) error {
	if len(marks) == 0 {
		return nil
	}
	if c.marked == nil {
		held, err := c.cache.Marks(ctx)
		if err != nil {
			return err
		}
		c.marked = map[cache.Key]cache.Mark{}
		for _, m := range held {
			c.marked[m.Ref.Key] = m.Mark
		}
	}
	for i := range marks {
		m := &marks[i]
		m.Mark = mergeMarks(c.marked[m.Ref.Key], m.Mark)
		c.marked[m.Ref.Key] = m.Mark
	}
	return c.cache.SetMarks(ctx, marks)
}

// mergeMarks joins a mark that is held with one that comes.
func mergeMarks(held, comes cache.Mark) cache.Mark {
	out := cache.Mark{Star: held.Star || comes.Star, Tags: slices.Clone(held.Tags), Note: held.Note}
	for _, tag := range comes.Tags {
		if !slices.Contains(out.Tags, tag) {
			out.Tags = append(out.Tags, tag)
		}
	}
	switch {
	case out.Note == "":
		out.Note = comes.Note
	case !strings.Contains(out.Note, comes.Note):
		out.Note += "\n" + comes.Note
	}
	return out
}
