package query

import (
	"strings"

	"spoor/event"
)

// FlagInfo describes a flag.
type FlagInfo struct {
	Flag    FlagName
	Name    string
	Aliases []string
	Means   string
}

// FlagNames returns the flags of the language in the order help shows them.
func FlagNames() []FlagInfo { return append([]FlagInfo(nil), flags...) }

var flags = []FlagInfo{
	{FlagWrite, "write", nil, "changed something, by the record's readOnly"},
	{FlagRead, "read", nil, "only read, by the record's readOnly"},
	{FlagError, "error", []string{"failed", "failure"}, "failed: an error code, an error message, or a failed sign-in"},
	{FlagDenied, "denied", nil, "failed for want of permission"},
	{FlagRoot, "root", nil, "made by the account's root user"},
	{FlagConsole, "console", nil, "made through the AWS console"},
	{FlagService, "service", nil, "made by an AWS service"},
	{FlagCrossAccount, "crossaccount", []string{"cross-account"}, "the caller's account is not the log's"},
	{FlagMarked, "marked", []string{"starred"}, "carries a star, a tag or a note"},
	{FlagTruncated, "truncated", nil, "the record was cut, redacted, left out in part, or amended later"},
	{FlagPartial, "partial", nil, "came from an input that lacks fields, such as a CSV download"},
	{FlagVariant, "variant", []string{"variants"}, "held in several differing versions"},
	{FlagLocal, "local", nil, "recorded on this machine, not by AWS"},
}

var (
	flagInfos  [flagCount]*FlagInfo
	flagByName = map[string]FlagName{}
)

func init() {
	for i := range flags {
		info := &flags[i]
		flagInfos[info.Flag] = info
		flagByName[info.Name] = info.Flag
		for _, alias := range info.Aliases {
			flagByName[alias] = info.Flag
		}
	}
}

// flagNamed returns the flag of that name or alias, ignoring case.
func flagNamed(name string) (FlagName, bool) {
	f, ok := flagByName[strings.ToLower(name)]
	return f, ok
}

// String returns the flag's name, as after is:.
func (f FlagName) String() string {
	if int(f) < len(flagInfos) && flagInfos[f] != nil {
		return flagInfos[f].Name
	}
	return ""
}

// EventFlags returns the flags of an event any of which makes f hold, or 0 when
// f is known only to the cache (FlagMarked, FlagVariant).
func (f FlagName) EventFlags() event.Flags {
	switch f {
	case FlagWrite:
		return event.FlagWrite
	case FlagRead:
		return event.FlagRead
	case FlagError:
		return event.FlagFailed
	case FlagDenied:
		return event.FlagDenied
	case FlagRoot:
		return event.FlagRoot
	case FlagConsole:
		return event.FlagConsole
	case FlagService:
		return event.FlagService
	case FlagCrossAccount:
		return event.FlagCrossAccount
	case FlagTruncated:
		return event.FlagTruncated | event.FlagAmended
	case FlagPartial:
		return event.FlagPartial
	case FlagLocal:
		return event.FlagLocal
	}
	return 0
}

// holds reports whether s has the property.
func (f FlagName) holds(s Subject) bool {
	switch f {
	case FlagMarked:
		return s.Facts.Marked
	case FlagVariant:
		return s.Facts.Variant
	}
	return s.Event.Flags&f.EventFlags() != 0
}
