// Package text is the index by which a search for words skips most blocks of
// records: the vocabulary of a run of blocks, and for every word the blocks that
// hold it.
//
// It works on raw bytes. A token is a run of ASCII letters and digits, in lower
// case; every other byte stands between tokens. Runs that are hexadecimal
// numbers (parts of UUIDs and other ids) would make up most of a vocabulary and
// are left out: a search for something that might lie in one of them is told
// that any block may hold it. The index may say that a block holds what it does
// not, never the reverse.
package text
