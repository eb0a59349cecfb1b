package call

import "strings"

const (
	management = "Management"
	data       = "Data"
)

// dataPlane lists the operations that CloudTrail records as data events, by
// event source; a name that ends in * stands for all that begin so (CloudTrail
// User Guide, Logging data events).
var dataPlane = map[string][]string{
	"s3.amazonaws.com": {
		"GetObject*", "PutObject*", "DeleteObject*", "HeadObject", "ListObjects*", "ListObjectVersions", "CopyObject", "PostObject",
		"CreateMultipartUpload", "UploadPart*", "CompleteMultipartUpload", "AbortMultipartUpload", "ListParts", "ListMultipartUploads",
		"RestoreObject", "SelectObjectContent", "HeadBucket", "WriteGetObjectResponse",
	},
	"dynamodb.amazonaws.com": {
		"GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchGetItem", "BatchWriteItem", "Query", "Scan", "TransactGetItems",
		"TransactWriteItems", "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction", "GetRecords", "GetShardIterator",
	},
	"lambda.amazonaws.com":     {"Invoke*"},
	"sqs.amazonaws.com":        {"SendMessage*", "ReceiveMessage", "DeleteMessage*", "ChangeMessageVisibility*"},
	"sns.amazonaws.com":        {"Publish*"},
	"kinesis.amazonaws.com":    {"PutRecord*", "GetRecords", "GetShardIterator", "SubscribeToShard"},
	"firehose.amazonaws.com":   {"PutRecord*"},
	"logs.amazonaws.com":       {"PutLogEvents", "GetLogEvents", "FilterLogEvents", "StartLiveTail"},
	"monitoring.amazonaws.com": {"PutMetricData", "GetMetricData", "GetMetricStatistics", "ListMetrics"},
	"ses.amazonaws.com":        {"SendEmail", "SendRawEmail", "SendTemplatedEmail", "SendBulk*"},
}

// bucketSettings are configurations of a bucket whose names begin like data
// events.
var bucketSettings = map[string]bool{"GetObjectLockConfiguration": true, "PutObjectLockConfiguration": true}

// categoryOf is the eventCategory that CloudTrail gives such a call.
func categoryOf(source, operation string) string {
	if bucketSettings[operation] {
		return management
	}
	for _, name := range dataPlane[source] {
		if start, any := strings.CutSuffix(name, "*"); name == operation || any && strings.HasPrefix(operation, start) {
			return data
		}
	}
	return management
}
