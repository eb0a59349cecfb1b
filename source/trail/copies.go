package trail

import (
	"context"
	"crypto/sha256"
	"io"
)

// isCopy reports whether a file that is more than a chunk holds what was read before
// under another name: it then need only be hashed, which leaves the sum in r.hash. A
// file of which that is unlikely is not even looked at; else it is back at its
// beginning afterwards. (A smaller one is looked at once it is in memory, see stream.)
func (r *reader) isCopy(ctx context.Context, f listed, opened io.Reader) (bool, error) {
	again, ok := opened.(io.ReadSeeker)
	if r.contents == nil || !r.local || !ok {
		return false, nil
	}
	if likely, err := r.contents.OfSize(ctx, f.size); !likely || err != nil {
		return false, err
	}
	r.hash.Reset()
	err := r.unpack.start(again)
	for err == nil {
		var b []byte
		b, err = r.unpack.fill(ctx, r.room(0))
		r.hash.Write(b)
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err == io.EOF {
		if copied, err := r.same(ctx); copied || err != nil {
			return copied, err
		}
	}
	// What is wrong with it will be met again.
	_, err = again.Seek(0, io.SeekStart)
	return false, err
}

// rewind goes back to the beginning of a file that may be a copy, if that is possible.
func (r *reader) rewind(opened io.Reader) bool {
	again, ok := opened.(io.Seeker)
	if r.contents == nil || !r.local || !ok {
		return false
	}
	_, err := again.Seek(0, io.SeekStart)
	return err == nil
}

// same reports whether what was hashed was read before.
func (r *reader) same(ctx context.Context) (bool, error) {
	if r.contents == nil {
		return false, nil
	}
	var sum [sha256.Size]byte
	r.hash.Sum(sum[:0])
	return r.contents.Same(ctx, sum)
}
