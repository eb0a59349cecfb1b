// Package journal is the format of the files in which a recorder store keeps
// the records that are not sealed into trail files yet.
//
// A journal is JSON Lines: one record a line, in batches. A batch is what was
// made durable at one go, and ends with a line
//
//	{"Records":[],"bytes":2417,"crc32c":"1a2b3c4d"}
//
// that gives the length of the batch's lines with their line feeds, and their
// CRC-32C (Castagnoli). It reads as a trail file without records, so that
// whatever reads JSON Lines of CloudTrail records can read a journal.
//
// Only whole batches count. What stands behind the last of them was never
// acknowledged to anybody: the recorder was killed, or the power failed, while
// it was being written. Since a closing line says where its batch begins,
// damage in one batch costs none of the others.
package journal
