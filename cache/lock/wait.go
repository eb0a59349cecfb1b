package lock

import (
	"context"
	"os"
	"time"
)

// wait is one Acquire that has not got the lock yet.
type wait struct {
	path   string
	onWait func(Holder)
	timer  *time.Timer
}

func newWait(path string, onWait func(Holder)) *wait {
	return &wait{path: path, onWait: onWait, timer: time.NewTimer(patience)}
}

func (w *wait) stop() { w.timer.Stop() }

// impatient tells the caller who is in the way.
func (w *wait) impatient() {
	if w.onWait == nil {
		return
	}
	holder, _ := Who(w.path + ".lock")
	w.onWait(holder)
}

// until waits for done, and tells the caller about a long wait.
func (w *wait) until(ctx context.Context, done <-chan struct{}) error {
	for {
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-w.timer.C:
			w.impatient()
		}
	}
}

// acquire takes the gate, then the lock, and lets go of the gate.
func (w *wait) acquire(ctx context.Context, lockFile *os.File, shared bool) error {
	gate, err := w.enter(ctx)
	if err != nil {
		return err
	}
	defer gate.open()
	return w.poll(ctx, lockFile, shared)
}

// enter takes the gate, at once where nobody else is at it.
func (w *wait) enter(ctx context.Context) (*gate, error) {
	file, err := openSide(w.path + ".gate")
	if err != nil {
		return nil, err
	}
	if free, err := TryFile(file, false); free || err != nil {
		return &gate{file: file}, err
	}
	file.Close()
	return doorOf(w.path).enter(ctx, w)
}

// poll asks for the lock again and again. Whoever polls holds the gate, so
// nobody else is asking, and giving up leaves nothing behind: a blocking flock
// could not be interrupted, and its owner would keep everybody out until it
// came through.
func (w *wait) poll(ctx context.Context, lockFile *os.File, shared bool) error {
	const shortest, longest = 50 * time.Microsecond, time.Millisecond
	pause := shortest
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		locked, err := TryFile(lockFile, shared)
		if locked || err != nil {
			return err
		}
		timer.Reset(pause)
		if err := w.pause(ctx, timer.C); err != nil {
			return err
		}
		pause = min(pause*3/2, longest)
	}
}

func (w *wait) pause(ctx context.Context, tick <-chan time.Time) error {
	for {
		select {
		case <-tick:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-w.timer.C:
			w.impatient()
		}
	}
}
