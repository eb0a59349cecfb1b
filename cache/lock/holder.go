package lock

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Holder is the process that has the cache.
type Holder struct {
	// PID is its process id, 0 where it is not known.
	PID int
	// Command is what it says it does, or its command line.
	Command string
}

// known reports whether the holder is known.
func (h Holder) known() bool { return h.PID != 0 }

// String says who it is: "spoor sync (pid 4711)".
func (h Holder) String() string {
	switch {
	case !h.known():
		return "another program"
	case h.Command == "":
		return fmt.Sprintf("process %d", h.PID)
	}
	return fmt.Sprintf("%s (pid %d)", h.Command, h.PID)
}

// maxHolder bounds the text in a lock file.
const maxHolder = 1024

// writeHolder makes the text of a lock file name h.
func writeHolder(f *os.File, h Holder) error {
	command := strings.ToValidUTF8(strings.Join(strings.Fields(h.Command), " "), "")
	text := fmt.Sprintf("%d %s", h.PID, command)
	text = text[:min(len(text), maxHolder-1)] + "\n"
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(text), 0)
	return err
}

// readHolder reads the text of a lock file. Text that is not wholly written,
// or names a process that is no more, names nobody.
func readHolder(path string) (Holder, bool) {
	f, err := os.Open(path)
	if err != nil {
		return Holder{}, false
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxHolder))
	if err != nil {
		return Holder{}, false
	}
	line, whole := strings.CutSuffix(string(text), "\n")
	number, command, _ := strings.Cut(line, " ")
	pid, err := strconv.Atoi(number)
	if err != nil || !whole || pid <= 0 || !Alive(pid) {
		return Holder{}, false
	}
	return Holder{PID: pid, Command: command}, true
}

// Who says who holds the file at path, and whether that is known. The path is
// that of the lock file, or of the cache itself for a program that knows
// nothing of side files and locks the cache directly. Who is a good guess: the
// holder may have changed when it returns.
func Who(path string) (Holder, bool) {
	if h, ok := readHolder(path); ok {
		return h, true
	}
	return lockedBy(path)
}
