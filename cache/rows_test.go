package cache

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"spoor/query"
)

// A merge may end at any time, also while what the one before took away is asked
// for again.
func TestWhatIsAskedOfAnAnswerIsAskedAnewUntilNoMergeComesBetween(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	if _, err := c.Append(ctx, &Batch{Entries: [][]Entry{{entryOf("one", start, `{"a":1}`)}}, Origins: []Origin{{Kind: "trail", Place: "a", Fetched: start}}}); err != nil {
		t.Fatal(err)
	}
	a, err := c.Answer(ctx, query.Query{}, View{})
	if err != nil {
		t.Fatal(err)
	}
	var asked []*result
	err = a.whileItLasts(ctx, func(r *result) error {
		if asked = append(asked, r); len(asked) < 3 {
			return fmt.Errorf("read a page: %w", errGone)
		}
		return nil
	})
	if err != nil || len(asked) != 3 || asked[0] != a.result || asked[1] == a.result || asked[2] == asked[1] {
		t.Errorf("asked %d times, %v", len(asked), err)
	}
	failed := errors.New("the disk is on fire")
	if err := a.whileItLasts(ctx, func(*result) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("another failure is %v", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if err := a.whileItLasts(ctx, func(*result) error { return errGone }); !errors.Is(err, context.Canceled) {
		t.Errorf("given up, it is %v", err)
	}
}
