// Package store keeps recorded calls in a recorder store: a folder that reads as
// a trail's bucket does, so that whatever reads trail files reads it.
//
//	AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/….json.gz   sealed trail files
//	journal/….jsonl                                          what is not sealed yet
//
// A call counts as recorded once it is in a journal and the journal was flushed
// to the disk; calls that come at the same time share one flush. Journals are
// sealed into trail files when they are large or old enough and when the
// recorder ends. A recorder that was killed leaves its journal behind, and the
// next recorder on the store seals it.
//
// Any number of recorders may work on one store: each has journals of its own,
// locked for as long as it lives. The names of trail files follow from what is
// in them, so that sealing a journal twice, because a kill came between writing
// the files and removing the journal, gives the same files.
//
// Folders have mode 0700, files 0600.
package store
