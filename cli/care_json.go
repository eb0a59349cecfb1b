package cli

import (
	"time"

	"spoor/cache"
)

// healthJSON is the form of a check that scripts read; its names are stable.
type healthJSON struct {
	Path     string        `json:"path"`
	Sound    bool          `json:"sound"`
	Events   int           `json:"events"`
	Segments int           `json:"segments"`
	Blocks   int           `json:"blocks"`
	Files    int           `json:"files"`
	Problems []problemJSON `json:"problems"`
}

type problemJSON struct {
	What   string `json:"what"`
	Costs  string `json:"costs"`
	Events int    `json:"events"`
}

func (a *app) newHealthJSON(path string, health *cache.Health) healthJSON {
	out := healthJSON{
		Path: path, Sound: health.Sound(), Events: health.Events, Segments: health.Segments,
		Blocks: health.Blocks, Files: health.Files, Problems: a.problemsJSON(health.Problems),
	}
	return out
}

func (a *app) problemsJSON(problems []cache.Problem) []problemJSON {
	out := []problemJSON{}
	for _, p := range problems {
		out = append(out, problemJSON{p.What, a.costs(p), p.Events})
	}
	return out
}

// repairJSON is the form of a repair that scripts read; its names are stable.
type repairJSON struct {
	Path string `json:"path"`
	// Kept is where the damaged file lies now; empty if nothing was damaged.
	Kept     string        `json:"kept"`
	Lost     int           `json:"lost"`
	Problems []problemJSON `json:"problems"`
}

func (a *app) newRepairJSON(path string, done cache.Repaired) repairJSON {
	return repairJSON{Path: path, Kept: done.Kept, Lost: done.Events, Problems: a.problemsJSON(done.Problems)}
}

// prunedJSON is the form of a pruning that scripts read; its names are stable.
// Files are those that can be imported again.
type prunedJSON struct {
	Before time.Time `json:"before"`
	Events int       `json:"events"`
	Files  int       `json:"files"`
}

// compactedJSON is the form of a compaction that scripts read, in bytes; its
// names are stable.
type compactedJSON struct {
	Before int64 `json:"before"`
	After  int64 `json:"after"`
}
