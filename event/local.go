package event

// RecordedBy is the member of additionalEventData by which a record says that it
// was not AWS but LocalRecorder that recorded the call. AWS itself fills
// additionalEventData, and callers have no say in it, so that the mark is
// neither lost nor forged.
const (
	RecordedBy    = "recordedBy"
	LocalRecorder = "spoor"
)

// isLocal reports whether the record was made on a machine of the user's.
func (r *record) isLocal() bool {
	by := r.extra.get(RecordedBy)
	return by.isString() && string(by.source()) == LocalRecorder
}
