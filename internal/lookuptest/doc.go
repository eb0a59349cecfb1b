// Package lookuptest is CloudTrail's Event history on loopback for the tests of
// its clients: the LookupEvents server of package serve over events that the
// test makes up, for one account or several, with faults put between client and
// server.
//
//	accounts := lookuptest.Account{ID: "111122223333", Store: lookuptest.NewStore(t, records...)}
//	server := lookuptest.NewServer(t, lookuptest.Options{Throttle: true}, accounts)
//	server.Inject(
//		lookuptest.InRegion("eu-west-1", lookuptest.RefusedRegion()),
//		lookuptest.Every(7, lookuptest.ServerError()),
//		lookuptest.ShortPages(20),
//		lookuptest.RepeatEvents(3),
//	)
//	client := cloudtrail.NewFromConfig(server.Config("us-east-1", "AKIAEXAMPLE"))
//
// A Fault is a function between a request and the service. Faults that are
// injected together are passed in that order: the first sees the request first,
// and the answer last. Server.Calls tells afterwards what was asked and
// answered.
//
// Of STS the server answers GetCallerIdentity and AssumeRole, of EC2
// DescribeRegions; faults see those requests too, unless chosen with Lookups or
// one of the choosers that say so.
package lookuptest
