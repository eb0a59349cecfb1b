package pane

import (
	"spoor/cache"
	"spoor/config"
	"spoor/export"
	"spoor/keymap"
	"spoor/query"
)

// Intent is something a pane asks of the program.
type Intent interface{ isIntent() }

// Choice is how a value enters the filter.
type Choice uint8

// The choices.
const (
	// Only replaces what the filter says of the field.
	Only Choice = iota
	// Toggle adds the value to the chosen ones, or takes it out.
	Toggle
	// Include adds the value to the chosen ones.
	Include
	// Exclude leaves events with the value out.
	Exclude
)

// Choose asks for a value of a field in the filter.
type Choose struct {
	Field query.Field
	// Path is the path inside the record when Field is query.FieldPath.
	Path  string
	Value string
	How   Choice
}

// SetWindow asks for another window of time.
type SetWindow struct{ Window query.Window }

// Focus asks for the focus to go to a pane.
type Focus struct{ Pane ID }

// Reask asks for the query to be answered again, because what the pane wants
// to see of it has changed.
type Reask struct{}

// Notice asks for a short message to be shown. It must be clean text; an
// action's name in braces stands for its key: "{cell-left}".
type Notice struct {
	Text    string
	Problem bool
}

func (Choose) isIntent()    {}
func (SetWindow) isIntent() {}
func (Focus) isIntent()     {}
func (Reask) isIntent()     {}
func (Notice) isIntent()    {}

// Open asks for a dialog to be opened over the screen.
type Open struct{ Dialog Dialog }

// Close asks for the innermost dialog to be closed.
type Close struct{}

// Seek asks for the cursor to go to the next event (By 1) or the one before (By
// -1) that satisfies Want, or what is written in Text. Neither asks for what
// was sought last.
type Seek struct {
	Want query.Expr
	Text string
	By   int
}

func (Seek) isIntent() {}

// TakeRange asks for the events from position From up to To of the answer to be
// selected, or with Toggle to be taken out of the selection if its first and
// last are in it.
type TakeRange struct {
	From, To int
	Toggle   bool
}

func (TakeRange) isIntent() {}

// SetNote asks for the note on events to be what is written, tags included, or
// with Add for that to be added to the notes they have.
type SetNote struct {
	Refs []cache.Ref
	Text string
	Add  bool
}

// GoTo asks for the cursor to go to an event, in whatever query shows it.
type GoTo struct{ Ref cache.Ref }

func (SetNote) isIntent() {}
func (GoTo) isIntent()    {}

// Leave asks for the screen to end.
type Leave struct{}

// KeepCache asks for the screen to end and its cache to be kept under a name.
type KeepCache struct{ Name string }

func (Leave) isIntent()     {}
func (KeepCache) isIntent() {}

// SetColumns asks for columns of Events, by name and in that order.
type SetColumns struct{ Names []string }

// ShowColumn asks for the value of a field to be a column of Events, or where
// there is no such column, or Field is query.FieldPath, what stands at a path in the
// record; and for such a column to be taken away.
type ShowColumn struct {
	Field query.Field
	Path  string
}

// ListValues asks for a facet of a field, or where there is none of a path into the
// record, in one of the panes at the left.
type ListValues struct {
	Field query.Field
	Path  string
}

func (ListValues) isIntent() {}
func (SetColumns) isIntent() {}
func (ShowColumn) isIntent() {}

// SetFacet asks for the pane with the focus to show the facet of a name.
type SetFacet struct{ Name string }

func (SetFacet) isIntent() {}

// Export asks for the selected events, or all of the answer, to be written to a
// file; one of that name is overwritten only with Replace.
type Export struct {
	Picked  bool
	Format  export.Format
	Name    string
	Replace bool
}

func (Export) isIntent() {}

// Ask asks for a saved query, by its name and text, in the place of the filter.
// The name must be clean text.
type Ask struct{ Name, Text string }

func (Ask) isIntent() {}

// Several asks for several things, in order.
type Several []Intent

func (Open) isIntent()    {}
func (Close) isIntent()   {}
func (Several) isIntent() {}

// CopyEvents asks for events to be put on the clipboard, oldest first: a line of
// text for each, or with Records their records, one a line.
type CopyEvents struct {
	Refs    []cache.Ref
	Records bool
}

func (CopyEvents) isIntent() {}

// Copy asks for text to be put on the clipboard. What says what it is, for the
// person: "access key". Secret says that it holds a credential.
type Copy struct {
	Text, What string
	Secret     bool
}

// Pivot asks what else shares something with an event. Value, if its Field is
// set, is the value under the cursor; Record is the event's, nil while it is not
// loaded.
type Pivot struct {
	Row    *cache.Row
	Value  Choose
	Record []byte
}

// Jump asks for another query in place of the one there is, as a step that can
// be gone back from. Label names the step, "access key AKIA…", and Crumb does so
// in few letters, for the path. They must be clean text.
type Jump struct {
	Query        query.Query
	Label, Crumb string
}

// Run asks for an action to be carried out, in another pane if it does not work in
// the one with the focus.
type Run struct{ Action keymap.Action }

func (Copy) isIntent()  {}
func (Pivot) isIntent() {}
func (Jump) isIntent()  {}
func (Run) isIntent()   {}

// ChangeSettings asks for changes to the user's settings. Said is the message
// when they are made: clean text, as that of a Notice.
type ChangeSettings struct {
	Said    string
	Changes []config.Change
}

// NameValue asks for a name of a value to be asked for.
type NameValue struct {
	Field query.Field
	Value string
}

// EditSaved asks for a saved query to be renamed or, without Rename, deleted.
type EditSaved struct {
	Name   string
	Rename bool
}

func (ChangeSettings) isIntent() {}
func (NameValue) isIntent()      {}
func (EditSaved) isIntent()      {}

// PutFilter asks for a text in the filter bar, to be edited further.
type PutFilter struct{ Text string }

func (PutFilter) isIntent() {}

// SwitchPart asks for the part of the filter at a place to be switched off, or
// on if it is off, or with Drop to be taken out.
type SwitchPart struct {
	At   int
	Drop bool
}

func (SwitchPart) isIntent() {}
