package main

import (
	"fmt"
	"html"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// look is a terminal's own colours.
type look struct{ foreground, background color.Color }

var (
	darkLook  = look{color.RGBA{0xd5, 0xd8, 0xde, 0xff}, color.RGBA{0x14, 0x16, 0x1b, 0xff}}
	lightLook = look{color.RGBA{0x2a, 0x2d, 0x34, 0xff}, color.RGBA{0xfb, 0xfb, 0xf9, 0xff}}
)

// The size of a cell and the margin around the screen, in pixels.
const (
	cellWidth  = 9.0
	cellHeight = 20.0
	baseline   = 15.0
	fontSize   = 15
	margin     = 12.0
)

// svg draws cells as a picture. Each run of text is set to its width in cells,
// so that columns stay aligned whatever the reader's font; lines and bars are
// drawn as shapes, so that they meet without gaps.
func svg(cells [][]uv.Cell, terminal look) string {
	rows, columns := len(cells), 0
	if rows > 0 {
		columns = len(cells[0])
	}
	width, height := float64(columns)*cellWidth+2*margin, float64(rows)*cellHeight+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", hex(terminal.background))
	fmt.Fprintf(&b, `<g font-family="'JetBrains Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="%d" xml:space="preserve" shape-rendering="crispEdges">`+"\n", fontSize)
	for y, row := range cells {
		drawRow(&b, row, float64(y)*cellHeight+margin, terminal)
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

func drawRow(b *strings.Builder, row []uv.Cell, top float64, terminal look) {
	runs(row, func(x, end int) {
		if _, background := colours(row[x], terminal); background != hex(terminal.background) {
			fmt.Fprintf(b, `<rect x="%g" y="%g" width="%g" height="%g" fill="%s"/>`+"\n",
				left(x), top, float64(end-x)*cellWidth, cellHeight, background)
		}
	})
	runs(row, func(x, end int) {
		foreground, _ := colours(row[x], terminal)
		for x < end {
			if shape, ok := shapes[row[x].Content]; ok {
				shape(b, left(x), top, foreground)
				x++
				continue
			}
			from := x
			var text strings.Builder
			for x < end {
				if _, ok := shapes[row[x].Content]; ok {
					break
				}
				text.WriteString(content(row[x]))
				x += max(1, row[x].Width)
			}
			drawText(b, text.String(), from, x, top, foreground, row[from].Style.Attrs)
		}
	})
}

func drawText(b *strings.Builder, text string, from, to int, top float64, colour string, attributes uint8) {
	trimmed := strings.TrimLeft(text, " ")
	from += len(text) - len(trimmed)
	shorter := strings.TrimRight(trimmed, " ")
	to -= len(trimmed) - len(shorter)
	if shorter == "" {
		return
	}
	more := ""
	if attributes&uv.AttrBold != 0 {
		more += ` font-weight="bold"`
	}
	if attributes&uv.AttrItalic != 0 {
		more += ` font-style="italic"`
	}
	if attributes&uv.AttrFaint != 0 {
		more += ` opacity="0.6"`
	}
	if attributes&uv.AttrStrikethrough != 0 {
		more += ` text-decoration="line-through"`
	}
	fmt.Fprintf(b, `<text x="%g" y="%g" fill="%s" textLength="%g"%s>%s</text>`+"\n",
		left(from), top+baseline, colour, float64(to-from)*cellWidth, more, html.EscapeString(shorter))
}

// runs calls draw with each run of cells of one style.
func runs(row []uv.Cell, draw func(from, to int)) {
	for x := 0; x < len(row); {
		end := x + 1
		for end < len(row) && row[end].Style.Equal(&row[x].Style) {
			end++
		}
		draw(x, end)
		x = end
	}
}

func content(cell uv.Cell) string {
	if cell.Content == "" {
		return " "
	}
	return cell.Content
}

func left(x int) float64 { return float64(x)*cellWidth + margin }

// colours returns what a cell is drawn in, reverse video carried out.
func colours(cell uv.Cell, terminal look) (foreground, background string) {
	foreground, background = hex(terminal.foreground), hex(terminal.background)
	if cell.Style.Fg != nil {
		foreground = hex(cell.Style.Fg)
	}
	if cell.Style.Bg != nil {
		background = hex(cell.Style.Bg)
	}
	if cell.Style.Attrs&uv.AttrReverse != 0 {
		foreground, background = background, foreground
	}
	return foreground, background
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
