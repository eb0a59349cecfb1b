package cli

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
)

// tableOf is a table of users and events on a terminal of a width, 0 for a pipe.
func tableOf(t *testing.T, width int, users ...string) []string {
	t.Helper()
	columns, err := export.ParseColumns("user,event")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	table := &table{w: bufio.NewWriter(&out), columns: columns, widths: []int{20, 28}, width: width, zone: time.UTC}
	table.head()
	for _, user := range users {
		if err := table.Write(cache.Row{Event: event.Event{User: user, Name: "CreateUser"}}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
}

const longName = "katherine.johnson@example.com"

func TestANameLongerThanItsColumnWidensItWhereThereIsRoom(t *testing.T) {
	for _, width := range []int{0, 60} {
		lines := tableOf(t, width, "dana", longName)
		for _, line := range lines[1:] {
			if strings.Index(line, "CreateUser") != strings.Index(lines[0], "EVENT") {
				t.Errorf("at %d: out of line:\n%s", width, strings.Join(lines, "\n"))
			}
		}
		if !strings.HasPrefix(lines[2], longName+" ") {
			t.Errorf("at %d: %q", width, lines[2])
		}
	}
}

func TestAColumnTakesNoMoreThanTheRoomThatIsLeft(t *testing.T) {
	for _, line := range tableOf(t, 36, longName, longName)[1:] {
		if event.Width(line) > 36 || !strings.HasSuffix(line, "  CreateUser") {
			t.Errorf("%q", line)
		}
	}
}

func TestOneEndlessValueDoesNotWidenAColumnEndlessly(t *testing.T) {
	if lines := tableOf(t, 0, strings.Repeat("x", 500), "dana"); strings.Index(lines[2], "CreateUser") > 100 {
		t.Errorf("%q", lines[2])
	}
}

// A failed sign-in has no error code: only its message tells it from one that
// succeeded.
func TestAFailedSignInIsSeenInATable(t *testing.T) {
	surroundings(t)
	record := `{"eventTime":"2026-03-02T10:00:00Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","eventID":"s-1",` +
		`"errorMessage":"Failed authentication","responseElements":{"ConsoleLogin":"Failure"},"userIdentity":{"type":"IAMUser","userName":"dana"}}`
	if r := runWith(t, record, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	if got := must(t, "list", "event:ConsoleLogin"); !strings.Contains(got, "Failed authentication") {
		t.Errorf("listed\n%s", got)
	}
	if got := must(t, "show", "s-1"); !strings.Contains(got, "failed: Failed authentication\n") {
		t.Errorf("shown\n%s", got)
	}
}
