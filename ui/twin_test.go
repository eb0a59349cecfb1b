package ui

import (
	"strings"
	"testing"
)

const (
	byAWS = `{"eventVersion":"1.11","eventTime":"2026-11-20T09:30:01Z","eventSource":"s3.amazonaws.com","eventName":"CreateBucket","awsRegion":"eu-west-1",` +
		`"requestID":"REQ1","eventID":"by-aws","userIdentity":{"type":"IAMUser","userName":"alice"},"recipientAccountId":"111122223333"}`
	byUs = `{"eventVersion":"1.11","eventTime":"2026-11-20T09:30:00.750Z","eventSource":"s3.amazonaws.com","eventName":"CreateBucket","awsRegion":"eu-west-1",` +
		`"requestID":"REQ1","eventID":"by-us","userIdentity":{"type":"Unknown"},"additionalEventData":{"recordedBy":"spoor"}}`
	another = `{"eventVersion":"1.11","eventTime":"2026-11-20T09:29:59Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","awsRegion":"eu-west-1",` +
		`"requestID":"REQ2","eventID":"another","userIdentity":{"type":"Unknown"},"additionalEventData":{"recordedBy":"spoor"}}`
)

func TestALocalRecordAndAWSsOwnLeadToEachOther(t *testing.T) {
	c := newCache(t)
	fill(t, c, byAWS, byUs, another)
	s := openOn(t, 140, 44, c)
	says := func(text string) func() bool { return func() bool { return strings.Contains(s.view(), text) } }
	s.until(says("recorded  on this machine too: same request id"))
	s.keys("5", "j")
	s.until(says("recorded  by AWS too: same request id"))
	s.shows("recorded on this machine by spoor")
	s.keys("j")
	s.until(says("REQ2"))
	s.shows("recorded on this machine by spoor")
	s.hides("too: same request id")
}

func TestThePivotByRequestShowsBothRecordsOfACall(t *testing.T) {
	c := newCache(t)
	fill(t, c, byAWS, byUs, another)
	s := openOn(t, 140, 44, c)
	s.keys("5", "p", "e")
	s.shows("request:REQ1", "2 of 3")
}
