package detail

import (
	"slices"

	"spoor/ui/jsontree"
)

// mostLines is how many lines of what was asked and answered are unfolded at
// first.
const mostLines = 120

// told are the parts of a record that say what was asked and what was answered,
// in the order in which a person wants them.
var told = []string{
	"requestParameters", "responseElements", "additionalEventData", "serviceEventDetails", "insightDetails",
	"summary", "timeWindow", "addendum", "annotation", "eventContext", "edgeDeviceDetails",
}

// summarised are the parts of a record that the summary tells, or that are dull
// by default. The whole record shows them.
var summarised = map[string]bool{
	"eventVersion": true, "eventTime": true, "eventSource": true, "eventName": true, "awsRegion": true,
	"sourceIPAddress": true, "userAgent": true, "errorCode": true, "errorMessage": true, "requestID": true,
	"eventID": true, "eventId": true, "readOnly": true, "eventType": true, "managementEvent": true,
	"recipientAccountId": true, "accountId": true, "eventCategory": true, "apiVersion": true,
	"sharedEventID": true, "vpcEndpointId": true,
}

// setRoots shows what was asked and answered first, then what the summary does
// not tell, folded; or the whole record as it stands.
func setRoots(t *jsontree.Tree, whole bool) {
	all := t.Children(jsontree.Root)
	t.SetRoots(all)
	if whole || t.Kind(jsontree.Root) != jsontree.Object {
		t.Fit(mostLines)
		return
	}
	var first, rest []jsontree.ID
	for _, name := range told {
		if id := t.Member(jsontree.Root, name); id != jsontree.None && t.Kind(id) != jsontree.Null {
			first = append(first, id)
		}
	}
	t.SetRoots(first)
	t.Fit(mostLines)
	for _, id := range all {
		if name := t.Name(id); !summarised[name] && !slices.Contains(first, id) && t.Kind(id) != jsontree.Null {
			rest = append(rest, id)
			t.FoldAll(id, true)
		}
	}
	t.SetRoots(append(first, rest...))
}
