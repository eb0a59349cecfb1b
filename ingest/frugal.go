package ingest

import (
	"os"
	"runtime/debug"
	"sync"
)

// garbagePercent is how much garbage may gather beside what is in use while an
// ingest goes on. Much is in use then, so that Go's usual 100 would double it.
const garbagePercent = 40

var frugalRuns struct {
	sync.Mutex
	running, before int
}

// frugal keeps memory low until the function it returns is called, unless the
// user has settled with GOGC how much may be used.
func frugal() (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	f := &frugalRuns
	f.Lock()
	defer f.Unlock()
	if f.running++; f.running == 1 {
		f.before = debug.SetGCPercent(garbagePercent)
	}
	return sync.OnceFunc(func() {
		f.Lock()
		defer f.Unlock()
		if f.running--; f.running == 0 {
			debug.SetGCPercent(f.before)
		}
	})
}
