package ingest

import (
	"context"
	"time"

	"spoor/cache"
)

// Known returns the question by which a source finds out which files need not
// be read again, for trail.Options.Known.
func Known(c *cache.Cache) func(ctx context.Context, place string, size int64, modTime time.Time, etag string) (bool, error) {
	return c.KnownFile
}
