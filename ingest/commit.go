package ingest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"spoor/cache"
	"spoor/cache/coverage"
	"spoor/source"
)

// committer gathers what has been decoded into groups and commits them.
type committer struct {
	cache *cache.Cache
	meter *meter
	jobs  *pipeline

	group group
	// losses are the records lost so far of files that go on in later groups.
	losses map[string]*loss
	// seen are the streams that had events, see hadEvents.
	seen map[coverageKey]bool
	// marked holds the marks of the cache, once some are to be added.
	marked map[cache.Key]cache.Mark
	// begun is when the group got its first batch, flushed when the last commit
	// was over, and took how long it took.
	begun   time.Time
	flushed time.Time
	took    time.Duration
}

// loss is what could not be decoded of one file.
type loss struct {
	count int
	first LostRecord
}

// group is what is committed together.
type group struct {
	batch  cache.Batch
	weight int64
	// events is how many the batch's lists hold.
	events int
	tally  tally
	marks  []cache.Marked
	// origins says where in the batch a provenance stands.
	origins map[placeKey]int
	// earlier is how many of the batch's entries are further sightings of
	// others.
	earlier int
	// covered gathers the spans of all its batches.
	covered map[coverageKey]*coverage.Set
	ends    []*source.FileEnd
	// awaited are told once the group is committed.
	awaited []func()
	// unused are called when nothing of the group's batches is in use any more.
	unused []func()
}

// placeKey is what makes provenances of one group the same.
type placeKey struct {
	kind, place string
	page        int
}

type coverageKey struct {
	source string
	stream
}

func (c *committer) run(ctx context.Context) error {
	c.losses = map[string]*loss{}
	age := time.NewTimer(groupAge)
	defer age.Stop()
	for {
		select {
		case j, more := <-c.jobs.line:
			if !more {
				return c.flush(ctx)
			}
			select {
			case <-j.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			if c.group.weight == 0 {
				c.begun = time.Now()
				age.Reset(groupAge)
			}
			if err := c.take(ctx, j); err != nil {
				return err
			}
			if j.batch.Committed != nil && len(c.group.awaited) == 1 {
				age.Reset(c.breath())
			}
			if c.group.full() || c.starving() {
				if err := c.flush(ctx); err != nil {
					return err
				}
			}
		case <-c.jobs.hungry:
			if c.starving() {
				if err := c.flush(ctx); err != nil {
					return err
				}
			}
		case <-age.C:
			if c.behind() {
				age.Reset(groupAge)
				continue
			}
			if err := c.flush(ctx); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// breath is how long a group waits for more that its source waits for: so that
// commits take up no more than a third of the time, and less long than passes
// between two requests to AWS.
func (c *committer) breath() time.Duration {
	const share, longest = 3, 250 * time.Millisecond
	return min(max(0, (share-1)*c.took-time.Since(c.flushed)), longest)
}

// behind reports whether there is more to take already, and something to look at
// meanwhile: then the group may go on growing for a while.
func (c *committer) behind() bool {
	return len(c.jobs.line) > 0 && !c.flushed.IsZero() && time.Since(c.begun) < groupPatience && len(c.group.awaited) == 0
}

// starving reports whether the source waits for room that only this group can
// make.
func (c *committer) starving() bool {
	return c.group.weight > 0 && c.jobs.full.Load() && len(c.jobs.line) == 0
}

func (g *group) full() bool {
	return g.weight >= groupBytes || g.events >= groupEvents
}

// take adds a decoded batch to the group.
func (c *committer) take(ctx context.Context, j *job) error {
	g, b := &c.group, j.batch
	g.weight += j.bytes
	if b.Committed != nil {
		g.awaited = append(g.awaited, b.Committed)
	}
	if b.Free != nil {
		g.unused = append(g.unused, b.Free)
	}
	g.tally.records += len(b.Records)
	if len(j.entries) > 0 {
		origin := g.origin(b.From)
		for i := range j.entries {
			j.entries[i].Origin = origin
		}
		g.batch.Entries = append(g.batch.Entries, j.entries)
		g.events += len(j.entries)
		j.entries = nil
	}
	if len(j.earlier) > 0 {
		// Behind the entries that they are of, so that those are what is stored.
		list := c.jobs.spare.take(len(j.earlier))
		for _, e := range j.earlier {
			e.entry.Origin = g.origin(e.from)
			list = append(list, e.entry)
		}
		g.batch.Entries = append(g.batch.Entries, list)
		g.events += len(list)
		g.earlier += len(list)
	}
	g.marks = append(g.marks, j.marks...)
	if len(j.lost) > 0 {
		l := c.losses[b.From.Place]
		if l == nil {
			l = &loss{first: j.lost[0]}
			c.losses[b.From.Place] = l
		}
		l.count += len(j.lost)
		g.tally.lost = append(g.tally.lost, j.lost...)
	}
	for stream, set := range j.observed {
		key := coverageKey{b.From.Kind, stream}
		for _, span := range set.Spans() {
			g.cover(key, span)
		}
		if c.seen != nil {
			c.seen[key] = true
		}
	}
	if b.Revise != nil {
		b.Revise()
	}
	for _, s := range b.Stretches {
		key := coverageKey{b.From.Kind, stream{s.Account, s.Region, s.Category, s.Filter}}
		if s.IfSeen {
			had, err := c.hadEvents(ctx, key)
			if err != nil {
				return err
			}
			if !had {
				continue
			}
		}
		if len(j.lost) > 0 {
			// It came, but is not all here.
			s.State, s.Reason = source.Unavailable, lossOf(len(j.lost), len(b.Records), j.lost[0])
		}
		g.cover(key, coverage.Span{
			From: s.From, To: s.To, State: coverage.State(s.State), Reason: s.Reason, AsOf: b.From.Fetched,
		})
	}
	c.meter.reached(b)
	if b.End != nil {
		c.end(b.End)
	}
	return nil
}

// hadEvents reports whether a stream had events before or has had some in this
// run.
func (c *committer) hadEvents(ctx context.Context, key coverageKey) (bool, error) {
	if c.seen == nil {
		// Once for all streams: what is covered is kept in one list.
		before, err := c.cache.Coverage(ctx, cache.CoverageQuery{})
		if err != nil {
			return false, err
		}
		c.seen = map[coverageKey]bool{}
		for _, s := range before {
			if source.State(s.State) == source.Observed || source.State(s.State) == source.Delivered {
				c.seen[coverageKey{s.Source, stream{s.Account, s.Region, s.Category, s.Filter}}] = true
			}
		}
		for key := range c.group.covered {
			c.seen[key] = true
		}
	}
	return c.seen[key], nil
}

// end takes the end of a file. A known file is in the cache already; of one that
// is to be read again nothing must be remembered that would stop it.
func (c *committer) end(end *source.FileEnd) {
	c.group.tally.unsplit += end.Lost
	if l := c.losses[end.Place]; l != nil {
		worsen(end, l.count, l.first)
		delete(c.losses, end.Place)
		if end.Worsened != nil {
			end.Worsened(end)
		}
	}
	c.group.ends = append(c.group.ends, end)
	if end.Status != source.Known && !end.Again {
		c.group.batch.Files = append(c.group.batch.Files, fileOf(end))
	}
}

func fileOf(end *source.FileEnd) cache.File {
	return cache.File{
		Place: end.Place, Bytes: end.Bytes, Unpacked: end.Unpacked, SHA256: end.SHA256, ETag: end.ETag, VersionID: end.VersionID,
		ModTime: end.ModTime, Status: uint8(end.Status), Reason: end.Reason, Records: end.Records, Lost: end.Lost, Digest: end.Digest,
		DigestMetadata: end.DigestMetadata,
	}
}

// origin returns the place of a provenance in the group.
func (g *group) origin(from source.From) int {
	key := placeKey{from.Kind, from.Place, from.Page}
	i, known := g.origins[key]
	if !known {
		if g.origins == nil {
			g.origins = map[placeKey]int{}
		}
		i = len(g.batch.Origins)
		g.origins[key] = i
		g.batch.Origins = append(g.batch.Origins, cache.Origin{Kind: from.Kind, Place: from.Place, Page: from.Page, Fetched: from.Fetched})
	}
	return i
}

func (g *group) cover(key coverageKey, span coverage.Span) {
	set := g.covered[key]
	if set == nil {
		if g.covered == nil {
			g.covered = map[coverageKey]*coverage.Set{}
		}
		set = &coverage.Set{}
		g.covered[key] = set
	}
	set.Add(span)
}

// stretches lists what the group covers, in an order that is the same for the
// same group.
func (g *group) stretches() []cache.Stretch {
	keys := slices.SortedFunc(maps.Keys(g.covered), func(a, b coverageKey) int {
		for _, c := range [...]int{
			strings.Compare(a.source, b.source), strings.Compare(a.account, b.account), strings.Compare(a.region, b.region),
			strings.Compare(a.category, b.category), strings.Compare(a.filter, b.filter),
		} {
			if c != 0 {
				return c
			}
		}
		return 0
	})
	var all []cache.Stretch
	for _, k := range keys {
		for _, s := range g.covered[k].Spans() {
			all = append(all, cache.Stretch{
				Source: k.source, Account: k.account, Region: k.region, Category: k.category, From: s.From, To: s.To,
				State: uint8(s.State), Filter: k.filter, Reason: s.Reason, AsOf: s.AsOf,
			})
		}
	}
	return all
}

// flush commits the group and makes room for the next.
func (c *committer) flush(ctx context.Context) error {
	g := c.group
	if g.weight == 0 {
		return nil
	}
	began := time.Now()
	g.batch.Coverage = g.stretches()
	if err := c.mark(ctx, g.marks); err != nil {
		return explain(err)
	}
	release := c.jobs.holdBack()
	defer release()
	g.batch.Encoded = release
	if g.events+len(g.batch.Files)+len(g.batch.Coverage) > 0 {
		done, err := c.cache.Append(ctx, &g.batch)
		if err != nil {
			return explain(err)
		}
		done.Duplicates -= g.earlier
		g.tally.appended = done
	}
	c.meter.committed(g.tally, g.ends)
	c.jobs.spare.put(g.batch.Entries)
	for _, free := range g.unused {
		free()
	}
	c.group = group{}
	c.jobs.room.Release(g.weight)
	c.flushed = time.Now()
	c.took = c.flushed.Sub(began)
	for _, committed := range g.awaited {
		committed()
	}
	return nil
}
