//go:build unix

package gateway

import (
	"errors"
	"os"
)

// passing makes a private file that goes when it is closed, or when the process
// ends, however that happens: it has no name.
func passing() (*os.File, error) {
	file, err := os.CreateTemp("", "spoor-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
