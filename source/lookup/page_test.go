package lookup

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAnAnswerOfAnyLengthIsReadWholeOrNotAtAll(t *testing.T) {
	whole := bytes.Repeat([]byte("0123456789abcde\n"), (3*pieceOfAnswer)/16)
	for _, size := range []int{0, 1, pieceOfAnswer - 1, pieceOfAnswer, pieceOfAnswer + 1, 2 * pieceOfAnswer, 3*pieceOfAnswer - 5} {
		got, err := readAnswer(bytes.NewReader(whole[:size]))
		if err != nil || !bytes.Equal(got, whole[:size]) {
			t.Errorf("of %d bytes it reads %d, %v", size, len(got), err)
		}
		// Connections that break are told by this very error.
		broken := io.MultiReader(bytes.NewReader(whole[:size]), iotest.ErrReader(io.ErrUnexpectedEOF))
		if got, err := readAnswer(broken); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("of %d bytes and a broken connection it reads %d, %v", size, len(got), err)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAnEndlessAnswerTakesLittleMoreThanTheLongestOne(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := readAnswer(endless{})
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("it is read: %v", err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > maxAnswer*3/2 {
		t.Errorf("%d MiB were allocated for it", took>>20)
	}
}
