package cache

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
)

// How many blocks a stretch has: few at first, so that the first rows come
// soon, then more, so that the file is not opened too often.
const (
	firstStretch = 8
	fullStretch  = blocksAtOnce
)

// stretch is a run of a part's blocks and the rows that lie in them.
type stretch struct {
	part int
	rows set
}

// stretches hands out what a slow filter has to read, newest first, to several
// workers. Parts whose blocks are still being chosen are passed over.
type stretches struct {
	parts []*part
	nodes []*recordNode

	mu    sync.Mutex
	ready *sync.Cond
	work  []partWork
	given int
}

// partWork is what is left to do of one part.
type partWork struct {
	part   int // in the result
	state  workState
	places *segment.Places
	blocks []int // newest first
}

type workState uint8

const (
	untouched workState = iota
	choosing
	chosen
)

func newStretches(parts []*part, nodes []*recordNode) *stretches {
	s := &stretches{parts: parts, nodes: nodes, work: make([]partWork, len(parts))}
	s.ready = sync.NewCond(&s.mu)
	for i := range s.work {
		s.work[i].part = i
	}
	slices.SortStableFunc(s.work, func(a, b partWork) int {
		return cmp.Compare(parts[b.part].manifest.Last, parts[a.part].manifest.Last)
	})
	return s
}

// next returns the next stretch, and false when there is none left. Every
// worker calls it until then, or until it fails.
func (s *stretches) next(ctx context.Context, c *Cache) (stretch, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		w, pending := s.front()
		switch {
		case w == nil && !pending:
			return stretch{}, false, nil
		case w == nil:
			s.ready.Wait()
		case w.state == chosen:
			return s.take(w), true, nil
		default:
			w.state = choosing
			s.mu.Unlock()
			places, blocks, err := s.choose(ctx, c, s.parts[w.part])
			s.mu.Lock()
			w.state, w.places, w.blocks = chosen, places, blocks
			s.ready.Broadcast()
			if err != nil {
				return stretch{}, false, err
			}
		}
	}
}

// front returns the newest part that something can be done for, or says whether
// something is still to come.
func (s *stretches) front() (w *partWork, pending bool) {
	for i := range s.work {
		switch w := &s.work[i]; {
		case w.state == untouched, w.state == chosen && len(w.blocks) > 0:
			return w, false
		case w.state == choosing:
			pending = true
		}
	}
	return nil, pending
}

// take cuts a stretch off the blocks that are left.
func (s *stretches) take(w *partWork) stretch {
	n := min(firstStretch<<min(s.given/2, 8), fullStretch, len(w.blocks))
	s.given++
	run := w.blocks[:n]
	w.blocks = w.blocks[n:]
	p := s.parts[w.part]
	rows := bitmap.New(p.rows())
	for _, k := range run {
		for i := range p.manifest.Blocks[k].Records {
			rows.Set(w.places.Row(k, i))
		}
	}
	return stretch{w.part, someRows(rows)}
}

// choose returns the blocks of a part that some node has to search, the newest
// first.
func (s *stretches) choose(ctx context.Context, c *Cache, p *part) (*segment.Places, []int, error) {
	at := &evaluation{ctx: ctx, cache: c, part: p}
	wanted := map[int]bool{}
	var places *segment.Places
	for _, n := range s.nodes {
		found, err := n.candidates(at)
		if err != nil {
			return nil, nil, err
		}
		places = found.places
		for _, k := range found.blocks {
			wanted[k] = true
		}
	}
	type dated struct{ block, newest int }
	all := make([]dated, 0, len(wanted))
	for k := range wanted {
		newest := 0
		for i := range p.manifest.Blocks[k].Records {
			newest = max(newest, places.Row(k, i))
		}
		all = append(all, dated{k, newest})
	}
	slices.SortFunc(all, func(a, b dated) int { return cmp.Compare(b.newest, a.newest) })
	blocks := make([]int, len(all))
	for i, d := range all {
		blocks[i] = d.block
	}
	return places, blocks, nil
}
