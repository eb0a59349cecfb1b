package ingest

import "golang.org/x/sys/windows"

// What the system says of a disk that cannot be written, and where more files
// are open than may be.
const (
	diskFull     = windows.ERROR_DISK_FULL
	diskReadOnly = windows.ERROR_WRITE_PROTECT
	tooManyFiles = windows.ERROR_TOO_MANY_OPEN_FILES
)
