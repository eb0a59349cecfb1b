package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"spoor/event"
)

// decoded is the demo as spoor understands it.
func decoded(t testing.TB) (events []event.Event, raw [][]byte) {
	t.Helper()
	events, err := demoEvents()
	if err != nil {
		t.Fatal(err)
	}
	return events, records(demoBatches())
}

var demoEvents = sync.OnceValues(func() ([]event.Event, error) {
	raw := records(demoBatches())
	events := make([]event.Event, len(raw))
	for i, r := range raw {
		e, err := event.Decode(r, nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %s", err, r)
		}
		events[i] = e
	}
	return events, nil
})

func TestEveryKindOfEventOccurs(t *testing.T) {
	events, _ := decoded(t)
	severities, verbs, origins := map[event.Severity]int{}, map[event.Verb]int{}, map[event.Origin]int{}
	categories, actors, flags := map[string]int{}, map[string]int{}, map[event.Flags]int{}
	for i := range events {
		e := &events[i]
		severities[e.Severity]++
		verbs[e.Verb]++
		origins[e.Origin]++
		categories[e.Category]++
		actors[e.ActorType]++
		for f := event.FlagFailed; f <= event.FlagRead; f <<= 1 {
			if e.Flags.Has(f) {
				flags[f]++
			}
		}
	}
	for s := range event.Severity(event.Severities) {
		if severities[s] == 0 {
			t.Errorf("no event is of severity %d", s)
		}
	}
	for v := event.VerbRead; v <= event.VerbNetwork; v++ {
		if verbs[v] == 0 {
			t.Errorf("no event has verb %d", v)
		}
	}
	for _, o := range []event.Origin{event.OriginConsole, event.OriginCLI, event.OriginSDK, event.OriginTerraform, event.OriginCloudFormation, event.OriginService, event.OriginBrowser} {
		if origins[o] == 0 {
			t.Errorf("no event has origin %d", o)
		}
	}
	for _, c := range []string{"Management", "Data", "Insight", "NetworkActivity"} {
		if categories[c] == 0 {
			t.Errorf("no event is of category %s", c)
		}
	}
	for _, a := range []string{"Root", "IAMUser", "AssumedRole", "AWSAccount", "AWSService", "SAMLUser", "WebIdentityUser"} {
		if actors[a] == 0 {
			t.Errorf("no event has an actor of type %s", a)
		}
	}
	for f := event.FlagFailed; f <= event.FlagRead; f <<= 1 {
		// The demo's records are whole.
		if flags[f] == 0 && f != event.FlagPartial {
			t.Errorf("no event has flag %b", f)
		}
	}
	if share := float64(severities[event.Danger]) / float64(len(events)); share > 0.02 {
		t.Errorf("%.1f %% of the events are dangerous: that is no ordinary fortnight", 100*share)
	}
}

func TestRecordsAreAboutAsLargeAsRealOnes(t *testing.T) {
	raw := records(demoBatches())
	if mean := len(bytes.Join(raw, nil)) / len(raw); mean < 1200 || mean > 1500 {
		t.Errorf("the mean record has %d bytes", mean)
	}
}

func TestNobodyIsRootButOnce(t *testing.T) {
	events, _ := decoded(t)
	signIns := 0
	for i := range events {
		if events[i].Flags.Has(event.FlagRoot) && events[i].Verb == event.VerbSignIn {
			signIns++
		}
	}
	if signIns != 1 {
		t.Errorf("root signed in %d times", signIns)
	}
}

func TestTheIntrudersAddressesAreNobodyElses(t *testing.T) {
	events, _ := decoded(t)
	for i := range events {
		e := &events[i]
		if strings.HasPrefix(e.IP, "203.0.113.") && e.Time.Before(End.AddDate(0, 0, -demoDays+intrusionDay-2)) {
			t.Fatalf("%s was seen on %s, before the intrusion", e.IP, e.Time)
		}
	}
}

func TestAWorkdayIsBusierThanASundayAndNoonThanNight(t *testing.T) {
	events, _ := decoded(t)
	perDay, perHour := map[time.Weekday]int{}, [24]int{}
	for i := range events {
		perDay[events[i].Time.Weekday()]++
		perHour[events[i].Time.Hour()]++
	}
	if perDay[time.Sunday]*10 > perDay[time.Wednesday]*8 {
		t.Errorf("%d events on Sundays, %d on Wednesdays", perDay[time.Sunday], perDay[time.Wednesday])
	}
	if perHour[5]*3 > perHour[12]*2 {
		t.Errorf("%d events from 5 to 6, %d from 12 to 13", perHour[5], perHour[12])
	}
}

// TestAddressesAndAccountsAreForDocumentation holds the demo to values that
// belong to nobody.
func TestAddressesAndAccountsAreForDocumentation(t *testing.T) {
	events, _ := decoded(t)
	accounts := map[string]bool{"": true, production: true, security: true, vendor: true, stranger: true}
	for i := range events {
		e := &events[i]
		known := e.IP == "" || e.IP == "AWS Internal" || strings.HasSuffix(e.IP, ".amazonaws.com")
		for _, prefix := range []string{"192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"} {
			known = known || strings.HasPrefix(e.IP, prefix)
		}
		if !known || !accounts[e.Account] || !accounts[e.ActorAccount] {
			t.Fatalf("address %q, account %q, actor's account %q", e.IP, e.Account, e.ActorAccount)
		}
	}
}

func TestASessionIsOpenedByTheAnswerThatHandsOutItsKey(t *testing.T) {
	events, raw := decoded(t)
	handed := map[string]time.Time{}
	for i, r := range raw {
		if !bytes.Contains(r, []byte(`"credentials":{`)) {
			continue
		}
		var answer struct {
			ResponseElements struct{ Credentials struct{ AccessKeyID string } }
		}
		if err := json.Unmarshal(r, &answer); err != nil {
			t.Fatal(err)
		}
		handed[answer.ResponseElements.Credentials.AccessKeyID] = events[i].Time
	}
	// Sessions of the first day may have been opened on the day before.
	sure := End.AddDate(0, 0, -demoDays+1)
	for i := range events {
		e := &events[i]
		switch e.Role {
		case "ops-break-glass", "log-archive-admin", "web-node", "ci-deploy", "orders-api-task":
			opened, ok := handed[e.AccessKey]
			if !ok && e.Time.After(sure) || opened.After(e.Time) {
				t.Fatalf("nobody handed out the key of %s", raw[i])
			}
		}
	}
}

// TestTheLeakedKeyRestsOnceItIsSwitchedOff: an inactive key can call nothing.
func TestTheLeakedKeyRestsOnceItIsSwitchedOff(t *testing.T) {
	events, raw := decoded(t)
	off := time.Time{}
	for i := len(events) - 1; i >= 0; i-- {
		e := &events[i]
		if e.Name == "UpdateAccessKey" && bytes.Contains(raw[i], []byte(leakedKey)) {
			off = e.Time
		}
		if e.AccessKey == leakedKey && !off.IsZero() {
			t.Fatalf("the key is used on %s, it was switched off on %s", e.Time, off)
		}
	}
	if off.IsZero() {
		t.Error("the key is never switched off")
	}
}
