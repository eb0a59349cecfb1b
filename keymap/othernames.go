package keymap

import "strings"

// otherNames are words under which people know an action from other tools.
var otherNames = map[Action][]string{
	Quit:          words("exit"),
	EditFilter:    words("search grep query where"),
	SwitchParts:   words("disable enable toggle"),
	FailuresOnly:  words("errors denied"),
	PickTime:      words("date range since goto jump from"),
	SwitchZone:    words("timezone utc"),
	Fetch:         words("sync refresh reload update"),
	Follow:        words("tail watch live"),
	ExportEvents:  words("save download csv json bundle evidence"),
	SavedQueries:  words("aliases hunts detections rules"),
	ListMarks:     words("bookmarks stars notes"),
	ZoomPane:      words("fullscreen maximize"),
	CopyMenu:      words("yank clipboard arn link console json"),
	PivotMenu:     words("related"),
	ToggleStar:    words("bookmark mark flag"),
	EditNote:      words("comment annotate tag"),
	OpenDetail:    words("describe view show"),
	CompareEvents: words("diff"),
	ChooseColumns: words("fields"),
	ShowColumn:    words("field table"),
	ListValues:    words("facet top count distinct stats"),
	ChooseFacet:   words("group"),
	FoldRuns:      words("collapse dedupe uniq"),
	SelectEvent:   words("tick pick"),
	WholeRecord:   words("json raw yaml describe"),
	NameValue:     words("alias label rename"),
}

func words(list string) []string { return strings.Fields(list) }

// OtherNames returns words under which people may look for an action that has
// another name here.
func (a Action) OtherNames() []string { return otherNames[a] }
