package demo

// Habits: what sort of thing a person does in one go.
var (
	lookAtServers   = []string{"ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "ec2:DescribeSecurityGroups", "ec2:DescribeVolumes", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:DescribeAddresses", "ec2:DescribeTags", "autoscaling:DescribeAutoScalingGroups", "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTargetHealth", "monitoring:DescribeAlarms"}
	lookAtBuckets   = []string{"s3:ListBuckets", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:GetBucketPolicy", "s3:GetBucketEncryption", "s3:GetBucketPublicAccessBlock"}
	lookAtServices  = []string{"ecs:DescribeServices", "ecs:ListTasks", "ecs:DescribeTasks", "ecs:DescribeTaskDefinition", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:FilterLogEvents", "elasticloadbalancing:DescribeTargetGroups", "monitoring:ListMetrics", "monitoring:GetDashboard"}
	lookAtFunctions = []string{"lambda:ListFunctions20150331", "lambda:GetFunction20150331v2", "lambda:ListTags20170331", "logs:StartQuery", "logs:GetQueryResults", "logs:GetQueryResults", "sqs:GetQueueAttributes", "cloudformation:DescribeStacks", "cloudformation:DescribeStackEvents"}
	lookAtData      = []string{"rds:DescribeDBInstances", "rds:DescribeDBSnapshots", "dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups", "secretsmanager:ListSecrets", "ssm:DescribeParameters", "ce:GetCostAndUsage"}
	lookAtIAM       = []string{"iam:GetAccountSummary", "iam:ListUsers", "iam:ListRoles", "iam:ListPolicies", "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:GetPolicyVersion", "iam:ListAccessKeys", "iam:ListMFADevices"}
	audit           = []string{"cloudtrail:LookupEvents", "cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "guardduty:ListFindings", "guardduty:GetFindings", "securityhub:GetFindings", "access-analyzer:ListFindingsV2", "config:DescribeComplianceByConfigRule", "iam:GetCredentialReport", "athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults", "s3:GetBucketPolicy"}
	changeServers   = []string{"ec2:CreateTags", "ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", "ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances", "autoscaling:UpdateAutoScalingGroup", "ssm:StartSession", "ssm:TerminateSession"}
	changeServices  = []string{"ecs:UpdateService", "ssm:PutParameter", "lambda:UpdateAlias20150331", "sqs:SetQueueAttributes", "monitoring:PutMetricAlarm", "logs:PutRetentionPolicy", "sns:Subscribe", "events:PutRule"}
	changeData      = []string{"rds:CreateDBSnapshot", "rds:DeleteDBSnapshot", "dynamodb:UpdateTable", "s3:PutBucketLifecycle", "rds:ModifyDBInstance"}
	changeIAM       = []string{"iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:TagRole", "iam:CreatePolicyVersion", "iam:UpdateAssumeRolePolicy"}
	readPayroll     = []string{"s3:ListObjects", "s3:HeadObject", "s3:GetObject", "s3:GetObject"}
	triage          = []string{"guardduty:ArchiveFindings", "guardduty:ListFindings"}
)

// person is somebody with working hours.
type person struct {
	name    string
	zone    int64
	ip      string
	agent   string // of the browser
	shell   string // of the command line
	regions []string
	reads   [][]string
	writes  [][]string
	// visits is how often on a working day they turn to AWS.
	visits int
	// user is set for people with an IAM user, role for single sign-on.
	user *user
	role *role
}

func (c *cast) staff() []person {
	us, eu := []string{"us-east-1", "us-west-2"}, []string{"eu-west-1", "us-east-1"}
	both := [][]string{lookAtServers, lookAtServices, lookAtFunctions}
	return []person{
		{name: "alice", user: c.alice, zone: dublin, ip: officeDublin, agent: agentFirefox, shell: agentCLI, regions: eu, visits: 5,
			reads: [][]string{lookAtServers, lookAtIAM, lookAtBuckets}, writes: [][]string{changeIAM, changeServers}},
		{name: "mallory", user: c.mallory, zone: seattle, ip: officeSeattle, agent: agentChrome, shell: agentMacCLI, regions: us, visits: 4,
			reads: [][]string{lookAtData, lookAtBuckets, lookAtFunctions}, writes: [][]string{changeData}},
		{name: "bob", user: c.bob, zone: seattle, ip: "198.51.100.23", agent: agentChrome, regions: us, visits: 3,
			reads: [][]string{lookAtData, lookAtServices}, writes: [][]string{changeServices}},
		{name: "tom.okafor@example.com", role: c.admins, zone: dublin, ip: officeDublin, agent: agentChrome, shell: agentCLI, regions: demoRegions, visits: 5,
			reads: both, writes: [][]string{changeServers, changeServices, changeIAM}},
		{name: "priya.nair@example.com", role: c.builders, zone: seattle, ip: officeSeattle, agent: agentChrome, shell: agentMacCLI, regions: us, visits: 5,
			reads: both, writes: [][]string{changeServices}},
		{name: "kenji.mori@example.com", role: c.builders, zone: seattle, ip: officeIPv6, agent: agentFirefox, shell: agentMacCLI, regions: []string{"us-west-2", "ap-southeast-2"}, visits: 4,
			reads: both, writes: [][]string{changeServices, changeServers}},
		{name: "lucia.reyes@example.com", role: c.readers, zone: dublin, ip: "192.0.2.15", agent: agentChrome, regions: []string{"us-east-1"}, visits: 3,
			reads: [][]string{readPayroll, lookAtData}},
		{name: "hanna.lindqvist@example.com", role: c.auditors, zone: dublin, ip: "192.0.2.16", agent: agentFirefox, shell: agentCLI, regions: []string{"us-east-1", "eu-west-1"}, visits: 5,
			reads: [][]string{audit, lookAtIAM, audit}, writes: [][]string{triage}},
	}
}

// people plans the working days of everybody.
func (p *plan) people() {
	for _, someone := range p.staff() {
		userID := "9067" + p.dice.hex(6) + "-" + p.dice.uuid()
		for day := range p.days + 1 {
			if someone.user == p.mallory && !p.back(&someone, day) {
				continue
			}
			visits := someone.visits
			if !p.weekday(day) {
				if !p.dice.chance(6) {
					continue
				}
				visits = 1
			}
			p.workday(&someone, userID, day, visits)
		}
	}
}

// back reports whether mallory can work on a day. When her key was found to be
// leaked she was shut out for two days, then given a new one.
func (p *plan) back(mallory *person, day int) bool {
	if day >= intrusionDay+2 {
		mallory.user = p.malloryAnew
	}
	return day < intrusionDay || day >= intrusionDay+2
}

// workday signs somebody in and lets them look and change things at a few
// moments of the day.
func (p *plan) workday(who *person, userID string, day, visits int) {
	morning := p.midnight(day, who.zone) + clockTime(8, 20, 0) + p.jitter(5400)
	browser, shell := p.signIn(who, userID, morning)
	at := morning + 20
	for range visits {
		session := browser
		if shell != nil && p.dice.chance(3) {
			session = shell
		}
		at = p.visit(who, session, at)
		at += int64(p.dice.between(1200, 7200))
	}
}

// signIn plans how somebody's day begins, and returns the sessions it opens: in
// the browser, and on the command line if they use one.
func (p *plan) signIn(who *person, userID string, at int64) (browser, shell *caller) {
	if who.user != nil {
		return p.signInUser(who, at)
	}
	options := sessionOptions{userID: userID, mfa: false}
	browser = who.role.session(p.dice.keyID(who.role.account, "ASIA"), who.name, at, who.ip, who.agent, options)
	browser.console = true
	portal := &caller{
		identity: `{"type":"SAMLUser","principalId":"` + p.dice.alnum(27) + `=:` + who.name + `","userName":"` + who.name +
			`","identityProvider":"` + p.dice.alnum(27) + `="}`,
		name: who.name, ip: who.ip, agent: who.agent, direct: true,
	}
	p.add(at, call("sts:AssumeRoleWithSAML"), p.at(who.role.account, "us-east-1"), portal).opened = browser
	p.add(at+2, call("health:DescribeEventAggregates"), p.at(who.role.account, "us-east-1"), browser)
	if who.shell != "" {
		shell = who.role.session(p.dice.keyID(who.role.account, "ASIA"), who.name, at+600, who.ip, who.shell, options)
	}
	return browser, shell
}

func (p *plan) signInUser(who *person, at int64) (browser, shell *caller) {
	region := who.regions[0]
	page := p.at(production, region)
	entering := who.user.signingIn(who.ip, who.agent)
	if p.dice.chance(9) {
		p.add(at-40, call("signin:ConsoleLogin"), page, entering).fail = wrongPassword
	}
	p.add(at, call("signin:ConsoleLogin"), page, entering)
	browser = who.user.withSession(p.dice.keyID(production, "ASIA"), at, true, who.ip, who.agent)
	p.add(at+2, call("health:DescribeEventAggregates"), page, browser)
	if who.shell != "" {
		shell = who.user.withKey(who.user.key, who.ip, who.shell)
		p.add(at+300, call("sts:GetCallerIdentity"), page, shell)
	}
	return browser, shell
}

// wrongPassword is how a failed sign-in reads: a message and no code.
var wrongPassword = &failure{message: compile("Failed authentication")}

// visit is a few minutes' work with one thing in mind. It returns when it ended.
func (p *plan) visit(who *person, session *caller, at int64) int64 {
	region := who.regions[p.dice.heavy(len(who.regions))]
	where := p.at(session.account, region)
	subject := who.reads[p.dice.below(len(who.reads))]
	for range p.dice.between(7, 26) {
		who := session
		if session.console && p.dice.chance(12) {
			who = session.inside()
		}
		p.does(at, call(subject[p.dice.below(len(subject))]), p.home(where, subject), who)
		at += int64(p.dice.tail(40))
	}
	if len(who.writes) == 0 || !p.dice.chance(2) {
		return at
	}
	subject = who.writes[p.dice.below(len(who.writes))]
	for range p.dice.between(1, 4) {
		at += int64(p.dice.between(15, 180))
		e := p.does(at, call(subject[p.dice.below(len(subject))]), p.home(where, subject), session)
		if p.dice.chance(60) {
			e.fail = deniedOf(e.op)
		}
	}
	return at
}

// home is where a call is logged: IAM and the payroll bucket live in us-east-1.
func (p *plan) home(where *place, subject []string) *place {
	switch subject[0] {
	case lookAtIAM[0], changeIAM[0], readPayroll[0]:
		return p.at(where.account, "us-east-1")
	}
	return where
}

var denials = map[string]*failure{"ec2": mishap(deniedEC2), "iam": mishap(denied), "s3": mishap(denied), "sts": mishap(denied)}

var deniedElsewhere = mishap(deniedX)

// deniedOf is how a service says that the caller may not do this.
func deniedOf(o *op) *failure {
	if f := denials[o.source]; f != nil {
		return f
	}
	return deniedElsewhere
}
