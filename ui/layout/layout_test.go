package layout

import (
	"testing"

	"spoor/ui/canvas"
	"spoor/ui/pane"
)

func TestTheSmallestFullScreenIsDividedAsDesigned(t *testing.T) {
	l := Of(80, 24, pane.Events, false)
	for id, want := range map[pane.ID]canvas.Rect{
		pane.Time:    {X: 0, Y: 2, W: 80, H: 5},
		pane.Users:   {X: 0, Y: 7, W: 24, H: 6},
		pane.Types:   {X: 0, Y: 12, W: 24, H: 6},
		pane.Sources: {X: 0, Y: 17, W: 24, H: 6},
		pane.Events:  {X: 24, Y: 7, W: 56, H: 10},
		pane.Detail:  {X: 24, Y: 17, W: 56, H: 6},
	} {
		if got := l.Panes[id].Rect; got != want {
			t.Errorf("pane %d lies at %+v, want %+v", id+1, got, want)
		}
	}
}

func TestEveryCellBelongsToOnePaneOrASharedEdge(t *testing.T) {
	for w := MinWidth; w <= 240; w += 3 {
		for h := MinHeight; h <= 80; h++ {
			for _, zoomed := range []bool{false, true} {
				l := Of(w, h, pane.Sources, zoomed)
				owners := make([]int, w*h)
				for _, r := range append(rects(l), canvas.Rect{W: w, H: 2}, l.Tabs, l.Hints) {
					if r.Empty() {
						continue
					}
					if r.X < 0 || r.Y < 0 || r.X+r.W > w || r.Y+r.H > h {
						t.Fatalf("%d×%d: %+v leaves the screen", w, h, r)
					}
					for y := r.Y; y < r.Y+r.H; y++ {
						for x := r.X; x < r.X+r.W; x++ {
							owners[y*w+x]++
						}
					}
				}
				for i, n := range owners {
					x, y := i%w, i/w
					if n != 1 && !(n == 2 && shared(l, y)) {
						t.Fatalf("%d×%d zoomed %v: cell %d,%d has %d owners", w, h, zoomed, x, y, n)
					}
				}
			}
		}
	}
}

func TestPanesHaveRoomForWhatTheyShow(t *testing.T) {
	for w := fullWidth; w <= 240; w++ {
		for h := fullHeight; h <= 80; h++ {
			l := Of(w, h, pane.Time, false)
			for id, least := range [pane.Count]canvas.Rect{{W: 78, H: 3}, {W: 22, H: 4}, {W: 22, H: 4}, {W: 22, H: 4}, {W: 54, H: 8}, {W: 40, H: 4}} {
				if in := l.Panes[id].Inside(); in.W < least.W || in.H < least.H {
					t.Fatalf("%d×%d: pane %d is %d×%d inside", w, h, id+1, in.W, in.H)
				}
			}
		}
	}
}

func TestOnASmallScreenOnlyTheFocusedPaneIsShown(t *testing.T) {
	for _, size := range [][2]int{{79, 40}, {120, 23}, {40, 12}} {
		l := Of(size[0], size[1], pane.Detail, false)
		if !l.Tabbed() || len(rects(l)) != 1 || !l.Panes[pane.Detail].Shown {
			t.Errorf("%v: %+v", size, l)
		}
	}
	if l := Of(39, 12, pane.Time, false); !l.TooSmall {
		t.Error("39×12 is drawn")
	}
}

func rects(l Layout) []canvas.Rect {
	var r []canvas.Rect
	for _, p := range l.Panes {
		if p.Shown {
			r = append(r, p.Rect)
		}
	}
	return r
}

// shared reports whether line y is an edge that two stacked panes share.
func shared(l Layout, y int) bool {
	for _, p := range l.Panes {
		if p.JoinAbove && p.Y == y {
			return true
		}
	}
	return false
}
