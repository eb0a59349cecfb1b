package demo

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"spoor/event"
)

// shows is what each chapter's filter means, in plain Go, and how many events
// it shows.
var shows = map[string]struct {
	least, most int
	match       func(e *event.Event, raw []byte) bool
}{
	"A key is tried out": {1, 1, func(e *event.Event, _ []byte) bool { return e.AccessKey == leakedKey && e.IP == addressTrial }},
	"A look around":      {20, 60, func(e *event.Event, _ []byte) bool { return thiefAs(e, "mallory") && e.Flags.Has(event.FlagDenied) }},
	"A foothold":         {3, 3, func(e *event.Event, _ []byte) bool { return thiefAs(e, "mallory") && e.Flags.Has(event.FlagWrite) }},
	"The new key": {6, 8, func(e *event.Event, _ []byte) bool {
		return thiefAs(e, "backup-svc") && e.Role == "" && e.Flags.Has(event.FlagWrite)
	}},
	"A stranger at the console": {2, 2, func(e *event.Event, _ []byte) bool { return e.User == "ops2" && e.Name == "ConsoleLogin" }},
	"Into the second account":   {2, 2, func(e *event.Event, _ []byte) bool { return e.SharedID == secondStep() }},
	"Lights out": {6, 6, func(e *event.Event, _ []byte) bool {
		return e.Role == "ops-break-glass" && isAny(e.Name, "StopLogging", "PutEventSelectors", "DeleteFlowLogs", "DeleteTrail", "DeleteDetector")
	}},
	"The archive": {8, 12, func(e *event.Event, _ []byte) bool { return e.Role == "log-archive-admin" }},
	"The payroll": {400, 440, func(e *event.Event, raw []byte) bool {
		return e.IP == addressCopy && bytes.Contains(raw, []byte(`"bucketName":"`+payrollBucket+`"`))
	}},
	"A disk given away": {4, 4, func(e *event.Event, _ []byte) bool {
		return isAny(e.Name, "CreateSnapshot", "ModifySnapshotAttribute", "SharedSnapshotCopyInitiated", "SharedSnapshotVolumeCreated")
	}},
	"The secrets": {6, 9, func(e *event.Event, _ []byte) bool {
		return e.Name == "GetSecretValue" && strings.HasPrefix(e.IP, "203.0.113.")
	}},
	"Machines for coins": {64, 64, func(e *event.Event, _ []byte) bool {
		return e.Name == "RunInstances" && e.Region == "ap-southeast-2" && e.Role == "ops-break-glass"
	}},
	"Insights noticed": {4, 4, func(e *event.Event, _ []byte) bool { return e.Category == "Insight" && e.Region == "ap-southeast-2" }},
	"Tidying up": {7, 9, func(e *event.Event, _ []byte) bool {
		return strings.HasPrefix(e.Name, "Delete") && e.IP == addressWork && e.Time.Hour() >= 4
	}},
	"Morning": {8, 8, func(e *event.Event, _ []byte) bool {
		return e.User == "tom.okafor@example.com" && isAny(e.Name, "UpdateAccessKey", "AttachUserPolicy", "PutRolePolicy", "StartLogging", "PutEventSelectors", "DeletePolicyVersion", "CreateFlowLogs")
	}},
	"Root": {3, 3, func(e *event.Event, _ []byte) bool { return e.Flags.Has(event.FlagRoot) }},
	"Shut doors": {4, 4, func(e *event.Event, _ []byte) bool {
		return e.Name == "ConsoleLogin" && e.IP == addressWork && e.Failed() && e.Time.Hour() > 4
	}},
}

func thiefAs(e *event.Event, user string) bool { return e.User == user && e.IP == addressWork }

func isAny(name string, names ...string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

func secondStep() string { return newPlan(End.Unix()).thief.shared }

func TestEveryChapterIsInTheRecords(t *testing.T) {
	events, raw := decoded(t)
	chapters := story()
	if len(chapters) != len(shows) {
		t.Errorf("%d chapters, %d expected", len(chapters), len(shows))
	}
	for _, c := range chapters {
		show := shows[c.title]
		n := 0
		for i := range events {
			at := events[i].Time
			if !at.Before(c.from) && at.Before(c.to) && show.match != nil && show.match(&events[i], raw[i]) {
				n++
			}
		}
		if n < show.least || n > show.most || n == 0 {
			t.Errorf("%q shows %d events, want %d to %d", c.title, n, show.least, show.most)
		}
	}
}

// TestEachStepIsFoundFromTheOneBefore follows the keys: what one answer hands
// out is what a later call is made with.
func TestEachStepIsFoundFromTheOneBefore(t *testing.T) {
	events, raw := decoded(t)
	thief := newPlan(End.Unix()).thief
	for _, step := range []struct{ with, what, gives string }{
		{leakedKey, "CreateAccessKey", thief.backdoor.key},
		{thief.backdoor.key, "AssumeRole", thief.chained.key},
		{thief.chained.key, "AssumeRole", thief.archive.key},
	} {
		handed, used := time.Time{}, 0
		for i := len(events) - 1; i >= 0; i-- {
			e := &events[i]
			if e.AccessKey == step.with && e.Name == step.what && bytes.Contains(raw[i], []byte(`"accessKeyId":"`+step.gives+`"`)) {
				handed = e.Time
			}
			if e.AccessKey == step.gives {
				used++
				if handed.IsZero() || e.Time.Before(handed) {
					t.Errorf("%s is used before it is handed out", step.gives)
				}
			}
		}
		if used == 0 {
			t.Errorf("nothing is done with %s", step.gives)
		}
	}
}

func TestTheHostileAgentIsCarriedUnharmed(t *testing.T) {
	events, _ := decoded(t)
	for i := range events {
		if strings.Contains(events[i].Agent, "\x1b[2J") && strings.Contains(events[i].Agent, "\u202e") {
			return
		}
	}
	t.Error("no user agent holds an escape sequence and a bidirectional override")
}
