package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestASpreadsheetReadsTheCSVAndRunsNothingInIt(t *testing.T) {
	if testing.Short() {
		t.Skip("starts LibreOffice")
	}
	home := surroundings(t)
	file := filepath.Join(home, "hostile.json")
	record := `{"Records":[{"eventVersion":"1.11","eventTime":"2026-03-02T10:00:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"us-east-1",` +
		`"eventID":"7d0f5c1e-2b7a-4a51-9a06-000000000001","userAgent":"=1+41","errorMessage":"a \"quoted\", text\n=1+41;=1+41;of two lines","userIdentity":{"type":"IAMUser","userName":"=cmd|' /C calc'!A0"}}]}`
	if err := os.WriteFile(file, []byte(record), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "import", file)
	must(t, "export", "--columns", "time,user,agent,message", "-o", filepath.Join(home, "out.csv"))
	// As it is by itself, and parted at semicolons as for most of Europe, both with
	// formulas at work.
	for _, parted := range []string{"44", "59"} {
		sheet := openedInOffice(t, home, filepath.Join(home, "out.csv"), parted)
		for _, want := range []string{"Event time", "=1+41", "calc", "of two lines"} {
			if !strings.Contains(sheet, want) {
				t.Errorf("parted at %s the sheet does not hold %q", parted, want)
			}
		}
		if strings.Contains(sheet, "table:formula") || strings.Contains(sheet, ">42<") {
			t.Errorf("parted at %s the sheet holds a formula", parted)
		}
	}
}

// openedInOffice is a CSV file as LibreOffice has it, which parts its cells at a
// character of that number.
func openedInOffice(t *testing.T, home, file, parted string) string {
	t.Helper()
	tool(t, "libreoffice", "-env:UserInstallation=file://"+filepath.Join(home, "office"), "--headless",
		"--infilter=CSV:"+parted+",34,76,1,,0,false,true,false,false,false,-1,true", "--convert-to", "fods", "--outdir", home, file)
	sheet, err := os.ReadFile(filepath.Join(home, "out.fods"))
	if err != nil {
		t.Fatal(err)
	}
	return string(sheet)
}
