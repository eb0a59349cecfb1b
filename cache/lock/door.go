package lock

import (
	"context"
	"os"
	"sync"
)

// door is where the goroutines of this process line up for one cache, so that
// only one of them at a time stands at the gate among the other processes.
type door struct {
	gatePath string
	// turn holds one token; who has taken it stands at the gate. Goroutines
	// that wait for a channel are served in order.
	turn chan struct{}

	mu sync.Mutex
	// left is a wait at the gate whose owner gave up; the next in line goes on
	// with it.
	left *gateWait
}

// gateWait is a blocking wait for the gate, in a goroutine of its own because
// nothing interrupts it.
type gateWait struct {
	done   chan struct{}
	gate   *os.File
	err    error
	wanted bool // guarded by door.mu
}

var doors = struct {
	sync.Mutex
	byPath map[string]*door
}{byPath: map[string]*door{}}

func doorOf(path string) *door {
	doors.Lock()
	defer doors.Unlock()
	d := doors.byPath[path]
	if d == nil {
		d = &door{gatePath: path + ".gate", turn: make(chan struct{}, 1)}
		d.turn <- struct{}{}
		doors.byPath[path] = d
	}
	return d
}

// gate is the gate while it is held.
type gate struct {
	file *os.File
	door *door // nil where no turn was taken
}

// open lets the next one to the gate.
func (g *gate) open() {
	g.file.Close()
	if g.door != nil {
		g.door.turn <- struct{}{}
	}
}

// enter waits for this goroutine's turn and then for the gate.
func (d *door) enter(ctx context.Context, w *wait) (*gate, error) {
	if err := w.until(ctx, d.turn); err != nil {
		return nil, err
	}
	gw := d.waitAtGate()
	if err := w.until(ctx, gw.done); err != nil {
		d.leave(gw)
		d.turn <- struct{}{}
		return nil, err
	}
	if gw.err != nil {
		d.turn <- struct{}{}
		return nil, gw.err
	}
	return &gate{file: gw.gate, door: d}, nil
}

func (d *door) waitAtGate() *gateWait {
	d.mu.Lock()
	defer d.mu.Unlock()
	gw := d.left
	if gw == nil {
		gw = &gateWait{done: make(chan struct{})}
		// Opened here, so that nothing makes files once its owner has given up:
		// the folder may be gone by then.
		gw.gate, gw.err = openSide(d.gatePath)
		go d.await(gw)
	}
	gw.wanted, d.left = true, nil
	return gw
}

// leave gives up gw: the gate is let go if it has just been won, and otherwise
// when it comes.
func (d *door) leave(gw *gateWait) {
	d.mu.Lock()
	defer d.mu.Unlock()
	select {
	case <-gw.done:
		gw.gate.Close() // a nil file where winning it failed
	default:
		gw.wanted, d.left = false, gw
	}
}

func (d *door) await(gw *gateWait) {
	if gw.err == nil {
		if gw.err = File(gw.gate, false); gw.err != nil {
			gw.gate.Close()
			gw.gate = nil
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	close(gw.done)
	if !gw.wanted {
		gw.gate.Close()
		d.left = nil
	}
}
