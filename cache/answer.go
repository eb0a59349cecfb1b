package cache

import (
	"time"

	"spoor/query"
)

// Answer is what the cache says to a query: rows, facets and histogram of one
// snapshot. It is immutable and safe for concurrent use.
type Answer struct {
	Query query.Query
	View  View
	// Total is how many events the cache holds, Matched how many satisfy the
	// query.
	Total, Matched int
	// First and Last are the times of the oldest and newest matching event.
	First, Last time.Time
	// Rows are those of View.Offset and View.Limit.
	Rows   []Row
	Facets []Facet
	// Histogram is nil unless asked for.
	Histogram *Histogram
	// Partial says that more is to come: counts are lower bounds.
	Partial bool
	// Warnings name what could not be read and so is missing from the answer.
	Warnings []string
}
