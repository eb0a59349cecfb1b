package lock

import (
	"fmt"
	"os"
	"path/filepath"
)

// Claim is a piece of work that one program does at a time, for as long as it
// takes. The operating system drops it when its holder dies.
type Claim struct{ file *os.File }

// TryClaim claims the piece of work that the file at path stands for, which is
// made with its folder. When somebody else has it, TryClaim returns no Claim,
// and who that is. The file is never removed, as that of a lock.
func TryClaim(path, command string) (*Claim, Holder, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, Holder{}, fmt.Errorf("make the folder of %s: %w", path, err)
	}
	file, err := openSide(path)
	if err != nil {
		return nil, Holder{}, fmt.Errorf("claim %s: %w", path, err)
	}
	free, err := TryFile(file, false)
	if !free || err != nil {
		file.Close()
		if err != nil {
			return nil, Holder{}, fmt.Errorf("claim %s: %w", path, err)
		}
		holder, _ := Who(path)
		return nil, holder, nil
	}
	// Only for those who are told of it; the claim holds without it.
	_ = writeHolder(file, Holder{PID: os.Getpid(), Command: command})
	return &Claim{file}, Holder{}, nil
}

// Release gives it up.
func (c *Claim) Release() error {
	_ = c.file.Truncate(0)
	return c.file.Close()
}
