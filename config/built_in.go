package config

import (
	"maps"
	"slices"
)

// NamedQuery is a filter with a name.
type NamedQuery struct{ Name, Filter string }

// NamedQueries returns the user's own filters, given by their names, in order of
// these.
func NamedQueries(own map[string]string) []NamedQuery {
	var all []NamedQuery
	for _, name := range slices.Sorted(maps.Keys(own)) {
		all = append(all, NamedQuery{name, own[name]})
	}
	return all
}

// BuiltIn returns the filters that common investigations begin with. Their event
// names are those of the services' API references; what each does to logging or
// exposure is told in the AWS Security Incident Response Guide and in the user
// guides of the services.
func BuiltIn() []NamedQuery {
	return []NamedQuery{
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
}
