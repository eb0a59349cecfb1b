package main

import "fmt"

// shape draws a character that fills its cell edge to edge.
type shape func(d *drawing, x, y float64, colour string)

// shapes are the characters drawn as lines and bars in place of letters.
var shapes = func() map[string]shape {
	all := map[string]shape{
		"█": block(0, 0, 1, 1), "▀": block(0, 0, 1, 0.5), "▐": block(0.5, 0, 0.5, 1),
		"─": line(1, across), "│": line(1, upDown), "━": line(2, across), "┃": line(2, upDown),
		"├": line(1, upDown, right), "┤": line(1, upDown, toLeft),
		"┬": line(1, across, down), "┴": line(1, across, up), "┼": line(1, across, upDown),
		"╭": corner(1, 1), "╮": corner(-1, 1), "╰": corner(1, -1), "╯": corner(-1, -1),
	}
	for i, r := range []rune("▁▂▃▄▅▆▇") {
		part := float64(i+1) / 8
		all[string(r)] = block(0, 1-part, 1, part)
	}
	for i, r := range []rune("▏▎▍▌▋▊▉") {
		all[string(r)] = block(0, 0, float64(i+1)/8, 1)
	}
	return all
}()

// block fills a part of the cell, given in parts of it.
func block(left, top, width, height float64) shape {
	return func(d *drawing, x, y float64, colour string) {
		d.fill(colour, x+left*cellWidth, y+top*cellHeight, width*cellWidth, height*cellHeight)
	}
}

// stroke is a straight line between two points, given in parts of the cell.
type stroke struct{ fromX, fromY, toX, toY float64 }

var (
	across = stroke{0, 0.5, 1, 0.5}
	right  = stroke{0.5, 0.5, 1, 0.5}
	toLeft = stroke{0, 0.5, 0.5, 0.5}
	upDown = stroke{0.5, 0, 0.5, 1}
	up     = stroke{0.5, 0, 0.5, 0.5}
	down   = stroke{0.5, 0.5, 0.5, 1}
)

// line draws strokes of a width in pixels.
func line(width float64, strokes ...stroke) shape {
	return func(d *drawing, x, y float64, colour string) {
		for _, s := range strokes {
			d.stroke(colour, width, x+s.fromX*cellWidth, y+s.fromY*cellHeight, x+s.toX*cellWidth, y+s.toY*cellHeight)
		}
	}
}

// corner strokes a rounded corner whose ends point right or left (1, -1) and
// down or up (1, -1).
func corner(sideways, downwards float64) shape {
	return func(d *drawing, x, y float64, colour string) {
		middleX, middleY := x+cellWidth/2, y+cellHeight/2
		d.curves.add(colour, fmt.Sprintf("M%g %gQ%g %g %g %g",
			middleX+sideways*cellWidth/2, middleY, middleX, middleY, middleX, middleY+downwards*cellHeight/2))
	}
}
