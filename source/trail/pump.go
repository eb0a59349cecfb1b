package trail

import (
	"context"
	"sync/atomic"
	"time"
)

// patience is how long what has arrived through a pipe waits for more before it
// is handed over.
const patience = 100 * time.Millisecond

// pump reads a pipe, so that what has arrived can be handed over while the
// writer pauses, and so that a reader that waits for it can be cancelled.
type pump struct {
	blocks  chan block
	stopped context.Context
	stop    context.CancelFunc
	left    []byte // of the block last taken
	err     error  // that came with it
	stored  atomic.Int64
}

// block is some bytes of a pipe and, with the last, why there are no more.
type block struct {
	data []byte
	err  error
}

// startPump opens f and begins to read it. A read that blocks outlives stop: the
// operating system gives no way to end it. It then ends with the pipe.
func startPump(ctx context.Context, f listed) *pump {
	p := &pump{blocks: make(chan block)}
	p.stopped, p.stop = context.WithCancel(ctx)
	go p.run(f)
	return p
}

func (p *pump) run(f listed) {
	in, err := f.open(p.stopped, &f)
	if err != nil {
		p.send(block{err: err})
		return
	}
	defer in.Close()
	var u unpacker
	err = u.start(in)
	p.stored.Store(u.size())
	for err == nil {
		data := make([]byte, 64<<10)
		var n int
		n, err = u.Read(data)
		p.stored.Store(u.size())
		if !p.send(block{data[:n], err}) {
			return
		}
	}
	p.send(block{err: err})
}

func (p *pump) send(b block) bool {
	select {
	case p.blocks <- b:
		return true
	case <-p.stopped.Done():
		return false
	}
}

func (p *pump) size() int64 { return p.stored.Load() }

func (p *pump) fill(ctx context.Context, b []byte) ([]byte, error) {
	var wait <-chan time.Time
	for {
		n := copy(b[len(b):cap(b)], p.left)
		b, p.left = b[:len(b)+n], p.left[n:]
		switch {
		case len(p.left) > 0:
			return b, nil
		case p.err != nil:
			return b, p.err
		}
		if n > 0 && wait == nil {
			timer := time.NewTimer(patience)
			defer timer.Stop()
			wait = timer.C
		}
		select {
		case next := <-p.blocks:
			p.left, p.err = next.data, next.err
		case <-wait:
			return b, nil
		case <-ctx.Done():
			return b, ctx.Err()
		}
	}
}
