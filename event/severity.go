package event

// severity says how much an event asks to be looked at.
//
// Danger: a write that failed (a dry run did not), a destructive act, logging
// or detection switched off, the root user acting itself (what AWS does in
// root's name is not, as in the CIS benchmark's alarm). Attention: writes,
// sign-ins, cross-account acts, reads of secrets, Insights. Quiet: reads by
// services, and the bookkeeping that agents and services write all day about
// themselves. Normal: the rest.
func severity(r *record, ev *Event) Severity {
	changes := ev.Verb == VerbWrite || ev.Verb == VerbDelete
	switch {
	case ev.Flags.Has(FlagRoot) && ev.InvokedBy == "" && ev.Type != "AwsServiceEvent",
		changes && ev.Failed() && !isDryRun(ev.Error),
		changes && r.call.blinds:
		return Danger
	case isDryRun(ev.Error) && changes:
		return Attention
	case ev.Verb == VerbDelete:
		return Danger
	case changes && r.call.keepsBooks:
		return Quiet
	case changes, ev.Verb == VerbSignIn, ev.Verb == VerbInsight,
		ev.Flags.Has(FlagCrossAccount), r.call.usedElsewhere, readsSecret(r, ev):
		return Attention
	case ev.Verb == VerbRead && ev.Flags.Has(FlagService):
		return Quiet
	}
	return Normal
}

// calls makes a set of "service: Name Name …" lines.
func calls(lines map[string]string) map[call]bool {
	set := map[call]bool{}
	for source, names := range lines {
		for name := range words(names) {
			set[call{source + ".amazonaws.com", name}] = true
		}
	}
	return set
}

// blinds are the calls that switch off, narrow or throw away what watches over
// an account. Most that begin with Delete are destructive anyway.
var blinds = calls(map[string]string{
	"cloudtrail": "StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors " +
		"DeleteEventDataStore UpdateEventDataStore StopEventDataStoreIngestion DeregisterOrganizationDelegatedAdmin",
	"config": "StopConfigurationRecorder DeleteConfigurationRecorder PutConfigurationRecorder " +
		"DeleteDeliveryChannel DeleteConfigRule DeleteConfigurationAggregator",
	"guardduty": "DeleteDetector UpdateDetector DeleteMembers DisassociateMembers StopMonitoringMembers " +
		"DisassociateFromMasterAccount DisassociateFromAdministratorAccount CreateIPSet UpdateIPSet " +
		"CreateFilter ArchiveFindings DeletePublishingDestination",
	"securityhub": "DisableSecurityHub BatchDisableStandards DisassociateMembers DeleteMembers " +
		"DisassociateFromMasterAccount DisassociateFromAdministratorAccount UpdateStandardsControl",
	"macie2":          "DisableMacie DisassociateFromMasterAccount DisassociateFromAdministratorAccount",
	"inspector2":      "Disable DisassociateMember",
	"detective":       "DeleteGraph DeleteMembers DisassociateMembership",
	"access-analyzer": "DeleteAnalyzer CreateArchiveRule",
	"ec2":             "DeleteFlowLogs",
	"logs": "DeleteLogGroup DeleteLogStream DeleteDestination DeleteSubscriptionFilter " +
		"DeleteMetricFilter PutRetentionPolicy",
	"monitoring":      "DeleteAlarms DisableAlarmActions",
	"events":          "DisableRule DeleteRule RemoveTargets",
	"s3":              "PutBucketLogging",
	"route53resolver": "DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig",
	"wafv2":           "DeleteLoggingConfiguration",
	"waf":             "DeleteLoggingConfiguration",
	"waf-regional":    "DeleteLoggingConfiguration",
	"organizations":   "LeaveOrganization DisableAWSServiceAccess DeregisterDelegatedAdministrator DetachPolicy",
})

// bookkeeping are the writes by which agents, services and build tools report
// or carry on with what they already do. They grant, create and open nothing,
// and where they occur they occur by the thousand.
var bookkeeping = calls(map[string]string{
	"ssm": "UpdateInstanceInformation UpdateInstanceAssociationStatus UpdateAssociationStatus " +
		"PutInventory PutComplianceItems PutConfigurePackageResult",
	"logs":           "CreateLogStream",
	"config":         "PutEvaluations",
	"trustedadvisor": "RefreshCheck",
	"support":        "RefreshTrustedAdvisorCheck",
	"securityhub":    "BatchImportFindings",
	"ecr":            "InitiateLayerUpload UploadLayerPart CompleteLayerUpload",
	"ecs":            "SubmitContainerStateChange SubmitTaskStateChange SubmitAttachmentStateChanges",
	"autoscaling":    "RecordLifecycleActionHeartbeat",
	"states":         "SendTaskHeartbeat",
	"codepipeline":   "PollForJobs AcknowledgeJob",
})

// elsewhere are what AWS reports of another account that uses what this one shares
// with it: the record is this account's and does not name the other.
var elsewhere = calls(map[string]string{
	"ec2": "SharedSnapshotVolumeCreated SharedSnapshotCopyInitiated",
})

// secrets are the calls that hand out a secret or credentials, without those
// that every program makes all day (AssumeRole, GetAuthorizationToken of ECR).
var secrets = calls(map[string]string{
	"secretsmanager":      "GetSecretValue BatchGetSecretValue",
	"ec2":                 "GetPasswordData",
	"sts":                 "GetFederationToken GetSessionToken AssumeRoot",
	"redshift":            "GetClusterCredentials GetClusterCredentialsWithIAM",
	"lightsail":           "DownloadDefaultKeyPair GetInstanceAccessDetails GetRelationalDatabaseMasterUserPassword",
	"acm":                 "ExportCertificate",
	"cognito-idp":         "DescribeUserPoolClient",
	"workmail":            "GetImpersonationRole",
	"redshift-serverless": "GetCredentials",
})

// readsSecret reports whether the call handed out a secret in the clear.
func readsSecret(r *record, ev *Event) bool {
	if r.call.handsOut {
		return true
	}
	switch ev.Source {
	case "ssm.amazonaws.com":
		switch ev.Name {
		case "GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory":
			return r.request.get("withDecryption").isTrue()
		}
	case "apigateway.amazonaws.com":
		return ev.Name == "GetApiKey" && r.request.get("includeValue").isTrue() ||
			ev.Name == "GetApiKeys" && r.request.get("includeValues").isTrue()
	case "kms.amazonaws.com":
		// Programs and services decrypt all day; a person seldom has to.
		return ev.Name == "Decrypt" && !ev.Flags.Has(FlagService) &&
			(ev.Origin == OriginConsole || ev.Origin == OriginCLI || ev.Origin == OriginBrowser)
	}
	return false
}
