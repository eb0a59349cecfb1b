package demo

const denyOlderSessions = `{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":[\"*\"],\"Resource\":[\"*\"],\"Condition\":{\"DateLessThan\":{\"aws:TokenIssueTime\":\"<time>\"}}}]}`

// response is Monday morning: a finding is read, the trail followed, and what
// was opened is shut again.
func (p *plan) response() {
	d := newDice(demoSeed, 3)
	opened := p.midnight(intrusionDay, 0) + clockTime(7, 40, 0)
	hanna := p.auditors.session(d.keyID(security, "ASIA"), "hanna.lindqvist@example.com", opened, "192.0.2.16", agentFirefox, sessionOptions{})
	hanna.console = true
	s := p.scene(intrusionDay, 7, 48, 9, p.at(security, "us-east-1"), hanna)
	for _, name := range []string{"guardduty:ListFindings", "guardduty:GetFindings", "guardduty:GetFindings", "cloudtrail:LookupEvents", "cloudtrail:LookupEvents", "cloudtrail:LookupEvents", "cloudtrail:GetTrailStatus", "athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults", "cloudtrail:LookupEvents", "athena:StartQueryExecution", "athena:GetQueryResults"} {
		s.calls(d.between(12, 55), name)
	}
	p.containment(d)
	p.rootSignIn(d)
	p.afterwards()
	p.recovery(d)
}

// containment is what tom does in production, by the book.
func (p *plan) containment(d *dice) {
	tom := p.admins.session(d.keyID(production, "ASIA"), "tom.okafor@example.com", p.midnight(intrusionDay, 0)+clockTime(7, 58, 0), officeDublin, agentCLI, sessionOptions{})
	home := p.at(production, "us-east-1")
	s := p.scene(intrusionDay, 8, 2, 31, home, tom)
	s.plays(0, entry{name: "iam:UpdateAccessKey", kind: write, request: `{"userName":"mallory","accessKeyId":"` + leakedKey + `","status":"Inactive"}`})
	s.plays(16, entry{name: "iam:AttachUserPolicy", kind: write, request: `{"userName":"mallory","policyArn":"arn:aws:iam::aws:policy/AWSDenyAll"}`})
	s.plays(41, entry{name: "iam:PutRolePolicy", kind: write, request: `{"roleName":"ops-break-glass","policyName":"AWSRevokeOlderSessions","policyDocument":"` + denyOlderSessions + `"}`})
	s.plays(25, trailCall("StartLogging", `{"name":"<trail>"}`, ""))
	selectors := `[{"readWriteType":"All","includeManagementEvents":true,"dataResources":[{"type":"AWS::S3::Object","values":["arn:aws:s3:::` + payrollBucket + `/"]}],"excludeManagementEventSources":[]}]`
	s.plays(19, trailCall("PutEventSelectors", `{"trailName":"<trail>","eventSelectors":`+selectors+`}`, `{"trailARN":"arn:aws:cloudtrail:us-east-1:<account>:trail/<trail>","eventSelectors":`+selectors+`}`))
	s.plays(33, entry{name: "iam:SetDefaultPolicyVersion", kind: write, request: `{"policyArn":"arn:aws:iam::<account>:policy/backup-operators","versionId":"v3"}`})
	s.plays(9, entry{name: "iam:DeletePolicyVersion", kind: write, request: `{"policyArn":"arn:aws:iam::<account>:policy/backup-operators","versionId":"v4"}`})
	s.calls(44, "ec2:DescribeSnapshots")
	s.plays(20, entry{name: "ec2:ModifySnapshotAttribute", kind: write, request: `{"snapshotId":"<snapshot>","createVolumePermission":{"remove":{"items":[{"userId":"` + stranger + `"}]}},"attributeType":"CREATE_VOLUME_PERMISSION"}`, response: `{"requestId":"<request>","_return":true}`})
	for _, region := range demoRegions[:2] {
		s.where = p.at(production, region)
		s.plays(31, entry{name: "ec2:CreateFlowLogs", kind: write, request: `{"CreateFlowLogsRequest":{"ResourceId":{"tag":1,"content":"<vpc>"},"ResourceType":"VPC","TrafficType":"ALL","LogGroupName":"/vpc/flow-logs"}}`, response: `{"CreateFlowLogsResponse":{"xmlns":"http://ec2.amazonaws.com/doc/2016-11-15/","requestId":"<request>","flowLogIdSet":{"item":"fl-0<hex:16>"},"unsuccessful":""}}`})
	}
	s.where = p.at(production, "ap-southeast-2")
	miner := s.where.names[thingInstance][0]
	s.plays(48, entry{name: "ec2:ModifyInstanceAttribute", kind: write, request: `{"instanceId":"` + miner + `","disableApiTermination":{"value":false}}`, response: `{"requestId":"<request>","_return":true}`})
	s.plays(6, entry{name: "ec2:TerminateInstances", kind: write, request: `{"instancesSet":{"items":[{"instanceId":"` + miner + `"}]}}`, response: `{"requestId":"<request>","instancesSet":{"items":[{"instanceId":"` + miner + `","currentState":{"code":32,"name":"shutting-down"},"previousState":{"code":16,"name":"running"}}]}}`})
}

// rootSignIn: only the security account's root can undo the lifecycle rule on
// the log archive. It is the one time in the window that anybody is root.
func (p *plan) rootSignIn(d *dice) {
	opened := p.midnight(intrusionDay, 0) + clockTime(8, 20, 47)
	root := func(session string) *caller {
		return &caller{identity: `{"type":"Root","principalId":"` + security + `","arn":"arn:aws:iam::` + security + `:root","accountId":"` + security + `"` + session + `}`,
			account: security, name: "root", arn: "arn:aws:iam::" + security + ":root", principal: security,
			ip: "192.0.2.16", agent: agentFirefox, direct: true}
	}
	s := p.scene(intrusionDay, 8, 20, 47, p.at(security, "us-east-1"), root(""))
	s.plays(0, entry{name: "signin:ConsoleLogin", kind: signIn, response: `{"ConsoleLogin":"Success"}`,
		extra: `{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAIdentifier":"arn:aws:iam::<account>:u2f/root-account-mfa-device/safe-2","MFAUsed":"Yes"}`})
	key := d.keyID(security, "ASIA")
	s.who = root(`,"accessKeyId":"` + key + `","sessionContext":{"attributes":{"creationDate":"` + stamp(opened) + `","mfaAuthenticated":"true"}}`)
	s.who.key, s.who.console = key, true
	s.plays(52, entry{name: "s3:DeleteBucketLifecycle", kind: write, request: `{"bucketName":"<bucket>","lifecycle":"",` + s3Host + `}`, about: bucketAbout})
	s.plays(75, entry{name: "iam:UpdateAssumeRolePolicy", kind: write, request: `{"roleName":"log-archive-admin","policyDocument":"{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [\n        {\n            \"Effect\": \"Deny\",\n            \"Principal\": \"*\",\n            \"Action\": \"sts:AssumeRole\"\n        }\n    ]\n}"}`})
}

// afterwards the intruder comes back and finds the doors shut. AWS hides the
// name of a user that does not exist: it might be a password.
func (p *plan) afterwards() {
	nobody := &caller{identity: `{"type":"IAMUser","accountId":"` + production + `","accessKeyId":"","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}`,
		account: production, ip: addressWork, agent: agentFirefox, direct: true}
	s := p.scene(intrusionDay, 8, 40, 3, p.at(production, "us-east-1"), nobody)
	for range 3 {
		s.plays(27, entry{name: "signin:ConsoleLogin", kind: signIn, response: `{"ConsoleLogin":"Failure"}`, extra: `{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"Yes","MFAUsed":"No"}`}).fail = mishap("|No username found in supplied account")
	}
	s.who = p.mallory.signingIn(addressWork, agentFirefox)
	s.plays(66, entry{name: "signin:ConsoleLogin", kind: signIn, response: `{"ConsoleLogin":"Failure"}`, extra: `{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"No"}`}).fail = wrongPassword
}

// recovery: two days later mallory may work again, with a new key.
func (p *plan) recovery(d *dice) {
	opened := p.midnight(intrusionDay+2, 0) + clockTime(14, 50, 0)
	tom := p.admins.session(d.keyID(production, "ASIA"), "tom.okafor@example.com", opened, officeDublin, agentCLI, sessionOptions{})
	s := p.scene(intrusionDay+2, 15, 10, 20, p.at(production, "us-east-1"), tom)
	s.plays(0, entry{name: "iam:DeleteAccessKey", kind: write, request: `{"userName":"mallory","accessKeyId":"` + leakedKey + `"}`})
	s.plays(14, createKey("mallory", p.malloryAnew.key))
	s.plays(21, entry{name: "iam:DetachUserPolicy", kind: write, request: `{"userName":"mallory","policyArn":"arn:aws:iam::aws:policy/AWSDenyAll"}`})
}
