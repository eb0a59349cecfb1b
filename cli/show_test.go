package cli

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"spoor/cache"
)

func TestShowSaysWhatTheScreenSaysOfAnEvent(t *testing.T) {
	home := surroundings(t)
	const record = `{"eventTime":"2026-03-02T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","eventID":"a-1","awsRegion":"us-east-1",` +
		`"recipientAccountId":"111122223333","requestParameters":{"omitted":true},"addendum":{"reason":"DELIVERY_DELAY"},"userIdentity":{"type":"AssumedRole",` +
		`"principalId":"AROAEXAMPLE:dana","accountId":"444455556666","onBehalfOf":{"userId":"9467"},"sessionContext":{"sourceIdentity":"dana@example.com","attributes":{"mfaAuthenticated":"false"}}}}`
	if r := runWith(t, record, "import", "-"); r.code != exitDone {
		t.Fatal(r.err)
	}
	store, err := cache.Open(t.Context(), cache.Options{Path: filepath.Join(home, "cache.bolt"), Command: "test"})
	if err != nil {
		t.Fatal(err)
	}
	refs, err := store.Find(t.Context(), "a-1")
	if err != nil || len(refs) != 1 {
		t.Fatalf("%v, %v", refs, err)
	}
	mark := cache.Mark{Star: true, Tags: []string{"case-7"}, Note: "the first\nof three"}
	if err := errors.Join(store.SetMarks(t.Context(), []cache.Marked{{Ref: refs[0], Mark: mark}}), store.Close()); err != nil {
		t.Fatal(err)
	}
	got := must(t, "show", "a-1")
	for _, want := range []string{
		"no MFA", "source identity dana@example.com · on behalf of 9467", "called from account 444455556666",
		"CloudTrail left out or cut part of it · amended later, see addendum", "★ #case-7 · the first · of three",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
}
