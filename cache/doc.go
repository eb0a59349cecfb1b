// Package cache keeps events in one bbolt file and answers questions about
// them: batches in, sealed segments, coverage; rows, facets, histogram and text
// search out.
package cache
