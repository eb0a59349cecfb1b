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
	// spare is how much thicker strokes are drawn, so that none is lost where the
	// picture is shown smaller.
	spare = 0.4
)

// svg draws cells as a picture. Each run of text is set to its width in cells,
// so that columns stay aligned whatever the reader's font; lines and bars are
// drawn as shapes, so that they meet without gaps. What is of one colour is one
// path, which keeps the file small.
func svg(cells [][]uv.Cell, terminal look) string {
	rows, columns := len(cells), 0
	if rows > 0 {
		columns = len(cells[0])
	}
	width, height := float64(columns)*cellWidth+2*margin, float64(rows)*cellHeight+2*margin
	var d drawing
	for y, row := range cells {
		d.row(row, float64(y)*cellHeight+margin, terminal)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", hex(terminal.background))
	fmt.Fprintf(&b, `<g font-family="'JetBrains Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="%d" xml:space="preserve" shape-rendering="crispEdges">`+"\n", fontSize)
	d.write(&b)
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// paths are path data by colour, in the order in which the colours first came.
type paths struct {
	colours []string
	data    map[string]*strings.Builder
}

func (p *paths) add(colour, data string) {
	if p.data == nil {
		p.data = map[string]*strings.Builder{}
	}
	if p.data[colour] == nil {
		p.colours = append(p.colours, colour)
		p.data[colour] = &strings.Builder{}
	}
	p.data[colour].WriteString(data)
}

// drawing collects a picture: grounds and bars, strokes by their width, corners,
// and text over all of them.
type drawing struct {
	fills  paths
	lines  [3]paths
	curves paths
	texts  strings.Builder
	// last is the stroke or bar drawn last, as long as it can be made longer.
	last struct{ stroke, fill stretch }
}

// stretch is a stroke or bar that goes on to the right.
type stretch struct {
	colour              string
	thick               float64
	x, y, width, height float64
}

func (d *drawing) fill(colour string, x, y, width, height float64) {
	if l := &d.last.fill; l.colour == colour && l.y == y && l.height == height && l.x+l.width == x {
		l.width += width
		return
	}
	d.flushFill()
	d.last.fill = stretch{colour: colour, x: x, y: y, width: width, height: height}
}

func (d *drawing) flushFill() {
	if l := d.last.fill; l.colour != "" {
		d.fills.add(l.colour, fmt.Sprintf("M%g %gh%gv%gh%gz", l.x, l.y, l.width, l.height, -l.width))
	}
	d.last.fill = stretch{}
}

func (d *drawing) stroke(colour string, thick, fromX, fromY, toX, toY float64) {
	if l := &d.last.stroke; fromY == toY && l.colour == colour && l.thick == thick && l.y == fromY && l.x+l.width == fromX {
		l.width += toX - fromX
		return
	}
	d.flushStroke()
	if fromY == toY {
		d.last.stroke = stretch{colour: colour, thick: thick, x: fromX, y: fromY, width: toX - fromX}
		return
	}
	d.lines[int(thick)].add(colour, fmt.Sprintf("M%g %gv%g", fromX, fromY, toY-fromY))
}

func (d *drawing) flushStroke() {
	if l := d.last.stroke; l.colour != "" {
		d.lines[int(l.thick)].add(l.colour, fmt.Sprintf("M%g %gh%g", l.x, l.y, l.width))
	}
	d.last.stroke = stretch{}
}

func (d *drawing) write(b *strings.Builder) {
	d.flushFill()
	d.flushStroke()
	for _, colour := range d.fills.colours {
		fmt.Fprintf(b, `<path fill="%s" d="%s"/>`+"\n", colour, d.fills.data[colour])
	}
	for thick := range d.lines {
		for _, colour := range d.lines[thick].colours {
			fmt.Fprintf(b, `<path stroke="%s" stroke-width="%.1f" d="%s"/>`+"\n", colour, float64(thick)+spare, d.lines[thick].data[colour])
		}
	}
	for _, colour := range d.curves.colours {
		fmt.Fprintf(b, `<path stroke="%s" stroke-width="%.1f" fill="none" d="%s"/>`+"\n", colour, 1+spare, d.curves.data[colour])
	}
	b.WriteString(d.texts.String())
}

func (d *drawing) row(row []uv.Cell, top float64, terminal look) {
	runs(row, func(x, end int) {
		if _, background := colours(row[x], terminal); background != hex(terminal.background) {
			d.fill(background, left(x), top, float64(end-x)*cellWidth, cellHeight)
		}
	})
	d.flushFill()
	runs(row, func(x, end int) {
		foreground, _ := colours(row[x], terminal)
		for x < end {
			if shape, ok := shapes[row[x].Content]; ok {
				shape(d, left(x), top, foreground)
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
			d.text(text.String(), from, x, top, foreground, row[from].Style.Attrs)
		}
	})
}

func (d *drawing) text(text string, from, to int, top float64, colour string, attributes uint8) {
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
	fmt.Fprintf(&d.texts, `<text x="%g" y="%g" fill="%s" textLength="%g"%s>%s</text>`+"\n",
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
