package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/fetch"
	"spoor/ui/text"
)

// fetching is the fetching of events from AWS beside the screen: first it is
// found out what is missing, then that is offered, then fetched. At most one
// plan is being made, and one fetched, at a time.
type fetching struct {
	by fetch.Fetcher
	// gen numbers the plans asked for; all but the newest are dropped.
	gen uint64
	// stop ends the planning under way, nil when there is none; unasked says
	// that it is following's.
	stop    context.CancelFunc
	unasked bool
	// offered is what the person is being asked about.
	offered fetch.Plan
	// job is what is being fetched, nil for nothing; polling says that it is
	// following's, and none of the person's.
	job     *fetch.Job
	polling bool
	last    fetch.Progress
	watch   *fetch.Watch
}

type (
	// plannedMsg is what could be fetched.
	plannedMsg struct {
		gen    uint64
		plan   fetch.Plan
		narrow bool
		err    error
	}
	// fetchMsg is how far a fetch is.
	fetchMsg struct {
		job *fetch.Job
		fetch.Report
	}
)

// fetch begins to find out what is missing of the window on view. When a fetch
// is under way it shows how far that is.
func (m *Model) fetch() tea.Cmd {
	f := &m.fetching
	switch {
	case f.by == nil:
		why := m.options.NoFetch
		if why == "" {
			why = "there is nothing to fetch from"
		}
		return m.say(why, false)
	case f.job != nil && !f.polling:
		f.watch = &fetch.Watch{}
		f.watch.Set(f.last, false)
		m.dialogs = append(m.dialogs, f.watch)
		return nil
	case f.stop != nil && !f.unasked:
		f.cancel()
		return m.say("no longer asked what is missing", false)
	}
	return m.planFetch(false)
}

// cancel drops the planning under way, and whatever is offered.
func (f *fetching) cancel() {
	f.gen++
	f.offered = nil
	if f.stop != nil {
		f.stop()
		f.stop = nil
	}
}

// planFetch finds out what is missing, of everything or only of what the filter
// asks for.
func (m *Model) planFetch(narrow bool) tea.Cmd {
	return m.plan(fetch.Want{Window: m.wanted(), Filter: m.history.now.filter, Narrow: narrow}, false)
}

func (m *Model) plan(want fetch.Want, unasked bool) tea.Cmd {
	f := &m.fetching
	f.cancel()
	ctx, stop := context.WithCancel(m.ask.ctx)
	f.stop, f.unasked = stop, unasked
	by, gen := f.by, f.gen
	return func() tea.Msg {
		plan, err := by.Plan(ctx, want)
		return plannedMsg{gen, plan, want.Narrow, err}
	}
}

// wanted is the window on view as something to fetch: as long as nobody has
// chosen one, and where the one chosen is open, it ends now.
func (m *Model) wanted() query.Window {
	w := m.shown.window
	chosen := m.history.now.window
	if !chosen.chosen || chosen.To.IsZero() {
		w.To = time.Time{}
	}
	if w.From.IsZero() && !chosen.chosen {
		length := chosen.length
		if length <= 0 {
			length = opening
		}
		w.From = m.now().Add(-length)
	}
	return w
}

// planned takes in what is missing. It is offered, unless the person has gone
// on to something else that has the keys.
func (m *Model) planned(msg plannedMsg) tea.Cmd {
	f := &m.fetching
	if msg.gen != f.gen {
		return nil
	}
	f.stop()
	f.stop = nil
	if f.unasked {
		return m.polled(msg)
	}
	if msg.err != nil {
		if ended(msg.err) {
			return nil
		}
		m.complain(msg.err.Error())
		return nil
	}
	if msg.plan == nil {
		return m.say("there is nothing to fetch from", false)
	}
	offer := msg.plan.Offer()
	if offer.Nothing() {
		if len(offer.Problems) > 0 {
			m.complain(offer.Problems[0])
			return nil
		}
		return m.say(event.Clean("nothing is missing "+of(offer)), false)
	}
	if len(m.dialogs) > 0 || m.context().Typing() {
		return m.say(m.withKeys("what is missing is known: {fetch} shows it"), false)
	}
	f.offered = msg.plan
	m.dialogs = append(m.dialogs, fetch.NewPreview(offer, msg.narrow))
	return nil
}

// of says which places an offer is about.
func of(o fetch.Offer) string {
	var accounts, places []string
	for _, p := range o.Parts {
		if p.Account != "" && !slices.Contains(accounts, p.Account) {
			accounts = append(accounts, p.Account)
		}
		if !slices.Contains(places, p.Place) {
			places = append(places, p.Place)
		}
	}
	in := strings.Join(places, ", ")
	if len(places) > 3 {
		in = text.Count(len(places), "place")
	}
	if len(accounts) == 0 {
		return "from " + in
	}
	account := "of account " + accounts[0]
	if len(accounts) > 1 {
		account = "of " + text.Count(len(accounts), "account")
	}
	return account + " in " + in
}

// startFetch fetches what was offered.
func (m *Model) startFetch() tea.Cmd {
	f := &m.fetching
	if f.offered == nil || f.job != nil && !f.polling {
		return nil
	}
	return m.runFetch(f.offered, false)
}

// runFetch fetches what was planned, in the place of what following fetches.
func (m *Model) runFetch(plan fetch.Plan, polling bool) tea.Cmd {
	f := &m.fetching
	if f.job != nil {
		f.job.Stop()
	}
	f.offered, f.watch = nil, nil
	f.job, f.polling, f.last = fetch.Start(m.ask.ctx, plan, f.job), polling, fetch.Progress{}
	return f.next()
}

// next waits for the job to come further.
func (f *fetching) next() tea.Cmd {
	job := f.job
	return func() tea.Msg { return fetchMsg{job, job.Next()} }
}

// stopFetch stops what is being fetched. It ends with what is on its way.
func (m *Model) stopFetch() tea.Cmd {
	if f := &m.fetching; f.job != nil {
		f.job.Stop()
	}
	return nil
}

// fetched takes in how far a fetch is.
func (m *Model) fetched(msg fetchMsg) tea.Cmd {
	f := &m.fetching
	if msg.job != f.job {
		return nil
	}
	came := msg.New != f.last.New
	f.last = msg.Progress
	if f.watch != nil {
		f.watch.Set(msg.Progress, msg.Over)
	}
	var cmds []tea.Cmd
	if came || msg.Over {
		cmds = append(cmds, m.ask.refresh(), m.covering())
	}
	if !msg.Over {
		return tea.Batch(append(cmds, f.next())...)
	}
	f.job = nil
	return tea.Batch(append(cmds, m.fetchOver(msg.Report))...)
}

// fetchOver says how a fetch ended.
func (m *Model) fetchOver(r fetch.Report) tea.Cmd {
	f := &m.fetching
	problems := r.Problems()
	if r.Err != nil && !ended(r.Err) {
		problems = append(problems, r.Err.Error())
	}
	if f.polling {
		return m.pollOver(problems)
	}
	sum := r.Sum()
	came := text.Group(r.New) + " of them new"
	if r.Events == 0 || r.New == 0 {
		came = "none of them new"
	}
	said := text.Count(r.Events, "event") + " fetched, " + came + ", in " + text.Count(sum.Requests, sum.Unit())
	switch {
	case len(problems) > 1:
		m.complain(said + "; " + text.Count(len(problems), "place") + " failed: " + problems[0])
	case len(problems) == 1:
		m.complain(problems[0])
	case r.Err != nil:
		return m.say(m.withKeys("stopped: "+text.Count(r.New, "new event")+"; {fetch} goes on from there"), false)
	default:
		return m.say(said, false)
	}
	return nil
}

// complain says what went wrong until the next key.
func (m *Model) complain(problem string) {
	m.shown.notice = notice{id: m.shown.notice.id + 1, text: "✗ " + event.Clean(problem), problem: true}
}

// covering asks anew how well the window is covered.
func (m *Model) covering() tea.Cmd {
	if m.shown.window.From.IsZero() {
		return nil
	}
	return m.ask.coverage(m.shown.window, m.shown.answer.Query.Filter)
}

// paceText says how fast a fetch goes and how far back it has come.
func (m *Model) paceText() string {
	if f := &m.fetching; f.job != nil && !f.polling {
		sum := f.last.Sum()
		return sum.Pace(m.now(), m.zone)
	}
	return ""
}

// fetchText says how far a fetch is in the longest form that fits.
func (m *Model) fetchText(room int) string {
	f := &m.fetching
	if f.stop != nil && !f.unasked {
		return "◌ asking what is missing"
	}
	if f.job == nil || f.polling {
		return ""
	}
	sum := f.last.Sum()
	for _, line := range sum.Lines(m.now(), m.zone)[1:] {
		if line = "◌ fetching " + line; canvas.Width(line) <= room {
			return line
		}
	}
	return "◌ fetching"
}
