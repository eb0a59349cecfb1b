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

const assumed = `{"eventTime":"2026-03-02T10:00:00Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","eventID":"p-1",` +
	`"requestParameters":{"roleArn":"arn:aws:iam::1:role/\u001b[2Jops","passwords":["hunter2","hunter3"],"list":[{"password":"hunter4"}]},` +
	`"responseElements":{"credentials":{"accessKeyId":"ASIAIOSFODNN7EXAMPLE","sessionToken":"FwoGexample"}}}`

func TestATableShowsWhatStandsAtAPath(t *testing.T) {
	surroundings(t)
	if r := runWith(t, assumed, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	lines := strings.Split(must(t, "list", "--columns", "event,requestparameters.roleArn,responseElements.credentials.accessKeyId,userIdentity.userName,source"), "\n")
	head, row := lines[0], lines[1]
	for name, value := range map[string]string{
		"requestParameters.roleArn": "arn:aws:iam::1:role/␛[2Jops", "responseElements.credentials.accessKeyId": "ASIAIOSFODNN7EXAMPLE", "SOURCE": "sts",
	} {
		at := strings.Index(head, name)
		if before := strings.Index(row, value); at < 0 || before < 0 || event.Width(row[:before]) != at {
			t.Errorf("%s is not under %s:\n%s\n%s", value, name, head, row)
		}
	}
}

func TestATableMasksSecretsAtAPath(t *testing.T) {
	surroundings(t)
	if r := runWith(t, assumed, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	for path, rest := range map[string]string{
		"responseElements.credentials.sessionToken": "",
		"responseElements":                          "ASIAIOSFODNN7EXAMPLE",
		"requestParameters.passwords":               "",
		"requestParameters":                         "role/",
		"requestParameters.list[]":                  "password",
	} {
		got := must(t, "list", "--columns", path)
		if strings.Contains(got, "hunter") || strings.Contains(got, "FwoG") || !strings.Contains(got, event.Masked) || !strings.Contains(got, rest) {
			t.Errorf("%s is shown as\n%s", path, got)
		}
	}
	if got := must(t, "list", "--columns", "responseElements.credentials.sessionToken", "--format", "csv"); !strings.Contains(got, "FwoGexample") {
		t.Errorf("a file holds\n%s", got)
	}
}

func TestShowMasksSecretsInLists(t *testing.T) {
	surroundings(t)
	if r := runWith(t, assumed, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	if got := must(t, "show", "p-1"); strings.Contains(got, "hunter") || strings.Count(got, event.Masked) != 4 || !strings.Contains(got, "ASIAIOSFODNN7EXAMPLE") {
		t.Errorf("shown\n%s", got)
	}
}

func TestAPathAboveANarrowColumnKeepsItsEnds(t *testing.T) {
	columns, err := export.ParseColumns("event,userIdentity.sessionContext.attributes.mfaAuthenticated,user")
	if err != nil {
		t.Fatal(err)
	}
	for width, want := range map[int]string{
		60: "EVENT       userIdentity.sessionC…tes.mfaAuthenticated  USER",
		0:  "EVENT                         userIdentity.sessionContext.attributes.mfaAuthenticated  USER",
	} {
		var out bytes.Buffer
		table := &table{w: bufio.NewWriter(&out), columns: columns, widths: usualWidths(columns, width), width: width, zone: time.UTC}
		table.head()
		record := `{"userIdentity":{"sessionContext":{"attributes":{"mfaAuthenticated":"true"}}}}`
		if err := table.Write(cache.Row{Event: event.Event{User: "dana", Name: "CreateUser"}}, &cache.Stored{Record: []byte(record)}); err != nil {
			t.Fatal(err)
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(out.String(), "\n")
		if lines[0] != want || !strings.Contains(lines[1], "  true ") || !strings.HasSuffix(lines[1], "  dana") {
			t.Errorf("at %d:\n%s", width, out.String())
		}
	}
}
