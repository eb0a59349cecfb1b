package export

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"spoor/bundle"
	"spoor/event"
)

// The bounds of a summary: it is for reading.
const (
	timelineLines = 1000
	coverageLines = 200
	topValues     = 10
	// maxDistinct is how many different values are counted of one field.
	maxDistinct = 100_000
)

// summary gathers what a person reads first of a bundle, in bounded memory
// however many events there are.
type summary struct {
	about    bundle.About
	coverage bundle.Coverage

	events      int
	first, last time.Time
	severities  [event.Severities]int
	failed      int
	counts      [len(summaryFields)]map[string]int
	// lines are kept by how much they ask to be read.
	lines [importances][]timelineLine
}

// The fields that are counted.
var summaryFields = [...]struct {
	title string
	value func(*event.Event) string
}{
	{"Users", func(e *event.Event) string { return e.User }},
	{"Services", func(e *event.Event) string { return e.Source }},
	{"Event names", func(e *event.Event) string { return e.Name }},
	{"Source addresses", func(e *event.Event) string { return e.IP }},
	{"Accounts", func(e *event.Event) string { return e.Account }},
	{"Regions", func(e *event.Event) string { return e.Region }},
	{"Errors", func(e *event.Event) string { return e.Error }},
}

// importances are marked events, then each severity from danger down.
const importances = 1 + event.Severities

type timelineLine struct {
	number int
	text   string
}

func newSummary(about bundle.About, coverage bundle.Coverage) summary {
	s := summary{about: about, coverage: coverage}
	for i := range s.counts {
		s.counts[i] = map[string]int{}
	}
	return s
}

// add takes in one event.
func (s *summary) add(number int, ev *event.Event, mark *bundle.Mark) {
	s.events++
	if !ev.Time.IsZero() {
		if s.first.IsZero() || ev.Time.Before(s.first) {
			s.first = ev.Time
		}
		if ev.Time.After(s.last) {
			s.last = ev.Time
		}
	}
	s.severities[ev.Severity]++
	if ev.Failed() {
		s.failed++
	}
	for i, field := range summaryFields {
		value := field.value(ev)
		if _, known := s.counts[i][value]; known || value != "" && len(s.counts[i]) < maxDistinct {
			s.counts[i][strings.Clone(value)]++
		}
	}
	importance := event.Severities - int(ev.Severity)
	if mark != nil {
		importance = 0
	}
	if list := &s.lines[importance]; len(*list) < timelineLines {
		*list = append(*list, timelineLine{number, timelineRow(number, ev, mark)})
	}
}

var severityNames = [event.Severities]string{event.Quiet: "quiet", event.Normal: "normal", event.Attention: "attention", event.Danger: "danger"}

func timelineRow(number int, ev *event.Event, mark *bundle.Mark) string {
	outcome := "ok"
	if ev.Failed() {
		outcome = cmp.Or(ev.Error, ev.Message, "failed")
	}
	target := ""
	if len(ev.Targets) > 0 {
		target = ev.Targets[0].Name
		if n := len(ev.Targets) - 1; n > 0 {
			target += fmt.Sprintf(" (+%d)", n)
		}
	}
	note := ""
	if mark != nil {
		words := slices.Clone(mark.Tags)
		if mark.Star {
			words = slices.Insert(words, 0, "★")
		}
		if mark.Note != "" {
			words = append(words, mark.Note)
		}
		note = strings.Join(words, " · ")
	}
	cells := []string{
		fmt.Sprint(number), eventTime(ev), severityNames[ev.Severity], ev.User, ev.Source + " " + ev.Name, target, outcome, ev.IP, ev.Region, ev.Account, note,
	}
	for i := range cells {
		cells[i] = markdown(cells[i])
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// maxCell is how many characters of a value a summary shows.
const maxCell = 160

// markdown makes text from records safe to stand in a line or a table of
// Markdown: it is drawn as it is, and nothing in it is markup.
func markdown(text string) string {
	if utf8.RuneCountInString(text) > maxCell {
		text = string([]rune(text)[:maxCell]) + "…"
	}
	var b strings.Builder
	for _, r := range event.Clean(text) {
		if strings.ContainsRune("\\`*_{}[]<>()#+!|~&$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// text writes the summary.
func (s *summary) text() []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Evidence bundle\n")
	switch {
	case s.events == 0:
		line("**No event** answers the question below. What that is worth, the coverage says.\n")
	case s.first.IsZero():
		line("**%s**, none with a time.\n", counted(s.events, "event"))
	default:
		line("**%s** from %s to %s. All times are UTC.\n", counted(s.events, "event"), timeText(s.first), timeText(s.last))
	}
	line("- Asked for: %s.", markdownLine(s.about.Query.Words))
	if s.about.Query.Picked {
		line("- Of these, the events here were picked by hand.")
	}
	if s.about.Query.Text != "" {
		line("- In spoor's filter language: %s", codeSpan(s.about.Query.Text))
	}
	line("- Written %s by %s.", timeText(s.about.Created), markdownLine(s.about.Tool))
	if r := s.about.Redaction; r != nil {
		line("- **Redacted**: %s. The same value has the same pseudonym everywhere in this bundle; secrets are removed. Pseudonyms and what they look like:",
			strings.Join(r.Classes, ", "))
		line("  accounts `000…` (12 digits), access keys and principal ids `AKIA00…`, addresses `2001:db8:4::…` (was IPv4) and `2001:db8:6:…` (was IPv6), users `user-…`.")
	}
	line("\n`records/` holds the records, `provenance/` where each was seen, `coverage.json` what had been fetched, `marks.json` stars, tags and notes.")
	line("`manifest.json` names every file with its SHA-256; `spoor verify` checks them all, and with `--expect HASH` proves that this is the bundle")
	line("whose manifest hash was printed when it was written.\n")
	s.writeCoverage(line)
	if s.events == 0 {
		return b.Bytes()
	}
	s.writeCounts(line)
	s.writeTimeline(&b, line)
	return b.Bytes()
}

// markdownLine is markdown for text that may be long.
func markdownLine(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		n := min(len(text), maxCell)
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n++
		}
		b.WriteString(markdown(text[:n]))
		text = text[n:]
	}
	return b.String()
}

// codeSpan writes text as code, whatever backticks are in it.
func codeSpan(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + " " + event.Clean(text) + " " + fence
}

func (s *summary) writeCoverage(line func(string, ...any)) {
	line("## Coverage\n")
	for i, missing := range s.coverage.Missing {
		if i == coverageLines {
			line("- and %s more, in `coverage.json`", grouped(len(s.coverage.Missing)-i))
			break
		}
		line("- **Could not be read, so that events may be missing here**: %s", markdownLine(missing))
	}
	if len(s.coverage.Missing) > 0 {
		line("")
	}
	if len(s.coverage.Stretches) == 0 {
		line("Nothing is known to have been fetched of the time asked for: that there is no event here does not mean that there was none.\n")
		return
	}
	line("What was known to have been fetched of the time asked for. *complete* and *delivered* stretches were fetched whole; of *observed* ones")
	line("only the events here are known; what is not listed was never fetched.\n")
	line("| source | account | Region | category | state | from | to | stretches |")
	line("|---|---|---|---|---|---|---|---|")
	type group struct{ source, account, region, category, state string }
	type extent struct {
		from, to string
		n        int
	}
	groups := map[group]extent{}
	for _, c := range s.coverage.Stretches {
		g := group{c.Source, c.Account, c.Region, c.Category, c.State}
		e, known := groups[g]
		if !known || c.From < e.from {
			e.from = c.From
		}
		e.to, e.n = max(e.to, c.To), e.n+1
		groups[g] = e
	}
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b group) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region), cmp.Compare(a.category, b.category),
			cmp.Compare(a.source, b.source), cmp.Compare(a.state, b.state))
	})
	for i, g := range keys {
		if i == coverageLines {
			line("\n%s more are in `coverage.json`.", grouped(len(keys)-i))
			break
		}
		e := groups[g]
		line("| %s | %s | %s | %s | %s | %s | %s | %d |", markdown(g.source), markdown(g.account), markdown(g.region), markdown(g.category),
			markdown(g.state), e.from, e.to, e.n)
	}
	line("")
}

func (s *summary) writeCounts(line func(string, ...any)) {
	line("## Counts\n")
	line("danger %s · attention %s · normal %s · quiet %s · failed %s\n", grouped(s.severities[event.Danger]), grouped(s.severities[event.Attention]),
		grouped(s.severities[event.Normal]), grouped(s.severities[event.Quiet]), grouped(s.failed))
	for i, field := range summaryFields {
		counts := s.counts[i]
		if len(counts) == 0 {
			continue
		}
		values := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
		})
		shown := values[:min(len(values), topValues)]
		words := make([]string, len(shown))
		for k, value := range shown {
			words[k] = fmt.Sprintf("%s %s", markdown(value), grouped(counts[value]))
		}
		more := ""
		switch {
		case len(values) >= maxDistinct:
			more = fmt.Sprintf(" and at least %s more", grouped(len(values)-len(shown)))
		case len(values) > len(shown):
			more = fmt.Sprintf(" and %s more", grouped(len(values)-len(shown)))
		}
		line("- %s: %s%s", field.title, strings.Join(words, ", "), more)
	}
	line("")
}

func (s *summary) writeTimeline(b *bytes.Buffer, line func(string, ...any)) {
	line("## Timeline\n")
	var chosen []timelineLine
	for _, list := range s.lines {
		chosen = append(chosen, list[:min(len(list), timelineLines-len(chosen))]...)
	}
	slices.SortFunc(chosen, func(a, b timelineLine) int { return cmp.Compare(a.number, b.number) })
	if left := s.events - len(chosen); left > 0 {
		line("%s: marked ones first, then by severity, the earliest of each. %s more are in `records/`.\n", counted(len(chosen), "event"), grouped(left))
	}
	line("| # | time | severity | user | event | target | outcome | from | Region | account | marks |")
	line("|---|---|---|---|---|---|---|---|---|---|---|")
	for _, l := range chosen {
		b.WriteString(l.text)
	}
}

func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return grouped(n) + " " + thing
}

// grouped writes a number with a comma before every third digit.
func grouped(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
