package event

import "strings"

// call is an API call: service and name.
type call struct{ source, name string }

// callFacts is what follows from an event's source and name alone. Records
// repeat a few hundred calls, so a decoder works it out once for each.
type callFacts struct {
	call
	// request and response are the target rules that fit, nil for none.
	request, response *ruleTree
	// byName is what the name says the call does, if readOnly does not.
	byName                                 Verb
	destroys, blinds, keepsBooks, handsOut bool
	usedElsewhere                          bool
}

// maxCalls bounds what a decoder remembers, as a hostile file may hold any
// number of names.
const maxCalls = 8192

func (d *Decoder) factsOf(source, name string) *callFacts {
	if facts, ok := d.calls[call{source, name}]; ok {
		return facts
	}
	if d.calls == nil || len(d.calls) >= maxCalls {
		d.calls = map[call]*callFacts{}
	}
	c := call{strings.Clone(source), strings.Clone(name)}
	facts := &callFacts{
		call:       c,
		byName:     verbByName(c.name),
		destroys:   destroys(c.name),
		blinds:     blinds[c],
		keepsBooks: bookkeeping[c],
		handsOut:   secrets[c],

		usedElsewhere: elsewhere[c],
	}
	facts.request, facts.response = rulesFor(c.source, c.name)
	d.calls[c] = facts
	return facts
}
