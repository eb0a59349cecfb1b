package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"spoor/internal/realdata"
)

// ran is how a command ended and what it printed.
type ran struct {
	code     int
	out, err string
}

// surroundings gives the commands of a test a home of their own.
func surroundings(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	for name, value := range map[string]string{
		"HOME": home, "USERPROFILE": home, "SPOOR_CACHE": filepath.Join(home, "cache.bolt"), "SPOOR_CONFIG": filepath.Join(home, "config.toml"), "SPOOR_ZONE": "",
		"XDG_STATE_HOME": filepath.Join(home, "state"),
	} {
		t.Setenv(name, value)
	}
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	if err := os.WriteFile(filepath.Join(home, "config.toml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return home
}

func run(t *testing.T, args ...string) ran {
	t.Helper()
	return runWith(t, "", args...)
}

func runWith(t *testing.T, in string, args ...string) ran {
	t.Helper()
	var out, errOut bytes.Buffer
	code := Run(context.Background(), args, strings.NewReader(in), &out, &errOut)
	return ran{code, out.String(), errOut.String()}
}

// must runs a command that has to succeed and returns what it printed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	r := run(t, args...)
	if r.code != exitDone {
		t.Fatalf("spoor %s: exit code %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

// invented writes n records of invented events as a trail file and returns its
// name and the records.
func invented(t *testing.T, n int) (file string, records []string) {
	t.Helper()
	for i := range n {
		name, errorCode := "CreateUser", ""
		if i%2 == 1 {
			name, errorCode = "ListUsers", `"errorCode":"AccessDenied",`
		}
		user := []string{"dana", "sam", "terraform"}[i%3]
		records = append(records, fmt.Sprintf(`{"eventVersion":"1.11", "eventTime":"2026-03-02T10:%02d:%02dZ","eventSource":"iam.amazonaws.com","eventName":%q,`+
			`%s"awsRegion":"us-east-1","sourceIPAddress":"192.0.2.%d","recipientAccountId":"111122223333","eventID":"7d0f5c1e-2b7a-4a51-9a06-%012d",`+
			`"readOnly":%t,"eventType":"AwsApiCall","userIdentity":{"type":"IAMUser","userName":%q},"requestParameters":{"userName":"user-%d"}}`,
			i/60, i%60, name, errorCode, i%250, i, i%2 == 1, user, i))
	}
	file = filepath.Join(t.TempDir(), "trail.json")
	if err := os.WriteFile(file, []byte(`{"Records":[`+strings.Join(records, ",")+`]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, records
}

func TestImportReportsWhatItDidAndAddsNothingTwice(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 30)
	var first, second struct{ Files, Events, New, Duplicates, Lost int }
	for _, report := range []*struct{ Files, Events, New, Duplicates, Lost int }{&first, &second} {
		if err := json.Unmarshal([]byte(must(t, "import", "--json", file)), report); err != nil {
			t.Fatal(err)
		}
	}
	if first.Files != 1 || first.Events != 30 || first.New != 30 || first.Lost != 0 {
		t.Errorf("first import: %+v", first)
	}
	if second.New != 0 {
		t.Errorf("second import: %+v", second)
	}
}

func TestWhatStandardInputHoldsIsImported(t *testing.T) {
	surroundings(t)
	_, records := invented(t, 3)
	if r := runWith(t, strings.Join(records, "\n"), "import", "-"); r.code != exitDone {
		t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	if out := must(t, "list", "--format", "jsonl"); strings.Count(out, "\n") != 3 {
		t.Errorf("listed %s", out)
	}
}

func TestListPrintsRecordsWithTheirOwnBytesNewestFirst(t *testing.T) {
	surroundings(t)
	file, records := invented(t, 10)
	must(t, "import", file)
	lines := strings.Split(strings.TrimSpace(must(t, "list", "--format", "jsonl")), "\n")
	if len(lines) != len(records) {
		t.Fatalf("%d lines", len(lines))
	}
	for i, line := range lines {
		if want := records[len(records)-1-i]; line != want {
			t.Errorf("line %d is %s, want %s", i, line, want)
		}
	}
}

func TestFiltersStandAsSeparateArgumentsExclusionsIncluded(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 30)
	must(t, "import", file)
	for _, c := range []struct {
		filter string
		want   int
	}{
		{"user:dana", 10}, {"-user:terraform", 20}, {"is:denied -user:dana", 10}, {"event:Create* user:(dana OR sam)", 10},
		{"-is:read", 15}, {`-"user-7"`, 29}, {"resource:user-1", 1}, {"time:2026-03-02T10:00..2026-03-02T10:01", 30},
	} {
		args := append([]string{"list", "--format", "jsonl"}, strings.Fields(c.filter)...)
		if got := strings.Count(must(t, args...), "\n"); got != c.want {
			t.Errorf("%s: %d events, want %d", c.filter, got, c.want)
		}
	}
}

func TestListAsATableAlignsItsColumns(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 4)
	must(t, "import", file)
	lines := strings.Split(strings.TrimRight(must(t, "list", "--columns", "time,user,event,error"), "\n"), "\n")
	if len(lines) != 5 {
		t.Fatalf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
	}
	column := strings.Index(lines[0], "EVENT")
	for _, line := range lines[1:] {
		if !strings.HasPrefix(line[column:], "CreateUser") && !strings.HasPrefix(line[column:], "ListUsers") {
			t.Errorf("column is out of line: %q", line)
		}
		if line != strings.TrimRight(line, " ") {
			t.Errorf("blanks at the end of %q", line)
		}
	}
}

func TestALimitEndsTheList(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 10)
	must(t, "import", file)
	if got := strings.Count(must(t, "list", "-n", "3", "--format", "jsonl"), "\n"); got != 3 {
		t.Errorf("%d events", got)
	}
}

func TestTheOldestEventsCanComeFirst(t *testing.T) {
	surroundings(t)
	file, records := invented(t, 10)
	must(t, "import", file)
	if got := must(t, "list", "--oldest-first", "-n", "3", "--format", "jsonl"); got != strings.Join(records[:3], "\n")+"\n" {
		t.Errorf("the three oldest are\n%s", got)
	}
	if got := must(t, "list", "--oldest-first", "--format", "jsonl"); got != strings.Join(records, "\n")+"\n" {
		t.Errorf("all are\n%s", got)
	}
}

func TestShowRawPrintsTheRecordsOwnBytesAndNothingElse(t *testing.T) {
	surroundings(t)
	file, records := invented(t, 5)
	must(t, "import", file)
	if got := must(t, "show", "7d0f5c1e-2b7a-4a51-9a06-000000000003", "--raw"); got != records[3] {
		t.Errorf("got %q, want %q", got, records[3])
	}
}

func TestAnIdIsFoundInCapitalsToo(t *testing.T) {
	surroundings(t)
	file, records := invented(t, 3)
	must(t, "import", file)
	if got := must(t, "show", "--raw", "7D0F5C1E-2B7A-4A51-9A06-000000000001"); got != records[1] {
		t.Errorf("printed %q", got)
	}
	if r := run(t, "show", "7D0F5C1E-9"); r.code != exitFailed || !strings.Contains(r.err, `"7D0F5C1E-9"`) {
		t.Errorf("exit code %d, said %q", r.code, r.err)
	}
}

func TestFormatsAndOrdersAreTakenInCapitals(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	for line, as := range map[string]string{
		"list --format TABLE": "list --format table", "list --format Csv": "list --format csv",
		"facets --format JSON --order Rare": "facets --format json --order rare",
	} {
		if got, want := must(t, strings.Fields(line)...), must(t, strings.Fields(as)...); got != want {
			t.Errorf("spoor %s printed\n%swant\n%s", line, got, want)
		}
	}
}

func TestShowSaysWhatHappenedAndWhereTheRecordWasSeen(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 5)
	must(t, "import", file)
	got := must(t, "show", "7d0f5c1e-2b7a-4a51-9a06-000000000003")
	for _, want := range []string{"iam.amazonaws.com ListUsers", "AccessDenied", "dana", "192.0.2.3", file, `"eventVersion": "1.11"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
}

func TestSecretsInARecordAreMaskedUnlessItIsPrintedRaw(t *testing.T) {
	surroundings(t)
	const record = `{"eventTime":"2026-03-02T10:00:00Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","eventID":"a-1","awsRegion":"us-east-1",` +
		`"recipientAccountId":"111122223333","responseElements":{"credentials":{"accessKeyId":"ASIAEXAMPLEAAAA00001","sessionToken":"very+secret/token=="}}}`
	if r := runWith(t, record, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	if got := must(t, "show", "a-1"); strings.Contains(got, "very+secret") || !strings.Contains(got, "ASIAEXAMPLEAAAA00001") {
		t.Errorf("got:\n%s", got)
	}
	if got := must(t, "show", "a-1", "--raw"); got != record {
		t.Errorf("got %s", got)
	}
}

func TestHostileTextNeverReachesTheTerminalAsItIs(t *testing.T) {
	surroundings(t)
	record := "{\"eventTime\":\"2026-03-02T10:00:00Z\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\",\"eventID\":\"h-1\"," +
		"\"userAgent\":\"\\u001b]52;c;cHduZWQ=\\u0007\\u202eevil\\u009b31m\",\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"a\\u001b[2Jb\"}}"
	if r := runWith(t, record, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	for _, args := range [][]string{{"list", "--columns", "user,agent"}, {"show", "h-1"}, {"facets", "--by", "user,agent"}} {
		for _, r := range must(t, args...) {
			if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202e {
				t.Errorf("spoor %s prints %U", strings.Join(args, " "), r)
			}
		}
	}
}

func TestFacetsCountWhatTheFilterLetsThrough(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 30)
	must(t, "import", file)
	var got struct {
		Events int
		Facets []facetJSON
	}
	if err := json.Unmarshal([]byte(must(t, "facets", "is:write", "--by", "user,event", "--format", "json")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Events != 15 || len(got.Facets) != 2 || got.Facets[1].Values[0].Value != "CreateUser" || got.Facets[1].Values[0].Count != 15 {
		t.Errorf("got %+v", got)
	}
}

func TestExportWritesAFileWholeAndNeverOverAnother(t *testing.T) {
	home := surroundings(t)
	file, records := invented(t, 6)
	must(t, "import", file)
	out := filepath.Join(home, "out.jsonl")
	must(t, "export", "-o", out)
	text, err := os.ReadFile(out)
	if err != nil || strings.Count(string(text), "\n") != len(records) {
		t.Fatalf("%v: %s", err, text)
	}
	if r := run(t, "export", "-o", out, "is:denied"); r.code != exitFailed || !strings.Contains(r.err, "--force") {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
	if again, _ := os.ReadFile(out); !bytes.Equal(again, text) {
		t.Error("the file was changed")
	}
	must(t, "export", "-o", out, "is:denied", "--force")
	if again, _ := os.ReadFile(out); strings.Count(string(again), "\n") != 3 {
		t.Errorf("got %s", again)
	}
	if left, _ := filepath.Glob(filepath.Join(home, ".out*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestACSVExportReadsBackAsATable(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 6)
	must(t, "import", file)
	rows, err := csv.NewReader(strings.NewReader(must(t, "export", "-o", "-", "--format", "csv"))).ReadAll()
	if err != nil || len(rows) != 7 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestWrongUsageEndsWithCodeTwoAndOneLineThatHelps(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 1)
	must(t, "import", file)
	for _, args := range [][]string{
		{"list", "--nonsense"}, {"list", "usr:x"}, {"list", "--format", "xml"}, {"list", "--columns", "nonsense"}, {"list", "--limit", "-1"},
		{"show"}, {"export"}, {"facets", "--by", "nonsense"}, {"--zone", "Mars/Base", "list"}, {"import"}, {"lst"},
	} {
		if r := run(t, args...); r.code != exitUsage || !strings.HasPrefix(r.err, "spoor: ") {
			t.Errorf("spoor %s: exit code %d, %q", strings.Join(args, " "), r.code, r.err)
		}
	}
}

func TestMistakesOnTheCommandLineAreSaidInWordsOfPeople(t *testing.T) {
	home := surroundings(t)
	for command, says := range map[string]string{
		"verify": "say which bundle", "verify a b": "one bundle at a time", "show": "say which event", "import": "say which folders", "open": "say which folder",
		"cache foo": `"spoor cache foo"`, "keys x": `"x"`, "list -n x": `--limit "x": give a whole number`, "list --follow=x": "true or false",
		"help nonsense": `no command "nonsense"`, "list --zone Mars": `--zone: unknown`, "record --keep x -- true": "24h or 30d",
	} {
		r := run(t, strings.Fields(command)...)
		if r.code != exitUsage || !strings.Contains(r.err, says) || strings.Contains(r.err, "strconv") || strings.Contains(r.err, "arg(s)") {
			t.Errorf("spoor %s: exit code %d, %q", command, r.code, r.err)
		}
	}
	if r := run(t, "record", "--store", filepath.Join(home, "s"), "--no-cache", "--", filepath.Join(home, "none")); r.code != exitNoCommand || strings.Contains(r.err, "fork/exec") {
		t.Errorf("a command that is not there: exit code %d, %q", r.code, r.err)
	}
}

func TestCompletionsSayOfFlagsWhatHelpSays(t *testing.T) {
	surroundings(t)
	out := must(t, "__complete", "list", "--c")
	if !strings.Contains(out, "--cache\tFILE of the cache") || strings.Contains(out, "`") {
		t.Errorf("got %s", out)
	}
	if help := must(t, "list", "--help"); !strings.Contains(help, "--cache FILE") {
		t.Errorf("help: %s", help)
	}
}

func TestHelpIsGivenByItsOwnCommandToo(t *testing.T) {
	for _, command := range []string{"", "list", "cache prune"} {
		args := strings.Fields(command)
		if got, want := must(t, append([]string{"help"}, args...)...), must(t, append(args, "--help")...); got != want {
			t.Errorf("spoor help %s: got %q, want %q", command, got, want)
		}
	}
}

func TestImportingNothingThatHoldsRecordsFails(t *testing.T) {
	home := surroundings(t)
	file := filepath.Join(home, "notes.txt")
	if err := os.WriteFile(file, []byte("nothing of CloudTrail's"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, "import", file); r.code != exitFailed || !strings.Contains(r.err, "nothing here holds CloudTrail records") {
		t.Errorf("exit code %d, %q", r.code, r.err)
	}
	trail, _ := invented(t, 2)
	must(t, "import", file, trail)
}

func TestTheSettingsInForceNameTheCacheThatIsUsed(t *testing.T) {
	surroundings(t)
	t.Setenv("SPOOR_CACHE", "")
	if out, want := must(t, "config"), strconv.Quote(filepath.Join(xdg.DataHome, "spoor", "cache.bolt")); !strings.Contains(out, want) {
		t.Errorf("%s does not name %s", out, want)
	}
}

func TestAColourThatIsNoneIsAMistakeInTheSettings(t *testing.T) {
	home := surroundings(t)
	file := filepath.Join(home, "c.toml")
	for _, text := range []string{"[colors]\nacent = '#ffffff'\n", "[colors]\naccent = '#zzz'\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := run(t, "config", "--config", file); r.code != exitFailed || !strings.Contains(r.err, file+":2: ") {
			t.Errorf("exit code %d, %q", r.code, r.err)
		}
	}
}

func TestServingAnAccountOfWhichNothingIsHeldSaysSo(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 1)
	must(t, "import", file)
	ctx, stop := context.WithCancel(t.Context())
	said := &stopper{word: "until interrupted", stop: stop}
	if code := Run(ctx, []string{"serve", "--account", "999999999999"}, strings.NewReader(""), io.Discard, said); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
	if want := "no events of account 999999999999"; !strings.Contains(said.String(), want) {
		t.Errorf("%q does not say %q", said.String(), want)
	}
}

// stopper calls stop once a word was written to it.
type stopper struct {
	bytes.Buffer
	word string
	stop func()
}

func (s *stopper) Write(b []byte) (int, error) {
	n, err := s.Buffer.Write(b)
	if strings.Contains(s.String(), s.word) {
		s.stop()
	}
	return n, err
}

func TestAMistakeInAFilterIsReportedWithItsPlace(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 1)
	must(t, "import", file)
	if r := run(t, "list", "usr:x"); !strings.Contains(r.err, "usr") || !strings.Contains(r.err, "user") {
		t.Errorf("got %q", r.err)
	}
}

func TestWhatIsNotThereEndsWithCodeOneAndSaysWhatToDo(t *testing.T) {
	surroundings(t)
	if r := run(t, "list"); r.code != exitFailed || !strings.Contains(r.err, "spoor import") {
		t.Errorf("no cache: exit code %d, %q", r.code, r.err)
	}
	if r := run(t, "import", filepath.Join(t.TempDir(), "none")); r.code != exitFailed || !strings.Contains(r.err, "none") {
		t.Errorf("no file: exit code %d, %q", r.code, r.err)
	}
	file, _ := invented(t, 1)
	must(t, "import", file)
	if r := run(t, "show", "nothing"); r.code != exitFailed || !strings.Contains(r.err, "nothing") {
		t.Errorf("no event: exit code %d, %q", r.code, r.err)
	}
}

func TestTheScreenNeedsATerminalAndSaysWhatWorksWithoutOne(t *testing.T) {
	surroundings(t)
	for _, args := range [][]string{{}, {"browse"}, {"demo"}, {"open", t.TempDir()}} {
		if r := run(t, args...); r.code != exitFailed || !strings.Contains(r.err, "terminal") {
			t.Errorf("spoor %s: exit code %d, %q", strings.Join(args, " "), r.code, r.err)
		}
	}
}

func TestCacheInfoSaysWhatIsHeld(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 30)
	must(t, "import", file)
	var info infoJSON
	if err := json.Unmarshal([]byte(must(t, "cache", "info", "--json")), &info); err != nil {
		t.Fatal(err)
	}
	if info.Events != 30 || info.Files != 1 || info.Accounts["111122223333"] != 30 || len(info.Coverage) == 0 {
		t.Errorf("got %+v", info)
	}
	if text := must(t, "cache", "info"); !strings.Contains(text, "30") || !strings.Contains(text, "observed") {
		t.Errorf("got\n%s", text)
	}
}

func TestRealRecordsComeOutAsTheyWentIn(t *testing.T) {
	folder := realdata.Folder(t, "invictus")
	surroundings(t)
	out := must(t, "import", folder)
	for _, want := range []string{"55 files", "2,900 events", "0 lost"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in %q", want, out)
		}
	}
	if again := must(t, "import", folder); !strings.Contains(again, "0 new") {
		t.Errorf("again: %q", again)
	}
	held := map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimSpace(must(t, "list", "--format", "jsonl")), "\n") {
		held[line] = true
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*.json"))
	seen := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Records []json.RawMessage }
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		for _, record := range file.Records {
			var compact bytes.Buffer
			if err := json.Compact(&compact, record); err != nil {
				t.Fatal(err)
			}
			if seen++; !held[string(record)] && !held[compact.String()] {
				t.Errorf("a record of %s is not among those listed", name)
			}
		}
	}
	if seen == 0 {
		t.Fatal("no records were compared")
	}
}

func TestWhatIsLostOfADamagedFileIsCountedAndNamed(t *testing.T) {
	home := surroundings(t)
	_, records := invented(t, 3)
	file := filepath.Join(home, "damaged.json")
	if err := os.WriteFile(file, []byte(`{"Records":[`+strings.Join(records, ",")[:len(records[0])+len(records[1])+40]), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, "import", file)
	if r.code != exitFailed || !strings.Contains(r.out, "2 new") || !strings.Contains(r.out, "1 lost") || !strings.Contains(r.err, file) {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
}
