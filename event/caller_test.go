package event_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"spoor/event"
)

// drawIdentity makes userIdentities that are often the same, often nearly so, and
// of any length.
func drawIdentity(t *rapid.T) string {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	pad := strings.Repeat("x", rapid.SampledFrom([]int{0, 0, 3, 20, 100, 5000}).Draw(t, "pad"))
	key := pick("key", "ASIAEXAMPLEAAAA00001", "ASIAEXAMPLEAAAA00002")
	switch rapid.IntRange(0, 9).Draw(t, "identity") {
	case 0:
		return `{"type":"AWSService","invokedBy":"` + pick("service", "ec2", "lambda", "cloudtrail") + `.amazonaws.com"}`
	case 1:
		return `{"type":"Root","principalId":"210987654321","arn":"arn:aws:iam::210987654321:root","accountId":"210987654321","accessKeyId":"` + key + `"}`
	case 2:
		return `{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::210987654321:user/al\u0069ce` + pad + `","accountId":"210987654321","userName":"` + pick("user", "", "alice", `al\"ice`) + `"}`
	case 3:
		return `{"type":"IdentityCenterUser","onBehalfOf":{"userId":"u-1","identityStoreArn":"arn:aws:identitystore::1:x"},"credentialId":"` + pad + `"}`
	case 4:
		return `{"type":"Unknown","note":"` + pick("mark", "HIDDEN_DUE_TO_SECURITY_REASONS", "plain") + `","more":"` + pad + `"}`
	case 5:
		return pick("odd", `null`, `"alice"`, `[{"type":"Root"}]`, `{}`, `{ "type" : "Root" }`)
	}
	return `{"type":"AssumedRole","principalId":"AROAEXAMPLE:` + pick("session", "deploy", "i-1") + `","arn":"arn:aws:sts::210987654321:assumed-role/bot/` + pad + `deploy","accountId":"210987654321","accessKeyId":"` + key +
		`","sessionContext":{"sessionIssuer":{"type":"Role","userName":"` + pick("role", "bot", "bot2") + `"},"attributes":{"creationDate":"2026-03-02T10:00:00Z","mfaAuthenticated":"` + pick("mfa", "true", "false") + `"}}}`
}

// drawTwice makes records by a few callers, each of them twice, with its members in
// another order.
func drawTwice(t *rapid.T) [][]byte {
	var records [][]byte
	for range rapid.IntRange(4, 8).Draw(t, "identities") {
		identity := drawIdentity(t)
		members := []string{
			`"userIdentity":` + identity, `"eventTime":"2026-03-02T10:00:00Z"`, `"eventID":"1"`,
			rapid.SampledFrom([]string{
				`"eventSource":"ec2.amazonaws.com","eventName":"RunInstances"`,
				`"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","additionalEventData":{"MFAUsed":"Yes","UserName":"eve"}`,
			}).Draw(t, "call"),
			rapid.SampledFrom([]string{`"requestParameters":{"userIdentity":` + identity + `}`, `"requestParameters":null`}).Draw(t, "request"),
		}
		switch rapid.IntRange(0, 5).Draw(t, "twice") {
		case 0:
			members = append(members, `"userIdentity":`+drawIdentity(t))
		case 1:
			members = append(members, `"userIdentity":`+identity)
		}
		for range 2 {
			records = append(records, []byte("{"+strings.Join(rapid.Permutation(members).Draw(t, "order"), ",")+"}"))
		}
	}
	return records
}

func TestADecoderThatKnowsCallersSeesWhatAFreshOneSees(t *testing.T) {
	lasting := event.Decoder{Lasting: true}
	met := map[*event.Caller]event.Event{}
	hits := 0
	rapid.Check(t, func(t *rapid.T) {
		for _, raw := range drawTwice(t) {
			var ev event.Event
			if err := lasting.Decode(raw, nil, &ev); err != nil {
				t.Fatal(err)
			}
			fresh, err := event.Decode(raw, nil)
			if err != nil || !same(ev, fresh) {
				t.Fatalf("%s\n%v\n%+v\na fresh decoder sees\n%+v", raw, err, ev, fresh)
			}
			by := lasting.Caller()
			if by == nil {
				continue
			}
			before, again := met[by]
			if !again {
				met[by] = fresh
				continue
			}
			hits++
			if actorOf(&ev) != actorOf(&before) {
				t.Fatalf("%s\nhas the caller of an earlier record, and is by\n%s\nand that by %s", raw, actorOf(&ev), actorOf(&before))
			}
		}
	})
	if hits == 0 {
		t.Error("no caller was met twice")
	}
}

// actorOf is what events by the same Caller have in common.
func actorOf(e *event.Event) string {
	return fmt.Sprintf("%q", []any{e.User, e.Role, e.ARN, e.Principal, e.AccessKey, e.ActorType, e.ActorAccount, e.InvokedBy,
		e.OnBehalfOf, e.SourceIdentity, e.SignInSession, e.Session, e.MFA})
}

func TestWhatStandsAroundARecordIsNotTakenForItsCaller(t *testing.T) {
	lasting := event.Decoder{Lasting: true}
	raw := []byte(`{"eventTime":"2026-03-02T10:00:00Z","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","userName":"alice","accountId":"210987654321"}}`)
	for range 2 {
		var ev event.Event
		if err := lasting.Decode(raw, &event.Envelope{Username: "bob", AccessKeyID: "AKIAEXAMPLE"}, &ev); err != nil {
			t.Fatal(err)
		}
		if ev.User != "bob" || ev.AccessKey != "AKIAEXAMPLE" || lasting.Caller() != nil {
			t.Errorf("with an envelope: user %q, key %q, caller %v", ev.User, ev.AccessKey, lasting.Caller())
		}
		if err := lasting.Decode(raw, nil, &ev); err != nil {
			t.Fatal(err)
		}
		if ev.User != "alice" || lasting.Caller() == nil {
			t.Errorf("without one: user %q, caller %v", ev.User, lasting.Caller())
		}
	}
}

func TestCallersThatAreQuicklyReadOrLongAreNotRemembered(t *testing.T) {
	for length, remembered := range map[int]bool{47: false, 48: true, 191: true, 192: true, 4096: true, 4097: false} {
		identity := `{"type":"IAMUser","userName":""}`
		identity = identity[:len(identity)-2] + strings.Repeat("x", length-len(identity)) + `"}`
		lasting := event.Decoder{Lasting: true}
		for range 2 {
			var ev event.Event
			if err := lasting.Decode([]byte(`{"eventTime":"2026-03-02T10:00:00Z","userIdentity":`+identity+`}`), nil, &ev); err != nil {
				t.Fatal(err)
			}
			if got := lasting.Caller() != nil; got != remembered || len(ev.User) != length-len(`{"type":"IAMUser","userName":""}`) {
				t.Errorf("%d bytes: remembered %v, user name of %d", length, got, len(ev.User))
			}
		}
	}
}
