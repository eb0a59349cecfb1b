package keymap

// Action is the name of something a person can do, in kebab case. The actions
// below are all there are.
type Action string

// The actions. None is the absence of one.
const (
	None Action = ""

	Interrupt Action = "interrupt"
	Suspend   Action = "suspend"

	Quit         Action = "quit"
	FocusTime    Action = "focus-time"
	FocusUsers   Action = "focus-users"
	FocusTypes   Action = "focus-types"
	FocusSources Action = "focus-sources"
	FocusEvents  Action = "focus-events"
	FocusDetail  Action = "focus-detail"
	NextPane     Action = "next-pane"
	PreviousPane Action = "previous-pane"
	ZoomPane     Action = "zoom-pane"
	EditFilter   Action = "edit-filter"
	WritesOnly   Action = "writes-only"
	FailuresOnly Action = "failures-only"
	Earlier      Action = "earlier"
	Later        Action = "later"
	WholeWindow  Action = "all-time"
	Undo         Action = "undo"
	Redo         Action = "redo"
	Back         Action = "close"

	Up       Action = "up"
	Down     Action = "down"
	PageUp   Action = "page-up"
	PageDown Action = "page-down"
	First    Action = "first"
	Last     Action = "last"

	BrushLeft     Action = "brush-left"
	BrushRight    Action = "brush-right"
	BrushWiden    Action = "brush-widen"
	BrushNarrow   Action = "brush-narrow"
	TakeBrush     Action = "take-brush"
	ZoomIn        Action = "zoom-in"
	ZoomOut       Action = "zoom-out"
	NextBurst     Action = "next-burst"
	PreviousBurst Action = "previous-burst"

	NarrowValues Action = "narrow-values"
	OnlyValue    Action = "only-value"
	ToggleValue  Action = "toggle-value"
	IncludeValue Action = "include-value"
	ExcludeValue Action = "exclude-value"
	OrderValues  Action = "order-values"

	OpenDetail Action = "open-detail"
	CellLeft   Action = "cell-left"
	CellRight  Action = "cell-right"
	FindText   Action = "find"
	NextSame   Action = "next-same"

	PreviousSame      Action = "previous-same"
	NextInSession     Action = "next-in-session"
	PreviousInSession Action = "previous-in-session"
	ToggleStar        Action = "star"
	SwitchZone        Action = "switch-zone"

	ShowHelp    Action = "help"
	ShowPalette Action = "palette"
	PickTime    Action = "pick-time"
	CopyMenu    Action = "copy"
	PivotMenu   Action = "pivot"
	StepBack    Action = "step-back"
	StepForward Action = "step-forward"

	Expand          Action = "expand"
	Collapse        Action = "collapse"
	ToggleFold      Action = "toggle-fold"
	FoldMore        Action = "fold-more"
	FoldLess        Action = "fold-less"
	NextSibling     Action = "next-sibling"
	PreviousSibling Action = "previous-sibling"
	WholeRecord     Action = "whole-record"
	NextVariant     Action = "next-variant"
	SearchRecord    Action = "search-record"
	NextMatch       Action = "next-match"
	PreviousMatch   Action = "previous-match"
	AcceptSearch    Action = "accept-search"
	CancelSearch    Action = "cancel-search"

	MenuUp     Action = "menu-up"
	MenuDown   Action = "menu-down"
	MenuChoose Action = "menu-choose"
	MenuSwitch Action = "menu-switch"
	MenuClose  Action = "menu-close"

	PickUp       Action = "pick-up"
	PickDown     Action = "pick-down"
	PickPageUp   Action = "pick-page-up"
	PickPageDown Action = "pick-page-down"
	PickChoose   Action = "pick-choose"
	PickClose    Action = "pick-close"

	AcceptFilter Action = "accept-filter"
	CancelFilter Action = "cancel-filter"

	AcceptNarrow Action = "accept-narrow"
	CancelNarrow Action = "cancel-narrow"
	NarrowUp     Action = "narrow-up"
	NarrowDown   Action = "narrow-down"
)
