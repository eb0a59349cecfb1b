package event_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"spoor/event"
)

func TestTargetsByService(t *testing.T) {
	const none = `null`
	seen := map[string]bool{}
	for _, c := range []struct {
		source, name, request, response string
		// want holds "type name" pairs; a leading blank stands for no type.
		want string
	}{
		{"ec2", "RunInstances", `{"instancesSet":{"items":[{"imageId":"ami-0aa1d83d0b0985c86"}]},"subnetId":"subnet-0bb3caee4559a3df0"}`,
			`{"instancesSet":{"items":[{"instanceId":"i-05c30218156bcc246","subnetId":"subnet-0bb3caee4559a3df0"}]}}`,
			"AWS::EC2::Instance i-05c30218156bcc246|AWS::EC2::Ami ami-0aa1d83d0b0985c86|AWS::EC2::Subnet subnet-0bb3caee4559a3df0"},
		{"ec2", "TerminateInstances", `{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}`, none, "AWS::EC2::Instance i-1|AWS::EC2::Instance i-2"},
		{"ec2", "CreateNatGateway", `{"CreateNatGatewayRequest":{"SubnetId":"subnet-1","AllocationId":"eipalloc-1"}}`, `{"CreateNatGatewayResponse":{"natGateway":{"natGatewayId":"nat-1"}}}`,
			"AWS::EC2::NatGateway nat-1|AWS::EC2::EIP eipalloc-1|AWS::EC2::Subnet subnet-1"},
		{"ec2", "CreateFlowLogs", `{"CreateFlowLogsRequest":{"ResourceId":{"tag":1,"content":"vpc-0255d384b4b458b46"}}}`, `{"CreateFlowLogsResponse":{"flowLogIdSet":{"item":"fl-1"}}}`,
			"AWS::EC2::FlowLog fl-1|AWS::EC2::VPC vpc-0255d384b4b458b46"},
		{"ec2", "CreateTags", `{"resourcesSet":{"items":[{"resourceId":"sg-04cfb7a4712d75b00"},{"resourceId":"odd-1"}]}}`, none, "AWS::EC2::SecurityGroup sg-04cfb7a4712d75b00| odd-1"},
		{"ec2", "DescribeRegions", `{"regionSet":{"items":[{"regionName":"eu-west-1"}]}}`, none, ""},
		{"s3", "PutObject", `{"bucketName":"acme","key":"a/b.csv"}`, none, "AWS::S3::Object a/b.csv|AWS::S3::Bucket acme"},
		{"s3", "PutBucketPolicy", `{"bucketName":"acme","Host":"acme.s3.amazonaws.com"}`, none, "AWS::S3::Bucket acme"},
		{"iam", "CreateAccessKey", `{"userName":"ops"}`, `{"accessKey":{"accessKeyId":"AKIA1","userName":"ops"}}`, "AWS::IAM::User ops|AWS::IAM::AccessKey AKIA1"},
		{"iam", "CreateAccessKey", none, `{"accessKey":{"accessKeyId":"AKIA1","userName":"ops"}}`, "AWS::IAM::User ops|AWS::IAM::AccessKey AKIA1"},
		{"iam", "CreatePolicy", `{"policyName":"p"}`, `{"policy":{"arn":"arn:aws:iam::1:policy/p"}}`, "AWS::IAM::ManagedPolicy p"},
		{"iam", "PutRolePolicy", `{"roleName":"r","policyName":"inline"}`, none, "AWS::IAM::Role r|AWS::IAM::RolePolicy inline"},
		{"sts", "AssumeRole", `{"roleArn":"arn:aws:iam::2:role/r","roleSessionName":"s"}`, none, "AWS::IAM::Role arn:aws:iam::2:role/r"},
		{"kms", "Encrypt", `{"keyId":"alias/app"}`, none, "AWS::KMS::Alias alias/app"},
		{"kms", "ScheduleKeyDeletion", `{"keyId":"0c9f3b1e","pendingWindowInDays":7}`, none, "AWS::KMS::Key 0c9f3b1e"},
		{"secretsmanager", "CreateSecret", `{"name":"prod/db"}`, `{"arn":"arn:aws:secretsmanager:eu-west-1:1:secret:prod/db-nFvpuv"}`, "AWS::SecretsManager::Secret prod/db"},
		{"ssm", "PutParameter", `{"name":"/prod/db"}`, none, "AWS::SSM::Parameter /prod/db"},
		{"lambda", "UpdateFunctionCode20150331v2", `{"functionName":"f"}`, none, "AWS::Lambda::Function f"},
		{"dynamodb", "DeleteTable", `{"tableName":"orders"}`, none, "AWS::DynamoDB::Table orders"},
		{"rds", "CreateDBSnapshot", `{"dBInstanceIdentifier":"db1","dBSnapshotIdentifier":"s1"}`, none, "AWS::RDS::DBSnapshot s1|AWS::RDS::DBInstance db1"},
		{"cloudformation", "CreateStack", `{"stackName":"web"}`, `{"stackId":"arn:aws:cloudformation:eu-west-1:1:stack/web/0c9f"}`, "AWS::CloudFormation::Stack web"},
		{"cloudtrail", "StopLogging", `{"name":"main"}`, none, "AWS::CloudTrail::Trail main"},
		{"logs", "CreateLogStream", `{"logGroupName":"/aws/lambda/f","logStreamName":"s"}`, none, "AWS::Logs::LogStream s|AWS::Logs::LogGroup /aws/lambda/f"},
		{"monitoring", "DeleteAlarms", `{"alarmNames":["a","b"]}`, none, "AWS::CloudWatch::Alarm a|AWS::CloudWatch::Alarm b"},
		{"events", "PutTargets", `{"rule":"nightly","targets":[{"id":"1","arn":"arn:aws:lambda:eu-west-1:1:function:f"}]}`, none, "AWS::Events::Rule nightly|AWS::Lambda::Function arn:aws:lambda:eu-west-1:1:function:f"},
		{"sns", "Subscribe", `{"topicArn":"arn:aws:sns:eu-west-1:1:alerts"}`, none, "AWS::SNS::Topic arn:aws:sns:eu-west-1:1:alerts"},
		{"sqs", "CreateQueue", `{"queueName":"jobs"}`, `{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/1/jobs"}`, "AWS::SQS::Queue jobs"},
		{"ecs", "UpdateService", `{"service":"web","cluster":"prod"}`, none, "AWS::ECS::Service web|AWS::ECS::Cluster prod"},
		{"ecr", "PutImage", `{"repositoryName":"app","registryId":"1"}`, none, "AWS::ECR::Repository app"},
		{"eks", "CreateCluster", `{"name":"k8s","roleArn":"arn:aws:iam::1:role/eks"}`, none, "AWS::EKS::Cluster k8s"},
		{"eks", "DeleteNodegroup", `{"name":"k8s","nodegroupName":"ng"}`, none, "AWS::EKS::Nodegroup ng"},
		{"elasticloadbalancing", "CreateLoadBalancer", `{"name":"front"}`, `{"loadBalancers":[{"loadBalancerArn":"arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/front/50dc"}]}`,
			"AWS::ElasticLoadBalancingV2::LoadBalancer front"},
		{"elasticloadbalancing", "RegisterTargets", `{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/tg/6d0e","targets":[{"id":"i-05c30218156bcc246"}]}`, none,
			"AWS::ElasticLoadBalancingV2::TargetGroup arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/tg/6d0e|AWS::EC2::Instance i-05c30218156bcc246"},
		{"autoscaling", "UpdateAutoScalingGroup", `{"autoScalingGroupName":"asg"}`, none, "AWS::AutoScaling::AutoScalingGroup asg"},
		{"route53", "ChangeResourceRecordSets", `{"hostedZoneId":"Z1"}`, none, "AWS::Route53::HostedZone Z1"},
		{"cloudfront", "CreateInvalidation", `{"distributionId":"E1"}`, none, "AWS::CloudFront::Distribution E1"},
		{"acm", "DeleteCertificate", `{"certificateArn":"arn:aws:acm:eu-west-1:1:certificate/x"}`, none, "AWS::CertificateManager::Certificate arn:aws:acm:eu-west-1:1:certificate/x"},
		{"apigateway", "CreateDeployment", `{"restApiId":"abc123","createDeploymentInput":{"stageName":"prod"}}`, none, "AWS::ApiGateway::RestApi abc123"},
		{"cognito-idp", "AdminCreateUser", `{"userPoolId":"eu-west-1_A","username":"eve"}`, none, "AWS::Cognito::UserPool eu-west-1_A|AWS::Cognito::UserPoolUser eve"},
		{"cognito-identity", "UpdateIdentityPool", `{"identityPoolId":"eu-west-1:1"}`, none, "AWS::Cognito::IdentityPool eu-west-1:1"},
		{"glue", "UpdateTable", `{"databaseName":"lake","tableInput":{"name":"events"}}`, none, "AWS::Glue::Table events|AWS::Glue::Database lake"},
		{"athena", "StartQueryExecution", `{"workGroup":"primary"}`, `{"queryExecutionId":"x"}`, "AWS::Athena::WorkGroup primary"},
		{"redshift", "ModifyCluster", `{"clusterIdentifier":"dw"}`, none, "AWS::Redshift::Cluster dw"},
		{"elasticache", "DeleteReplicationGroup", `{"replicationGroupId":"cache"}`, none, "AWS::ElastiCache::ReplicationGroup cache"},
		{"es", "DeleteElasticsearchDomain", `{"domainName":"logs"}`, none, "AWS::OpenSearchService::Domain logs"},
		{"kinesis", "CreateStream", `{"streamName":"clicks"}`, none, "AWS::Kinesis::Stream clicks"},
		{"firehose", "DeleteDeliveryStream", `{"deliveryStreamName":"to-s3"}`, none, "AWS::KinesisFirehose::DeliveryStream to-s3"},
		{"guardduty", "DeleteDetector", `{"detectorId":"6ec1"}`, none, "AWS::GuardDuty::Detector 6ec1"},
		{"config", "StopConfigurationRecorder", `{"configurationRecorderName":"default"}`, none, "AWS::Config::ConfigurationRecorder default"},
		{"securityhub", "DisableSecurityHub", `{"hubArn":"arn:aws:securityhub:eu-west-1:1:hub/default"}`, none, "AWS::SecurityHub::Hub arn:aws:securityhub:eu-west-1:1:hub/default"},
		{"access-analyzer", "DeleteAnalyzer", `{"analyzerName":"a"}`, none, "AWS::AccessAnalyzer::Analyzer a"},
		{"organizations", "AttachPolicy", `{"policyId":"p-1","targetId":"ou-1"}`, none, "AWS::Organizations::Policy p-1| ou-1"},
		{"sso", "CreateAccountAssignment", `{"permissionSetArn":"arn:aws:sso:::permissionSet/i/p","principalId":"9468","instanceArn":"arn:aws:sso:::instance/i"}`, none,
			"AWS::SSO::PermissionSet arn:aws:sso:::permissionSet/i/p| 9468|AWS::SSO::Instance arn:aws:sso:::instance/i"},
		{"identitystore", "CreateGroupMembership", `{"groupId":"g","identityStoreId":"d-1"}`, none, "AWS::IdentityStore::Group g"},
		{"backup", "DeleteBackupVault", `{"backupVaultName":"v"}`, none, "AWS::Backup::BackupVault v"},
		{"batch", "SubmitJob", `{"jobName":"j","jobQueue":"q","jobDefinition":"d"}`, none, "AWS::Batch::JobQueue q|AWS::Batch::JobDefinition d"},
		{"codebuild", "StartBuild", `{"projectName":"ci"}`, none, "AWS::CodeBuild::Project ci"},
		{"codepipeline", "UpdatePipeline", `{"pipeline":{"name":"release"}}`, none, "AWS::CodePipeline::Pipeline release"},
		{"states", "StartExecution", `{"stateMachineArn":"arn:aws:states:eu-west-1:1:stateMachine:m","name":"run-1"}`, none, "AWS::StepFunctions::StateMachine arn:aws:states:eu-west-1:1:stateMachine:m"},
		{"elasticfilesystem", "DeleteFileSystem", `{"fileSystemId":"fs-1"}`, none, "AWS::EFS::FileSystem fs-1"},
		{"fsx", "CreateFileSystem", `{"fileSystemType":"LUSTRE"}`, `{"fileSystem":{"fileSystemId":"fs-9"}}`, "AWS::FSx::FileSystem fs-9"},
		{"wafv2", "AssociateWebACL", `{"webACLArn":"arn:aws:wafv2:eu-west-1:1:regional/webacl/w/1","resourceArn":"arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/f/5"}`, none,
			"AWS::ElasticLoadBalancingV2::LoadBalancer arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/f/5|AWS::WAFv2::WebACL arn:aws:wafv2:eu-west-1:1:regional/webacl/w/1"},
		{"workspaces", "TerminateWorkspaces", `{"terminateWorkspaceRequests":[{"workspaceId":"ws-1"}]}`, none, "AWS::WorkSpaces::Workspace ws-1"},
		{"sagemaker", "CreatePresignedNotebookInstanceUrl", `{"notebookInstanceName":"nb"}`, none, "AWS::SageMaker::NotebookInstance nb"},
		{"bedrock", "InvokeModel", `{"modelId":"anthropic.claude"}`, none, "AWS::Bedrock::FoundationModel anthropic.claude"},
		{"elasticmapreduce", "TerminateJobFlows", `{"jobFlowIds":["j-1"]}`, none, "AWS::EMR::Cluster j-1"},
		{"transfer", "DeleteServer", `{"serverId":"s-1"}`, none, "AWS::Transfer::Server s-1"},
		{"ram", "CreateResourceShare", `{"name":"share","resourceArns":["arn:aws:ec2:eu-west-1:1:subnet/subnet-1"]}`, none, "AWS::EC2::Subnet arn:aws:ec2:eu-west-1:1:subnet/subnet-1"},
		{"ec2", "DescribeAddresses", `{"publicIpsSet":{},"allocationIdsSet":{"items":[{"allocationId":"eipalloc-04cbfdaf4b48e92d5"}]}}`, none, "AWS::EC2::EIP eipalloc-04cbfdaf4b48e92d5"},
		{"ec2", "DescribeVpcClassicLinkDnsSupport", `{"DescribeVpcClassicLinkDnsSupportRequest":{"VpcIds":{"tag":1,"content":"vpc-098ff30ff74b36f73"}}}`, none, "AWS::EC2::VPC vpc-098ff30ff74b36f73"},
		{"ec2", "CreateRoute", `{"routeTableId":"rtb-1","destinationCidrBlock":"0.0.0.0/0","gatewayId":"igw-0cb4064bb338cd209"}`, none, "AWS::EC2::RouteTable rtb-1|AWS::EC2::InternetGateway igw-0cb4064bb338cd209"},
		{"s3", "ListAccessPoints", `{"bucket":"acme","Host":"111122223333.s3-control.us-east-1.amazonaws.com"}`, none, "AWS::S3::Bucket acme"},
		{"autoscaling", "PutScalingPolicy", `{"autoScalingGroupName":"asg","policyName":"shrink"}`, none, "AWS::AutoScaling::AutoScalingGroup asg|AWS::AutoScaling::ScalingPolicy shrink"},
		// Roles that something gets to act with.
		{"lambda", "CreateFunction20150331", `{"functionName":"f","role":"arn:aws:iam::1:role/r"}`, none, "AWS::Lambda::Function f|AWS::IAM::Role arn:aws:iam::1:role/r"},
		{"ecs", "RegisterTaskDefinition", `{"family":"t","taskRoleArn":"arn:aws:iam::1:role/r"}`, none, "AWS::ECS::TaskDefinition t|AWS::IAM::Role arn:aws:iam::1:role/r"},
		{"cloudformation", "CreateStack", `{"stackName":"s","roleARN":"arn:aws:iam::1:role/r"}`, none, "AWS::CloudFormation::Stack s|AWS::IAM::Role arn:aws:iam::1:role/r"},
		{"states", "UpdateStateMachine", `{"stateMachineArn":"arn:aws:states:eu-west-1:1:stateMachine:m","roleArn":"arn:aws:iam::1:role/r"}`, none,
			"AWS::StepFunctions::StateMachine arn:aws:states:eu-west-1:1:stateMachine:m|AWS::IAM::Role arn:aws:iam::1:role/r"},
		{"sagemaker", "CreateNotebookInstance", `{"notebookInstanceName":"nb","roleArn":"arn:aws:iam::1:role/r"}`, none, "AWS::SageMaker::NotebookInstance nb|AWS::IAM::Role arn:aws:iam::1:role/r"},
		{"codebuild", "UpdateProject", `{"name":"ci","serviceRole":"arn:aws:iam::1:role/r"}`, none, "AWS::CodeBuild::Project ci|AWS::IAM::Role arn:aws:iam::1:role/r"},
		{"glue", "CreateJob", `{"name":"j","role":"arn:aws:iam::1:role/r"}`, none, "AWS::Glue::Job j|AWS::IAM::Role arn:aws:iam::1:role/r"},
		// No rule: by the member's name, with a type only where the value shows it.
		{"newservice", "CreateThing", `{"thingName":"t","parentArn":"arn:aws:iam::1:role/r","subnet":"x","clientToken":"c","vpcId":"vpc-0255d384b4b458b46","accountId":"1"}`, none,
			" t|AWS::IAM::Role arn:aws:iam::1:role/r|AWS::EC2::VPC vpc-0255d384b4b458b46"},
		{"newservice", "CreateThing", none, `{"thingId":"42"}`, " 42"},
		{"newservice", "GetThing", none, `{"thingId":"42"}`, ""},
		{"newservice", "CreateThing", `{"thingName":"HIDDEN_DUE_TO_SECURITY_REASONS"}`, none, ""},
	} {
		seen[c.source] = true
		ev := decode(t, record(fmt.Sprintf(`"eventSource":"%s.amazonaws.com","eventName":"%s","requestParameters":%s,"responseElements":%s`, c.source, c.name, c.request, c.response)))
		var got []string
		for _, target := range ev.Targets {
			got = append(got, target.Type+" "+target.Name)
		}
		var want []string
		if c.want != "" {
			want = strings.Split(c.want, "|")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s %s:\n got %q\nwant %q", c.source, c.name, got, want)
		}
	}
	if len(seen) < 45 {
		t.Errorf("%d services shown, want at least 45", len(seen))
	}
}

func TestTargetsOfWhatAServiceDidOfItself(t *testing.T) {
	for _, c := range []struct{ source, members, want string }{
		{"ec2", `"eventName":"SharedSnapshotVolumeCreated","serviceEventDetails":{"snapshotId":"snap-1"}`, "AWS::EC2::Snapshot snap-1"},
		{"ec2", `"eventName":"BidEvictedEvent","serviceEventDetails":{"instanceIdSet":["i-1","i-2"]}`, "AWS::EC2::Instance i-1|AWS::EC2::Instance i-2"},
		{"ecr", `"eventName":"PolicyExecutionEvent","serviceEventDetails":{"repositoryName":"app"}`, "AWS::ECR::Repository app"},
		{"secretsmanager", `"eventName":"StartSecretVersionDelete","additionalEventData":{"ARN":"arn:aws:secretsmanager:eu-west-1:1:secret:db-nFvpuv","Name":"db"}`, "AWS::SecretsManager::Secret db"},
		{"secretsmanager", `"eventName":"RotationFailed","additionalEventData":{"SecretId":"arn:aws:secretsmanager:eu-west-1:1:secret:db-nFvpuv"}`,
			"AWS::SecretsManager::Secret arn:aws:secretsmanager:eu-west-1:1:secret:db-nFvpuv"},
		{"newservice", `"eventName":"Swept","serviceEventDetails":{"serviceAccountId":"1"}`, ""},
	} {
		ev := decode(t, record(`"eventSource":"`+c.source+`.amazonaws.com","eventType":"AwsServiceEvent","requestParameters":null,`+c.members))
		var got []string
		for _, target := range ev.Targets {
			got = append(got, target.Type+" "+target.Name)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, want %q", c.members, got, c.want)
		}
	}
}

func TestOfACallThatWasRefusedTheRefusalNamesTheTarget(t *testing.T) {
	const denied = `"eventSource":"sts.amazonaws.com","eventName":"AssumeRole","errorCode":"AccessDenied","errorMessage":"User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: `
	for _, c := range []struct{ members, want string }{
		{denied + `arn:aws:iam::2:role/r","requestParameters":null`, "AWS::IAM::Role arn:aws:iam::2:role/r"},
		{denied + `arn:aws:iam::2:role/r because no identity-based policy allows it","requestParameters":null`, "AWS::IAM::Role arn:aws:iam::2:role/r"},
		{denied + `arn:aws:iam::2:role/r","requestParameters":{"roleArn":"arn:aws:iam::2:role/s"}`, "AWS::IAM::Role arn:aws:iam::2:role/s"},
		{denied + `arn:aws:ec2:eu-west-1:2:instance/* because"`, ""},
		{denied + `* because no identity-based policy allows it"`, ""},
		{denied + `arn:aws:iam::2:role/a-name-that-was-cut..."`, ""},
		{strings.Replace(denied, "AccessDenied", "ValidationError", 1) + `arn:aws:iam::2:role/r"`, ""},
	} {
		var got []string
		for _, target := range decode(t, record(c.members)).Targets {
			got = append(got, target.Type+" "+target.Name)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, want %q", c.members, got, c.want)
		}
	}
}

func TestAQueueIsNamedOnceWhereItsNameItsURLAndItsARNAreThere(t *testing.T) {
	ev := decode(t, record(`"eventSource":"sqs.amazonaws.com","eventName":"CreateQueue","requestParameters":{"queueName":"jobs"},
		"responseElements":{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/1/jobs"},
		"resources":[{"type":"AWS::SQS::Queue","ARN":"arn:aws:sqs:eu-west-1:1:jobs"}]`))
	if want := []event.Target{{Type: "AWS::SQS::Queue", Name: "jobs"}}; !slices.Equal(ev.Targets, want) {
		t.Errorf("%v, want %v", ev.Targets, want)
	}
	ev = decode(t, record(`"eventSource":"sqs.amazonaws.com","eventName":"SendMessage","requestParameters":{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/1/jobs"},
		"resources":[{"type":"AWS::SQS::Queue","ARN":"arn:aws:sqs:eu-west-1:1:jobs"}]`))
	if want := []event.Target{{Type: "AWS::SQS::Queue", Name: "arn:aws:sqs:eu-west-1:1:jobs"}}; !slices.Equal(ev.Targets, want) {
		t.Errorf("%v, want %v", ev.Targets, want)
	}
}

func TestResourcesOfTheRecordComeBeforeTheTable(t *testing.T) {
	ev := decode(t, record(`"eventSource":"s3.amazonaws.com","eventName":"GetObject","requestParameters":{"bucketName":"acme","key":"a/b.csv"},
		"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::acme/a/b.csv"},{"ARNPrefix":"arn:aws:s3:::acme/a/"},{"ARN":"arn:aws:s3:::acme"},{"accountId":"1"}]`))
	want := []event.Target{{Type: "AWS::S3::Object", Name: "a/b.csv"}, {Type: "AWS::S3::Object", Name: "arn:aws:s3:::acme/a/"}, {Type: "AWS::S3::Bucket", Name: "acme"}}
	if !slices.Equal(ev.Targets, want) {
		t.Errorf("%v, want %v", ev.Targets, want)
	}
}

func TestTypesAreReadOffTheValueOnlyWhereItIsSure(t *testing.T) {
	for value, want := range map[string]string{
		"arn:aws:s3:::acme":                                             "AWS::S3::Bucket",
		"arn:aws:s3:::acme/k":                                           "AWS::S3::Object",
		"arn:aws:s3:eu-west-1:1:accesspoint/ap":                         "AWS::S3::AccessPoint",
		"arn:aws:s3:eu-west-1:1:job/j":                                  "",
		"arn:aws-cn:iam::1:role/path/r":                                 "AWS::IAM::Role",
		"arn:aws:sns:eu-west-1:1:topic":                                 "AWS::SNS::Topic",
		"arn:aws:sns:eu-west-1:1:topic:0c9f":                            "",
		"arn:aws:lambda:eu-west-1:1:function:f":                         "AWS::Lambda::Function",
		"arn:aws:kms:eu-west-1:1:alias/a":                               "AWS::KMS::Alias",
		"arn:aws:newthing:eu-west-1:1:thing/t":                          "",
		"arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/classic": "",
		"fs-05c30218156bcc246":                                          "",
		"arn:aws":                                                       "",
		"i-05c30218156bcc246":                                           "AWS::EC2::Instance",
		"i-05c30218":                                                    "AWS::EC2::Instance",
		"i-05c3021":                                                     "",
		"i-notahexnumber":                                               "",
		"tgw-attach-05c30218156bcc246":                                  "AWS::EC2::TransitGatewayAttachment",
		"sgr-05c30218156bcc246":                                         "",
		"05c30218-0000-4000-8000-05c302181560":                          "",
	} {
		ev := decode(t, record(`"eventSource":"newservice.amazonaws.com","requestParameters":{"thingId":"`+value+`"}`))
		if len(ev.Targets) != 1 || ev.Targets[0].Type != want {
			t.Errorf("%s: %v, want type %q", value, ev.Targets, want)
		}
	}
}

func TestOfManyTargetsTheFirstAreNamedAndWhatHoldsThem(t *testing.T) {
	var keys []string
	for i := range 5000 {
		keys = append(keys, fmt.Sprintf(`{"key":"k%d"}`, i))
	}
	ev := decode(t, record(`"eventSource":"s3.amazonaws.com","eventName":"DeleteObjects","requestParameters":{"delete":{"objects":[`+strings.Join(keys, ",")+`]},"bucketName":"acme"}`))
	if len(ev.Targets) < 10 || len(ev.Targets) > 64 || ev.Targets[0].Name != "k0" || ev.Targets[len(ev.Targets)-1].Name != "acme" {
		t.Errorf("%d targets: %v", len(ev.Targets), ev.Targets)
	}
}
