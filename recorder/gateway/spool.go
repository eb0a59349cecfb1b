package gateway

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

const (
	// maxSpool is how much of a body is held back to be hashed.
	maxSpool = 64 << 20
	// inMemory is how much of that is held in memory.
	inMemory = 1 << 20
)

var errTooLong = errors.New("the body is longer than 64 MiB")

// spool holds a body while it is hashed: in memory, and beyond inMemory in a
// private file that is gone when the process is.
type spool struct {
	memory bytes.Buffer
	file   *os.File
	size   int64
	hash   string
}

// newSpool reads a body to its end. The caller closes the spool.
func newSpool(body io.Reader) (*spool, error) {
	s := &spool{}
	hash := sha256.New()
	limited := io.LimitReader(body, maxSpool+1)
	n, err := io.Copy(io.MultiWriter(&s.memory, hash), io.LimitReader(limited, inMemory))
	s.size = n
	if err == nil && n == inMemory {
		err = s.overflow(limited, hash)
	}
	if err == nil && s.size > maxSpool {
		err = errTooLong
	}
	if err != nil {
		s.close()
		return nil, err
	}
	s.hash = hex.EncodeToString(hash.Sum(nil))
	return s, nil
}

// overflow writes the rest of a body to a file.
func (s *spool) overflow(rest io.Reader, hash io.Writer) error {
	file, err := passing()
	if err != nil {
		return fmt.Errorf("hold a body back to be hashed: %w", err)
	}
	s.file = file
	n, err := io.Copy(io.MultiWriter(file, hash), rest)
	s.size += n
	return err
}

// reader reads the body from its start.
func (s *spool) reader() io.Reader {
	if s.file == nil {
		return bytes.NewReader(s.memory.Bytes())
	}
	return io.MultiReader(bytes.NewReader(s.memory.Bytes()), io.NewSectionReader(s.file, 0, s.size-int64(s.memory.Len())))
}

func (s *spool) close() {
	if s.file != nil {
		s.file.Close()
	}
}
