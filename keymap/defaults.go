package keymap

// Binding is one action with its context, its keys and its description. The
// first key is the one that is shown where there is room for one.
type Binding struct {
	Action  Action
	Context Context
	Keys    []string
	// Hint is one or two words for the line of hints, empty for what is not
	// worth a hint; Help is a short sentence.
	Hint, Help string
}

// defaults holds every action once, in the order of help. Along one chain of
// contexts no key stands twice.
var defaults = []Binding{
	{Interrupt, Anywhere, keys("ctrl+c"), "", "leave spoor at once"},
	{Suspend, Anywhere, keys("ctrl+z"), "", "put spoor in the background"},
	{Redraw, Anywhere, keys("ctrl+l"), "", "draw the screen anew, where something else has written over it"},

	{EditFilter, Screen, keys("f"), "filter", "edit the filter"},
	{SwitchParts, Screen, keys("F"), "", "switch parts of the filter off and on"},
	{WritesOnly, Screen, keys("W"), "writes", "writes only, and back"},
	{FailuresOnly, Screen, keys("!"), "failures", "failures only, and back"},
	{Earlier, Screen, keys("<"), "", "shift the window to earlier by its length"},
	{Later, Screen, keys(">"), "", "shift the window to later by its length"},
	{PickTime, Screen, keys("t"), "time", "choose the window: presets, dates, spoken times"},
	{SwitchZone, Screen, keys("T"), "", "show times in UTC or in the local zone"},
	{WholeWindow, Screen, keys("A"), "", "all of the time that is cached"},
	{Fetch, Screen, keys("r"), "", "fetch what is missing of the window from AWS; while that goes on, how far it is"},
	{Follow, Screen, keys("="), "", "follow: show at once what comes into the cache, and ask AWS for it"},
	{ShowNews, Screen, keys("a"), "", "show the events that have come in since"},
	{ExportEvents, Screen, keys("e"), "export", "write the selection or all of the answer to a file"},
	{SavedQueries, Screen, keys("Q"), "", "ask a saved query: failures, sign-ins, IAM changes, your own…"},
	{SaveQuery, Screen, keys("S"), "", "save the filter under a name"},
	{ListMarks, Screen, keys("M"), "", "list the marked events, to go to one"},
	{Undo, Screen, keys("u"), "undo", "take back the last change of the query"},
	{Redo, Screen, keys("ctrl+r"), "", "make it again"},
	{StepBack, Screen, keys("["), "", "back to before the last pivot"},
	{StepForward, Screen, keys("]"), "", "forward to the pivot gone back from"},
	{ZoomPane, Screen, keys("z"), "zoom", "give the pane the whole screen, and back"},
	{SwitchMouse, Screen, keys("P"), "", "let the mouse point, click, scroll and drag here, or in the terminal"},
	{NextPane, Screen, keys("tab"), "", "go to the next pane"},
	{PreviousPane, Screen, keys("shift+tab"), "", "go to the pane before"},
	{FocusTime, Screen, keys("1"), "", "go to Time"},
	{FocusUsers, Screen, keys("2"), "", "go to the first facet, Users"},
	{FocusTypes, Screen, keys("3"), "", "go to the second facet, Resource types"},
	{FocusSources, Screen, keys("4"), "", "go to the third facet, Event sources"},
	{FocusEvents, Screen, keys("5"), "", "go to Events"},
	{FocusDetail, Screen, keys("6"), "", "go to Detail"},
	{ShowPalette, Screen, keys(":"), "", "find any action by name and run it"},
	{ShowHelp, Screen, keys("?"), "help", "what works here"},
	{Back, Screen, keys("esc"), "", "close the innermost thing"},
	{Quit, Screen, keys("q"), "", "leave spoor"},

	{CopyMenu, List, keys("y"), "copy", "copy the value; of events lines of text, values, paths, records"},
	{Down, List, keys("j", "down"), "", "one line down"},
	{Up, List, keys("k", "up"), "", "one line up"},
	{PageDown, List, keys("ctrl+d", "pgdown"), "", "half a page down"},
	{PageUp, List, keys("ctrl+u", "pgup"), "", "half a page up"},
	{First, List, keys("g", "home"), "", "to the first line"},
	{Last, List, keys("G", "end"), "", "to the last line"},
	{IncludeValue, List, keys("+"), "include", "include the value under the cursor"},
	{ExcludeValue, List, keys("-"), "exclude", "exclude the value under the cursor"},

	{NameValue, List, keys("i"), "", "give an account, an address or an access key a name of your own"},

	{BrushLeft, Time, keys("h", "left"), "move", "move the brush to earlier"},
	{BrushRight, Time, keys("l", "right"), "move", "move the brush to later"},
	{BrushWiden, Time, keys("H", "shift+left"), "widen", "widen the brush"},
	{BrushNarrow, Time, keys("L", "shift+right"), "narrow", "narrow the brush"},
	{TakeBrush, Time, keys("enter"), "take window", "take the brush as window"},
	{ZoomIn, Time, keys("+"), "zoom in", "half the window, around the brush"},
	{ZoomOut, Time, keys("-"), "zoom out", "double the window, around the brush"},
	{NextBurst, Time, keys("n"), "next burst", "to the next burst of events"},
	{PreviousBurst, Time, keys("N"), "", "to the burst before"},

	{OnlyValue, Facet, keys("enter"), "only this", "include only this value"},
	{ToggleValue, Facet, keys("space"), "choose", "add the value to the choice, or take it out"},
	{NarrowValues, Facet, keys("/"), "narrow", "narrow the list by fuzzy match"},
	{OrderValues, Facet, keys("s"), "order", "order by count, rare first, name, last seen or new first"},
	{ChooseFacet, Facet, keys("C"), "", "choose what the pane lists: users, Regions, addresses, keys, errors…"},

	{PivotMenu, Event, keys("p"), "pivot", "go to all events that share something with this one"},
	{ListValues, Event, keys("V"), "", "list the values of the cell's column, or of the path under the cursor, with their counts"},
	{ToggleStar, Event, keys("m"), "star", "put a star on the event, or take it away"},
	{EditNote, Event, keys("c"), "", "write a note on the event; words with # are tags"},
	{NextMatch, Event, keys("n"), "", "to the next match of what was searched for"},
	{PreviousMatch, Event, keys("N"), "", "to the match before"},

	{OpenDetail, Events, keys("enter"), "detail", "look at the event"},
	{FindText, Events, keys("/"), "find", "find text, or whatever a filter can say"},
	{CellLeft, Events, keys("h", "left"), "cell", "to the cell at the left, for + and −"},
	{CellRight, Events, keys("l", "right"), "cell", "to the cell at the right, for + and −"},
	{SelectEvent, Events, keys("space"), "select", "select the event, or take it out of the selection"},
	{SelectRange, Events, keys("v"), "", "begin a range at the event; at its other end, select it"},
	{CompareEvents, Events, keys("D"), "", "show the selected events side by side, two to five"},
	{SortEvents, Events, keys("s"), "", "sort by the column of the cell, up, down, and back to newest first"},
	{ChooseColumns, Events, keys("C"), "", "choose the columns and their order"},
	{NarrowColumn, Events, keys("{"), "", "make the column of the cell narrower"},
	{WidenColumn, Events, keys("}"), "", "make the column of the cell wider"},
	{FitColumn, Events, keys("|"), "", "let the column of the cell fit by itself again"},
	{FoldRuns, Events, keys("X"), "", "fold runs of alike events into one row each, and back"},
	{ToggleRun, Events, keys("x"), "", "open the run under the cursor, or close it"},
	{NextSame, Events, keys("*"), "", "to the next event with the value of the cell"},
	{PreviousSame, Events, keys("#"), "", "to the event before with the value of the cell"},
	{NextInSession, Events, keys("o"), "", "to the next event of the same session"},
	{PreviousInSession, Events, keys("O"), "", "to the event before of the same session"},

	{Expand, Detail, keys("l", "right"), "", "unfold, or to the value beside or inside"},
	{Collapse, Detail, keys("h", "left"), "", "fold, or to the value beside or around"},
	{ToggleFold, Detail, keys("space", "enter"), "fold", "fold or unfold; show a long text in full"},
	{FoldLess, Detail, keys("."), "", "unfold one level more"},
	{FoldMore, Detail, keys(","), "", "unfold one level less"},
	{NextSibling, Detail, keys("J"), "", "to the next value of the same level"},
	{PreviousSibling, Detail, keys("K"), "", "to the value of the same level before"},
	{WholeRecord, Detail, keys("R"), "record", "the whole record as it stands, and back"},
	{NextVariant, Detail, keys("v"), "", "the next record under the same event id"},
	{SearchRecord, Detail, keys("/"), "search", "search the record"},
	{ShowColumn, Detail, keys("C"), "", "make the value a column of Events, or take the column away"},

	{AcceptFilter, Filter, keys("enter"), "apply", "apply the filter"},
	{CancelFilter, Filter, keys("esc"), "cancel", "leave the filter as it was"},
	{CompleteFilter, Filter, keys("tab"), "complete", "take the completion that is chosen, or the first; list all where no word was begun"},
	{FilterDown, Filter, keys("down", "ctrl+n"), "choose", "into the completions, and down; or to the next newer filter"},
	{FilterUp, Filter, keys("up", "ctrl+p"), "older", "to the filter typed before; or up in the completions"},
	{SearchTyped, Filter, keys("ctrl+r"), "search", "search the filters typed before"},

	{AcceptNarrow, Narrow, keys("enter"), "only this", "include only the value under the cursor"},
	{CancelNarrow, Narrow, keys("esc"), "all values", "show all values again"},
	{NarrowDown, Narrow, keys("down", "ctrl+n", "tab"), "", "one value down"},
	{NarrowUp, Narrow, keys("up", "ctrl+p", "shift+tab"), "", "one value up"},

	{AcceptSearch, Search, keys("enter"), "search", "leave the text; n and N go through the matches"},
	{CancelSearch, Search, keys("esc"), "cancel", "end the search"},

	{MenuDown, Menu, keys("j", "down", "ctrl+n"), "", "one choice down"},
	{MenuUp, Menu, keys("k", "up", "ctrl+p"), "", "one choice up"},
	{MenuChoose, Menu, keys("enter"), "choose", "take the choice"},
	{MenuSwitch, Menu, keys("tab"), "", "switch what the choices are about"},
	{MenuClose, Menu, keys("esc", "q"), "close", "close the menu"},

	{AcceptNote, Note, keys("enter"), "keep", "keep the note"},
	{BreakLine, Note, keys("ctrl+j", "alt+enter"), "new line", "begin a new line"},
	{CloseNote, Note, keys("esc"), "cancel", "leave the note as it was"},

	{RenameQuery, Saved, keys("r"), "rename", "give your own query another name"},
	{DeleteQuery, Saved, keys("x", "delete"), "delete", "delete your own query"},

	{SwitchPart, Parts, keys("space"), "switch", "switch the part off, or on again"},
	{DropPart, Parts, keys("x", "delete"), "take out", "take the part out of the filter"},

	{ShowOrHide, Arrange, keys("space"), "show or hide", "show it, or hide it"},
	{MoveDown, Arrange, keys("J", "shift+down"), "move down", "move it down"},
	{MoveUp, Arrange, keys("K", "shift+up"), "move up", "move it up"},
	{AddToList, Arrange, keys("a"), "add a path", "add a column of a path into the record"},

	{ComparePageDown, Compare, keys("ctrl+d", "pgdown"), "", "half a page down"},
	{ComparePageUp, Compare, keys("ctrl+u", "pgup"), "", "half a page up"},
	{CompareFirst, Compare, keys("g", "home"), "", "to the first line"},
	{CompareLast, Compare, keys("G", "end"), "", "to the last line"},

	{PickDown, Pick, keys("down", "ctrl+n", "tab"), "", "one choice down"},
	{PickUp, Pick, keys("up", "ctrl+p", "shift+tab"), "", "one choice up"},
	{PickPageDown, Pick, keys("pgdown"), "", "a page down"},
	{PickPageUp, Pick, keys("pgup"), "", "a page up"},
	{PickChoose, Pick, keys("enter"), "choose", "take the choice"},
	{PickClose, Pick, keys("esc"), "close", "close it"},
}

func keys(k ...string) []string { return k }
