package main

import (
	"fmt"
	"strings"
)

// shape draws a character that fills its cell edge to edge.
type shape func(b *strings.Builder, x, y float64, colour string)

// shapes are the characters drawn as lines and bars in place of letters.
var shapes = func() map[string]shape {
	all := map[string]shape{
		"█": block(0, 0, 1, 1), "▀": block(0, 0, 1, 0.5), "▐": block(0.5, 0, 0.5, 1),
		"─": line("M0 .5H1"), "│": line("M.5 0V1"),
		"├": line("M.5 0V1M.5 .5H1"), "┤": line("M.5 0V1M0 .5H.5"),
		"┬": line("M0 .5H1M.5 .5V1"), "┴": line("M0 .5H1M.5 0V.5"), "┼": line("M0 .5H1M.5 0V1"),
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
	return func(b *strings.Builder, x, y float64, colour string) {
		fmt.Fprintf(b, `<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" fill="%s"/>`+"\n",
			x+left*cellWidth, y+top*cellHeight, width*cellWidth, height*cellHeight, colour)
	}
}

// line strokes straight lines, given as a path in parts of the cell.
func line(path string) shape {
	return func(b *strings.Builder, x, y float64, colour string) {
		fmt.Fprintf(b, `<path transform="translate(%.2f %.2f) scale(%.2f %.2f)" d="%s" stroke="%s" fill="none" vector-effect="non-scaling-stroke"/>`+"\n",
			x, y, cellWidth, cellHeight, path, colour)
	}
}

// corner strokes a rounded corner whose ends point right or left (1, -1) and
// down or up (1, -1).
func corner(across, down float64) shape {
	return func(b *strings.Builder, x, y float64, colour string) {
		middleX, middleY := x+cellWidth/2, y+cellHeight/2
		fmt.Fprintf(b, `<path d="M%.2f %.2fQ%.2f %.2f %.2f %.2f" stroke="%s" fill="none"/>`+"\n",
			middleX+across*cellWidth/2, middleY, middleX, middleY, middleX, middleY+down*cellHeight/2, colour)
	}
}
