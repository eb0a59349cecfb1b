package keymap

import (
	"fmt"
	"slices"
	"strings"
)

// Map holds the bindings in force. It does not change once made and is safe for
// concurrent use.
type Map struct {
	bindings []Binding
	byKey    [contextCount]map[string]Action
}

// Override gives an action other keys than its default ones; none at all takes
// its keys away.
type Override struct {
	Action string
	Keys   []string
	// Place is where it was written, for problems: "config.toml:12".
	Place string
}

// Default returns the map without overrides.
func Default() *Map {
	m, problems := New(nil)
	if len(problems) > 0 {
		panic("keymap: default keys: " + problems[0].Error())
	}
	return m
}

// New returns the default bindings with overrides applied, and an error for
// each override that could not be taken as written. Such an override is left
// out; the others count.
func New(overrides []Override) (*Map, []error) {
	m := &Map{bindings: slices.Clone(defaults)}
	places := map[Action]string{}
	var problems []error
	for _, o := range overrides {
		if err := m.apply(o); err != nil {
			problems = append(problems, at(o.Place, err))
			continue
		}
		places[Action(o.Action)] = o.Place
	}
	for _, c := range m.conflicts() {
		loser := c.b
		if _, ok := places[loser]; !ok {
			loser = c.a
		}
		problems = append(problems, at(places[loser], c))
	}
	for c := range m.byKey {
		m.byKey[c] = map[string]Action{}
	}
	for _, b := range m.bindings {
		for _, k := range b.Keys {
			if _, taken := m.byKey[b.Context][k]; !taken {
				m.byKey[b.Context][k] = b.Action
			}
		}
	}
	return m, problems
}

func at(place string, err error) error {
	if place == "" {
		return err
	}
	return fmt.Errorf("%s: %w", place, err)
}

func (m *Map) apply(o Override) error {
	i := slices.IndexFunc(m.bindings, func(b Binding) bool { return string(b.Action) == o.Action })
	if i < 0 {
		return fmt.Errorf("there is no action %q%s", o.Action, suggestion(o.Action))
	}
	b := m.bindings[i]
	b.Keys = nil
	for _, written := range o.Keys {
		k, err := parseKey(written)
		if err != nil {
			return fmt.Errorf("keys of %s: %w", o.Action, err)
		}
		if b.Context.Typing() && printable(k) {
			return fmt.Errorf("keys of %s: %q is text while the %s is typed", o.Action, written, b.Context)
		}
		b.Keys = append(b.Keys, k)
	}
	m.bindings[i] = b
	return nil
}

// Resolve returns what a key press means in a context. Several names of one key
// press may be given, best first: the character, and the key that stands in its
// place on a Latin keyboard.
func (m *Map) Resolve(c Context, names ...string) Action {
	for _, name := range names {
		for _, c := range c.chain() {
			if a, ok := m.byKey[c][name]; ok {
				return a
			}
		}
	}
	return None
}

// Bindings returns what works in a context, what is its own first.
func (m *Map) Bindings(c Context) []Binding {
	var works []Binding
	for _, c := range c.chain() {
		works = append(works, m.Own(c)...)
	}
	return works
}

// Own returns the bindings of one context, without those around it.
func (m *Map) Own(c Context) []Binding {
	var own []Binding
	for _, b := range m.bindings {
		if b.Context == c {
			own = append(own, b)
		}
	}
	return own
}

// All returns every binding in the order of help.
func (m *Map) All() []Binding { return slices.Clone(m.bindings) }

// binding returns the binding of an action.
func (m *Map) binding(a Action) (Binding, bool) {
	i := slices.IndexFunc(m.bindings, func(b Binding) bool { return b.Action == a })
	if i < 0 {
		return Binding{}, false
	}
	return m.bindings[i], true
}

// Key returns the first key of an action as it is shown on screen, "" if it has
// none.
func (m *Map) Key(a Action) string {
	b, ok := m.binding(a)
	if !ok || len(b.Keys) == 0 {
		return ""
	}
	return Show(b.Keys[0])
}

// Show returns a key as it is shown to people: "−" for "-", "↑" for "up".
func Show(key string) string {
	switch key {
	case "-":
		return "−"
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	}
	return key
}

// suggestion names the action that is most like the one written.
func suggestion(written string) string {
	best, distance := Action(""), 4
	for _, b := range defaults {
		if d := editDistance(written, string(b.Action)); d < distance {
			best, distance = b.Action, d
		}
	}
	if best == None {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// editDistance is the Levenshtein distance of two short ASCII words.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Markdown returns the table of all actions for the README.
func (m *Map) Markdown() string {
	var s strings.Builder
	s.WriteString("| where | keys | does | action |\n|---|---|---|---|\n")
	for _, b := range m.bindings {
		shown := make([]string, len(b.Keys))
		for i, k := range b.Keys {
			shown[i] = "`" + k + "`"
		}
		fmt.Fprintf(&s, "| %s | %s | %s | `%s` |\n", b.Context, strings.Join(shown, " "), b.Help, b.Action)
	}
	return s.String()
}
