package ui

import "testing"

func TestAPathThatIsBeingTypedLeavesTheEventsAsTheyAre(t *testing.T) {
	s := openOn(t, 140, 44, bucketCalls(t))
	s.keys("f", "type:event:PutBucketTagging -requestParameters.")
	s.shows("3 of 4 events")
	s.keys("type:bucketName")
	s.shows("3 of 4 events")
	s.keys("type::minutes")
	s.shows("2 of 4 events")
	s.keys("enter")
	if got := s.filter(); got != "event:PutBucketTagging -requestParameters.bucketName:minutes" {
		t.Errorf("the filter is %q", got)
	}
}

func TestTextThatReadsLikeAPathIsLookedForOnceItIsApplied(t *testing.T) {
	s := openOn(t, 140, 44, bucketCalls(t))
	s.keys("f", "type:eventSource.x")
	s.shows("4 events")
	s.keys("enter")
	s.shows("0 of 4 events", "no event matches")
	if got := s.filter(); got != "eventSource.x" {
		t.Errorf("the filter is %q", got)
	}
	s.keys("u")
	s.shows("no filter")
}

func TestWhatWasPreviewedIsNotAskedAgainWhenItIsApplied(t *testing.T) {
	s := openOn(t, 140, 44, bucketCalls(t))
	s.keys("f", "type:user:alice last:48h")
	asked := s.m.ask.gen
	if s.keys("enter"); s.m.ask.gen != asked {
		t.Error("it is asked again")
	}
	s.keys("f", "type: eventSource.x", "left", "enter")
	if got := s.filter(); got != "user:alice eventSource.x" {
		t.Errorf("the cursor elsewhere in the bar, the filter is %q", got)
	}
	s.shows("0 of 4 events")
}
