package ingest

import (
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"spoor/event"
	"spoor/source"
)

// pipeline carries batches from the source past the decoders to the committer,
// which gets them in the order in which they came.
type pipeline struct {
	limit int64
	// room counts the bytes that may still come in.
	room *semaphore.Weighted
	todo chan *job
	// line is the same jobs as todo, for the committer.
	line chan *job
	// full is set while the source waits for room, and hungry wakes the
	// committer then.
	full   atomic.Bool
	hungry chan struct{}
	spare  spareLists
}

// job is one batch on its way.
type job struct {
	batch *source.Batch
	bytes int64
	done  chan struct{} // closed when decoded is there
	decoded
}

func newPipeline(limit int64) *pipeline {
	const jobsInLine = 4096
	return &pipeline{
		limit: limit, room: semaphore.NewWeighted(limit),
		todo: make(chan *job, jobsInLine), line: make(chan *job, jobsInLine), hungry: make(chan struct{}, 1),
	}
}

// put takes a batch in, once there is room for it.
func (p *pipeline) put(ctx context.Context, b *source.Batch) error {
	j := &job{batch: b, bytes: min(weight(b), p.limit), done: make(chan struct{})}
	if !p.room.TryAcquire(j.bytes) {
		p.full.Store(true)
		select {
		case p.hungry <- struct{}{}:
		default:
		}
		err := p.room.Acquire(ctx, j.bytes)
		p.full.Store(false)
		if err != nil {
			return err
		}
	}
	for _, to := range [...]chan *job{p.todo, p.line} {
		select {
		case to <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// holdBack keeps a part of the room from the source until release is called: while a
// group is encoded, which all processors are needed for. What then has room is decoded
// while the group is written to the disk, when else nothing would be.
func (p *pipeline) holdBack() (release func()) {
	part := p.limit / 10
	if !p.room.TryAcquire(part) {
		return func() {}
	}
	return sync.OnceFunc(func() { p.room.Release(part) })
}

// weight is what a batch takes up while it is on its way, about: the records,
// and what the events decoded from them come to.
func weight(b *source.Batch) int64 {
	const perBatch, perRecord = 512, 1024
	n := int64(perBatch) + int64(len(b.Records))*perRecord
	for i := range b.Records {
		n += int64(len(b.Records[i].Raw) + len(b.Records[i].Envelope))
	}
	if b.End != nil {
		n += int64(len(b.End.Digest))
	}
	return n
}

func (p *pipeline) finish() {
	close(p.todo)
	close(p.line)
}

// decode decodes until there is nothing more.
func (p *pipeline) decode(ctx context.Context) {
	d := decoder{event: event.Decoder{Lasting: true}, spare: &p.spare}
	for j := range p.todo {
		if ctx.Err() == nil {
			j.decoded = d.decode(j.batch)
		}
		close(j.done)
	}
}
