package ui

import "testing"

func TestAnEmptyAnswerSaysHowManyEventsMatchAtOtherTimes(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("f", "type:user:mallory", "enter")
	s.hides("no event matches")
	s.keys(">")
	s.shows("no event matches", "A shows the ", " that match at other times")
	s.keys("A")
	s.hides("no event matches")
}

func TestAnEmptyAnswerPromisesNothingWhereNothingMatchesAtAnyTime(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("f", "type:user:nobody-at-all", "enter", ">")
	s.shows("no event matches")
	s.hides("at other times", "at another time")
}

func TestWhatMatchesAtOtherTimesIsForgottenWithItsQuestion(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("f", "type:user:mallory", "enter", ">")
	s.shows("at other times")
	s.keys("f", "type: user:nobody-at-all", "enter")
	s.shows("no event matches")
	s.hides("at other times")
}

func TestAQuotedPhraseThatFindsNothingLeadsToOneThatIsLookedFor(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("f", `type:message:"no such phrase"`, "enter")
	s.shows("no event matches", `message:no\ such\ phrase looks within it`)
}
