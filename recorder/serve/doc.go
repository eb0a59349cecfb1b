// Package serve answers AWS's LookupEvents from a cache, so that anything that
// speaks to CloudTrail (the AWS CLI, boto, the SDKs, spoor itself) reads the
// cache as it would read an account's Event history. It also answers STS
// GetCallerIdentity and EC2 DescribeRegions, so that a client needs no other
// endpoint.
//
// # What is as in AWS
//
// The AWS JSON 1.1 protocol, the eight lookup attributes (compared whole and
// with regard to case), inclusive times, pages of at most 50 events, newest
// first, tokens bound to the question, the modelled errors, two requests a
// second for each account and Region, and the window of 90 days. Only management
// events are answered with, or, asked for the category insight, Insights events:
// Event history has no others. One server stands for one account; the Region is
// the one that a request is signed for, and a Region without events answers with
// none.
//
// # What is not
//
// Requests must be signed, since the Region stands in the signature's scope, but
// the signature is not verified: the server knows no secrets. What guards it is
// the address it listens on, see Listen.
//
// AWS does not document what becomes of a start more than 90 days ago. Here the
// start is moved to 90 days ago; a span that ends before then is out of the range
// of possible values and an InvalidTimeRangeException.
//
// Within one instant AWS's order is arbitrary; here it is the cache's: by
// identity. A token says after which event to go on, so events that arrive during
// a scan neither shift nor repeat what follows, and a token outlives the server.
// The size of a page may change from one request of a scan to the next.
//
// Resources and Username are what LookupEvents said where the event came from
// there; otherwise what package event derives. DescribeRegions lists the Regions
// that the cache holds events of, since the others have nothing to say.
package serve
