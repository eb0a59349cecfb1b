package cache

import (
	"context"
	"errors"
	"fmt"
)

// ErrMerged is wrapped by Answer.Records when the cache has been merged or
// compacted so far that the answer's snapshot is no more: ask the question
// again.
var ErrMerged = errors.New("the cache was merged meanwhile")

// Records returns up to limit rows of the answer from offset on, in its order
// and of its snapshot, each with its record.
func (a *Answer) Records(ctx context.Context, offset, limit int) ([]Row, []*Stored, error) {
	rows, stored, err := a.result.load(ctx, a.cache, offset, limit)
	if errors.Is(err, errGone) {
		err = ErrMerged
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read events: %w", err)
	}
	return rows, stored, nil
}
