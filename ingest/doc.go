// Package ingest pulls events from a source into the cache: records are decoded
// side by side, gathered into groups and committed with where they came from,
// which files are read and what is covered. It tells how far it is while it
// works, and at the end accounts for every file and every record.
package ingest
