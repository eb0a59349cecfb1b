package event

import "strings"

// typeByValueOf tells a resource's CloudFormation type from its ARN or EC2 id,
// or says nothing: a wrong type would be worse than none.
func typeByValueOf(s string) string {
	if len(s) > maxNameSize {
		return ""
	}
	if strings.HasPrefix(s, "arn:") {
		return typeOfResource(s)
	}
	return typeOfID(s)
}

// typeOfResource tells the type from the ARN's service and the first word of
// its resource.
func typeOfResource(arn string) string {
	p, ok := parseARN(arn)
	if !ok {
		return ""
	}
	if p.service == "s3" && p.account == "" { // with an account: access points and the like
		if strings.Contains(p.resource, "/") {
			return "AWS::S3::Object"
		}
		return "AWS::S3::Bucket"
	}
	if p.service == "elasticloadbalancing" {
		for _, generation2 := range []string{"loadbalancer/app/", "loadbalancer/net/", "loadbalancer/gwy/"} {
			if strings.HasPrefix(p.resource, generation2) {
				return "AWS::ElasticLoadBalancingV2::LoadBalancer"
			}
		}
	}
	if i := strings.IndexAny(p.resource, ":/"); i > 0 {
		return arnTypes[p.service+" "+p.resource[:i]]
	}
	return arnTypes[p.service]
}

// arnTypes gives the type by service and first word of the resource, or by the
// service alone where the resource is one bare name (Service Authorization
// Reference, resource types; CloudFormation resource types).
var arnTypes = map[string]string{
	"acm certificate":                  "AWS::CertificateManager::Certificate",
	"apprunner service":                "AWS::AppRunner::Service",
	"athena workgroup":                 "AWS::Athena::WorkGroup",
	"autoscaling autoScalingGroup":     "AWS::AutoScaling::AutoScalingGroup",
	"backup backup-vault":              "AWS::Backup::BackupVault",
	"backup backup-plan":               "AWS::Backup::BackupPlan",
	"batch job-queue":                  "AWS::Batch::JobQueue",
	"batch job-definition":             "AWS::Batch::JobDefinition",
	"batch compute-environment":        "AWS::Batch::ComputeEnvironment",
	"cloudformation stack":             "AWS::CloudFormation::Stack",
	"cloudformation stackset":          "AWS::CloudFormation::StackSet",
	"cloudfront distribution":          "AWS::CloudFront::Distribution",
	"cloudtrail trail":                 "AWS::CloudTrail::Trail",
	"cloudtrail eventdatastore":        "AWS::CloudTrail::EventDataStore",
	"cloudwatch alarm":                 "AWS::CloudWatch::Alarm",
	"cloudwatch dashboard":             "AWS::CloudWatch::Dashboard",
	"codebuild project":                "AWS::CodeBuild::Project",
	"codecommit":                       "AWS::CodeCommit::Repository",
	"codepipeline":                     "AWS::CodePipeline::Pipeline",
	"cognito-idp userpool":             "AWS::Cognito::UserPool",
	"cognito-identity identitypool":    "AWS::Cognito::IdentityPool",
	"dynamodb table":                   "AWS::DynamoDB::Table",
	"ec2 capacity-reservation":         "AWS::EC2::CapacityReservation",
	"ec2 elastic-ip":                   "AWS::EC2::EIP",
	"ec2 image":                        "AWS::EC2::Ami",
	"ec2 instance":                     "AWS::EC2::Instance",
	"ec2 internet-gateway":             "AWS::EC2::InternetGateway",
	"ec2 key-pair":                     "AWS::EC2::KeyPair",
	"ec2 launch-template":              "AWS::EC2::LaunchTemplate",
	"ec2 natgateway":                   "AWS::EC2::NatGateway",
	"ec2 network-acl":                  "AWS::EC2::NetworkAcl",
	"ec2 network-interface":            "AWS::EC2::NetworkInterface",
	"ec2 route-table":                  "AWS::EC2::RouteTable",
	"ec2 security-group":               "AWS::EC2::SecurityGroup",
	"ec2 snapshot":                     "AWS::EC2::Snapshot",
	"ec2 subnet":                       "AWS::EC2::Subnet",
	"ec2 volume":                       "AWS::EC2::Volume",
	"ec2 vpc":                          "AWS::EC2::VPC",
	"ec2 vpc-endpoint":                 "AWS::EC2::VPCEndpoint",
	"ec2 vpc-flow-log":                 "AWS::EC2::FlowLog",
	"ec2 vpc-peering-connection":       "AWS::EC2::VPCPeeringConnection",
	"ecr repository":                   "AWS::ECR::Repository",
	"ecs cluster":                      "AWS::ECS::Cluster",
	"ecs service":                      "AWS::ECS::Service",
	"ecs task-definition":              "AWS::ECS::TaskDefinition",
	"eks cluster":                      "AWS::EKS::Cluster",
	"eks nodegroup":                    "AWS::EKS::Nodegroup",
	"elasticache cluster":              "AWS::ElastiCache::CacheCluster",
	"elasticache replicationgroup":     "AWS::ElastiCache::ReplicationGroup",
	"elasticfilesystem file-system":    "AWS::EFS::FileSystem",
	"elasticfilesystem access-point":   "AWS::EFS::AccessPoint",
	"elasticloadbalancing listener":    "AWS::ElasticLoadBalancingV2::Listener",
	"elasticloadbalancing targetgroup": "AWS::ElasticLoadBalancingV2::TargetGroup",
	"elasticmapreduce cluster":         "AWS::EMR::Cluster",
	"es domain":                        "AWS::OpenSearchService::Domain",
	"events event-bus":                 "AWS::Events::EventBus",
	"events rule":                      "AWS::Events::Rule",
	"firehose deliverystream":          "AWS::KinesisFirehose::DeliveryStream",
	"glue crawler":                     "AWS::Glue::Crawler",
	"glue database":                    "AWS::Glue::Database",
	"glue job":                         "AWS::Glue::Job",
	"glue table":                       "AWS::Glue::Table",
	"guardduty detector":               "AWS::GuardDuty::Detector",
	"iam group":                        "AWS::IAM::Group",
	"iam instance-profile":             "AWS::IAM::InstanceProfile",
	"iam oidc-provider":                "AWS::IAM::OIDCProvider",
	"iam policy":                       "AWS::IAM::ManagedPolicy",
	"iam role":                         "AWS::IAM::Role",
	"iam saml-provider":                "AWS::IAM::SAMLProvider",
	"iam server-certificate":           "AWS::IAM::ServerCertificate",
	"iam user":                         "AWS::IAM::User",
	"kafka cluster":                    "AWS::MSK::Cluster",
	"kinesis stream":                   "AWS::Kinesis::Stream",
	"kms alias":                        "AWS::KMS::Alias",
	"kms key":                          "AWS::KMS::Key",
	"lambda event-source-mapping":      "AWS::Lambda::EventSourceMapping",
	"lambda function":                  "AWS::Lambda::Function",
	"lambda layer":                     "AWS::Lambda::LayerVersion",
	"logs log-group":                   "AWS::Logs::LogGroup",
	"organizations account":            "AWS::Organizations::Account",
	"organizations ou":                 "AWS::Organizations::OrganizationalUnit",
	"organizations policy":             "AWS::Organizations::Policy",
	"rds cluster":                      "AWS::RDS::DBCluster",
	"rds cluster-pg":                   "AWS::RDS::DBClusterParameterGroup",
	"rds cluster-snapshot":             "AWS::RDS::DBClusterSnapshot",
	"rds db":                           "AWS::RDS::DBInstance",
	"rds og":                           "AWS::RDS::OptionGroup",
	"rds pg":                           "AWS::RDS::DBParameterGroup",
	"rds snapshot":                     "AWS::RDS::DBSnapshot",
	"rds subgrp":                       "AWS::RDS::DBSubnetGroup",
	"redshift cluster":                 "AWS::Redshift::Cluster",
	"route53 healthcheck":              "AWS::Route53::HealthCheck",
	"route53 hostedzone":               "AWS::Route53::HostedZone",
	"sagemaker endpoint":               "AWS::SageMaker::Endpoint",
	"sagemaker model":                  "AWS::SageMaker::Model",
	"sagemaker notebook-instance":      "AWS::SageMaker::NotebookInstance",
	"s3 accesspoint":                   "AWS::S3::AccessPoint",
	"s3 storage-lens":                  "AWS::S3::StorageLens",
	"secretsmanager secret":            "AWS::SecretsManager::Secret",
	"sns":                              "AWS::SNS::Topic",
	"sqs":                              "AWS::SQS::Queue",
	"ssm association":                  "AWS::SSM::Association",
	"ssm document":                     "AWS::SSM::Document",
	"ssm parameter":                    "AWS::SSM::Parameter",
	"states activity":                  "AWS::StepFunctions::Activity",
	"states stateMachine":              "AWS::StepFunctions::StateMachine",
	"transfer server":                  "AWS::Transfer::Server",
	"workspaces workspace":             "AWS::WorkSpaces::Workspace",
}

// typeOfID knows the ids that tell their own type: EC2's prefix and 8 to 17
// hex digits. Prefixes that other services use too (fs-, key-) are left out.
func typeOfID(id string) string {
	i := strings.LastIndexByte(id, '-')
	if i < 1 || i > 12 {
		return ""
	}
	digits := id[i+1:]
	if len(digits) < 8 || len(digits) > 17 {
		return ""
	}
	for _, c := range []byte(digits) {
		if c = lower(c); c-'0' > 9 && c-'a' > 5 {
			return ""
		}
	}
	return idTypes[id[:i]]
}

var idTypes = map[string]string{
	"acl":        "AWS::EC2::NetworkAcl",
	"ami":        "AWS::EC2::Ami",
	"cgw":        "AWS::EC2::CustomerGateway",
	"dopt":       "AWS::EC2::DHCPOptions",
	"eigw":       "AWS::EC2::EgressOnlyInternetGateway",
	"eipalloc":   "AWS::EC2::EIP",
	"eni":        "AWS::EC2::NetworkInterface",
	"eni-attach": "AWS::EC2::NetworkInterfaceAttachment",
	"fl":         "AWS::EC2::FlowLog",
	"i":          "AWS::EC2::Instance",
	"igw":        "AWS::EC2::InternetGateway",
	"lt":         "AWS::EC2::LaunchTemplate",
	"nat":        "AWS::EC2::NatGateway",
	"pcx":        "AWS::EC2::VPCPeeringConnection",
	"pl":         "AWS::EC2::PrefixList",
	"rtb":        "AWS::EC2::RouteTable",
	"sg":         "AWS::EC2::SecurityGroup",
	"snap":       "AWS::EC2::Snapshot",
	"subnet":     "AWS::EC2::Subnet",
	"tgw":        "AWS::EC2::TransitGateway",
	"tgw-attach": "AWS::EC2::TransitGatewayAttachment",
	"vgw":        "AWS::EC2::VPNGateway",
	"vol":        "AWS::EC2::Volume",
	"vpc":        "AWS::EC2::VPC",
	"vpce":       "AWS::EC2::VPCEndpoint",
	"vpn":        "AWS::EC2::VPNConnection",
}

// refersTo reports whether long, an ARN or a queue's URL, is the full form of
// name. Both are known to be of one type and to come from one record.
func refersTo(long, name string) bool {
	if rest, ok := strings.CutPrefix(long, "https://"); ok {
		if q, ok := parseARN(name); ok && q.service == "sqs" {
			name = q.account + "/" + q.resource
		}
		return strings.HasSuffix(rest, "/"+name)
	}
	p, ok := parseARN(long)
	if !ok || strings.HasPrefix(name, "arn:") {
		return false
	}
	resource := strings.TrimSuffix(p.resource, ":*") // of log groups
	switch p.service {
	case "cloudformation", "elasticloadbalancing", "kafka":
		// kind/name/unique
		if strings.Contains(resource, "/"+name+"/") {
			return true
		}
	case "secretsmanager":
		// Six random characters follow the secret's name.
		if n := len(resource) - 7; n > 0 && resource[n] == '-' && strings.TrimPrefix(resource[:n], "secret:") == name {
			return true
		}
	case "ssm":
		// The names of parameters may begin with the slash.
		if resource == "parameter"+name {
			return true
		}
	}
	head, ok := strings.CutSuffix(resource, name)
	return ok && (head == "" || strings.HasSuffix(head, "/") || strings.HasSuffix(head, ":"))
}
