package event

import "strings"

// verb says what kind of act an event was. What a record is counts before what
// it says: sign-ins, acts of a service in its own name, Insights and network
// activity are kinds of their own. For the rest readOnly decides between read
// and write, and where it is missing the first word of the event's name.
func verb(r *record, ev *Event) Verb {
	switch {
	case ev.Category == "Insight":
		return VerbInsight
	case ev.Category == "NetworkActivity":
		return VerbNetwork
	case isSignIn(ev):
		return VerbSignIn
	case ev.Type == "AwsServiceEvent":
		return VerbService
	}
	readOnly, known := r.isReadOnly()
	switch {
	case known && readOnly:
		return VerbRead
	case r.call.destroys:
		return VerbDelete
	case known:
		return VerbWrite
	}
	return r.call.byName
}

func isSignIn(ev *Event) bool {
	switch ev.Source {
	case "signin.amazonaws.com":
		return true
	case "sso.amazonaws.com":
		return ev.Name == "Authenticate" || ev.Name == "Federate"
	}
	return ev.Type == "AwsConsoleSignIn"
}

// isReadOnly is the record's own readOnly, else the envelope's.
func (r *record) isReadOnly() (readOnly, known bool) {
	switch {
	case r.readOnly.isTrue():
		return true, true
	case r.readOnly.isFalse():
		return false, true
	case r.env != nil && strings.EqualFold(r.env.ReadOnly, "true"):
		return true, true
	case r.env != nil && strings.EqualFold(r.env.ReadOnly, "false"):
		return false, true
	}
	return false, false
}

// readOrWrite sets FlagRead and FlagWrite.
func (r *record) readOrWrite(ev *Event) {
	readOnly, known := r.isReadOnly()
	switch {
	case known && readOnly, !known && ev.Verb == VerbRead:
		ev.Flags |= FlagRead
	case known, ev.Verb == VerbWrite, ev.Verb == VerbDelete:
		ev.Flags |= FlagWrite
	}
}

// destructive are first words of names whose calls take away something that
// then no longer is there or no longer works. Disassociate, Cancel and Untag
// are not among them: they are the daily bread of every deployment.
var destructive = words("Delete Terminate Remove Detach Deregister Revoke Disable Stop Destroy Purge " +
	"Deactivate Erase Release Close Leave Suspend Uninstall Expire")

// harmless begin like the destructive ones, but end a piece of work or take
// away a label.
var harmless = []string{
	"DeleteMessage", "DeleteTags", "DeleteTagging", "RemoveTags", "StopQuery", "StopQueryExecution",
	"DeleteObjectTagging", "DeleteBucketTagging", "StopBuild", "StopSession", "TerminateSession",
}

// destroys reports whether the name is that of a destructive call.
func destroys(name string) bool {
	if name == "ScheduleKeyDeletion" || name == "DisableKey" {
		return true
	}
	rest := name
	for _, w := range []string{"Batch", "Bulk", "Admin", "Force", "Global"} {
		if r, ok := strings.CutPrefix(rest, w); ok && r != "" {
			rest = r
			break
		}
	}
	if !destructive[firstWord(rest)] {
		return false
	}
	for _, h := range harmless {
		if strings.HasPrefix(rest, h) {
			return false
		}
	}
	return true
}

var reading = words("Assume Get List Describe Head Lookup Search Query Scan Select Check Simulate Validate View " +
	"Preview Verify Download Estimate Discover Filter Retrieve Read Test Is Has Detect Count Peek Poll")

var writing = words("Abort Accept Activate Add Allocate Apply Assign Associate Attach Authorize Cancel Change " +
	"Complete Confirm Copy Create Decline Disassociate Enable Exit Grant Import Initiate Install Invite Invoke Merge " +
	"Modify Move Promote Provision Publish Purchase Put Reboot Rebuild Register Reject Renew Replace Request Reset " +
	"Resize Restart Restore Resume Resync Rotate Run Schedule Send Set Share Start Submit Subscribe Tag Transfer " +
	"Unassign Unsubscribe Untag Update Upgrade Upload Write")

func verbByName(name string) Verb {
	word := firstWord(name)
	if word == "Batch" || word == "Admin" {
		word = firstWord(name[len(word):])
	}
	switch {
	case reading[word]:
		return VerbRead
	case writing[word]:
		return VerbWrite
	}
	return VerbUnknown
}

// firstWord is the first word of a name in camel case.
func firstWord(name string) string {
	for i := 1; i < len(name); i++ {
		if c := name[i]; c-'a' >= 26 {
			return name[:i]
		}
	}
	return name
}

func words(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}
