package lock

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lockedBy looks the file up in the kernel's list of locks, which names shared
// holders and other programs too (proc(5), /proc/locks).
func lockedBy(path string) (Holder, bool) {
	info, err := os.Stat(path)
	if err != nil {
		return Holder{}, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return Holder{}, false
	}
	list, err := os.Open("/proc/locks")
	if err != nil {
		return Holder{}, false
	}
	defer list.Close()
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		// 12: FLOCK  ADVISORY  WRITE 4711 fe:01:131090 0 EOF
		// A line of one who waits has "->" before the kind.
		fields := strings.Fields(lines.Text())
		if len(fields) < 6 || fields[1] == "->" {
			continue
		}
		inode := fields[5][strings.LastIndexByte(fields[5], ':')+1:]
		pid, err := strconv.Atoi(fields[4])
		if err != nil || pid <= 0 || inode != strconv.FormatUint(stat.Ino, 10) || !hasOpen(pid, stat) {
			continue
		}
		return Holder{PID: pid, Command: commandLine(pid)}, true
	}
	return Holder{}, false
}

// hasOpen reports whether the process has the file open, as far as that can be
// seen: device numbers in /proc/locks are not those of stat on every file
// system, and the inode alone may be another disk's.
func hasOpen(pid int, want *syscall.Stat_t) bool {
	folder := fmt.Sprintf("/proc/%d/fd", pid)
	files, err := os.ReadDir(folder)
	if err != nil {
		return Alive(pid)
	}
	for _, f := range files {
		var got syscall.Stat_t
		if syscall.Stat(folder+"/"+f.Name(), &got) == nil && got.Ino == want.Ino && got.Dev == want.Dev {
			return true
		}
	}
	return false
}

func commandLine(pid int) string {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return ""
	}
	words := bytes.ReplaceAll(bytes.TrimRight(line, "\x00"), []byte{0}, []byte{' '})
	return string(words[:min(len(words), maxHolder)])
}
