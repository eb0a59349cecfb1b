package query

// Example is a filter and what it finds, for help and the documents.
type Example struct {
	Topic, Filter, Means string
}

// Examples returns filters that show the whole language, grouped by topic. Every
// one of them is tested to find what it says.
func Examples() []Example { return append([]Example(nil), examples...) }

var examples = []Example{
	{"Words", "source:iam is:write -user:terraform", "changes to IAM by anyone but terraform; AND is implied, - excludes"},
	{"Words", "source:iam AND is:write AND NOT user:terraform", "the same, spelled out"},
	{"Words", "is:error OR is:root", "failures, and whatever root did"},
	{"Words", "(source:iam OR source:s3) is:write", "changes to IAM or S3"},
	{"Words", "event:(CreateUser OR CreateAccessKey)", "either event"},
	{"Words", "event:(Create* -CreateUser)", "whatever creates, but not users"},

	{"Values", "source:iam", "calls to iam.amazonaws.com"},
	{"Values", "type:bucket", "events that touched an AWS::S3::Bucket"},
	{"Values", "type:S3::Bucket", "the same"},
	{"Values", "user:deployer", "events of the user, the role session or the role of that name"},
	{"Values", "actor:alice", "events of alice, by user name, role, or the last part of the ARN"},
	{"Values", "resource:alice", "events that touched something named alice, or an ARN that ends in it"},
	{"Values", `resource:"alice"`, "only where the name is alice and no more: quotes mean the whole value"},
	{"Values", "agent:aws-cli", "calls whose user agent mentions aws-cli"},
	{"Values", `message:*"not authorized"*`, "errors whose message says not authorized"},
	{"Values", "error:AccessDenied", "calls that failed with that code"},
	{"Values", "error:*", "calls that failed; a lone * asks for any value"},
	{"Values", "-resource:*", "events that name no resource"},
	{"Values", "severity:>=attention", "attention and danger"},
	{"Values", "mfa:no", "sessions opened without a second factor"},

	{"Patterns", "event:Delete*", "events whose name begins with Delete"},
	{"Patterns", "region:us-????-1", "Regions such as us-east-1; ? is one character"},
	{"Patterns", "resource:/prod-[0-9]+/", "a regular expression, found anywhere in the name"},
	{"Patterns", "ip:203.0.113.0/24", "calls from addresses with that prefix"},
	{"Patterns", "ip:@indicators.txt", "calls from any address or prefix in the file, one a line"},
	{"Patterns", "key:@keys.txt", "calls with any access key in the file"},

	{"Record", "requestParameters.bucketName:payroll", "a value at a path inside the record"},
	{"Record", "requestParameters:payroll", "a value anywhere below a path"},
	{"Record", "resources[0].ARN:*payroll", "a value in the first element of a list; without [0], in any"},
	{"Record", "requestParameters.policyDocument.Statement.Effect:Allow", "inside a policy document that the record holds as a string"},
	{"Record", "payroll", "the word anywhere in the record, ignoring case"},
	{"Record", `"AKIAIOSFODNN7EXAMPLE"`, "the text anywhere in the record"},
	{"Record", `/"bucketName":"pay[a-z]+"/`, "a regular expression over the record's own text"},

	{"Time", "last:24h", "the last 24 hours; also s, m, d and w"},
	{"Time", "after:2026-11-19T14:00Z", "at that time or after"},
	{"Time", "before:yesterday", "before yesterday began"},
	{"Time", "time:yesterday", "yesterday, in the zone shown on screen"},
	{"Time", "time:14:00..14:30", "from 14:00 up to 14:30, today or the latest such"},
	{"Time", "time:2026-11-01..2026-11-19", "from the 1st up to the end of the 19th"},
	{"Time", `after:"yesterday 3pm"`, "since yesterday at three"},
	{"Time", `after:"2 hours ago"`, "within the last two hours"},

	{"Flags", "is:denied", "failed for want of permission"},
	{"Flags", "is:write -is:service", "changes that no AWS service made"},
	{"Flags", "is:marked", "events with a star, tag or note"},

	{"Quoting", `user:"John Smith"`, "a value with a space in it"},
	{"Quoting", `user:a\*b`, "a star that is meant as a star; a backslash takes any character literally"},
	{"Quoting", `"source:iam"`, "the text source:iam, not a field"},
}
