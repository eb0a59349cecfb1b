package operation

import (
	"strings"

	"spoor/recorder/call"
)

// Resources are what a call acted on, as far as an ARN follows from the request:
// for S3 from bucket and key, for others from parameters that are ARNs or make
// one. account is the caller's, empty where it is unknown.
func (o *Operation) Resources(parameters map[string]any, region, account string) []call.Resource {
	partition := arnPartition(region)
	if o.Protocol == S3 {
		return o.s3Resources(partition)
	}
	var found []call.Resource
	for _, k := range arnKinds {
		if k.signing != o.Service.Signing {
			continue
		}
		name, _ := parameters[k.parameter].(string)
		switch {
		case name == "" || len(name) > 2048:
		case strings.HasPrefix(name, "arn:"):
			found = append(found, call.Resource{Type: k.kind, ARN: name})
		case k.arn != "" && (account != "" || !strings.Contains(k.arn, "{account}")):
			arn := strings.NewReplacer("{partition}", partition, "{region}", region, "{account}", account, "{name}", name).Replace(k.arn)
			found = append(found, call.Resource{Type: k.kind, ARN: arn})
		}
	}
	return found
}

// s3Resources are the object, then the bucket, as in the records of data events.
func (o *Operation) s3Resources(partition string) []call.Resource {
	if o.bucket == "" {
		return nil
	}
	bucket := "arn:" + partition + ":s3:::" + o.bucket
	resources := []call.Resource{{Type: "AWS::S3::Bucket", ARN: bucket}}
	if o.key != "" {
		resources = append([]call.Resource{{Type: "AWS::S3::Object", ARN: bucket + "/" + o.key}}, resources...)
	}
	return resources
}

// arnKinds say which parameter names which kind of resource, and how its ARN is
// made of the name (Service Authorization Reference).
var arnKinds = []struct{ signing, parameter, kind, arn string }{
	{"dynamodb", "tableName", "AWS::DynamoDB::Table", "arn:{partition}:dynamodb:{region}:{account}:table/{name}"},
	{"lambda", "functionName", "AWS::Lambda::Function", "arn:{partition}:lambda:{region}:{account}:function:{name}"},
	{"kms", "keyId", "AWS::KMS::Key", ""},
	{"iam", "roleName", "AWS::IAM::Role", ""},
	{"iam", "policyArn", "AWS::IAM::Policy", ""},
	{"iam", "userName", "AWS::IAM::User", ""},
	{"sts", "roleArn", "AWS::IAM::Role", ""},
	{"sns", "topicArn", "AWS::SNS::Topic", ""},
	{"sns", "name", "AWS::SNS::Topic", "arn:{partition}:sns:{region}:{account}:{name}"},
	{"sqs", "queueName", "AWS::SQS::Queue", "arn:{partition}:sqs:{region}:{account}:{name}"},
	{"kinesis", "streamName", "AWS::Kinesis::Stream", "arn:{partition}:kinesis:{region}:{account}:stream/{name}"},
	{"kinesis", "streamARN", "AWS::Kinesis::Stream", ""},
	{"secretsmanager", "secretId", "AWS::SecretsManager::Secret", ""},
	{"states", "stateMachineArn", "AWS::StepFunctions::StateMachine", ""},
	{"logs", "logGroupName", "AWS::Logs::LogGroup", "arn:{partition}:logs:{region}:{account}:log-group:{name}"},
	{"ecr", "repositoryName", "AWS::ECR::Repository", "arn:{partition}:ecr:{region}:{account}:repository/{name}"},
	{"ecs", "cluster", "AWS::ECS::Cluster", "arn:{partition}:ecs:{region}:{account}:cluster/{name}"},
	{"eks", "name", "AWS::EKS::Cluster", "arn:{partition}:eks:{region}:{account}:cluster/{name}"},
	{"cloudtrail", "name", "AWS::CloudTrail::Trail", "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}"},
	{"ssm", "name", "AWS::SSM::Parameter", ""},
}
