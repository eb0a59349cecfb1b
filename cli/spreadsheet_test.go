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
		`"eventID":"7d0f5c1e-2b7a-4a51-9a06-000000000001","userAgent":"=1+41","errorMessage":"a \"quoted\", text\nof two lines","userIdentity":{"type":"IAMUser","userName":"=cmd|' /C calc'!A0"}}]}`
	if err := os.WriteFile(file, []byte(record), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "import", file)
	must(t, "export", "--columns", "time,user,agent,message", "-o", filepath.Join(home, "out.csv"))
	tool(t, "libreoffice", "-env:UserInstallation=file://"+filepath.Join(home, "office"), "--headless", "--convert-to", "fods", "--outdir", home, filepath.Join(home, "out.csv"))
	sheet, err := os.ReadFile(filepath.Join(home, "out.fods"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(sheet)
	for _, want := range []string{"Event time", "=1+41", "calc", "of two lines"} {
		if !strings.Contains(text, want) {
			t.Errorf("the sheet does not hold %q", want)
		}
	}
	if strings.Contains(text, "table:formula") || strings.Contains(text, ">42<") {
		t.Error("the sheet holds a formula")
	}
}
