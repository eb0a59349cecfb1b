package endtoend

import "spoor/keymap"

// act is how an action is tried: the script that brings the screen to where it
// can be used, what is pressed after the action's own key to make its effect
// plain, what the screen shows then, and what it no longer shows.
//
// A script is keys parted by spaces. type: types a text and wait: waits until
// the screen shows one, both with _ for a space.
type act struct {
	before, then string
	want         []string
	gone         string
}

// denials is a filter under which events of the intrusion come in runs.
const denials = "f type:user:backup-svc_is:error enter wait:84_of"

// saved opens the saved queries on one of the user's own.
const saved = "W wait:4,245_of S type:mine enter Q wait:▌_•_mine"

// The screen opens on Events, with the newest of the demo's 24,874 events of a
// week under the cursor.
var acts = map[keymap.Action]act{
	keymap.EditFilter:   {want: []string{"enter apply", "esc cancel"}},
	keymap.SwitchParts:  {before: "W wait:❯_is:write", want: []string{"Parts of the filter", "space switches"}},
	keymap.WritesOnly:   {want: []string{"❯ is:write", "4,245 of 49,089"}},
	keymap.FailuresOnly: {want: []string{"❯ is:error", "319 of 49,089"}},
	keymap.Earlier:      {want: []string{"6 Nov 00:00 – 13 Nov 00:00", "24,215 of"}},
	keymap.Later:        {before: "< wait:24,215_of", want: []string{"13 Nov 00:00 – 20 Nov 00:00", "24,874 of"}},
	keymap.PickTime:     {want: []string{"╭─ Time", "yesterday 3pm"}},
	keymap.SwitchZone:   {want: []string{"times are in CET"}},
	keymap.WholeWindow:  {want: []string{"6 Nov 00:00 – 20 Nov 00:00", " 49,089 events"}},
	keymap.ExportEvents: {want: []string{"╭─ Export", "all of the answer: 24,874 events"}},
	keymap.SavedQueries: {want: []string{"╭─ Saved queries", "the access key of this event"}},
	keymap.ListMarks:    {before: "m wait:★", want: []string{"1 marked event"}},
	keymap.Undo:         {before: "W wait:❯_is:write", want: []string{"no filter", "24,874 of"}},
	keymap.Redo:         {before: "W wait:❯_is:write u wait:no_filter", want: []string{"❯ is:write", "4,245 of"}},
	keymap.StepBack:     {before: "p wait:access_key a wait:❯_key:ASIA", want: []string{"no filter", "24,874 of"}},
	keymap.StepForward:  {before: "p wait:access_key a wait:❯_key:ASIA [ wait:no_filter", want: []string{"❯ key:ASIA"}},
	keymap.ZoomPane:     {want: []string{"╭ 5 Events"}, gone: "2 Users"},
	keymap.NextPane:     {want: []string{"space fold"}},
	keymap.PreviousPane: {want: []string{"s order"}},
	keymap.FocusTime:    {want: []string{"H widen"}},
	keymap.FocusUsers:   {want: []string{"▌  collector"}},
	keymap.FocusTypes:   {want: []string{"▌  (none)"}},
	keymap.FocusSources: {want: []string{"▌  ec2"}},
	keymap.FocusEvents:  {before: "1 wait:H_widen", want: []string{"enter detail"}},
	keymap.FocusDetail:  {want: []string{"▌actor"}},
	keymap.ShowPalette:  {want: []string{"╭─ Every action"}},
	keymap.ShowHelp:     {want: []string{"╭─ What works here"}},
	keymap.Back:         {before: "z", want: []string{"2 Users"}},

	keymap.Down:         {want: []string{"2 / 24,874"}},
	keymap.Up:           {before: "j wait:2_/_24,874", want: []string{" 1 / 24,874"}},
	keymap.PageDown:     {gone: " 1 / 24,874"},
	keymap.PageUp:       {before: "ctrl+d", want: []string{" 1 / 24,874"}},
	keymap.First:        {before: "G wait:24,874_/_24,874", want: []string{" 1 / 24,874"}},
	keymap.Last:         {want: []string{"24,874 / 24,874"}},
	keymap.IncludeValue: {before: "2", want: []string{"❯ user:collector", "3,278 of"}},
	keymap.ExcludeValue: {before: "2", want: []string{"❯ -user:collector", "21,596 of"}},

	keymap.BrushLeft:     {before: "1", want: []string{"685 events"}},
	keymap.BrushRight:    {before: "1", want: []string{"653 events"}},
	keymap.BrushWiden:    {before: "1 h wait:685_events", want: []string{"brush 8 h 36 min"}},
	keymap.BrushNarrow:   {before: "1 h wait:685_events H wait:8_h_36", want: []string{"brush 5 h 44 min"}},
	keymap.TakeBrush:     {before: "1 n wait:815_events", want: []string{"16 Nov 02:32 – 03:58", "815 of"}},
	keymap.ZoomIn:        {before: "1", want: []string{"3 d 12 h"}},
	keymap.ZoomOut:       {before: "1", want: []string{"9 Nov 12:00 – 23 Nov 12:00"}},
	keymap.NextBurst:     {before: "1", want: []string{"brush 1 h 26 min · 815 events"}},
	keymap.PreviousBurst: {before: "1", want: []string{"brush 1 h 26 min · 815 events"}},

	keymap.OnlyValue:    {before: "2", want: []string{"❯ user:collector", "3,278 of"}},
	keymap.ToggleValue:  {before: "2", then: "j space", want: []string{"user:(collector OR Config)"}},
	keymap.NarrowValues: {before: "2", want: []string{"575 / 575", "/ letters of a user"}},
	keymap.OrderValues:  {before: "2", want: []string{"2 Users · rarity"}},
	keymap.ChooseFacet:  {before: "2", want: []string{"╭─ Show here", "Resource types"}},

	keymap.PivotMenu:     {want: []string{"Everything with the same"}},
	keymap.CopyMenu:      {want: []string{"╭─ Copy", "event id"}},
	keymap.ToggleStar:    {want: []string{"★"}},
	keymap.EditNote:      {want: []string{"Note on", "what is to be remembered"}},
	keymap.NextMatch:     {before: "/ type:CreateAccessKey enter wait:5,601_/", want: []string{"15,744 / 24,874"}},
	keymap.PreviousMatch: {before: "/ type:CreateAccessKey enter wait:5,601_/ n wait:15,744_/", want: []string{"5,601 / 24,874"}},

	keymap.OpenDetail:        {want: []string{"▌actor"}},
	keymap.CellRight:         {then: "s", want: []string{"user ↑"}},
	keymap.CellLeft:          {before: "l l", then: "s", want: []string{"user ↑"}},
	keymap.FindText:          {want: []string{"/ text, or a filter"}},
	keymap.SelectEvent:       {want: []string{"● 1 selected"}},
	keymap.SelectRange:       {want: []string{"v selects what lies between"}},
	keymap.CompareEvents:     {before: "space space wait:2_selected", want: []string{"2 events side by side"}},
	keymap.SortEvents:        {before: "l", want: []string{"user ↑"}},
	keymap.ChooseColumns:     {want: []string{"╭─ Columns", "● user"}},
	keymap.NextSame:          {before: "l", want: []string{"2 / 24,874"}},
	keymap.PreviousSame:      {before: "l * wait:2_/_24,874", want: []string{" 1 / 24,874"}},
	keymap.NextInSession:     {want: []string{"2 / 24,874"}},
	keymap.PreviousInSession: {before: "o wait:2_/_24,874", want: []string{" 1 / 24,874"}},

	keymap.Expand:          {before: "6 R wait:6_Record j h wait:▌▸_userIdentity", want: []string{"▌▾ userIdentity", "principalId"}},
	keymap.Collapse:        {before: "6 R wait:6_Record j wait:▌▾_userIdentity", want: []string{"▌▸ userIdentity"}},
	keymap.ToggleFold:      {before: "6 R wait:6_Record j wait:▌▾_userIdentity", want: []string{"▌▸ userIdentity"}},
	keymap.FoldMore:        {before: "6 R wait:6_Record", want: []string{"▸ sessionIssuer"}},
	keymap.FoldLess:        {before: "6 R wait:6_Record , wait:▸_sessionIssuer", want: []string{"▾ sessionIssuer"}},
	keymap.NextSibling:     {before: "6 R wait:6_Record j wait:▌▾_userIdentity", want: []string{"▌  eventTime"}},
	keymap.PreviousSibling: {before: "6 R wait:6_Record j wait:▌▾_userIdentity J wait:▌__eventTime", want: []string{"▌▾ userIdentity"}},
	keymap.WholeRecord:     {before: "6", want: []string{"6 Record", "eventVersion"}},
	keymap.NextVariant:     {before: "6", want: []string{"the only record under this id"}},
	keymap.SearchRecord:    {before: "6", want: []string{"/search names and values"}},

	keymap.AcceptFilter: {before: "f type:is:write_source:iam", want: []string{"❯ is:write source:iam", "enter detail"}},
	keymap.CancelFilter: {before: "f type:is:write", want: []string{"no filter", "24,874 of"}},
	keymap.AcceptNarrow: {before: "2 / type:mallory", want: []string{"❯ user:mallory", "326 of"}},
	keymap.CancelNarrow: {before: "2 / type:mallory wait:1_/_575", want: []string{"▌  collector"}},
	keymap.NarrowDown:   {before: "2 / type:ali wait:▌__alice", gone: "▌  alice"},
	keymap.NarrowUp:     {before: "2 / type:a wait:▌__alice down", want: []string{"▌  alice"}},
	keymap.AcceptSearch: {before: "/ type:CreateAccessKey", want: []string{"5,601 / 24,874"}},
	keymap.CancelSearch: {before: "/ type:CreateAccessKey", want: []string{"enter detail"}},

	keymap.MenuDown:   {before: "y wait:▌_y_event_id", want: []string{"▌ u user name"}},
	keymap.MenuUp:     {before: "y wait:▌_y_event_id j wait:▌_u_user_name", want: []string{"▌ y event id"}},
	keymap.MenuChoose: {before: "y wait:▌_y_event_id", want: []string{"to the clipboard"}},
	keymap.MenuSwitch: {before: "p wait:in_all_of_the_time", want: []string{"in this window"}},
	keymap.MenuClose:  {before: "y wait:╭─_Copy", gone: "╭─ Copy"},

	keymap.SwitchPart: {before: "W wait:❯_is:write F wait:●_is:write", want: []string{"24,874 of"}},
	keymap.DropPart:   {before: "W wait:❯_is:write F wait:●_is:write", want: []string{"no filter", "24,874 of"}},

	keymap.PickDown:     {before: ": wait:▌_ctrl+c", want: []string{"▌ ctrl+z"}},
	keymap.PickUp:       {before: ": wait:▌_ctrl+c down wait:▌_ctrl+z", want: []string{"▌ ctrl+c"}},
	keymap.PickPageDown: {before: ": wait:▌_ctrl+c", gone: "▌ ctrl+c"},
	keymap.PickPageUp:   {before: ": wait:▌_ctrl+c pgdown", then: "pgup pgup", want: []string{"▌ ctrl+c"}},
	keymap.PickChoose:   {before: ": type:write_a_note", want: []string{"Note on"}},
	keymap.PickClose:    {before: ": wait:╭─_Every", gone: "╭─ Every"},

	keymap.ListValues:      {before: "6 / type:path enter wait:▌____path", want: []string{"├ 4 path", "the values of requestParameters.path", "/prod/web/settings"}},
	keymap.ShowColumn:      {before: "6 / type:path enter wait:▌____path", want: []string{"requestParameters.path is a column of Events"}},
	keymap.AddToList:       {before: "C wait:▌_●_user", want: []string{"╭─ Column of a field, or of a path into the record"}},
	keymap.CompareFirst:    {before: "space j space wait:2_selected D wait:side_by_side ctrl+d wait:▌≠_resources[0].type", gone: "▌≠ resources[0].type"},
	keymap.CompareLast:     {before: "space j space wait:2_selected D wait:side_by_side", want: []string{"▌≠ tlsDetails.clie"}},
	keymap.ShowOrHide:      {before: "C wait:▌_●_user", want: []string{"▌   user"}},
	keymap.MoveUp:          {before: "C wait:▌_●_user j wait:▌_●_event", then: "esc", want: []string{"time (UTC)       event"}},
	keymap.MoveDown:        {before: "C wait:▌_●_user", want: []string{"▌ ● user"}},
	keymap.ComparePageDown: {before: "space j space wait:2_selected D wait:side_by_side", want: []string{"▌≠ resources[0].type"}},
	keymap.ComparePageUp:   {before: "space j space wait:2_selected D wait:side_by_side ctrl+d wait:▌≠_resources[0].type", gone: "▌≠ resources[0].type"},

	keymap.FoldRuns:  {before: denials, want: []string{"×63", "×11"}},
	keymap.ToggleRun: {before: denials + " X wait:×63 j j j j wait:63_alike", want: []string{"┌"}, gone: "×63"},

	keymap.SaveQuery:   {before: "W wait:4,245_of", want: []string{"mine"}, then: "type:mine enter Q wait:•_mine"},
	keymap.RenameQuery: {before: saved, then: "ctrl+u type:ours enter", want: []string{"ours"}},
	keymap.DeleteQuery: {before: saved, then: "wait:Delete_the_query_mine? y", gone: "• mine"},
	keymap.NameValue:   {want: []string{"Give a name to", "account"}},

	keymap.AcceptNote: {before: "c wait:Note_on type:seen_before", want: []string{"seen before"}, gone: "Note on"},
	keymap.BreakLine:  {before: "c wait:Note_on type:first", then: "type:second", want: []string{"first", "second"}},
	keymap.CloseNote:  {before: "c wait:Note_on type:seen_before", gone: "Note on"},

	keymap.NarrowColumn: {before: "l l", want: []string{"cells wide; |"}},
	keymap.WidenColumn:  {before: "l l", want: []string{"cells wide; |"}},
	keymap.FitColumn:    {before: "l l } wait:cells_wide", want: []string{"as wide as there is room"}},
	keymap.SwitchMouse:  {want: []string{"the mouse works here"}},

	keymap.Fetch:          {want: []string{"no AWS credentials", "aws configure"}},
	keymap.Follow:         {want: []string{"● following"}},
	keymap.ShowNews:       {want: []string{"nothing new has come in"}},
	keymap.CompleteFilter: {before: "f type:is:wri wait:changed_something", want: []string{"❯ is:write"}},
	keymap.FilterDown:     {before: "f type:is:de wait:denied", then: "enter enter", want: []string{"❯ is:denied"}},
	keymap.FilterUp:       {before: "f type:is:write enter wait:4,245_of f ctrl+u", want: []string{"❯ is:write"}},
	keymap.SearchTyped:    {before: "f type:is:write enter wait:4,245_of f", want: []string{"╭─ Filters typed before"}},
}
