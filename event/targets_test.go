package event_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"spoor/event"
)

// label is one resource that a person read out of a real record.
type label struct{ file, id, name string }

func readLabels(t *testing.T) map[label][]event.Target {
	t.Helper()
	f, err := os.Open("testdata/stratus_targets.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	labels := map[label][]event.Target{}
	lines := bufio.NewScanner(f)
	lines.Scan() // head
	for lines.Scan() {
		c := strings.Split(lines.Text(), "\t")
		l := label{c[0], c[1], c[2]}
		labels[l] = append(labels[l], event.Target{})[:len(labels[l])]
		if c[3] != "-" {
			labels[l] = append(labels[l], event.Target{Type: c[3], Name: c[4]})
		}
	}
	return labels
}

// beyondLabels are targets that the labels leave out and the extractor is right
// to name, by event and type, each with the reason. They always come behind
// the labelled ones.
var beyondLabels = map[[2]string]string{
	{"SendCommand", "AWS::SSM::Document"}:                                  "the document that the command ran on the instance",
	{"RunInstances", "AWS::EC2::Subnet"}:                                   "the subnet into which the instance was to be launched",
	{"CreateRole", "AWS::IAM::ManagedPolicy"}:                              "the permissions boundary attached to the new role",
	{"UpdateFunctionConfiguration20150331v2", "AWS::Lambda::LayerVersion"}: "the layer attached to the function",
	{"CreateProfile", "AWS::IAM::Role"}:                                    "the roles that the profile lets assume",
	{"CreateTrustAnchor", "AWS::RolesAnywhere::TrustAnchor"}:               "the same trust anchor by its ARN, which later calls use",
	{"CreateProfile", "AWS::RolesAnywhere::Profile"}:                       "the same profile by its ARN, which later calls use",
}

func TestTargetsOfTheLabelledRecordings(t *testing.T) {
	labels := readLabels(t)
	var d event.Decoder
	right, seen := 0, 0
	used := map[[2]string]bool{}
	for _, r := range realRecords(t, "stratus") {
		var ev event.Event
		if err := d.Decode(r.raw, nil, &ev); err != nil {
			t.Fatal(err)
		}
		want, labelled := labels[label{r.file, ev.ID, ev.Name}]
		if !labelled {
			if ev.Flags.Has(event.FlagWrite) {
				t.Errorf("%s %s: a write without a label", r.file, ev.Name)
			}
			continue
		}
		seen++
		missing := 0
		for _, w := range want {
			if !slices.Contains(ev.Targets, w) {
				missing++
				t.Logf("%s %s: %s %s is missing, have %v", r.file, ev.Name, w.Type, w.Name, ev.Targets)
			}
		}
		if missing == 0 {
			right++
		}
		if missing == 0 && len(want) > 0 && ev.Targets[0] != want[0] {
			t.Errorf("%s %s: %v comes first, should be %v", r.file, ev.Name, ev.Targets[0], want[0])
		}
		for i, got := range ev.Targets {
			key := [2]string{ev.Name, got.Type}
			switch {
			case slices.Contains(want, got):
			case beyondLabels[key] == "":
				t.Errorf("%s %s %s: derived %v, labelled %v", r.file, ev.ID, ev.Name, got, want)
			case i < len(want)-missing:
				t.Errorf("%s %s %s: %v stands before what was acted on, %v", r.file, ev.ID, ev.Name, got, want)
			default:
				used[key] = true
			}
		}
	}
	if seen != len(labels) {
		t.Errorf("%d of %d labelled events found", seen, len(labels))
	}
	if right*10 < seen*9 {
		t.Errorf("%d of %d labelled events derived right, want 90 %%", right, seen)
	}
	for key := range beyondLabels {
		if !used[key] {
			t.Errorf("%v is excused but never derived", key)
		}
	}
}
