package keymap

// Context is where an action works. A key is looked up in the context that has
// the focus, then in the ones around it.
type Context uint8

// The contexts.
const (
	// Anywhere holds what works even while text is typed.
	Anywhere Context = iota
	// Screen holds what works whenever no text is typed.
	Screen
	// List is moving through lines: facets, events, detail.
	List
	Time
	Facet
	// Event is what works on one event: in Events and in Detail.
	Event
	Events
	Detail
	// Filter is the filter bar while it is edited.
	Filter
	// Narrow is the text field that narrows a facet.
	Narrow
	// Search is the text field that searches a record.
	Search
	// Menu is a dialog without a text field, Pick one with.
	Menu
	Pick
	// Note is the text field of a note.
	Note
	// Saved is the list of saved queries.
	Saved
	// Parts is the list of the filter's parts.
	Parts
	// Compare is events side by side.
	Compare
	// Arrange is a dialog in which things are shown, hidden and put in order.
	Arrange
	contextCount
)

var contexts = [contextCount]struct {
	name   string
	around Context
	// typing says that keys which mean nothing here are text.
	typing bool
}{
	Anywhere: {name: "anywhere"},
	Screen:   {name: "screen", around: Anywhere},
	List:     {name: "list", around: Screen},
	Time:     {name: "time", around: Screen},
	Facet:    {name: "facet", around: List},
	Event:    {name: "event", around: List},
	Events:   {name: "events", around: Event},
	Detail:   {name: "detail", around: Event},
	Filter:   {name: "filter", around: Anywhere, typing: true},
	Narrow:   {name: "narrow", around: Anywhere, typing: true},
	Search:   {name: "search", around: Anywhere, typing: true},
	Menu:     {name: "menu", around: Anywhere},
	Note:     {name: "note", around: Anywhere, typing: true},
	Saved:    {name: "saved", around: Menu},
	Parts:    {name: "parts", around: Menu},
	Compare:  {name: "compare", around: Menu},
	Arrange:  {name: "arrange", around: Menu},
	Pick:     {name: "pick", around: Anywhere, typing: true},
}

// String returns the context's name in help: "events".
func (c Context) String() string { return contexts[c].name }

// Typing reports whether a text field has the focus in this context, so that no
// single printable key may fire an action.
func (c Context) Typing() bool { return contexts[c].typing }

// chain returns c and the contexts around it, innermost first.
func (c Context) chain() []Context {
	chain := []Context{c}
	for c != Anywhere {
		c = contexts[c].around
		chain = append(chain, c)
	}
	return chain
}

// Contexts returns every context, in the order of help.
func Contexts() []Context {
	all := make([]Context, contextCount)
	for i := range all {
		all[i] = Context(i)
	}
	return all
}
