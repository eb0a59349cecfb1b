package demo

import "time"

// chapter is one part of what the intruder, or the people who stopped it, did.
type chapter struct {
	title string
	// from and to enclose it; to is not included.
	from, to time.Time
	// text says what happened, and by which trace the next part is found.
	text string
	// filter, in the language of the filter bar, shows its events.
	filter string
}

// story tells the intrusion in the order in which it happened. Each chapter's
// filter can be reached from the one before by a pivot.
func story() []chapter {
	p := newPlan(End.Unix())
	i := p.thief
	night := func(hour, minute int) time.Time {
		return time.Unix(p.midnight(intrusionDay, 0)+clockTime(hour, minute, 0), 0).UTC()
	}
	saturday := night(22, 30).AddDate(0, 0, -2)
	return []chapter{
		{"A key is tried out", saturday, saturday.Add(time.Hour),
			"Somebody who has mallory's access key asks whom it belongs to, from an address that she never used.",
			`key:` + leakedKey + ` ip:` + addressTrial},
		{"A look around", night(3, 0), night(3, 12),
			"Two nights later a script lists what there is, in every Region, and is refused much of it.",
			`user:mallory ip:` + addressWork + ` is:denied`},
		{"A foothold", night(3, 12), night(3, 14),
			"mallory may manage what backups need: that is enough to make a second key for backup-svc and to let its policy allow everything. The new key stands in the answer.",
			`key:` + leakedKey + ` ip:` + addressWork + ` is:write`},
		{"The new key", night(3, 12), night(3, 22),
			"The new key makes a user of its own, ops2, with full rights and a password, and takes the role ops-break-glass.",
			`key:` + i.backdoor.key + ` is:write`},
		{"A stranger at the console", night(3, 14), night(3, 20),
			"ops2 signs in, at the second attempt and with no second factor.",
			`user:ops2 event:ConsoleLogin`},
		{"Into the second account", night(3, 21), night(3, 23),
			"From the role's session into the security account. One step, recorded in both accounts, joined by its shared id.",
			`shared:` + i.shared},
		{"Lights out", night(3, 24), night(3, 30),
			"Logging is switched off where it can be; the organisation's own trail cannot.",
			`key:` + i.chained.key + ` event:(StopLogging OR PutEventSelectors OR DeleteFlowLogs OR DeleteTrail OR DeleteDetector)`},
		{"The archive", night(3, 22), night(4, 30),
			"In the security account the same hand lets the log archive expire after a day.",
			`key:` + i.archive.key},
		{"The payroll", night(3, 30), night(3, 45),
			"Hundreds of payslips are read from another address.",
			`requestParameters.bucketName:` + payrollBucket + ` ip:` + addressCopy},
		{"A disk given away", night(3, 40), night(3, 55),
			"A disk is copied as a snapshot and shared with an account that nobody knows.",
			`event:(CreateSnapshot OR ModifySnapshotAttribute OR SharedSnapshot*) after:` + stamp(night(3, 40).Unix()) + ` before:` + stamp(night(3, 55).Unix()) + ` -user:terraform`},
		{"The secrets", night(3, 43), night(3, 46),
			"Every secret of the home Region is read.",
			`event:GetSecretValue ip:203.0.113.0/24`},
		{"Machines for coins", night(3, 56), night(4, 12),
			"Large machines are asked for in a Region that nobody looks at; all but one request is refused, and Insights notices.",
			`event:RunInstances region:ap-southeast-2 key:` + i.chained.key},
		{"Insights noticed", night(3, 50), night(4, 12),
			"Four records say that calls and errors of RunInstances went far above what is usual, and when that ended.",
			`category:Insight region:ap-southeast-2`},
		{"Tidying up", night(4, 12), night(4, 20),
			"What was made is taken away again, in the wrong order at first.",
			`event:Delete* ip:` + addressWork + ` after:` + stamp(night(4, 10).Unix())},
		{"Morning", night(7, 40), night(8, 12),
			"A finding is read in the security account; in production the key is switched off, older sessions are shut out, and logging goes on again.",
			`user:tom.okafor@example.com event:(UpdateAccessKey OR AttachUserPolicy OR PutRolePolicy OR StartLogging OR PutEventSelectors OR DeletePolicyVersion OR CreateFlowLogs)`},
		{"Root", night(8, 20), night(8, 25),
			"Only root can save the archive: the one time in the fortnight that anybody is.",
			`is:root`},
		{"Shut doors", night(8, 40), night(8, 50),
			"The intruder comes back, finds no user ops2, and gives up.",
			`event:ConsoleLogin is:error ip:` + addressWork + ` after:` + stamp(night(8, 30).Unix())},
	}
}
