package cli

import (
	"fmt"
	"strings"
	"testing"

	"spoor/ingest"
	"spoor/source"
)

func TestFilesThatAreNotReadForOneReasonAreCountedPastTheFirst(t *testing.T) {
	report := &ingest.Report{}
	for i := range 50 {
		report.Notes = append(report.Notes, ingest.Note{
			Place: fmt.Sprintf("s3://logs/AWSLogs/1/eu-west-%d/%02d.json.gz", 1+i%2, i), Status: source.Failed, Reason: "access denied",
		})
	}
	report.Notes = append(report.Notes, ingest.Note{Place: "s3://logs/AWSLogs/2/a.json.gz", Status: source.Failed, Reason: "cut off"})
	said := func(verbose bool) []string {
		var out strings.Builder
		(&app{errOut: &out, verbose: verbose}).namesUnread(report)
		return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	}
	short := said(false)
	if len(short) != mostAlike+2 || short[mostAlike] != "not read: s3://logs/AWSLogs/2/a.json.gz: cut off" ||
		short[mostAlike+1] != "not read: 30 more files below s3://logs/AWSLogs/1/: access denied (--verbose names each)" {
		t.Errorf("it says\n%s", strings.Join(short, "\n"))
	}
	if long := said(true); len(long) != 51 {
		t.Errorf("--verbose names %d of 51", len(long))
	}
}
