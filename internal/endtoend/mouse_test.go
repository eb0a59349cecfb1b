package endtoend

import (
	"fmt"
	"strings"
	"testing"

	"spoor/internal/terminal"
)

// mouse sends what a terminal reports of the mouse (SGR, xterm's mode 1006);
// cells are counted from 0.
func mouse(t *testing.T, term *terminal.Terminal, button, x, y int, end string) {
	t.Helper()
	typed(t, term, fmt.Sprintf("\x1b[<%d;%d;%d%s", button, x+1, y+1, end))
}

// clickOn clicks on where a text first stands on the screen.
func clickOn(t *testing.T, term *terminal.Terminal, text string) {
	t.Helper()
	for y, line := range term.Lines() {
		if before, _, ok := strings.Cut(line, text); ok {
			x := len([]rune(before))
			mouse(t, term, 0, x, y, "M")
			mouse(t, term, 0, x, y, "m")
			return
		}
	}
	t.Fatalf("%q is not on the screen:\n%s", text, term.Text())
}

func TestTheMouseWorksInATerminalOnceItIsAskedFor(t *testing.T) {
	t.Parallel()
	term := open(t, 120, 40, surroundings(t), "demo")
	shows(t, term, loaded)
	press(t, term, "P")
	shows(t, term, "the mouse works here")
	clickOn(t, term, "terraform ")
	press(t, term, "+")
	shows(t, term, "❯ user:terraform")
	press(t, term, "u")
	shows(t, term, "no filter")
	mouse(t, term, 65, 80, 15, "M") // a notch of the wheel, down
	shows(t, term, "4 / ")
	mouse(t, term, 0, 40, 5, "M")
	mouse(t, term, 32, 60, 5, "M") // drawn with the button down
	mouse(t, term, 0, 60, 5, "m")
	shows(t, term, "brush ")
	press(t, term, "P")
	shows(t, term, "the mouse is the terminal's again")
}
