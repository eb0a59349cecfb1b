package trail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFoldersListedSideBySideComeInTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOf(rapid.IntRange(0, 3*linesAhead)).Draw(t, "sizes")
		broken := rapid.IntRange(0, 2*len(sizes)+1).Draw(t, "broken folder")
		stop := rapid.IntRange(0, 400).Draw(t, "stop after")
		failure, stopped := errors.New("listing failed"), errors.New("stopped")

		var folders, want []string
		var wantErr error
		for i, size := range sizes {
			folders = append(folders, fmt.Sprint(i))
			for n := range size {
				if wantErr == nil && len(want) == stop {
					wantErr = stopped
				}
				if wantErr == nil {
					want = append(want, fmt.Sprintf("%d/%d", i, n))
				}
			}
			if i == broken && wantErr == nil {
				wantErr = failure
			}
		}
		var got []string
		err := inOrder(context.Background(), folders, func(_ context.Context, folder string, yield func(listed) error) error {
			var i int
			fmt.Sscan(folder, &i)
			for n := range sizes[i] {
				if err := yield(listed{place: fmt.Sprintf("%s/%d", folder, n)}); err != nil {
					return err
				}
			}
			if i == broken {
				return failure
			}
			return nil
		}, func(f listed) error {
			if len(got) == stop {
				return stopped
			}
			got = append(got, f.place)
			return nil
		})
		if err != wantErr || !slices.Equal(got, want) {
			t.Fatalf("got %v and %d lines, want %v and %d", err, len(got), wantErr, len(want))
		}
	})
}

func TestACountWaitsWhileAPullIsListing(t *testing.T) {
	turns := newTurns()
	var ends []func()
	for range busyListing + 1 {
		done, err := turns.take(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, done)
	}
	gone, cancel := context.WithTimeout(t.Context(), 3*aWhile)
	defer cancel()
	if _, err := turns.take(gone, true); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a count has its turn beside %d listings of a pull: %v", len(ends), err)
	}
	ends[0]()
	if done, err := turns.take(t.Context(), true); err != nil {
		t.Error(err)
	} else {
		done()
	}
}
