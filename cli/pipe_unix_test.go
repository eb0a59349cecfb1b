//go:build unix

package cli

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

func TestAListThatFollowsEndsWhenNobodyReadsItAnyMore(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ended := make(chan int)
	var errOut bytes.Buffer
	go func() {
		ended <- Run(ctx, []string{"list", "--follow", "--format", "jsonl"}, strings.NewReader(""), write, &errOut)
	}()
	if _, err := bufio.NewReader(read).ReadString('\n'); err != nil {
		t.Error(err)
	}
	read.Close()
	if code := <-ended; code != exitDone || errOut.Len() > 0 {
		t.Errorf("exit code %d, said %q", code, &errOut)
	}
}
