package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"spoor/internal/realdata"
	"spoor/source"
	"spoor/source/demo"
)

// serving runs spoor serve until the test ends, and returns the environment that
// it printed.
func serving(t *testing.T, args ...string) (environment []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	var errOut bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- Run(ctx, append([]string{"serve"}, args...), strings.NewReader(""), write, &errOut)
		write.Close()
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-ended; code != exitInterrupted {
			t.Errorf("spoor serve ended with %d: %s", code, &errOut)
		}
	})
	lines := bufio.NewScanner(read)
	for len(environment) < 5 && lines.Scan() {
		line, ok := strings.CutPrefix(lines.Text(), "export ")
		if runtime.GOOS == "windows" {
			line, ok = strings.CutPrefix(lines.Text(), "$env:")
			line = strings.TrimSuffix(strings.Replace(line, " = '", "=", 1), "'")
		}
		if !ok {
			t.Fatalf("printed %q", lines.Text())
		}
		environment = append(environment, line)
	}
	if len(environment) < 5 {
		t.Fatalf("printed %q: %s", environment, &errOut)
	}
	return environment
}

// awsCLI runs the AWS CLI, or skips the test where there is none.
func awsCLI(t *testing.T, environment []string, args ...string) (out, errOut string, ok bool) {
	t.Helper()
	program, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("the AWS CLI is not installed")
	}
	command := exec.CommandContext(t.Context(), program, args...)
	command.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "AWS_EC2_METADATA_DISABLED=true", "AWS_MAX_ATTEMPTS=1", "AWS_PAGER=",
	}, environment...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err = command.Run()
	return stdout.String(), stderr.String(), err == nil
}

// answered is what the AWS CLI prints of LookupEvents.
type answered struct {
	Events []struct {
		EventID         string `json:"EventId"`
		CloudTrailEvent string
	}
	NextToken string
}

func lookedUp(t *testing.T, environment []string, args ...string) answered {
	t.Helper()
	out, errOut, ok := awsCLI(t, environment, append([]string{"cloudtrail", "lookup-events", "--output", "json"}, args...)...)
	if !ok {
		t.Fatalf("aws cloudtrail lookup-events %q: %s", args, errOut)
	}
	var a answered
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatalf("the AWS CLI printed %s: %v", out, err)
	}
	return a
}

func (a answered) records() []string {
	records := []string{}
	for _, e := range a.Events {
		records = append(records, e.CloudTrailEvent)
	}
	return records
}

// printed are the records that spoor list prints for a filter.
func printed(t *testing.T, filter ...string) []string {
	t.Helper()
	out := strings.TrimSpace(must(t, append([]string{"list", "--format", "jsonl"}, filter...)...))
	if out == "" {
		return []string{}
	}
	return strings.Split(out, "\n")
}

func TestTheAWSCLIGetsWhatSpoorListPrints(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the AWS CLI many times")
	}
	for name, test := range map[string]struct {
		prepare func(t *testing.T) (everything []string)
		account string
		// questions are lookup-events' own words with the filter that asks the same.
		questions [][2]string
	}{
		"invictus": {
			func(t *testing.T) []string {
				must(t, "import", realdata.Folder(t, "invictus"))
				return nil
			},
			"123837392027",
			[][2]string{
				{"EventId 4a131b73-a4cd-44ce-8757-e3ad55c22e43", "id:4a131b73-a4cd-44ce-8757-e3ad55c22e43"},
				{"EventName RunInstances", "event:RunInstances"},
				{"EventSource iam.amazonaws.com", "source:iam"},
				{"Username bert-jan", "user:bert-jan"},
				{"AccessKeyId ASIATFQR7NSC7TITDFL2", "key:ASIATFQR7NSC7TITDFL2"},
				{"ReadOnly false", "readOnly:false"},
				{"ResourceType AWS::EC2::Instance", `type:"AWS::EC2::Instance"`},
				{"ResourceName i-0dbc91f429e48eeed", `resource:"i-0dbc91f429e48eeed"`},
				{"EventName runinstances", "event:nothing"},
				{"--start-time 2023-07-10T11:55:16Z --end-time 2023-07-10T11:57:21Z", "time:2023-07-10T11:55:16Z..2023-07-10T11:57:22Z"},
				{"--start-time 2023-07-10T12:30:00Z --page-size 7", "after:2023-07-10T12:30:00Z"},
				{"--end-time 1688989500", "before:2023-07-10T11:45:01Z"},
				{"EventSource s3.amazonaws.com --start-time 2023-07-10T12:00:00Z --page-size 13", "source:s3 after:2023-07-10T12:00:00Z"},
			},
		},
		"demo": {
			func(t *testing.T) []string {
				var records bytes.Buffer
				if err := demoRecords(t, &records); err != nil {
					t.Fatal(err)
				}
				file := filepath.Join(t.TempDir(), "demo.jsonl")
				if err := os.WriteFile(file, records.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
				must(t, "import", file)
				return []string{"category:management", "region:us-east-1", "account:111122223333"}
			},
			"111122223333",
			[][2]string{
				{"EventName ConsoleLogin", "event:ConsoleLogin"},
				{"EventName CreateAccessKey", "event:CreateAccessKey"},
				{"ResourceType AWS::IAM::AccessKey", `type:"AWS::IAM::AccessKey"`},
				{"EventSource cloudtrail.amazonaws.com --page-size 3", "source:cloudtrail"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			surroundings(t)
			everything := test.prepare(t)
			environment := serving(t, "--account", test.account, "--no-throttle", "--no-window")
			for _, question := range test.questions {
				words := strings.Fields(question[0])
				if !strings.HasPrefix(words[0], "--") {
					words = append([]string{"--lookup-attributes", "AttributeKey=" + words[0] + ",AttributeValue=" + words[1]}, words[2:]...)
				}
				got := lookedUp(t, environment, words...).records()
				want := printed(t, append(strings.Fields(question[1]), everything...)...)
				if !slices.Equal(got, want) {
					t.Errorf("%s: %d events, and spoor list %s prints %d", question[0], len(got), question[1], len(want))
				}
				if (len(want) == 0) != (question[1] == "event:nothing") {
					t.Errorf("%s tells nothing: %d events", question[1], len(want))
				}
			}
		})
	}
}

func demoRecords(t *testing.T, to io.Writer) error {
	return demo.New(demo.End).Pull(t.Context(), func(b *source.Batch) error {
		for _, record := range b.Records {
			if _, err := to.Write(append(slices.Clone(record.Raw), '\n')); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestTheAWSCLIPagesThroughWhatIsServed(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the AWS CLI many times")
	}
	surroundings(t)
	file, _ := invented(t, 130)
	must(t, "import", file)
	environment := serving(t, "--no-throttle", "--no-window")
	want := printed(t)
	var got []string
	page := lookedUp(t, environment, "--max-items", "45")
	for runs := 1; ; runs++ {
		got = append(got, page.records()...)
		if page.NextToken == "" || runs > 5 {
			break
		}
		page = lookedUp(t, environment, "--max-items", "45", "--starting-token", page.NextToken)
	}
	if !slices.Equal(got, want) {
		t.Errorf("45 at a time, %d events came, want %d", len(got), len(want))
	}
	first := lookedUp(t, environment, "--max-results", "50")
	second := lookedUp(t, environment, "--max-results", "50", "--next-token", first.NextToken)
	if !slices.Equal(append(first.records(), second.records()...), want[:100]) {
		t.Errorf("two pages hold %d and %d events", len(first.Events), len(second.Events))
	}
	if all := lookedUp(t, environment, "--page-size", "20").records(); !slices.Equal(all, want) {
		t.Errorf("20 a page, %d events came", len(all))
	}
}

func TestTheAWSCLIShowsTheModelledErrors(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the AWS CLI many times")
	}
	surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	environment := serving(t, "--no-throttle", "--no-window")
	for words, code := range map[string]string{
		"lookup-events --lookup-attributes AttributeKey=EventID,AttributeValue=x":                                         "InvalidLookupAttributesException",
		"lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=x AttributeKey=EventName,AttributeValue=y": "InvalidLookupAttributesException",
		"lookup-events --event-category insight --lookup-attributes AttributeKey=Username,AttributeValue=x":               "InvalidLookupAttributesException",
		"lookup-events --start-time 2026-03-02 --end-time 2026-03-01":                                                     "InvalidTimeRangeException",
		"lookup-events --max-results 51":            "InvalidMaxResultsException",
		"lookup-events --next-token nonsense":       "InvalidNextTokenException",
		"lookup-events --event-category management": "InvalidEventCategoryException",
		"describe-trails":                           "UnsupportedOperationException",
	} {
		_, errOut, ok := awsCLI(t, environment, append([]string{"cloudtrail"}, strings.Fields(words)...)...)
		if ok || !strings.Contains(errOut, "An error occurred ("+code+") when calling") {
			t.Errorf("aws cloudtrail %s: %s, want %s", words, errOut, code)
		}
	}
	out, errOut, _ := awsCLI(t, environment, "sts", "get-caller-identity", "--query", "Account", "--output", "text")
	if strings.TrimSpace(out) != "111122223333" {
		t.Errorf("the caller's account is %q: %s", out, errOut)
	}
	out, errOut, _ = awsCLI(t, environment, "ec2", "describe-regions", "--query", "Regions[].RegionName", "--output", "text")
	if strings.TrimSpace(out) != "us-east-1" {
		t.Errorf("the Regions are %q: %s", out, errOut)
	}
	if got := lookedUp(t, environment, "--region", "eu-west-1"); len(got.Events) != 0 {
		t.Errorf("another Region answers with %d events", len(got.Events))
	}
}

func TestServeThrottlesAndForgetsUnlessToldOtherwise(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	// ask sends one request for events of long ago, and returns the error's name.
	ask := func(environment []string) string {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, strings.TrimPrefix(environment[0], "AWS_ENDPOINT_URL="), strings.NewReader(`{"EndTime":0}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", "LookupEvents")
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20261119/us-east-1/cloudtrail/aws4_request, SignedHeaders=host, Signature=00")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var said struct {
			Type string `json:"__type"`
		}
		if err := json.NewDecoder(response.Body).Decode(&said); err != nil {
			t.Fatal(err)
		}
		return said.Type
	}
	strict, free := map[string]int{}, map[string]int{}
	asAWS, unlimited := serving(t), serving(t, "--no-throttle", "--no-window")
	for range 50 {
		strict[ask(asAWS)]++
		free[ask(unlimited)]++
	}
	if strict["InvalidTimeRangeException"] == 0 || strict["ThrottlingException"] == 0 || strict[""] > 0 {
		t.Errorf("as AWS is: %v", strict)
	}
	if free[""] != 50 {
		t.Errorf("told otherwise: %v", free)
	}
}

func TestServeSaysWhatItNeeds(t *testing.T) {
	surroundings(t)
	if r := run(t, "serve"); r.code != exitFailed || !strings.Contains(r.err, "no cache") {
		t.Errorf("without a cache: %d %s", r.code, r.err)
	}
	file, records := invented(t, 2)
	must(t, "import", file)
	other := strings.ReplaceAll(records[0], "111122223333", "444455556666")
	if r := runWith(t, other, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	if r := run(t, "serve"); r.code != exitFailed || !strings.Contains(r.err, "--account") || !strings.Contains(r.err, "444455556666") {
		t.Errorf("with two accounts: %d %s", r.code, r.err)
	}
	if r := run(t, "serve", "--account", "111122223333", "--listen", "0.0.0.0:0"); r.code != exitUsage || !strings.Contains(r.err, "--allow-remote") {
		t.Errorf("on every address: %d %s", r.code, r.err)
	}
	if r := run(t, "serve", "--account", "111122223333", "--listen", "nowhere"); r.code == exitDone {
		t.Errorf("on no address: %d %s", r.code, r.err)
	}
	environment := serving(t, "--account", "444455556666", "--verbose")
	if !strings.HasPrefix(environment[0], "AWS_ENDPOINT_URL=http://127.0.0.1:") || environment[3] != "AWS_REGION=us-east-1" {
		t.Errorf("printed %q", environment)
	}
}
