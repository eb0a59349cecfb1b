package event

import "strings"

// CloudTrail's sizes and marks for what it keeps back (User Guide, record
// contents and quotas; "***" and the object with omitted: true were seen in
// records).
const (
	cutLength     = 1000
	hiddenMark    = "HIDDEN_DUE_TO_SECURITY_REASONS"
	sensitiveMark = "<sensitiveDataRemoved>"
	starsMark     = "***"
)

// isCut reports whether a text was cut at its limit of 1 KB.
func isCut(ev *Event) bool {
	return len(ev.Message) >= cutLength && strings.HasSuffix(ev.Message, "...")
}

// markLengths has a bit for the length of each mark, and of true. Few values
// are that long, so the branch on it is nearly always foreseen.
const markLengths uint64 = 1<<len(hiddenMark) | 1<<len(sensitiveMark) | 1<<len(starsMark) | 1<<len("true")

// leftOut reports whether any value of the record is a mark of something that
// CloudTrail omitted or redacted.
func leftOut(t *tape) bool {
	for i := range t.nodes {
		n := &t.nodes[i]
		if markLengths>>(n.end-n.start)&1 == 0 {
			continue
		}
		switch n.kind {
		case kindTrue:
			if string(t.text[n.key:n.keyEnd]) == "omitted" {
				return true
			}
		case kindString:
			switch string(t.text[n.start:n.end]) {
			case hiddenMark, sensitiveMark, starsMark:
				return true
			}
		}
	}
	return false
}
