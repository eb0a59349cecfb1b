package ui

import (
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/query"
	"spoor/ui/help"
	"spoor/ui/pane"
)

// saved is a filter with a name.
type saved struct{ name, filter string }

// builtIn are the filters that common investigations begin with. Their event
// names are those of the services' API references; what each does to logging or
// exposure is told in the AWS Security Incident Response Guide and in the user
// guides of the services.
var builtIn = []saved{
	{"changes", "is:write"},
	{"failures", "is:error"},
	{"denied", "is:denied"},
	{"console sign-ins", "event:(ConsoleLogin OR CheckMfa OR SwitchRole)"},
	{"sign-ins without MFA", "event:ConsoleLogin mfa:no"},
	{"new keys and users", "event:(CreateAccessKey OR CreateUser OR CreateLoginProfile OR UpdateLoginProfile OR CreateServiceSpecificCredential)"},
	{"IAM changes", "source:(iam OR sso OR sso-directory OR identitystore) is:write"},
	{"across accounts", "is:crossaccount"},
	{"root", "is:root"},
	{"secrets read", "event:(GetSecretValue OR BatchGetSecretValue OR GetParameter OR GetParameters OR GetParametersByPath OR GetPasswordData)"},
	{"logging touched", "event:(StopLogging OR DeleteTrail OR UpdateTrail OR PutEventSelectors OR PutInsightSelectors" +
		" OR DeleteEventDataStore OR StopEventDataStoreIngestion OR DeleteFlowLogs OR DeleteLogGroup OR DeleteLogStream" +
		" OR PutRetentionPolicy OR StopConfigurationRecorder OR DeleteConfigurationRecorder OR DeleteDeliveryChannel" +
		" OR DeleteDetector OR UpdateDetector OR DisableSecurityHub OR PutBucketLogging)"},
	{"public exposure", "is:write event:(PutBucketAcl OR PutBucketPolicy OR PutObjectAcl OR PutBucketPublicAccessBlock" +
		" OR DeleteBucketPublicAccessBlock OR PutAccountPublicAccessBlock OR DeleteAccountPublicAccessBlock" +
		" OR ModifySnapshotAttribute OR ModifyImageAttribute OR ModifyDBSnapshotAttribute OR ModifyDBClusterSnapshotAttribute" +
		" OR AuthorizeSecurityGroupIngress OR CreateFunctionUrlConfig OR AddPermission* OR SetRepositoryPolicy" +
		" OR UpdateClusterConfig OR PutResourcePolicy)"},
}

// savedQueries returns the user's own filters, then those for an event, then
// the built-in ones.
func (m *Model) savedQueries() []saved {
	var all []saved
	for _, name := range slices.Sorted(maps.Keys(m.options.Queries)) {
		all = append(all, saved{name, m.options.Queries[name]})
	}
	if row := m.events.Row(); row != nil && row.Event.AccessKey != "" {
		all = append(all, saved{"the access key of this event", query.Print(query.ValueTerm(query.FieldKey, row.Event.AccessKey))})
	}
	return append(all, builtIn...)
}

// openSaved opens the list of saved queries, which counts what each would give.
func (m *Model) openSaved() tea.Cmd {
	d := m.listSaved()
	m.dialogs = append(m.dialogs, d)
	return m.count(d, 0)
}

// ask puts a saved query in the place of the filter.
func (m *Model) askSaved(q pane.Ask) tea.Cmd {
	to, err := m.read(q.Text, m.history.now)
	if err != nil {
		return m.say("✗ "+q.Name+": "+event.Clean(err.Error()), true)
	}
	m.focusOn(pane.Events)
	return tea.Batch(m.change(to), m.say(m.withKeys(q.Name+" · {undo} goes back to the filter before"), false))
}

// paletteQueries are the saved queries as the palette lists them.
func (m *Model) paletteQueries() []help.Entry {
	var entries []help.Entry
	for _, s := range m.savedQueries() {
		name := event.Clean(s.name)
		entries = append(entries, help.Entry{Says: "query: " + name, Intent: pane.Ask{Name: name, Text: s.filter}})
	}
	return entries
}
