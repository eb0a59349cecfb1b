package ui

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"spoor/cache"
)

var blanks = regexp.MustCompile(` +`)

// lists waits until the panes at the left list values with their counts, as in
// "payroll 2".
func (s *screen) lists(values ...string) {
	s.t.Helper()
	s.until(func() bool {
		view := blanks.ReplaceAllString(s.view(), " ")
		for _, v := range values {
			if !strings.Contains(view, v+" │") && !strings.Contains(view, v+" ├") {
				return false
			}
		}
		return true
	})
}

func TestTheValuesAtAPathAreListedAndFilteredBy(t *testing.T) {
	s := openOn(t, 140, 44, bucketCalls(t))
	s.keys("6", "/", "type:bucketName", "enter", "V")
	s.shows("the values of requestParameters.bucketName; C lists others here", "├ 4 bucketName")
	s.lists("payroll 2", "(none) 1", "minutes 1")
	s.keys("j", "enter")
	if got := s.filter(); got != "-requestParameters.bucketName:*" {
		t.Fatalf("filter %q", got)
	}
	s.keys("u", "g", "-")
	if got := s.filter(); got != "-requestParameters.bucketName:payroll" {
		t.Fatalf("filter %q", got)
	}
	// What the filter says of the path counts for all panes but its own.
	s.lists("− payroll 2", "minutes 1", "S3::Bucket 1")
	s.keys("u", "f", "type:event:PutBucketTagging -requestParameters.tags:*", "enter")
	s.lists("payroll 1", "minutes 1")
	s.hides("(none)")
}

func TestTheValuesOfACellsColumnAreListedInThePaneThatHasThem(t *testing.T) {
	s := open(t, 140, 44, Options{Cache: bucketCalls(t), Columns: []string{"user", "id", "requestParameters.tags", "principal", "verb"}})
	s.keys("5", "V")
	s.shows("choose a cell, V then lists the values of its column")
	s.keys("l", "V", "enter")
	if got := s.filter(); got != "user:alice" {
		t.Errorf("from the cell of a user to the users, and there only the first: %q", got)
	}
	s.keys("5", "l", "V")
	s.shows("there is no list of these: nearly every event has its own")
	s.keys("l", "V")
	s.shows("├ 4 tags")
	s.lists("(none) 3", "a 1", "b 1")
	s.keys("5", "l", "V")
	s.shows("├ 4 principalId")
	s.lists("AIDAalice 4")
	s.keys("5", "l", "V")
	s.shows("there is no list of these")
	s.hides("nearly every event")
}

func TestAPathIsChosenForAFacetAndMistakesAreSaid(t *testing.T) {
	s := openOn(t, 140, 44, bucketCalls(t))
	s.keys("3", "C", "k", "k", "enter", "type:bucket", "enter")
	s.shows(`there is no facet "bucket"`)
	for range "bucket" {
		s.keys("backspace")
	}
	s.keys("type:requestParameters.acl", "enter")
	s.shows("├ 3 acl")
	s.lists(`{"owner":"x"} 1`)
	s.keys("j", "enter")
	s.shows("there is more than one value in this")
}

func TestASecretIsMaskedAmongTheValuesOfItsPath(t *testing.T) {
	s := open(t, 140, 44, Options{Cache: bucketCalls(t), Facets: []string{"requestParameters.sessionToken"}})
	s.lists("•••••••• 1")
	s.hides("IQoJb3JpZ2luX2VjSECRET")
	s.keys("2", "j", "enter")
	s.shows("a secret does not go into a filter")
}

func TestASecretInsideALongObjectIsMaskedAmongTheValuesOfItsPath(t *testing.T) {
	c := newCache(t)
	params := `"db":{"masterUserPassword":"hunter2hunter2","name":"` + strings.Repeat("y", 1<<13) + `"}`
	fill(t, c, call{at: corpusEnd, user: "alice", source: "rds", name: "CreateDBInstance", params: params, from: "192.0.2.1", region: "eu-west-1"}.record(0))
	s := open(t, 200, 44, Options{Cache: c, Facets: []string{"requestParameters.db"}, Columns: []string{"requestParameters.db"}})
	s.lists("1")
	s.shows(`{"masterUserPassword": "••`)
	s.hides("hunter2")
}

func TestOfALongValueNothingIsCopiedFromItsFacet(t *testing.T) {
	c := newCache(t)
	params := `"long":"` + strings.Repeat("y", 1<<13) + `","short":{"masterUserPassword":"hunter2"}`
	fill(t, c, call{at: corpusEnd, user: "alice", source: "rds", name: "CreateDBInstance", params: params, from: "192.0.2.1", region: "eu-west-1"}.record(0))
	s := open(t, 140, 44, Options{Cache: c, Facets: []string{"requestParameters.long", "requestParameters.short"}})
	s.lists("1")
	s.keys("2", "y")
	s.shows("this is too long to be kept here: copy it in Detail")
	s.keys("3", "y")
	s.shows("sent the value, which holds a secret, to the clipboard")
	if s.clipboard != `{"masterUserPassword":"hunter2"}` {
		t.Errorf("copied %q", s.clipboard)
	}
}

func TestAValueInBracketsIsFilteredByLikeOthers(t *testing.T) {
	c := newCache(t)
	fill(t, c, call{at: corpusEnd, user: "alice", source: "s3", name: "PutObject", params: `"agent":"[S3Console/0.4]"`, from: "192.0.2.1", region: "eu-west-1"}.record(0))
	s := open(t, 140, 44, Options{Cache: c, Facets: []string{"requestParameters.agent"}, Columns: []string{"requestParameters.agent"}})
	s.lists("1")
	s.keys("2", "enter")
	want := "requestParameters.agent:[S3Console/0.4]"
	if got := s.filter(); got != want {
		t.Errorf("from the facet comes %s", got)
	}
	s.keys("u", "5", "l", "+")
	if got := s.filter(); got != want {
		t.Errorf("from the cell comes %s", got)
	}
}

func TestWhatIsCountedInsideRecordsIsCountedToItsEndWhileEventsComeIn(t *testing.T) {
	c := bucketCalls(t)
	s := open(t, 140, 44, Options{Cache: c, Facets: []string{"requestParameters.bucketName"}})
	s.lists("payroll 2")
	s.m.countValues() // and nothing of that comes yet
	m := s.m
	m.following.on = true
	round, slow := m.counts.round, valuesMsg{round: m.counts.round, kind: m.facets[0].Kind(), facet: &cache.Facet{Distinct: 1, Values: []cache.FacetValue{{Value: "late", Count: 1}}}}
	other, err := cache.Open(t.Context(), cache.Options{Path: c.Path(), Command: "another"})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	fill(t, other, call{at: corpusEnd.Add(-time.Minute), user: "alice", source: "s3", name: "PutObject", params: `"bucketName":"payroll"`, from: "192.0.2.1", region: "eu-west-1"}.record(9))
	s.send(watchMsg{})
	s.until(func() bool { return m.shown.answer.Matched == 5 })
	if m.counts.round != round || m.counts.left != 1 {
		t.Errorf("counting was begun anew, %d of round %d are left", m.counts.left, m.counts.round)
	}
	s.send(slow)
	s.lists("payroll 3", "minutes 1")
}

func TestAFacetWhoseValuesCannotBeCountedSaysSoAndDoesNotGoOn(t *testing.T) {
	s := open(t, 140, 44, Options{Cache: bucketCalls(t), Facets: []string{"requestParameters.bucketName"}})
	s.lists("payroll 2")
	s.m.countValues()
	s.send(countsSlowMsg{s.m.counts.round})
	s.shows("counting")
	s.send(valuesMsg{round: s.m.counts.round, kind: s.m.facets[0].Kind(), err: errors.New("the disk is gone")})
	s.shows("the disk is gone")
	s.hides("counting")
}

func TestAFacetOfAPathIsEmptyWhereNothingIsHeldAnyMore(t *testing.T) {
	c := bucketCalls(t)
	s := open(t, 140, 44, Options{Cache: c, Facets: []string{"requestParameters.bucketName"}})
	s.lists("payroll 2")
	other, err := cache.Open(t.Context(), cache.Options{Path: c.Path(), Command: "another"})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Prune(t.Context(), corpusEnd.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.send(watchMsg{})
	s.until(func() bool { return strings.Contains(s.view(), "no values here") })
	s.hides("payroll")
}

func TestTheValuesOfAFactWithoutAFacetAreThoseOfItsMember(t *testing.T) {
	s := openOn(t, 140, 44, bucketCalls(t))
	s.keys("6", "G", "V")
	for range 20 {
		if strings.Contains(s.view(), "├ 4 arn") {
			break
		}
		s.keys("6", "k", "V")
	}
	s.shows("├ 4 arn", "the values of userIdentity.arn")
}
