package trail

import (
	"context"
	"io"
	"time"

	"spoor/source"
)

// listed is one file or object to read, or the reason why it is not.
type listed struct {
	place string
	// size is the size as stored, -1 where it is not known beforehand.
	size    int64
	modTime time.Time
	// etag and version are an S3 object's, as far as the listing gave them.
	etag, version string
	// metadata is what is kept beside an S3 object.
	metadata map[string]string
	// live says that it is a pipe: what has arrived is handed over, without
	// waiting for more.
	live bool
	// remote says that it comes over a network, which loses what a disk does not.
	remote bool
	// open starts reading it. It may fill in what the listing did not say.
	open func(context.Context, *listed) (io.ReadCloser, error)
	// status and reason are set where it will not be opened.
	status source.Status
	reason string
	// of is the delivery it counts for, if any, and delivered when the trail
	// wrote it there, as its key says.
	of        *delivery
	delivered time.Time
	// closes says that this is no file: the listing of the delivery is done.
	closes bool
}

// lister says which files there are. It is all that differs between a folder on
// disk and a bucket.
type lister interface {
	// name says what is listed, in a few words.
	name() string
	// list hands over every file, in an order that does not change from run to
	// run. It stops at the first error of yield and returns it.
	list(ctx context.Context, yield func(listed) error) error
}
