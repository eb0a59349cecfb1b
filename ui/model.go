package ui

import (
	"context"
	"maps"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/detail"
	"spoor/ui/events"
	"spoor/ui/facet"
	"spoor/ui/filterbar"
	"spoor/ui/layout"
	"spoor/ui/pane"
	"spoor/ui/theme"
	"spoor/ui/timeline"
)

// Model is the whole screen.
type Model struct {
	options  Options
	keys     *keymap.Map
	theme    *theme.Theme
	terminal theme.Terminal
	zone     *time.Location
	now      func() time.Time

	width, height int
	layout        layout.Layout
	canvas        *canvas.Canvas

	focus  pane.ID
	zoomed bool
	time   *timeline.Pane
	facets [3]*facet.Pane
	events *events.Pane
	detail *detail.Pane
	panes  [pane.Count]pane.Pane
	bar    *filterbar.Bar
	// dialogs lie over the screen, the last one on top.
	dialogs []pane.Dialog
	// opening numbers the dialogs that are opened once they have been fetched.
	opening uint64

	pointer pointer
	// hinted is what the line of hints shows, for clicks.
	hinted  []hinted
	history history
	seeking seeking
	// middle says that the next answer shows the event under the cursor in the
	// middle, with what came before and after it.
	middle bool
	// target is where the next answer shows the cursor, zero for where it is.
	target cache.Ref
	// counting is the dialog whose counts are being fetched, nil for none.
	counting counter
	// before is the query from before the filter was edited.
	before state
	// half says that what is shown leaves a path out that is being typed.
	half       bool
	completing completing
	recalling  recalling

	ask       asker
	counts    counts
	importing *importing
	// loading is the event whose record is being fetched, loaded the last one
	// that was.
	loading cache.Ref
	loaded  *cache.Stored
	// outdated says that the record was changed while it was being fetched.
	outdated bool

	shown     status
	elsewhere elsewhere
	// exporting is the export under way, nil for none.
	exporting *exporting
	fetching  fetching
	marking   marking
	following following
	// writes is how many changes of marks and settings are being written, leaving
	// that the screen ends with the last of them.
	writes  int
	leaving bool
	// kept is where the cache is to be kept, empty for nowhere.
	kept string
}

// status is what is known and not kept in a pane.
type status struct {
	answer *cache.Answer
	// window is the one answered, held how many events the cache holds.
	window query.Window
	held   int
	// span is from the oldest cached event to the newest.
	span query.Window
	took time.Duration
	at   time.Time
	// fetched is how well the window is covered.
	fetched
	// marked says that the person set or changed a mark.
	marked bool
	// marks are all that the cache holds, and those being written.
	marks  map[cache.Key]cache.Mark
	taking taking
	// parked is where the first part of an answer put the cursor: nobody moved
	// it there. before is the event that had it, and on which line.
	parked, before cache.Ref
	line           int
	// page is the run of rows being fetched; its Limit is 0 when there is none.
	page events.Window
	// inside says that it is being read what stands in the records that are seen.
	inside bool
	news   news
	// dirty says that the cache has changed since it was last asked.
	dirty bool
	// due says that a refresh was put off to a later moment.
	due bool
	// holder is the program that keeps this one from the cache, empty if none does;
	// looking says that it is being looked whether others wrote to it.
	holder  string
	looking bool
	// slow says that the question under way takes long enough to say so.
	slow  bool
	frame int
	err   error

	importing bool
	progress  Progress
	imported  time.Time
	importErr error

	notice notice
	// warned is of how many damaged parts of the cache has been told.
	warned int
}

// pageNone says that no rows are being fetched.
var pageNone events.Window

// New returns the model of a screen. Commands it makes end with ctx.
func New(ctx context.Context, o Options) (*Model, error) {
	m := &Model{
		options: o, keys: o.Keys, zone: o.Zone, now: o.Now,
		canvas: canvas.New(0, 0), focus: pane.Events,
		time: &timeline.Pane{}, events: &events.Pane{}, detail: &detail.Pane{}, bar: filterbar.New(),
		ask:       asker{ctx: ctx, store: o.Cache},
		importing: newImporting(o.Import),
	}
	m.options.Names = o.Names.Clone()
	m.options.Queries = map[string]string{}
	maps.Copy(m.options.Queries, o.Queries)
	if m.keys == nil {
		m.keys = keymap.Default()
	}
	if m.zone == nil {
		m.zone = time.UTC
	}
	if m.now == nil {
		m.now = time.Now
	}
	var err error
	m.terminal = terminalSays(os.Getenv)
	if m.theme, err = theme.For(o.Theme, m.terminal, o.Colors); err != nil {
		return nil, err
	}
	for i, kind := range facet.Kinds()[:len(m.facets)] {
		if i < len(o.Facets) {
			if kind, err = facet.Named(o.Facets[i]); err != nil {
				return nil, err
			}
		}
		m.facets[i] = facet.New(kind, m.options.Names)
	}
	m.panes = [pane.Count]pane.Pane{m.time, m.facets[0], m.facets[1], m.facets[2], m.events, m.detail}
	if m.history.now, err = m.read(o.Query, state{window: window{length: o.Opening}}); err != nil {
		return nil, err
	}
	if err := m.events.SetColumns(o.Columns); err != nil {
		return nil, err
	}
	m.recalling.typed = o.Filters
	m.pointer.on = o.Mouse
	m.events.SetWidths(o.Widths)
	m.events.SetSortName(o.Sort)
	m.events.SetFolded(o.Folded)
	m.shown.importing = o.Import != nil
	m.fetching.by = o.Fetch
	m.filterChanged()
	return m, nil
}

// Init implements tea.Model.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.importing.start(m.ask.ctx), m.readMarks(), m.watchCache(), m.awaitHolder())
}

// read understands a filter's text. What it says of time at its top becomes the
// window; without any the window stays.
func (m *Model) read(text string, was state) (state, error) {
	x, err := query.Parse(text, m.language())
	if err != nil {
		return was, err
	}
	w, rest := query.WindowOf(x)
	s := was.with(rest)
	if !w.IsOpen() {
		s = s.in(w)
	}
	return s, nil
}

// language is what the meaning of a filter's text depends on.
func (m *Model) language() query.Options {
	return query.Options{Zone: m.zone, Now: m.now(), Load: m.options.Load}
}

// filterText returns the filter in force as text.
func (m *Model) filterText() string {
	if m.history.now.filter == nil {
		return ""
	}
	return query.Print(m.history.now.filter)
}
