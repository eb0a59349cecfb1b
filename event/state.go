package event

// State says what a reader has to know of a record before trusting it to be whole,
// a phrase for each thing.
func (e *Event) State() []string {
	var says []string
	for _, s := range [...]struct {
		flag Flags
		says string
	}{
		{FlagTruncated, "CloudTrail left out or cut part of it"},
		{FlagAmended, "amended later, see addendum"},
		{FlagPartial, "from a download that leaves fields out"},
		{FlagLocal, "recorded on this machine by spoor"},
	} {
		if e.Flags.Has(s.flag) {
			says = append(says, s.says)
		}
	}
	return says
}
