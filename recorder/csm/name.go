package csm

import "regexp"

// renamed are operations of S3 that CloudTrail has another name for than S3's
// API (Amazon S3 User Guide, "Amazon S3 CloudTrail events").
var renamed = []struct {
	operation *regexp.Regexp
	event     string
}{
	{regexp.MustCompile(`^ListObjectsV2$`), "ListObjects"},
	{regexp.MustCompile(`^(Get|Put|Delete|List)Bucket((?:Accelerate|Analytics|IntelligentTiering|Inventory|Metrics)Configurations?)$`), "$1$2"},
	{regexp.MustCompile(`^((?:Get|Put)Bucket(?:Lifecycle|Notification))Configuration$`), "$1"},
	{regexp.MustCompile(`^(Get|Put|Delete)(ObjectLockConfiguration|PublicAccessBlock)$`), "${1}Bucket$2"},
}

// eventName is what CloudTrail calls an operation of a service.
func eventName(service, operation string) string {
	if service != "S3" {
		return operation
	}
	for _, r := range renamed {
		if r.operation.MatchString(operation) {
			return r.operation.ReplaceAllString(operation, r.event)
		}
	}
	return operation
}
