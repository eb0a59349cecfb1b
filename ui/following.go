package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/fetch"
	"spoor/ui/text"
)

// How often it is looked whether other programs wrote to the cache, also while
// following, and how often AWS is asked then: late events keep coming for a
// quarter of an hour, and the quota is everybody's.
const (
	watchEvery  = 2 * time.Second
	followEvery = 400 * time.Millisecond
	pollEvery   = time.Minute
	lateness    = 15 * time.Minute
)

// following is whether what comes into the cache is shown at once, and whether
// AWS is asked for more of it.
type following struct {
	on bool
	// round numbers the times it was switched on.
	round int
	// since is when it was switched on: older events are not asked for.
	since time.Time
	// told is what went wrong with asking AWS last; it is said once.
	told string
}

// news is what has come into the cache since the answer that is shown.
type news struct{ events int }

// pollMsg says that AWS may be asked again.
type pollMsg struct{ round int }

type watchMsg struct{}

func (m *Model) watchCache() tea.Cmd {
	every := watchEvery
	if m.following.on {
		every = followEvery
	}
	return tea.Tick(every, func(time.Time) tea.Msg { return watchMsg{} })
}

// toggleFollow begins to follow what comes into the cache, or ends it.
func (m *Model) toggleFollow() tea.Cmd {
	f := &m.following
	if f.on {
		f.on = false
		m.endPolls()
		return m.say("no longer following", false)
	}
	f.on, f.since, f.told = true, m.now(), ""
	f.round++
	says := m.say("following: what comes into the cache is shown at once", false)
	now := m.history.now
	show := m.showNews()
	if w := now.window; w.chosen && !w.To.IsZero() {
		w.To = time.Time{}
		show = m.change(now.in(w.Window))
	}
	return tea.Batch(says, show, m.ask.refresh(), m.poll())
}

// endPolls ends what following has asked AWS.
func (m *Model) endPolls() {
	f := &m.fetching
	if f.stop != nil && f.unasked {
		f.cancel()
	}
	if f.job != nil && f.polling {
		f.job.Stop()
	}
}

// poll asks AWS for the newest events, unless the person has something fetched
// just now.
func (m *Model) poll() tea.Cmd {
	f := &m.fetching
	switch {
	case f.by == nil:
		return nil
	case f.stop != nil || f.job != nil:
		return m.pollLater()
	}
	return m.plan(fetch.Want{Window: query.Window{From: m.following.since.Add(-lateness)}, Agreed: true}, true)
}

func (m *Model) pollLater() tea.Cmd {
	round := m.following.round
	return tea.Tick(pollEvery, func(time.Time) tea.Msg { return pollMsg{round} })
}

// polled begins to fetch what following found missing. Nobody is asked of whom
// nothing was fetched before: then the cache is followed alone.
func (m *Model) polled(msg plannedMsg) tea.Cmd {
	switch {
	case !m.following.on:
		return nil
	case msg.err != nil:
		m.pollProblem(msg.err.Error())
		return m.pollLater()
	case msg.plan == nil || m.fetching.job != nil:
		return m.pollLater()
	}
	return m.runFetch(msg.plan, true)
}

// pollOver waits for the next time to ask AWS.
func (m *Model) pollOver(problems []string) tea.Cmd {
	if !m.following.on {
		return nil
	}
	if len(problems) == 0 {
		m.following.told = ""
	} else {
		m.pollProblem(problems[0])
	}
	return m.pollLater()
}

func (m *Model) pollProblem(problem string) {
	if problem != m.following.told {
		m.following.told = problem
		m.complain(problem)
	}
}

// came takes in that the cache now holds so many events. They are shown at once
// where that disturbs nobody or is what the person wants, else announced.
func (m *Model) came(changed bool, held int) {
	s := &m.shown
	fresh := held - s.held
	switch {
	case !changed && (fresh == 0 || fresh == s.news.events):
	case s.answer == nil || fresh <= 0 || s.importing || m.following.on || s.answer.Matched == 0:
		s.dirty = true
	default:
		s.news.events = fresh
	}
}

// showNews shows what has come.
func (m *Model) showNews() tea.Cmd {
	if m.shown.news.events == 0 {
		return nil
	}
	return m.query()
}

// newsText announces what has come.
func (m *Model) newsText(room int) string {
	n := m.shown.news.events
	if n == 0 {
		return ""
	}
	short := text.Group(n) + " new " + text.Plural(n, "event")
	shows := short + " · {show-news} shows " + them(n)
	for _, long := range []string{shows + " · {follow} follows", shows} {
		if long = event.Clean(m.withKeys(long)); canvas.Width(long) <= room {
			return long
		}
	}
	return short
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}
