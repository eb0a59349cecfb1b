package gateway

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"testing"
)

func TestALongBodyIsHeldBackAndLeavesNothingBehind(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder) // on Windows
	body := bytes.Repeat([]byte("0123456789abcdef"), 3*inMemory/16)
	s, err := newSpool(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(body); s.file == nil || s.size != int64(len(body)) || s.hash != hex.EncodeToString(sum[:]) {
		t.Errorf("in a file %t, %d bytes, hash %s", s.file != nil, s.size, s.hash)
	}
	for range 2 { // a request may be sent twice
		if got, err := io.ReadAll(s.reader()); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%d of %d bytes are read back, %v", len(got), len(body), err)
		}
	}
	s.close()
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
