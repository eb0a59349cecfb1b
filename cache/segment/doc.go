// Package segment encodes a run of events into a sealed, immutable segment and
// decodes it again. It is pure: bytes in, bytes out; where the bytes are kept
// is the cache's business.
//
// A segment is a set of sections, each under a number and a checksum, listed
// with the blocks of raw records by a manifest that carries its own checksum.
// Rows are in order of time, then of identity, so that the same events always
// make the same segment, whatever order they arrived in.
//
//	manifest    rows, first and last time, every section and block with its checksum
//	column      one per field: the sorted distinct values, how often each occurs, a code per row
//	times       a base, a unit, and an offset per row
//	ids         event ids and request ids that are no UUIDs; those that are stand behind the blocks
//	index       identity hashes in order, each with its row: finds duplicates
//	filters     tell which identities, event ids and request ids are certainly not there
//	block       zstd of up to 256 KiB of raw records with their envelopes
//
// ARCHITECTURE.md gives the bytes of each.
//
// Nothing that is decoded is trusted: hostile bytes cost an error that wraps
// ErrDamaged, never a crash, a hang or memory out of proportion.
package segment

import "errors"

// ErrDamaged is wrapped by every error that says that stored bytes are not what
// was written.
var ErrDamaged = errors.New("damaged")

// MaxRows is how many events a segment holds at most: a row fits in 16 bits.
const MaxRows = 1 << 16
