package event_test

import (
	"strings"
	"testing"

	"spoor/event"
)

func TestTheUserIsNamedAsEventHistoryNamesIt(t *testing.T) {
	for _, c := range []struct{ identity, extra, user, role string }{
		{`{"type":"Root","userName":"acme-alias","arn":"arn:aws:iam::1:root"}`, `null`, "root", ""},
		{`{"arn":"arn:aws:iam::1:root"}`, `null`, "root", ""},
		{`{"type":"IAMUser","userName":"sam"}`, `null`, "sam", ""},
		{`{"type":"IAMUser","arn":"arn:aws:iam::1:user/ops/sam"}`, `null`, "sam", ""},
		{`{"userName":"sam","principalId":"AIDA1"}`, `null`, "sam", ""},
		{`{"type":"IAMUser","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}`, `null`, "HIDDEN_DUE_TO_SECURITY_REASONS", ""},
		{`{"type":"AssumedRole","principalId":"AROA1:i-0abc","sessionContext":{"sessionIssuer":{"type":"Role","userName":"web"}}}`, `null`, "i-0abc", "web"},
		{`{"type":"AssumedRole","principalId":"AROA1:dana@acme.example","arn":"arn:aws:sts::1:assumed-role/admin/dana@acme.example"}`, `null`, "dana@acme.example", "admin"},
		{`{"type":"AssumedRole","principalId":"AROA1","arn":"arn:aws:sts::1:assumed-role/admin/dana"}`, `null`, "dana", "admin"},
		{`{"arn":"arn:aws-us-gov:sts::1:assumed-role/admin/dana","sessionContext":{"sessionIssuer":{}}}`, `null`, "dana", "admin"},
		{`{"type":"FederatedUser","principalId":"1:bob","sessionContext":{"sessionIssuer":{"type":"IAMUser","userName":"sam"}}}`, `null`, "bob", ""},
		{`{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}`, `null`, "", ""},
		{`{"invokedBy":"ec2.amazonaws.com"}`, `null`, "", ""},
		{`{"type":"AWSAccount","principalId":"AIDA9","accountId":"2"}`, `null`, "", ""},
		{`{"type":"Role","userName":"batch"}`, `null`, "batch", "batch"},
		{`{"type":"SAMLUser","userName":"dana@acme","principalId":"x:y"}`, `null`, "dana@acme", ""},
		{`{"type":"WebIdentityUser","userName":"runner"}`, `null`, "runner", ""},
		{`{"type":"IdentityCenterUser","onBehalfOf":{"userId":"9468"}}`, `{"userName":"dana"}`, "dana", ""},
		{`{"type":"IdentityCenterUser","onBehalfOf":{"userId":"9468"}}`, `null`, "9468", ""},
		{`{"type":"Unknown"}`, `null`, "", ""},
		{`null`, `null`, "", ""},
	} {
		ev := decode(t, record(`"userIdentity":`+c.identity+`,"additionalEventData":`+c.extra))
		if ev.User != c.user || ev.Role != c.role {
			t.Errorf("%s: user %q, role %q; want %q, %q", c.identity, ev.User, ev.Role, c.user, c.role)
		}
	}
}

func TestASessionIsThePrincipalAndItsBeginningElseTheKey(t *testing.T) {
	for identity, want := range map[string]string{
		`{"principalId":"A:b","accessKeyId":"ASIA1","sessionContext":{"attributes":{"creationDate":"20260203T040506Z"}}}`: "A:b 20260203T040506Z",
		`{"principalId":"A:b","accessKeyId":"AKIA1"}`: "AKIA1",
		`{"principalId":"A:b"}`:                       "",
	} {
		if ev := decode(t, record(`"userIdentity":`+identity)); ev.Session != want {
			t.Errorf("%s: session %q, want %q", identity, ev.Session, want)
		}
	}
}

// verdict is what is derived of what an event does and how it matters.
type verdict struct {
	verb     event.Verb
	severity event.Severity
}

func TestVerbAndSeverity(t *testing.T) {
	for _, c := range []struct {
		source, name, members string
		want                  verdict
	}{
		{"ec2", "DescribeInstances", `"readOnly":true`, verdict{event.VerbRead, event.Normal}},
		{"ec2", "DescribeInstances", `"readOnly":true,"errorCode":"Client.UnauthorizedOperation"`, verdict{event.VerbRead, event.Normal}},
		{"ec2", "DescribeInstances", `"readOnly":true,"userIdentity":{"type":"AssumedRole","invokedBy":"autoscaling.amazonaws.com"}`, verdict{event.VerbRead, event.Quiet}},
		{"ec2", "DescribeInstances", `"readOnly":true,"userIdentity":{"type":"IAMUser","invokedBy":"signin.amazonaws.com"}`, verdict{event.VerbRead, event.Normal}},
		{"ec2", "DescribeInstances", `"readOnly":true,"userIdentity":{"type":"Root"}`, verdict{event.VerbRead, event.Danger}},
		{"ec2", "DescribeInstances", `"readOnly":true,"userIdentity":{"type":"Root","invokedBy":"autoscaling.amazonaws.com"}`, verdict{event.VerbRead, event.Quiet}},
		{"s3", "GetObject", `"readOnly":true,"userIdentity":{"type":"AWSAccount","accountId":"2"},"recipientAccountId":"1"`, verdict{event.VerbRead, event.Attention}},
		{"ec2", "RunInstances", `"readOnly":false`, verdict{event.VerbWrite, event.Attention}},
		{"ec2", "RunInstances", `"readOnly":false,"errorCode":"Client.VcpuLimitExceeded"`, verdict{event.VerbWrite, event.Danger}},
		{"ec2", "RunInstances", `"readOnly":false,"errorCode":"Client.DryRunOperation","errorMessage":"Request would have succeeded, but DryRun flag is set."`, verdict{event.VerbWrite, event.Attention}},
		{"ec2", "TerminateInstances", `"readOnly":false`, verdict{event.VerbDelete, event.Danger}},
		{"ec2", "TerminateInstances", `"readOnly":false,"errorCode":"Client.DryRunOperation"`, verdict{event.VerbDelete, event.Attention}},
		{"ec2", "DeleteTags", `"readOnly":false`, verdict{event.VerbWrite, event.Attention}},
		{"sqs", "DeleteMessage", `"readOnly":false`, verdict{event.VerbWrite, event.Attention}},
		{"lambda", "DeleteFunction20150331", `"readOnly":false`, verdict{event.VerbDelete, event.Danger}},
		{"cognito-idp", "AdminDisableUser", `"readOnly":false`, verdict{event.VerbDelete, event.Danger}},
		{"ecr", "BatchDeleteImage", `"readOnly":false`, verdict{event.VerbDelete, event.Danger}},
		{"kms", "ScheduleKeyDeletion", `"readOnly":false`, verdict{event.VerbDelete, event.Danger}},
		{"ec2", "DisassociateRouteTable", `"readOnly":false`, verdict{event.VerbWrite, event.Attention}},
		{"iam", "DeleteUser", ``, verdict{event.VerbDelete, event.Danger}},
		{"iam", "GetUser", ``, verdict{event.VerbRead, event.Normal}},
		{"logs", "CreateLogStream", `"readOnly":false`, verdict{event.VerbWrite, event.Quiet}},
		{"logs", "CreateLogStream", `"readOnly":false,"errorCode":"AccessDenied"`, verdict{event.VerbWrite, event.Danger}},
		{"ssm", "UpdateInstanceInformation", `"readOnly":false`, verdict{event.VerbWrite, event.Quiet}},
		{"iam", "CreateUser", ``, verdict{event.VerbWrite, event.Attention}},
		{"x", "Frobnicate", ``, verdict{event.VerbUnknown, event.Normal}},
		{"x", "Frobnicate", `"readOnly":false`, verdict{event.VerbWrite, event.Attention}},
		{"cloudtrail", "StopLogging", `"readOnly":false`, verdict{event.VerbDelete, event.Danger}},
		{"cloudtrail", "UpdateTrail", `"readOnly":false`, verdict{event.VerbWrite, event.Danger}},
		{"cloudtrail", "PutEventSelectors", `"readOnly":false`, verdict{event.VerbWrite, event.Danger}},
		{"config", "StopConfigurationRecorder", `"readOnly":false`, verdict{event.VerbDelete, event.Danger}},
		{"guardduty", "UpdateDetector", `"readOnly":false`, verdict{event.VerbWrite, event.Danger}},
		{"secretsmanager", "GetSecretValue", `"readOnly":true`, verdict{event.VerbRead, event.Attention}},
		{"secretsmanager", "DescribeSecret", `"readOnly":true`, verdict{event.VerbRead, event.Normal}},
		{"ec2", "GetPasswordData", `"readOnly":true`, verdict{event.VerbRead, event.Attention}},
		{"ssm", "GetParameter", `"readOnly":true,"requestParameters":{"name":"/db","withDecryption":true}`, verdict{event.VerbRead, event.Attention}},
		{"ssm", "GetParameter", `"readOnly":true,"requestParameters":{"name":"/db","withDecryption":false}`, verdict{event.VerbRead, event.Normal}},
		{"apigateway", "GetApiKey", `"readOnly":true,"requestParameters":{"includeValue":true}`, verdict{event.VerbRead, event.Attention}},
		{"apigateway", "GetApiKeys", `"readOnly":true,"requestParameters":{"includeValues":true}`, verdict{event.VerbRead, event.Attention}},
		{"apigateway", "GetApiKeys", `"readOnly":true,"requestParameters":{"includeValues":false}`, verdict{event.VerbRead, event.Normal}},
		{"apigateway", "GetRestApis", `"readOnly":true,"requestParameters":{"includeValue":true}`, verdict{event.VerbRead, event.Normal}},
		{"kms", "Decrypt", `"readOnly":true,"userAgent":"aws-cli/2.17"`, verdict{event.VerbRead, event.Attention}},
		{"kms", "Decrypt", `"readOnly":true,"userAgent":"aws-sdk-go-v2/1.30"`, verdict{event.VerbRead, event.Normal}},
		{"kms", "Decrypt", `"readOnly":true,"userAgent":"AWS Internal","userIdentity":{"type":"IAMUser","invokedBy":"AWS Internal"}`, verdict{event.VerbRead, event.Quiet}},
		{"signin", "ConsoleLogin", `"readOnly":false,"eventType":"AwsConsoleSignIn","responseElements":{"ConsoleLogin":"Success"}`, verdict{event.VerbSignIn, event.Attention}},
		{"sso", "Authenticate", `"eventType":"AwsServiceEvent"`, verdict{event.VerbSignIn, event.Attention}},
		{"kms", "RotateKey", `"readOnly":false,"eventType":"AwsServiceEvent"`, verdict{event.VerbService, event.Normal}},
		{"ec2", "SharedSnapshotVolumeCreated", `"readOnly":false,"eventType":"AwsServiceEvent"`, verdict{event.VerbService, event.Attention}},
		{"s3", "GetObject", `"eventType":"AwsVpceEvent","eventCategory":"NetworkActivity","errorCode":"VpceAccessDenied"`, verdict{event.VerbNetwork, event.Normal}},
	} {
		ev := decode(t, record(`"eventSource":"`+c.source+`.amazonaws.com","eventName":"`+c.name+`"`+comma(c.members)))
		if got := (verdict{ev.Verb, ev.Severity}); got != c.want {
			t.Errorf("%s %s %s: verb and severity %v, want %v", c.source, c.name, c.members, got, c.want)
		}
	}
}

func comma(members string) string {
	if members == "" {
		return ""
	}
	return "," + members
}

func TestFlags(t *testing.T) {
	all := event.FlagFailed | event.FlagDenied | event.FlagRoot | event.FlagConsole | event.FlagService |
		event.FlagCrossAccount | event.FlagTruncated | event.FlagAmended | event.FlagWrite | event.FlagRead
	for _, c := range []struct {
		members string
		want    event.Flags
	}{
		{`"readOnly":false`, event.FlagWrite},
		{`"readOnly":true`, event.FlagRead},
		{`"readOnly":"false"`, event.FlagWrite},
		{``, event.FlagWrite}, // CreateUser, by its name
		{`"eventName":"Frobnicate"`, 0},
		{`"readOnly":true,"errorCode":"NoSuchEntityException"`, event.FlagRead | event.FlagFailed},
		{`"readOnly":true,"errorMessage":"Failed authentication"`, event.FlagRead | event.FlagFailed},
		{`"readOnly":true,"errorCode":"","errorMessage":null`, event.FlagRead},
		{`"readOnly":true,"errorCode":"Client.DryRunOperation"`, event.FlagRead | event.FlagFailed},
		{`"eventSource":"signin.amazonaws.com","readOnly":false,"responseElements":{"ConsoleLogin":"Failure"}`, event.FlagWrite | event.FlagFailed},
		{`"eventSource":"signin.amazonaws.com","readOnly":false,"responseElements":{"ConsoleLogin":"Success"}`, event.FlagWrite},
		{`"readOnly":true,"userIdentity":{"type":"Root"}`, event.FlagRead | event.FlagRoot},
		{`"readOnly":true,"userIdentity":{"type":"AssumedRole","sessionContext":{"assumedRoot":"true"}}`, event.FlagRead | event.FlagRoot},
		{`"readOnly":true,"userIdentity":{"type":"FederatedUser","sessionContext":{"sessionIssuer":{"type":"Root"}}}`, event.FlagRead | event.FlagRoot},
		{`"readOnly":true,"sessionCredentialFromConsole":"true"`, event.FlagRead | event.FlagConsole},
		{`"readOnly":true,"userAgent":"console.ec2.amazonaws.com"`, event.FlagRead | event.FlagConsole},
		{`"readOnly":true,"userIdentity":{"type":"AWSService","invokedBy":"x.amazonaws.com"}`, event.FlagRead | event.FlagService},
		{`"readOnly":true,"sourceIPAddress":"rds.amazonaws.com"`, event.FlagRead | event.FlagService},
		{`"readOnly":true,"userIdentity":{"invokedBy":"signin.amazonaws.com"}`, event.FlagRead},
		{`"readOnly":true,"eventType":"AwsServiceEvent"`, event.FlagRead | event.FlagService},
		{`"readOnly":true,"userIdentity":{"accountId":"1"},"recipientAccountId":"2"`, event.FlagRead | event.FlagCrossAccount},
		{`"readOnly":true,"userIdentity":{"accountId":"1"},"recipientAccountId":"1"`, event.FlagRead},
		{`"readOnly":true,"userIdentity":{"accountId":"ANONYMOUS_PRINCIPAL"},"recipientAccountId":"1"`, event.FlagRead | event.FlagCrossAccount},
		{`"readOnly":true,"addendum":{"reason":"UPDATED_DATA"}`, event.FlagRead | event.FlagAmended},
		{`"readOnly":true,"addendum":null`, event.FlagRead},
		{`"readOnly":true,"requestParameters":{"omitted":true}`, event.FlagRead | event.FlagTruncated},
		{`"readOnly":true,"requestParameters":{"omitted":false}`, event.FlagRead},
		{`"readOnly":true,"responseElements":{"a":[{"value":"HIDDEN_DUE_TO_SECURITY_REASONS"}]}`, event.FlagRead | event.FlagTruncated},
		{`"readOnly":true,"requestParameters":{"a":"***"}`, event.FlagRead | event.FlagTruncated},
		{`"readOnly":true,"requestParameters":{"a":"<sensitiveDataRemoved>"}`, event.FlagRead | event.FlagTruncated},
		{`"readOnly":true,"errorCode":"X","errorMessage":"` + strings.Repeat("x", 1021) + `..."`, event.FlagRead | event.FlagFailed | event.FlagTruncated},
		{`"readOnly":true,"errorCode":"X","errorMessage":"wait..."`, event.FlagRead | event.FlagFailed},
	} {
		if ev := decode(t, record(c.members)); ev.Flags&all != c.want {
			t.Errorf("%.120s: flags %012b, want %012b", c.members, ev.Flags, c.want)
		}
	}
}

func TestDenialsAreToldFromOtherErrors(t *testing.T) {
	for code, want := range map[string]bool{
		"AccessDenied": true, "AccessDeniedException": true, "Client.UnauthorizedOperation": true, "UnauthorizedOperation": true,
		"VpceAccessDenied": true, "AuthorizationError": true, "UnauthorizedException": true, "NotAuthorizedException": true,
		"KMSAccessDeniedException": true, "Client.AccessDenied": true,
		"Client.DryRunOperation": false, "ThrottlingException": false, "NoSuchEntityException": false, "ExpiredToken": false,
		"Client.AuthFailure": false, "InvalidClientTokenId": false,
	} {
		if ev := decode(t, record(`"errorCode":"`+code+`"`)); ev.Flags.Has(event.FlagDenied) != want {
			t.Errorf("%s counts as a denial: %v, want %v", code, !want, want)
		}
	}
}

func TestOriginsByUserAgent(t *testing.T) {
	for agent, want := range map[string]event.Origin{
		"":                                    event.OriginUnknown,
		"aws-cli/1.45.11 md/Botocore#1.43.11": event.OriginCLI,
		"aws-cli/2.34.30 md/awscrt#0.27.2":    event.OriginCLI,
		"[aws-cli/2.7.0 Python/3.9.11]":       event.OriginCLI,
		"Boto3/1.26.165 Python/3.10.6":        event.OriginSDK,
		"[Boto3/1.26.165 Python/3.10.6]":      event.OriginSDK,
		"aws-sdk-go-v2/1.30.3 os/linux":       event.OriginSDK,
		"aws-sdk-java/2.20.1":                 event.OriginSDK,
		"m/E aws-sdk-js/3.1":                  event.OriginSDK,
		"APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.61.0 aws-sdk-go-v2/1.30.3": event.OriginTerraform,
		"[APN/1.0 HashiCorp/1.0 Terraform/1.1.2]":               event.OriginTerraform,
		"cloudformation.amazonaws.com":                          event.OriginCloudFormation,
		"autoscaling.amazonaws.com":                             event.OriginService,
		"AWS Internal":                                          event.OriginService,
		"signin.amazonaws.com":                                  event.OriginConsole,
		"console.ec2.amazonaws.com":                             event.OriginConsole,
		"[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488]": event.OriginConsole,
		"RDS Console, aws-internal/3 aws-sdk-java/1.11.975":     event.OriginConsole,
		"Mozilla/5.0 (X11; Linux x86_64)":                       event.OriginBrowser,
		"stratus-red-team_0a05817a":                             event.OriginOther,
	} {
		if ev := decode(t, record(`"userAgent":"`+agent+`"`)); ev.Origin != want {
			t.Errorf("%q: origin %v, want %v", agent, ev.Origin, want)
		}
	}
	if ev := decode(t, record(`"userAgent":"Mozilla/5.0","sessionCredentialFromConsole":"true"`)); ev.Origin != event.OriginConsole {
		t.Errorf("a browser with console credentials: origin %v", ev.Origin)
	}
	if ev := decode(t, record(`"userAgent":"aws-cli/2.1 exec-env/CloudShell","sessionCredentialFromConsole":"true"`)); ev.Origin != event.OriginCLI {
		t.Errorf("CloudShell: origin %v", ev.Origin)
	}
}

func TestCategoriesOfOldRecordsAreDerived(t *testing.T) {
	for _, c := range []struct{ members, want string }{
		{`"eventCategory":"Data"`, "Data"},
		{`"managementEvent":true`, "Management"},
		{`"managementEvent":false`, "Data"},
		{`"eventType":"AwsCloudTrailInsight"`, "Insight"},
		{`"eventType":"AwsVpceEvents"`, "NetworkActivity"},
		{`"eventType":"AwsAggregatedEvent"`, "Aggregated"},
		{`"eventSource":"s3.amazonaws.com","eventName":"PutObject"`, "Data"},
		{`"eventSource":"s3.amazonaws.com","eventName":"CreateMultipartUpload"`, "Data"},
		{`"eventSource":"s3.amazonaws.com","eventName":"UploadPart"`, "Data"},
		{`"eventSource":"s3.amazonaws.com","eventName":"GetBucketObjectLockConfiguration"`, "Management"},
		{`"eventSource":"lambda.amazonaws.com","eventName":"Invoke"`, "Data"},
		{`"eventSource":"lambda.amazonaws.com","eventName":"GetFunction"`, "Management"},
		{`"eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy"`, "Management"},
		{``, "Management"},
	} {
		if ev := decode(t, record(c.members)); ev.Category != c.want {
			t.Errorf("%s: category %q, want %q", c.members, ev.Category, c.want)
		}
	}
}
