// Package cache keeps events in one bbolt file and answers questions about
// them: batches in, sealed segments, coverage; rows, facets, histogram and text
// search out.
//
// # What is stored
//
// Every Append seals its new events into a segment that never changes: rows in
// order of time, a dictionary-coded column for each field, the raw records in
// zstd blocks, an index of words that lets text search skip blocks, and a
// filter and an index of identities for finding duplicates (package segment).
// Small segments are put together into larger ones beside all readers; their
// blocks stay where they are. What becomes known of a row later, that another
// record under its identity is shown in its place, is in a small overlay.
//
// The catalog lists all segments with the checksums of their manifests, and a
// manifest all sections and blocks of its segment with theirs, so that nothing
// is believed that was not written. A segment found damaged is set aside and
// named in Answer.Warnings; the others answer.
//
// # How it answers
//
// A Cache looks at one snapshot at a time: which segments there are, and their
// overlays. Columns are loaded as filters need them and stay in memory within
// bounds. The values of a column are numbered over all segments (lexicon), so a
// filter tests each value once; what it holds for becomes a bitmap of rows for
// each segment, kept for the next question; facets are counts of numbers under
// a bitmap. Only what reads records or rows opens the file, for as long as it
// copies out what it needs.
package cache
