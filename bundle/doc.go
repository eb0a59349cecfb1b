// Package bundle is the format of evidence bundles: writing, reading and
// checking them.
//
// A bundle is a zip file of these members:
//
//	manifest.json            what this is, and every other member with its size and SHA-256
//	SUMMARY.md               what a person reads first
//	coverage.json            what was known to have been fetched of the time asked for
//	marks.json               stars, tags and notes, by event number
//	records/0001.json …      the events' records in a trail file's shape: {"Records":[ … ]}
//	provenance/0001.jsonl …  one line an event: who and where it is, and where it was seen
//	envelopes/0001.txt …     what stood around records, where that says more than the record
//	variants/0001.json …     other records under the identity of an event, in a trail file's shape
//
// Members of one number make a chunk and belong together. Events are numbered
// from 1 on through all chunks. Every record, envelope and variant stands in
// its member with exactly the bytes that were received; its line of provenance
// says at which offset, how many bytes, and their SHA-256. Between them stands
// nothing but the frame: see frame.go.
//
// The manifest names every other member, so its own SHA-256 stands for all the
// bundle holds: it is the bundle's identity. A bundle that is packed again with
// other zip settings keeps it.
//
// Whoever reads a bundle is safe from what is in it: sizes are bounded before
// anything is read, names are those above and no others, and everything that is
// handed over agrees with the manifest.
package bundle

// Format and Version stand at the head of every manifest.
const (
	Format  = "spoor evidence bundle"
	Version = 1
)

// The bounds of the format. A writer keeps to them, and a reader refuses what
// lies beyond.
const (
	// chunkEvents and chunkBytes end a chunk.
	chunkEvents = 10_000
	chunkBytes  = 8 << 20
	// maxMember is the largest member of a chunk, and of coverage.json,
	// marks.json and SUMMARY.md. One event may be larger than chunkBytes.
	maxMember = 128 << 20
	// maxManifest bounds manifest.json and the zip's directory.
	maxManifest = 32 << 20
	// maxRatio is more than deflate can pack.
	maxRatio = 1100
)
