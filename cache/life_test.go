package cache

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"spoor/query"
)

// life is a cache to which things happen, through two handles, and what it should
// hold.
type life struct {
	t       *rapid.T
	path    string
	handles []*Cache
	// now is what it should hold, all what it ever held, ever what went in.
	now, all *model
	ever     []Entry
	damaged  bool
}

func (l *life) put(c *Cache, entries ...Entry) {
	l.now.add(entries...)
	l.all.add(entries...)
	l.ever = append(l.ever, entries...)
	appendAll(l.t, c, entries...)
}

// again puts in some of what went in before, some of it from another place.
func (l *life) again(c *Cache) {
	if len(l.ever) == 0 {
		return
	}
	i := rapid.IntRange(0, len(l.ever)-1).Draw(l.t, "again from")
	entries := slices.Clone(l.ever[i:min(len(l.ever), i+10)])
	for k := range entries {
		entries[k].Position += int64(rapid.IntRange(0, 1).Draw(l.t, "moved"))
	}
	l.put(c, entries...)
}

func (l *life) prune(c *Cache) error {
	before := start.Add(time.Duration(rapid.IntRange(0, 200).Draw(l.t, "before")) * time.Second)
	for key, list := range l.now.entries {
		list = slices.DeleteFunc(slices.Clone(list), func(e Entry) bool { return e.Event.Time.Before(before) })
		if l.now.entries[key] = list; len(list) == 0 {
			delete(l.now.entries, key)
		}
	}
	_, err := c.Prune(context.Background(), before)
	return err
}

func (l *life) mark(c *Cache) error {
	shown := l.now.shown()
	if len(shown) == 0 {
		return nil
	}
	e := rapid.SampledFrom(shown).Draw(l.t, "marked")
	ref, mark := refOf(&e.Event), Mark{Star: rapid.Bool().Draw(l.t, "star")}
	for _, m := range []*model{l.now, l.all} {
		if m.marks[ref.Key] = mark; mark.IsZero() {
			delete(m.marks, ref.Key)
		}
	}
	return c.SetMarks(context.Background(), []Marked{{ref, mark}})
}

// harm flips a bit of anything that is stored of segments.
func (l *life) harm() error {
	f := file{path: l.path}
	return f.update(context.Background(), func(tx *bolt.Tx) error {
		type spot struct {
			in  *bolt.Bucket
			key []byte
		}
		var spots []spot
		note := func(in *bolt.Bucket) error {
			return in.ForEach(func(k, _ []byte) error { spots = append(spots, spot{in, bytes.Clone(k)}); return nil })
		}
		segments := tx.Bucket(bucketSegments)
		err := segments.ForEachBucket(func(id []byte) error { return note(segments.Bucket(id)) })
		if err != nil {
			return err
		}
		if err := note(tx.Bucket(bucketBlocks)); err != nil || len(spots) == 0 {
			return err
		}
		at := spots[rapid.IntRange(0, len(spots)-1).Draw(l.t, "spot")]
		v := bytes.Clone(at.in.Get(at.key))
		if len(v) == 0 {
			return nil
		}
		v[rapid.IntRange(0, len(v)-1).Draw(l.t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(l.t, "bit")
		l.damaged = true
		return at.in.Put(at.key, v)
	})
}

// goOn does something to the cache.
func (l *life) goOn() (err error) {
	c := l.handles[rapid.IntRange(0, 1).Draw(l.t, "handle")]
	switch rapid.IntRange(0, 9).Draw(l.t, "act") {
	case 0, 1, 2:
		l.put(c, drawEntries(l.t, 12)...)
	case 3, 4:
		l.again(c)
	case 5:
		err = l.prune(c)
	case 6:
		err = c.Seal(context.Background())
	case 7:
		err = l.mark(c)
	case 8:
		if _, err = c.Compact(context.Background()); l.damaged {
			err = nil // a damaged file is not written anew
		}
	case 9:
		if !l.damaged {
			err = l.harm()
		}
	}
	return err
}

func TestWhateverHappensToACacheAllIsThereOnceItWentInAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	ctx := context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		path := folder(t)
		l := &life{t: rt, path: path, handles: []*Cache{open(t, path), open(t, path)}, now: newModel(), all: newModel()}
		for range rapid.IntRange(2, 9).Draw(rt, "acts") {
			if err := l.goOn(); err != nil {
				rt.Fatal(err)
			}
			if c := l.handles[0]; !l.damaged {
				if _, err := c.Refresh(ctx); err != nil {
					rt.Fatal(err)
				}
				check(rt, c, l.now, drawQuery(rt))
			}
		}
		if l.damaged && rapid.Bool().Draw(rt, "filled before the repair") {
			appendAll(rt, l.handles[1], l.ever...)
		}
		if _, err := Repair(ctx, Options{Path: path}); err != nil {
			rt.Fatal(err)
		}
		c := open(t, path)
		appendAll(rt, c, l.ever...)
		check(rt, c, l.all, query.Query{})
		for key, list := range l.all.entries {
			s, err := c.Load(ctx, Ref{Key: key})
			if err != nil {
				rt.Fatal(err)
			}
			held := append([]Stored{*s}, s.Variants...)
			if !sameRecord(s.Record, list[0].Record) || len(held) != len(list) {
				rt.Fatalf("%s is shown, of %d records; want %s, of %d", s.Record, len(held), list[0].Record, len(list))
			}
			var seen []Seen
			for _, h := range held {
				seen = append(seen, h.Provenance...)
			}
			for _, e := range l.ever {
				o := someOrigins[e.Origin]
				known := func(p Seen) bool { return p.Origin.Place == o.Place && (o.Page != 0 || p.Position == e.Position) }
				if KeyOf(&e.Event) == key && !slices.ContainsFunc(seen, known) {
					rt.Fatalf("that it was seen at %d of %s is not known: %+v", e.Position, o.Place, seen)
				}
			}
		}
		for _, c := range append(l.handles, c) {
			c.Close()
		}
		if health, err := Check(ctx, Options{Path: path}); err != nil || !health.Sound() {
			rt.Fatalf("%v, %+v", err, health)
		}
	})
}
