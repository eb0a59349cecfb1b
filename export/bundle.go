package export

import (
	"io"
	"time"

	"spoor/bundle"
	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/source"
)

// BundleOptions say what an evidence bundle tells about itself.
type BundleOptions struct {
	// Filter is what was asked for, Zone where its times were read.
	Filter query.Expr
	Zone   *time.Location
	// Picked says that events were picked by hand out of the answer.
	Picked bool
	// Tool names the program and its version, Created is now.
	Tool    string
	Created time.Time
	// Coverage is what is known to have been fetched of the window.
	Coverage []cache.Stretch
	// Missing says in a line each what could not be read.
	Missing []string
	// Redaction is set where what is written was redacted before.
	Redaction *bundle.Redaction
}

// Bundle is a Writer of an evidence bundle. Events are numbered in the order in
// which they are written.
type Bundle struct {
	writer   *bundle.Writer
	coverage bundle.Coverage
	summary  summary
	decoder  decoder
	decoded  event.Event
	identity string
}

// NewBundle begins a bundle.
func NewBundle(w io.Writer, o BundleOptions) *Bundle {
	about := aboutOf(o)
	b := &Bundle{writer: bundle.NewWriter(w, about), coverage: bundle.Coverage{Stretches: stretchesOf(o.Coverage), Missing: o.Missing}}
	b.summary = newSummary(about, b.coverage)
	return b
}

func aboutOf(o BundleOptions) bundle.About {
	filter := query.Absolute(o.Filter)
	window, rest := query.WindowOf(filter)
	zone := o.Zone
	if zone == nil {
		zone = time.UTC
	}
	return bundle.About{
		Created: o.Created.UTC().Truncate(time.Second), Tool: o.Tool, Redaction: o.Redaction,
		Query: bundle.Query{
			Text: query.Print(filter), Words: Words(filter), From: timeText(window.From), To: timeText(window.To),
			Zone: zone.String(), Whole: query.Print(rest) == "" && !o.Picked, Picked: o.Picked,
		},
	}
}

// timeText writes a time as bundles do; empty for none.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func stretchesOf(list []cache.Stretch) []bundle.Stretch {
	out := make([]bundle.Stretch, len(list))
	for i, s := range list {
		out[i] = bundle.Stretch{
			Source: s.Source, Account: s.Account, Region: s.Region, Category: s.Category, From: timeText(s.From), To: timeText(s.To),
			State: source.State(s.State).String(), Filter: s.Filter, Reason: s.Reason, AsOf: timeText(s.AsOf),
		}
	}
	return out
}

// Write implements Writer.
func (b *Bundle) Write(_ cache.Row, stored *cache.Stored) error {
	if err := b.decoder.decode(stored, &b.decoded); err != nil {
		return err
	}
	ev := &b.decoded
	e := bundle.Event{ID: ev.ID, Time: ev.Time, Account: ev.Account, Region: ev.Region, Held: heldOf(stored), Mark: markOf(stored.Mark)}
	for i := range stored.Variants {
		e.Variants = append(e.Variants, heldOf(&stored.Variants[i]))
	}
	if err := b.writer.Add(&e); err != nil {
		return err
	}
	b.summary.add(e.Number, ev, e.Mark)
	return nil
}

func heldOf(s *cache.Stored) bundle.Held {
	h := bundle.Held{Record: s.Record, Envelope: s.Envelope, Shape: source.Shape(s.Shape).String()}
	for _, seen := range s.Provenance {
		h.Seen = append(h.Seen, bundle.Sighting{
			Kind: seen.Origin.Kind, Place: seen.Origin.Place, Page: seen.Origin.Page, Position: seen.Position,
			Fetched: seen.Origin.Fetched, Shape: source.Shape(seen.Shape).String(), Envelope: seen.Envelope,
		})
	}
	return h
}

func markOf(m cache.Mark) *bundle.Mark {
	if m.IsZero() {
		return nil
	}
	return &bundle.Mark{Star: m.Star, Tags: m.Tags, Note: m.Note}
}

// Close implements Writer.
func (b *Bundle) Close() (err error) {
	b.identity, err = b.writer.Finish(b.coverage, b.summary.text())
	return err
}

// Identity is the SHA-256 of the bundle's manifest in hexadecimal, once Close
// has returned: whoever knows it can prove that a bundle is this one.
func (b *Bundle) Identity() string { return b.identity }
