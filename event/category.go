package event

import "strings"

// category is eventCategory; for records older than eventVersion 1.07, which
// have none, it follows from eventType and managementEvent.
func category(r *record, ev *Event) string {
	if ev.Category != "" {
		return ev.Category
	}
	switch {
	case ev.Type == "AwsCloudTrailInsight" || r.insight.isObject():
		return "Insight"
	case ev.Type == "AwsAggregatedEvent":
		return "Aggregated"
	case strings.HasPrefix(ev.Type, "AwsVpceEvent"):
		return "NetworkActivity"
	case r.managementEvent.isTrue():
		return "Management"
	case r.managementEvent.isFalse(), isDataEvent(ev.Source, ev.Name):
		return "Data"
	}
	return "Management"
}

// isDataEvent knows the data events that trails could deliver before records
// said so themselves (managementEvent came with eventVersion 1.06).
func isDataEvent(source, name string) bool {
	switch source {
	case "s3.amazonaws.com":
		return strings.Contains(name, "Object") && !strings.Contains(name, "ObjectLock") ||
			strings.HasSuffix(name, "MultipartUpload") || strings.HasPrefix(name, "UploadPart")
	case "lambda.amazonaws.com":
		return name == "Invoke"
	}
	return false
}
