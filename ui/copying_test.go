package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spoor/cache"
)

func TestSelectedEventsAreCopiedAsATimeline(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory is:write", "enter", "5", "space", "space", "space", "y")
	s.shows("t 3 selected events", "as lines of text, oldest first", "s their records", "y event id")
	s.keys("t")
	s.shows("sent the 3 events to the clipboard")
	if d := cmp.Diff(`time (UTC)           user     event                   resource    outcome       from        region     account
2026-11-18 03:05:00  mallory  iam:CreateAccessKey     backup-svc  ok            192.0.2.66  us-east-1  111122223333
2026-11-18 03:06:00  mallory  iam:CreateUser          ops2        AccessDenied  192.0.2.66  us-east-1  111122223333
2026-11-18 03:09:00  mallory  cloudtrail:StopLogging  main-trail  ok            192.0.2.66  us-east-1  111122223333
`, s.clipboard); d != "" {
		t.Errorf("-want +copied:\n%s", d)
	}

	s.keys("y", "s")
	s.shows("sent the 3 records to the clipboard")
	if lines := strings.Split(strings.TrimSuffix(s.clipboard, "\n"), "\n"); len(lines) != 3 || !strings.Contains(lines[0], `"eventName":"`) {
		t.Errorf("copied %q", s.clipboard)
	}
}

func TestWithNothingSelectedTheEventUnderTheCursorIsWhatIsCopied(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:event:StopLogging", "enter", "5", "y")
	s.hides("selected", "their records")
	s.keys("e")
	if s.clipboard != "StopLogging" {
		t.Errorf("copied %q", s.clipboard)
	}
}

func TestMoreEventsThanAClipboardHoldsAreLeftToAFile(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	var refs []cache.Ref
	for i := range mostCopied + 1 {
		refs = append(refs, cache.Ref{Nanos: int64(i)})
	}
	s.m.events.Select(refs...)
	s.keys("y", "t")
	s.shows("501 events are too many for the clipboard: e writes them to a file")
	if s.clipboard != "" {
		t.Errorf("copied %q", s.clipboard)
	}
}

func TestATranscriptHidesSecretsAndSpeaksTheUsersTime(t *testing.T) {
	var lines transcript
	zone := time.FixedZone("", 2*3600)
	for _, stored := range []cache.Stored{
		{
			Record: []byte(`{"eventTime":"2026-11-18T03:12:51Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"us-east-1",` +
				`"userIdentity":{"type":"IAMUser","userName":"J\u001b[31mane 東京"},"errorMessage":"no"}`),
			Mark: cache.Mark{Star: true, Tags: []string{"ioc"}, Note: "two\nlines"},
		},
		{Record: []byte(`{"eventTime":"2026-11-18T03:12:52Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","sourceIPAddress":"203.0.113.7",` +
			`"userIdentity":{"type":"AWSService","invokedBy":"config.amazonaws.com"},"resources":[{"ARN":"arn:aws:s3:::a"},{"ARN":"arn:aws:s3:::b"}]}`)},
		{Record: []byte(`{"eventTime":"2026-11-18T03:12:53Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","errorCode":"IQoJb3JpZ2luX2Vj` +
			strings.Repeat("x", 100) + `","userIdentity":{"type":"Root"}}`)},
	} {
		if err := lines.add(&stored, zone); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(`time (+02:00)        user            event           resource             outcome   from         region     note
2026-11-18 05:12:51  J␛[31mane 東京  iam:CreateUser                       no                     us-east-1  ★ two lines #ioc
2026-11-18 05:12:52  config          s3:GetObject    arn:aws:s3:::a (+1)  ok        203.0.113.7
2026-11-18 05:12:53  root            s3:GetObject                         ••••••••
`, lines.text(zone)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
