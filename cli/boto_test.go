package cli

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// botoScript pages through the events of a user as boto3 does, and through what
// a wrong attribute brings.
const botoScript = `
import boto3, botocore.exceptions
client = boto3.client("cloudtrail")
pages = client.get_paginator("lookup_events").paginate(
    LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": "dana"}], PaginationConfig={"PageSize": 20})
for page in pages:
    for event in page["Events"]:
        print(event["CloudTrailEvent"])
try:
    client.lookup_events(NextToken="nonsense")
except client.exceptions.InvalidNextTokenException:
    print("refused")
`

func TestBotosPaginatorGetsWhatSpoorListPrints(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Python")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("Python is not installed")
	}
	if exec.CommandContext(t.Context(), python, "-c", "import boto3").Run() != nil {
		t.Skip("boto3 is not installed")
	}
	surroundings(t)
	file, _ := invented(t, 130)
	must(t, "import", file)
	environment := serving(t, "--no-throttle", "--no-window")
	script := exec.CommandContext(t.Context(), python, "-c", botoScript)
	script.Env = append(os.Environ(), environment...)
	var problems bytes.Buffer
	script.Stderr = &problems
	out, err := script.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &problems)
	}
	want := append(printed(t, "user:dana"), "refused")
	if got := strings.Split(strings.TrimSpace(string(out)), "\n"); !slices.Equal(got, want) || len(want) < 40 {
		t.Errorf("%d lines, want %d", len(got), len(want))
	}
}
