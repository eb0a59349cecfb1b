package fetch

import (
	"context"
	"sync"
	"time"
)

// gather is how long progress is gathered before the screen hears of it.
const gather = 200 * time.Millisecond

// Job is a plan that is being run beside the screen. Reports go into a slot that
// holds the newest one, so that neither side waits for the other.
type Job struct {
	woke chan struct{}
	over chan struct{}
	stop context.CancelFunc

	mu     sync.Mutex
	newest Progress
	err    error
}

// Report is how far a job is.
type Report struct {
	Progress
	Over bool
	// Err is why it ended before it was done.
	Err error
}

// Start runs a plan until it is done, Stop is called or ctx ends. It begins when
// the job before, if there is one, has ended.
func Start(ctx context.Context, p Plan, before *Job) *Job {
	ctx, stop := context.WithCancel(ctx)
	j := &Job{woke: make(chan struct{}, 1), over: make(chan struct{}), stop: stop}
	go func() {
		defer close(j.over)
		defer stop()
		before.Wait()
		last, err := p.Run(ctx, j.report)
		j.mu.Lock()
		defer j.mu.Unlock()
		j.newest, j.err = last, err
	}()
	return j
}

func (j *Job) report(p Progress) {
	j.mu.Lock()
	j.newest = p
	j.mu.Unlock()
	select {
	case j.woke <- struct{}{}:
	default:
	}
}

// Next waits for progress, and then a little for more of it.
func (j *Job) Next() Report {
	select {
	case <-j.over:
	case <-j.woke:
		select {
		case <-j.over:
		case <-time.After(gather):
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	r := Report{Progress: j.newest}
	select {
	case <-j.over:
		r.Over, r.Err = true, j.err
	default:
	}
	return r
}

// Stop ends the job; what has come is kept. It does not wait.
func (j *Job) Stop() { j.stop() }

// Wait returns when the job has ended. A nil Job has.
func (j *Job) Wait() {
	if j != nil {
		<-j.over
	}
}
