package ingest

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync"
)

// garbagePercent is how much garbage may gather beside what is in use while an
// ingest goes on, whatever the process is content with else: as much again, as long as
// all stays below memoryLimit, or below what the process had before the ingest and
// ownMemory, which is what an ingest needs. Near the limit, as in an ingest into a large
// cache, whose events have to be known, garbage gets less room.
const (
	garbagePercent = 100
	memoryLimit    = 230 << 20
	ownMemory      = 200 << 20
)

var frugalRuns struct {
	sync.Mutex
	running int
	percent int
	limit   int64
}

// frugal keeps memory low until the function it returns is called, unless the
// user has settled with GOGC or GOMEMLIMIT how much may be used.
func frugal() (stop func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	f := &frugalRuns
	f.Lock()
	defer f.Unlock()
	if f.running++; f.running == 1 {
		var had runtime.MemStats
		runtime.ReadMemStats(&had)
		f.percent = debug.SetGCPercent(garbagePercent)
		f.limit = debug.SetMemoryLimit(max(memoryLimit, int64(had.HeapAlloc)+ownMemory))
	}
	return sync.OnceFunc(func() {
		f.Lock()
		defer f.Unlock()
		if f.running--; f.running == 0 {
			debug.SetGCPercent(f.percent)
			debug.SetMemoryLimit(f.limit)
		}
	})
}
