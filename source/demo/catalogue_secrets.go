package demo

const (
	keyAbout    = `[{"accountId":"<account>","type":"AWS::KMS::Key","ARN":"<kmskey>"}]`
	secretAbout = `[{"accountId":"<account>","type":"AWS::SecretsManager::Secret","ARN":"<secret>"}]`
)

// secretCalls are KMS, Secrets Manager and Parameter Store.
var secretCalls = []entry{
	{name: "kms:Decrypt", request: `{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"aws:secretsmanager:arn":"<secret>"},"keyId":"<kmskey>"}`, about: keyAbout, mishaps: []string{throttled}},
	{name: "kms:GenerateDataKey", request: `{"keySpec":"AES_256","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::<bucket>"},"keyId":"<kmskey>"}`, about: keyAbout},
	{name: "kms:DescribeKey", request: `{"keyId":"<kmskey>"}`, about: keyAbout},
	{name: "kms:ListAliases", request: `{"limit":100}`},
	{name: "kms:GetKeyPolicy", request: `{"keyId":"<kmskey>","policyName":"default"}`, about: keyAbout},
	{name: "kms:GetKeyRotationStatus", request: `{"keyId":"<kmskey>"}`, about: keyAbout},
	{name: "kms:CreateGrant", kind: write, request: `{"granteePrincipal":"arn:aws:iam::<account>:role/<role>","operations":["Decrypt","GenerateDataKeyWithoutPlaintext","CreateGrant"],"constraints":{"encryptionContextSubset":{"aws:ebs:id":"<volume>"}},"keyId":"<kmskey>"}`, response: `{"grantId":"<hex:64>","keyId":"<kmskey>"}`, about: keyAbout},
	{name: "kms:RotateKey", kind: serviceEvent, about: keyAbout},
	{name: "secretsmanager:GetSecretValue", request: `{"secretId":"<secret>","versionStage":"AWSCURRENT"}`, about: secretAbout,
		mishaps: []string{"ResourceNotFoundException|Secrets Manager can't find the specified secret value for staging label: AWSCURRENT", throttled}},
	{name: "secretsmanager:DescribeSecret", request: `{"secretId":"<secret>"}`, about: secretAbout},
	{name: "secretsmanager:ListSecrets", request: `{"maxResults":100,"filters":[]}`},
	{name: "secretsmanager:GetResourcePolicy", request: `{"secretId":"<secret>"}`, about: secretAbout},
	{name: "secretsmanager:PutSecretValue", kind: write, request: `{"secretId":"<secret>","clientRequestToken":"<uuid>","versionStages":["AWSPENDING"]}`, response: `{"arn":"<secret>","name":"<secret>"}`, about: secretAbout},
	{name: "secretsmanager:RotationStarted", kind: serviceEvent, extra: `{"SecretId":"<secret>"}`},
	{name: "secretsmanager:RotationSucceeded", kind: serviceEvent, extra: `{"SecretId":"<secret>"}`},
	{name: "ssm:GetParameter", request: `{"name":"<parameter>","withDecryption":true}`, about: `[{"accountId":"<account>","ARN":"arn:aws:ssm:<region>:<account>:parameter<parameter>"}]`, mishaps: []string{throttled}},
	{name: "ssm:GetParametersByPath", request: `{"path":"<parameter>","recursive":true,"withDecryption":false,"maxResults":10}`, about: `[{"accountId":"<account>","ARN":"arn:aws:ssm:<region>:<account>:parameter<parameter>"}]`, mishaps: []string{throttled}},
	{name: "ssm:DescribeParameters", request: `{"maxResults":50,"filters":[]}`, mishaps: []string{throttled}},
	{name: "ssm:PutParameter", kind: write, request: `{"name":"<parameter>","type":"SecureString","overwrite":true,"tier":"Standard","value":"HIDDEN_DUE_TO_SECURITY_REASONS","keyId":"<kmskey>"}`, response: `{"version":<number:4:90>,"tier":"Standard"}`, mishaps: []string{"ParameterAlreadyExists|The parameter already exists. To overwrite this value, set the overwrite option in the request to true."}},
	{name: "ssm:UpdateInstanceInformation", kind: write, request: `{"instanceId":"<me>","agentVersion":"3.3.2746.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.20.<number:1:9>.<number:1:250>","computerName":"ip-10-20-<number:1:9>-<number:1:250>.<region>.compute.internal","agentName":"amazon-ssm-agent","availabilityZone":"<region>a","sSMConnectionChannel":"ssmmessages"}`},
	{name: "ssm:StartSession", kind: write, request: `{"target":"<instance>","reason":"debugging <asg>"}`, response: `{"sessionId":"<me>-<hex:17>","tokenValue":"HIDDEN_DUE_TO_SECURITY_REASONS","streamUrl":"HIDDEN_DUE_TO_SECURITY_REASONS"}`, mishaps: []string{"TargetNotConnected|<instance> is not connected."}},
	{name: "ssm:TerminateSession", kind: write, request: `{"sessionId":"<me>-<hex:17>"}`, response: `{"sessionId":"<me>-<hex:17>"}`},
}
