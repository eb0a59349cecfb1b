package serve

import "net/http"

// failure is an error as AWS names it: a code, the HTTP status and a message for
// a person. The codes and statuses of LookupEvents are those of the CloudTrail
// API Reference (LookupEvents, Common Error Types).
type failure struct {
	code    string
	status  int
	message string
}

func (f *failure) Error() string { return f.code + ": " + f.message }

func invalidAttributes(message string) *failure {
	return &failure{"InvalidLookupAttributesException", http.StatusBadRequest, message}
}

func invalidTimeRange(message string) *failure {
	return &failure{"InvalidTimeRangeException", http.StatusBadRequest, message}
}

func invalidMaxResults() *failure {
	return &failure{"InvalidMaxResultsException", http.StatusBadRequest, "MaxResults must be from 1 to 50."}
}

func invalidNextToken() *failure {
	return &failure{"InvalidNextTokenException", http.StatusBadRequest,
		"The token is not valid, or was given for a request with other parameters."}
}

func invalidEventCategory() *failure {
	return &failure{"InvalidEventCategoryException", http.StatusBadRequest, "EventCategory can only be insight."}
}

func serialization(message string) *failure {
	return &failure{"SerializationException", http.StatusBadRequest, message}
}

func throttled() *failure {
	return &failure{"ThrottlingException", http.StatusBadRequest, "Rate exceeded"}
}

// internal is for failures of the cache. What happened is for the server's log,
// not for its clients.
func internal() *failure {
	return &failure{"InternalFailure", http.StatusInternalServerError,
		"The request failed because of an error in the server; its log says more."}
}
