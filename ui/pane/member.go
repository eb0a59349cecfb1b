package pane

import "spoor/query"

// members are where records have what fields say.
var members = []struct {
	field query.Field
	path  string
}{
	{query.FieldKey, "userIdentity.accessKeyId"}, {query.FieldActor, "userIdentity.arn"}, {query.FieldPrincipal, "userIdentity.principalId"},
	{query.FieldSource, "eventSource"}, {query.FieldEvent, "eventName"}, {query.FieldRegion, "awsRegion"}, {query.FieldIP, "sourceIPAddress"},
	{query.FieldAgent, "userAgent"}, {query.FieldError, "errorCode"}, {query.FieldMessage, "errorMessage"}, {query.FieldAccount, "recipientAccountId"},
	{query.FieldID, "eventID"}, {query.FieldRequest, "requestID"}, {query.FieldShared, "sharedEventID"}, {query.FieldVPCE, "vpcEndpointId"},
	{query.FieldCategory, "eventCategory"}, {query.FieldTLS, "tlsDetails.tlsVersion"},
}

// FieldAt returns the field that says the same as a path into the record.
func FieldAt(path string) (query.Field, bool) {
	for _, m := range members {
		if m.path == path {
			return m.field, true
		}
	}
	return query.FieldNone, false
}

// MemberOf returns the path at which records have what a field says; empty where
// there is none.
func MemberOf(field query.Field) string {
	for _, m := range members {
		if m.field == field {
			return m.path
		}
	}
	return ""
}
