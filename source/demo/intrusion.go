package demo

// The intruder's addresses: where the key was tried out, where the work was
// done, and where the data went.
const (
	addressTrial = "203.0.113.9"
	addressWork  = "203.0.113.77"
	addressCopy  = "203.0.113.141"
)

// intrusionDay is the day of the window on which it happens.
const intrusionDay = demoDays - 4

// intruder is what the intruder holds, one set of credentials after another.
type intruder struct {
	stolen   *caller // mallory's leaked key
	backdoor *caller // a second key of backup-svc
	opsKey   string  // a key of the user it made, never used
	console  *caller // that user in the browser
	chained  *caller // the role ops-break-glass in production
	archive  *caller // the role log-archive-admin in the security account
	shared   string  // joins the two records of the step between the accounts
}

// scene plans calls one after another by one caller at one place.
type scene struct {
	*plan
	at    int64
	where *place
	who   *caller
}

func (p *plan) scene(day int, hour, minute, second int, where *place, who *caller) *scene {
	return &scene{plan: p, at: p.midnight(day, 0) + clockTime(hour, minute, second), where: where, who: who}
}

// calls plans a call of the catalogue, so many seconds after the one before.
func (s *scene) calls(wait int, name string) *planned {
	s.at += int64(wait)
	return s.add(s.at, call(name), s.where, s.who)
}

// plays plans a call that the catalogue does not have.
func (s *scene) plays(wait int, e entry) *planned {
	s.at += int64(wait)
	return s.add(s.at, e.op(), s.where, s.who)
}

// refused makes the call fail for want of permission.
func (e *planned) refused() { e.fail = deniedOf(e.op) }

// deniedByOrganisation: whatever the account grants, nobody in it may do this.
var deniedByOrganisation = mishap("AccessDeniedException|User: <me.arn> is not authorized to perform: <action> with an explicit deny in a service control policy")

var deniedByBucket = mishap("AccessDenied|User: <me.arn> is not authorized to perform: s3:GetObject on resource: \\\"arn:aws:s3:::" + payrollBucket + "/<payslip>\\\" with an explicit deny in a resource-based policy")

func (p *plan) intrusion() {
	d := newDice(demoSeed, 2)
	i := &intruder{
		stolen:   p.mallory.withKey(leakedKey, addressWork, agentIntruder),
		backdoor: p.backup.withKey(d.keyID(production, "AKIA"), addressWork, agentIntruder),
		opsKey:   d.keyID(production, "AKIA"),
		shared:   d.uuid(),
	}
	opened := p.midnight(intrusionDay, 0)
	i.console = d.newUser(production, "ops2").withSession(d.keyID(production, "ASIA"), opened+clockTime(3, 15, 41), false, addressWork, agentFirefox)
	i.chained = p.breakGlass.session(d.keyID(production, "ASIA"), "backup-svc", opened+clockTime(3, 21, 15), addressWork, agentIntruder, sessionOptions{})
	i.archive = p.archiveAdmin.session(d.keyID(security, "ASIA"), "ops", opened+clockTime(3, 22, 31), addressWork, agentIntruder, sessionOptions{})
	p.thief = i

	p.reconnaissance(i)
	p.foothold(i)
	p.chaining(i)
	p.blinding(i)
	p.copying(i)
	p.mining(i)
	p.cleaning(i)
}

// reconnaissance: the key is tried on a Saturday evening and put to use on the
// night to Monday. A script asks for everything and is refused much of it.
func (p *plan) reconnaissance(i *intruder) {
	home := p.at(production, "us-east-1")
	p.scene(intrusionDay-2, 22, 41, 7, home, i.stolen.from(addressTrial, agentScan)).calls(0, "sts:GetCallerIdentity")

	s := p.scene(intrusionDay, 3, 2, 18, home, i.stolen)
	s.calls(0, "sts:GetCallerIdentity")
	s.who = i.stolen.from(addressWork, agentScan)
	for _, name := range []string{"iam:ListUsers", "iam:ListRoles", "iam:GetAccountAuthorizationDetails", "iam:GetAccountSummary", "iam:GenerateCredentialReport", "organizations:DescribeOrganization", "organizations:ListAccounts", "secretsmanager:ListSecrets"} {
		s.calls(3, name).refused()
	}
	for _, user := range []string{"mallory", "backup-svc"} {
		for _, name := range []string{"GetUser", "ListAccessKeys", "ListAttachedUserPolicies", "ListUserPolicies", "ListGroupsForUser"} {
			s.plays(2, entry{name: "iam:" + name, request: `{"userName":"` + user + `"}`})
		}
	}
	s.plays(2, entry{name: "iam:GetPolicyVersion", request: `{"policyArn":"arn:aws:iam::<account>:policy/backup-operators","versionId":"v3"}`})
	s.calls(4, "s3:ListBuckets")
	for range 9 {
		s.calls(1, "s3:GetBucketLocation")
		s.calls(0, "s3:GetBucketPolicy")
		s.calls(1, "s3:GetBucketAcl").refused()
	}
	s.calls(3, "cloudtrail:DescribeTrails")
	s.calls(1, "cloudtrail:GetEventSelectors").refused()
	for _, region := range demoRegions {
		s.where = p.at(production, region)
		for _, name := range []string{"ec2:DescribeInstances", "ec2:DescribeVolumes", "ec2:DescribeSnapshots", "ec2:DescribeSecurityGroups", "ec2:DescribeFlowLogs", "rds:DescribeDBInstances", "lambda:ListFunctions20150331", "guardduty:ListFindings", "ssm:DescribeParameters", "kms:ListAliases", "ecs:ListTasks"} {
			e := s.calls(2, name)
			if name == "guardduty:ListFindings" || name == "ssm:DescribeParameters" || region == "ap-southeast-2" {
				e.refused()
			}
		}
	}
}

const wildcardPolicy = `{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"Backup\",\n      \"Effect\": \"Allow\",\n      \"Action\": \"*\",\n      \"Resource\": \"*\"\n    }\n  ]\n}`

// foothold: mallory may manage what backups need. That is enough to make a
// second key for backup-svc and to widen its policy to everything.
func (p *plan) foothold(i *intruder) {
	s := p.scene(intrusionDay, 3, 12, 44, p.at(production, "us-east-1"), i.stolen)
	s.plays(0, createKey("backup-svc", i.backdoor.key))
	s.plays(7, entry{name: "iam:AttachUserPolicy", kind: write, request: `{"userName":"backup-svc","policyArn":"arn:aws:iam::<account>:policy/backup-operators"}`})
	createUser := entry{name: "iam:CreateUser", kind: write, request: `{"userName":"ops2"}`,
		response: `{"user":{"path":"/","userName":"ops2","userId":"` + i.console.principal + `","arn":"arn:aws:iam::<account>:user/ops2","createDate":"<spoken>"}}`}
	s.who = i.backdoor
	s.plays(11, createUser).fail = mishap("AccessDenied|User: <me.arn> is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::<account>:user/ops2 because no identity-based policy allows the iam:CreateUser action")
	s.who = i.stolen
	s.plays(24, entry{name: "iam:CreatePolicyVersion", kind: write,
		request:  `{"policyArn":"arn:aws:iam::<account>:policy/backup-operators","setAsDefault":true,"policyDocument":"` + wildcardPolicy + `"}`,
		response: `{"policyVersion":{"versionId":"v4","isDefaultVersion":true,"createDate":"<spoken>"}}`})
	s.who = i.backdoor
	s.plays(14, createKey("backup-svc", i.opsKey)).fail = mishap("LimitExceededException|Cannot exceed quota for AccessKeysPerUser: 2")
	s.plays(25, createUser)
	s.plays(7, entry{name: "iam:AttachUserPolicy", kind: write, request: `{"userName":"ops2","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}`})
	s.plays(8, entry{name: "iam:CreateLoginProfile", kind: write, request: `{"userName":"ops2","passwordResetRequired":false}`, response: `{"loginProfile":{"userName":"ops2","createDate":"<spoken>","passwordResetRequired":false}}`})
	s.plays(13, createKey("ops2", i.opsKey))

	newcomer := user{account: production, name: "ops2", id: i.console.principal, arn: i.console.arn}
	s.who = newcomer.signingIn(addressWork, agentFirefox)
	s.plays(37, entry{name: "signin:ConsoleLogin", kind: signIn, response: `{"ConsoleLogin":"Failure"}`, extra: `{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"No"}`}).fail = wrongPassword
	s.plays(31, entry{name: "signin:ConsoleLogin", kind: signIn, response: `{"ConsoleLogin":"Success"}`, extra: `{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"No"}`})
	s.who = i.console
	for _, name := range []string{"iam:GetAccountSummary", "iam:ListUsers", "iam:ListRoles", "iam:GetRole", "iam:ListAttachedRolePolicies", "organizations:ListAccounts", "s3:ListBuckets", "ce:GetCostAndUsage", "guardduty:ListFindings"} {
		s.calls(8, name)
	}
}

func createKey(user, key string) entry {
	return entry{name: "iam:CreateAccessKey", kind: write, request: `{"userName":"` + user + `"}`,
		response: `{"accessKey":{"userName":"` + user + `","accessKeyId":"` + key + `","status":"Active","createDate":"<spoken>"}}`}
}

// chaining: from the user to the break-glass role, and from that role into the
// security account. The second step stands in both accounts' logs.
func (p *plan) chaining(i *intruder) {
	home := p.at(production, "us-east-1")
	s := p.scene(intrusionDay, 3, 21, 15, home, i.backdoor)
	s.calls(0, "sts:AssumeRole").opened = i.chained
	s.who = i.chained
	s.calls(15, "sts:GetCallerIdentity")
	e := s.calls(38, "sts:AssumeRole")
	e.opened = p.auditors.session("", "ops", 0, "", "", sessionOptions{})
	e.fail = mishap("AccessDenied|User: <me.arn> is not authorized to perform: sts:AssumeRole on resource: <to.rolearn>")

	e = s.calls(23, "sts:AssumeRole")
	e.opened, e.shared = i.archive, i.shared
	s.where, s.who = p.at(security, "us-east-1"), otherAccount(i.chained)
	e = s.calls(0, "sts:AssumeRole")
	e.opened, e.shared = i.archive, i.shared
	s.who = i.archive
	s.calls(19, "sts:GetCallerIdentity")
}

// blinding: logging is switched off where it can be. The organisation's own
// trail cannot, which is why the copying below is on record.
func (p *plan) blinding(i *intruder) {
	s := p.scene(intrusionDay, 3, 24, 2, p.at(production, "us-east-1"), i.chained)
	s.calls(0, "cloudtrail:DescribeTrails")
	s.calls(6, "cloudtrail:GetTrailStatus")
	s.who = i.chained.from(addressWork, agentHostile)
	s.plays(23, trailCall("StopLogging", `{"name":"<trail>"}`, ""))
	s.who = i.chained
	selectors := `[{"readWriteType":"ReadOnly","includeManagementEvents":false,"dataResources":[],"excludeManagementEventSources":[]}]`
	s.plays(24, trailCall("PutEventSelectors", `{"trailName":"<trail>","eventSelectors":`+selectors+`}`, `{"trailARN":"arn:aws:cloudtrail:us-east-1:<account>:trail/<trail>","eventSelectors":`+selectors+`}`))
	s.plays(18, trailCall("DeleteTrail", `{"name":"organization-trail"}`, "")).fail = deniedByOrganisation
	for _, region := range demoRegions[:2] {
		s.where = p.at(production, region)
		s.calls(13, "ec2:DescribeFlowLogs")
		s.plays(8, deleteFlowLogs)
	}
	s.where = p.at(production, "us-east-1")
	s.plays(15, entry{name: "guardduty:DeleteDetector", kind: write, request: `{"detectorId":"<detector>"}`}).fail = deniedByOrganisation

	s.where, s.who = p.at(security, "us-east-1"), i.archive
	s.calls(38, "cloudtrail:DescribeTrails")
	s.plays(17, trailCall("StopLogging", `{"name":"organization-trail"}`, "")).fail = deniedByOrganisation
	s.calls(11, "s3:ListBuckets")
	s.plays(15, entry{name: "s3:PutBucketLifecycle", kind: write, about: bucketAbout,
		request: `{"bucketName":"<bucket>","lifecycle":"","Host":"<bucket>.s3.<region>.amazonaws.com","LifecycleConfiguration":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","Rule":{"ID":"tidy","Status":"Enabled","Filter":{"Prefix":"AWSLogs/"},"Expiration":{"Days":1}}}}`})
}

func trailCall(name, request, response string) entry {
	return entry{name: "cloudtrail:" + name, kind: write, request: request, response: response}
}

var deleteFlowLogs = entry{name: "ec2:DeleteFlowLogs", kind: write,
	request:  `{"DeleteFlowLogsRequest":{"FlowLogId":{"tag":1,"content":"fl-0<new:16>"}}}`,
	response: `{"DeleteFlowLogsResponse":{"xmlns":"http://ec2.amazonaws.com/doc/2016-11-15/","requestId":"<request>","unsuccessful":""}}`}
