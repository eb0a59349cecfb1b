package event

import "strings"

// texts are short texts that come again and again: Regions, types, accounts. The
// fields of events that are the same text are then the same memory, so that
// comparing them later touches no record.
type texts [512]string

const shortestText, longestText = 8, 48

// same returns text, or its equal that was met before.
func (t *texts) same(text string) string {
	n := len(text)
	if n < shortestText || n > longestText {
		return text
	}
	h := wordAt(text, 0) ^ wordAt(text, n-8)*0x9e3779b97f4a7c15
	place := &t[(h*0xff51afd7ed558ccd>>32)%uint64(len(t))]
	if *place != text {
		*place = strings.Clone(text)
	}
	return *place
}

// wordAt returns the eight bytes at i.
func wordAt(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// share replaces texts of an event by equals that were met before.
func (t *texts) share(ev *Event) {
	for _, s := range [...]*string{&ev.Region, &ev.Account, &ev.Category, &ev.Type, &ev.TLS, &ev.Error} {
		*s = t.same(*s)
	}
}
