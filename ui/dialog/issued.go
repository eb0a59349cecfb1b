package dialog

import (
	"spoor/event"
	"spoor/query"
)

// Where a record says which key its call gave out: one that lasts, or temporary
// credentials.
const (
	issuedLasting   = "responseElements.accessKey.accessKeyId"
	issuedTemporary = "responseElements.credentials.accessKeyId"
)

// issuedIn tells by how the id of a key begins where the call that gave it out
// says so.
var issuedIn = map[string]string{"AKIA": issuedLasting, "ASIA": issuedTemporary}

// addKeys adds what was done with a key that the event gave out, and which call
// gave out the one that it was made with.
func (p *Pivots) addKeys(e *event.Event, record []byte) {
	for _, v := range query.Paths(record) {
		if v.Path != issuedLasting && v.Path != issuedTemporary || v.Value == e.AccessKey {
			continue
		}
		shown := p.names.Beside(query.FieldKey, v.Value)
		p.add("n", "key issued here", shown, pivot{
			filter: query.ValueTerm(query.FieldKey, v.Value), label: "key issued here " + shown, crumb: crumb("key", p.brief(query.FieldKey, v.Value)), leaves: true,
		})
		break // a call gives out one
	}
	if path := issuedIn[e.AccessKey[:min(4, len(e.AccessKey))]]; path != "" {
		shown := p.names.Beside(query.FieldKey, e.AccessKey)
		p.add("w", "issue of this key", shown, pivot{
			filter: query.PathTerm(path, e.AccessKey), label: "issue of " + shown, crumb: crumb("issue of", p.brief(query.FieldKey, e.AccessKey)), leaves: true,
		})
	}
}
