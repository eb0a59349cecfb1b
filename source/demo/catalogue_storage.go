package demo

const (
	bucketAbout = `[{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::<bucket>"}]`
	objectAbout = `[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::<bucket>/<object>"},{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::<bucket>"}]`
	s3Host      = `"Host":"<bucket>.s3.<region>.amazonaws.com"`
	payHost     = `"Host":"` + payrollBucket + `.s3.<region>.amazonaws.com"`
	payAbout    = `[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::` + payrollBucket + `/<payslip>"},{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::` + payrollBucket + `"}]`
)

// storageCalls are S3, DynamoDB, RDS and backups. Only the payroll bucket has
// its objects logged in the demo account.
var storageCalls = []entry{
	{name: "s3:ListBuckets", request: `{"Host":"s3.<region>.amazonaws.com"}`},
	{name: "s3:GetBucketAcl", request: `{"bucketName":"<bucket>","acl":"",` + s3Host + `}`, about: bucketAbout},
	{name: "s3:GetBucketPolicy", request: `{"bucketName":"<bucket>","policy":"",` + s3Host + `}`, about: bucketAbout, mishaps: []string{"NoSuchBucketPolicy|The bucket policy does not exist"}},
	{name: "s3:GetBucketTagging", request: `{"bucketName":"<bucket>","tagging":"",` + s3Host + `}`, about: bucketAbout, mishaps: []string{"NoSuchTagSet|The TagSet does not exist"}},
	{name: "s3:GetBucketLifecycle", request: `{"bucketName":"<bucket>","lifecycle":"",` + s3Host + `}`, about: bucketAbout, mishaps: []string{"NoSuchLifecycleConfiguration|The lifecycle configuration does not exist"}},
	{name: "s3:GetBucketEncryption", request: `{"bucketName":"<bucket>","encryption":"",` + s3Host + `}`, about: bucketAbout},
	{name: "s3:GetBucketVersioning", request: `{"bucketName":"<bucket>","versioning":"",` + s3Host + `}`, about: bucketAbout, mishaps: []string{"NoSuchBucket|The specified bucket does not exist"}},
	{name: "s3:GetBucketLocation", request: `{"bucketName":"<bucket>","location":"",` + s3Host + `}`, about: bucketAbout, mishaps: []string{"NoSuchBucket|The specified bucket does not exist"}},
	{name: "s3:GetBucketPublicAccessBlock", request: `{"bucketName":"<bucket>","publicAccessBlock":"",` + s3Host + `}`, about: bucketAbout, mishaps: []string{"NoSuchPublicAccessBlockConfiguration|The public access block configuration was not found"}},
	{name: "s3:GetBucketReplication", request: `{"bucketName":"<bucket>","replication":"",` + s3Host + `}`, about: bucketAbout, mishaps: []string{"ReplicationConfigurationNotFoundError|The replication configuration was not found"}},
	{name: "s3:PutBucketTagging", kind: write, request: `{"bucketName":"<bucket>","tagging":"",` + s3Host + `,"Tagging":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","TagSet":{"Tag":[{"Key":"managed-by","Value":"terraform"},{"Key":"data-class","Value":"internal"}]}}}`, about: bucketAbout},
	{name: "s3:PutBucketPolicy", kind: write, request: `{"bucketName":"<bucket>","policy":"",` + s3Host + `,"bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"DenyInsecureTransport","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::<bucket>","arn:aws:s3:::<bucket>/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}}`, about: bucketAbout},
	{name: "s3:PutBucketLifecycle", kind: write, request: `{"bucketName":"<bucket>","lifecycle":"",` + s3Host + `,"LifecycleConfiguration":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","Rule":{"ID":"expire-old","Status":"Enabled","Filter":{"Prefix":"tmp/"},"Expiration":{"Days":30}}}}`, about: bucketAbout},
	{name: "s3:CreateBucket", kind: write, request: `{"bucketName":"<bucket>-<hex:6>","CreateBucketConfiguration":{"LocationConstraint":"<region>","xmlns":"http://s3.amazonaws.com/doc/2006-03-01/"},` + s3Host + `}`, mishaps: []string{"BucketAlreadyOwnedByYou|Your previous request to create the named bucket succeeded and you already own it."}},
	{name: "s3:DeleteBucket", kind: write, request: `{"bucketName":"<bucket>-<hex:6>",` + s3Host + `}`, mishaps: []string{"BucketNotEmpty|The bucket you tried to delete is not empty"}},
	{name: "s3:GetObject", kind: readData, request: `{"bucketName":"` + payrollBucket + `","key":"<payslip>",` + payHost + `}`, about: payAbout},
	{name: "s3:HeadObject", kind: readData, request: `{"bucketName":"` + payrollBucket + `","key":"<payslip>",` + payHost + `}`, about: payAbout},
	{name: "s3:ListObjects", kind: readData, request: `{"list-type":"2","bucketName":"` + payrollBucket + `","encoding-type":"url","prefix":"2026/","delimiter":"/",` + payHost + `}`,
		about: `[{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::` + payrollBucket + `"},{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::` + payrollBucket + `/2026/"}]`},
	{name: "s3:PutObject", kind: writeData, request: `{"bucketName":"` + payrollBucket + `","key":"<payslip>","x-amz-server-side-encryption":"aws:kms",` + payHost + `}`,
		response: `{"x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"<kmskey>","x-amz-version-id":"<base64:22>"}`, about: payAbout},
	{name: "dynamodb:DescribeTable", request: `{"tableName":"<table>"}`, about: `[{"accountId":"<account>","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:<region>:<account>:table/<table>"}]`},
	{name: "dynamodb:DescribeContinuousBackups", request: `{"tableName":"<table>"}`, about: `[{"accountId":"<account>","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:<region>:<account>:table/<table>"}]`},
	{name: "dynamodb:UpdateTable", kind: write, request: `{"tableName":"<table>","billingMode":"PAY_PER_REQUEST","deletionProtectionEnabled":true}`,
		response: `{"tableDescription":{"tableName":"<table>","tableStatus":"UPDATING","itemCount":<number:10000:90000>,"tableArn":"arn:aws:dynamodb:<region>:<account>:table/<table>","billingModeSummary":{"billingMode":"PAY_PER_REQUEST"},"deletionProtectionEnabled":true}}`,
		about:    `[{"accountId":"<account>","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:<region>:<account>:table/<table>"}]`},
	{name: "rds:DescribeDBInstances", request: `{"dBInstanceIdentifier":"<database>"}`, mishaps: []string{"DBInstanceNotFound|DBInstance <database> not found."}},
	{name: "rds:DescribeDBSnapshots", request: `{"dBInstanceIdentifier":"<database>","snapshotType":"automated","includeShared":false,"includePublic":false}`},
	{name: "rds:CreateDBSnapshot", kind: write, request: `{"dBInstanceIdentifier":"<database>","dBSnapshotIdentifier":"<database>-<hex:8>"}`,
		response: `{"dBSnapshotIdentifier":"<database>-<hex:8>","dBInstanceIdentifier":"<database>","engine":"postgres","allocatedStorage":<number:100:400>,"status":"creating","port":5432,"engineVersion":"17.6","snapshotType":"manual","storageType":"gp3","percentProgress":0,"encrypted":true,"kmsKeyId":"<kmskey>","masterUsername":"app","licenseModel":"postgresql-license","iAMDatabaseAuthenticationEnabled":true}`,
		mishaps:  []string{"InvalidDBInstanceStateFault|Cannot create a snapshot because the database instance <database> is not currently in the available state."}},
	{name: "rds:DeleteDBSnapshot", kind: write, request: `{"dBSnapshotIdentifier":"<database>-<hex:8>"}`, response: `{"dBSnapshotIdentifier":"<database>-<hex:8>","dBInstanceIdentifier":"<database>","engine":"postgres","status":"deleted","snapshotType":"manual","encrypted":true}`},
	{name: "rds:ModifyDBInstance", kind: write, request: `{"dBInstanceIdentifier":"<database>","backupRetentionPeriod":14,"masterUserPassword":"****","applyImmediately":false,"allowMajorVersionUpgrade":false}`,
		response: `{"dBInstanceIdentifier":"<database>","dBInstanceClass":"db.r7g.large","engine":"postgres","dBInstanceStatus":"available","masterUsername":"app","pendingModifiedValues":{"masterUserPassword":"****","backupRetentionPeriod":14},"multiAZ":true,"publiclyAccessible":false,"storageEncrypted":true}`},
	{name: "backup:StartBackupJob", kind: write, request: `{"backupVaultName":"nightly","resourceArn":"arn:aws:rds:<region>:<account>:db:<database>","iamRoleArn":"arn:aws:iam::<account>:role/service-role/AWSBackupDefaultServiceRole","idempotencyToken":"<uuid>","lifecycle":{"deleteAfterDays":35}}`, response: `{"backupJobId":"<uuid>","creationDate":"<spoken>"}`},
}
