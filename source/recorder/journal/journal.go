package journal

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"strconv"
)

// Suffix is how the names of journals end, and Folder the folder of a store in
// which they lie.
const (
	Suffix = ".jsonl"
	Folder = "journal"
)

// MaxLine is the longest line, MaxBatch the most bytes that the lines of a
// batch may have. Readers take longer ones for damage.
const (
	MaxLine  = 1 << 20
	MaxBatch = 32 << 20
)

const closing = `{"Records":[],"bytes":`

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Close appends the line that closes a batch of lines, each of which ends in a
// line feed.
func Close(lines []byte) []byte {
	return fmt.Appendf(lines, `%s%d,"crc32c":"%08x"}`+"\n", closing, len(lines), crc32.Checksum(lines, castagnoli))
}

// closes reads a line, without its line feed. ok says that it closes a batch.
func closes(line []byte) (length int, sum uint32, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(closing))
	if !ok {
		return 0, 0, false
	}
	digits, rest, ok := bytes.Cut(rest, []byte(`,"crc32c":"`))
	if !ok || len(rest) != 8+len(`"}`) || !bytes.HasSuffix(rest, []byte(`"}`)) {
		return 0, 0, false
	}
	length, err := strconv.Atoi(string(digits))
	if err != nil || length < 0 || length > MaxBatch {
		return 0, 0, false
	}
	n, err := strconv.ParseUint(string(rest[:8]), 16, 32)
	return length, uint32(n), err == nil
}
