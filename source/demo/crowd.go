package demo

// The accounts and Regions of a corpus; the first have most of the events.
var (
	corpusAccounts = []string{"111122223333", "444455556666", "777788889999", "123456789012"}
	corpusRegions  = []string{"us-east-1", "eu-west-1", "us-west-2", "ap-southeast-2", "eu-central-1", "sa-east-1"}
)

// corpusPlace is a Region of an account, with the events of the current slot.
type corpusPlace struct {
	place
	pending []planned
}

// crowd is everybody who acts in a corpus.
type crowd struct {
	dice   *dice
	seq    uint64
	places []*corpusPlace
	kinds  []kind
	// What marks the beginning of a session, and what services report.
	assume, login *op
	reports       []*op
	// shares sums up the kinds' shares.
	shares int
}

// kind is a kind of actor: people, pipelines, servers, services.
type kind struct {
	share  int
	actors []*actor
}

// actor is one of them.
type actor struct {
	user *user
	role *role
	// name of its sessions; empty: a new one for each.
	name string
	// life is how long a session lasts, in seconds.
	life      int64
	ip, agent string
	service   string // set for a session that a service uses
	opener    *caller
	habit     []*op
	onEC2     bool
	// pace is up to how many seconds lie between two calls, limit how many
	// calls a burst can have.
	pace, limit int
	home        []*corpusPlace
	now         *caller
}

var corpusWords = []string{"orders", "billing", "checkout", "search", "catalogue", "identity", "ledger", "reports", "mail", "stock", "routes", "prices", "media", "reviews", "carts", "fraud", "loyalty", "returns", "tracking", "export", "import", "pricing", "quotes", "claims"}

func newCrowd(d *dice) *crowd {
	c := &crowd{dice: d, assume: call("sts:AssumeRole"), login: call("signin:ConsoleLogin"),
		reports: ops([]string{"secretsmanager:RotationStarted", "secretsmanager:RotationSucceeded", "kms:RotateKey", "autoscaling:TerminateInstanceInAutoScalingGroup"})}
	byAccount := make(map[string][]*corpusPlace)
	for i, account := range corpusAccounts {
		for j, region := range corpusRegions {
			p := &corpusPlace{place: *newPlace(d, account, region, size{machines: 900 / (i + j + 1), names: 120 / (i + j + 1)}, corpusWords)}
			for n := range 2400 / (i + j + 1) {
				p.names[thingObject] = append(p.names[thingObject], corpusWords[n%len(corpusWords)]+"/2026/"+pad(1+n%12)+"/"+pad(1+n%28)+"/part-"+itoa(n)+"-"+d.hex(12)+".parquet")
			}
			p.pack()
			c.places = append(c.places, p)
			byAccount[account] = append(byAccount[account], p)
		}
	}
	c.kinds = []kind{
		{14, c.people(byAccount)}, {12, c.pipelines(byAccount)}, {18, c.servers(byAccount)},
		{24, c.functions(byAccount)}, {24, c.services(byAccount)},
	}
	for _, k := range c.kinds {
		c.shares += k.share
	}
	return c
}

// anAccount is one of the accounts, the first more often.
func (c *crowd) anAccount() string { return corpusAccounts[c.dice.heavy(len(corpusAccounts))] }

func ops(lists ...[]string) []*op {
	var all []*op
	for _, names := range lists {
		for _, name := range names {
			all = append(all, call(name))
		}
	}
	return all
}

func (c *crowd) people(places map[string][]*corpusPlace) []*actor {
	d := c.dice
	habits := [][]*op{
		ops(lookAtServers, lookAtServers, changeServers), ops(lookAtServices, lookAtServices, changeServices),
		ops(lookAtFunctions, lookAtFunctions, changeServices), ops(lookAtData, lookAtData, changeData),
		ops(lookAtIAM, lookAtIAM, changeIAM), ops(audit, audit, triage), ops(lookAtBuckets),
	}
	agents := []string{agentChrome, agentCLI, agentFirefox, agentMacCLI}
	var all []*actor
	for i := range 180 {
		account := c.anAccount()
		a := &actor{name: corpusWords[i%len(corpusWords)] + "." + d.hex(4) + "@example.com", life: 4 * 3600,
			ip: "192.0.2." + itoa(1+i%250), agent: agents[i%4], habit: habits[i%len(habits)], pace: 30, limit: 80, home: places[account]}
		if i%5 == 0 {
			a.ip = "2001:db8:" + d.hex(4) + ":" + d.hex(4) + "::" + d.hex(3)
		}
		if i%3 == 0 {
			a.name = corpusWords[i%len(corpusWords)] + "." + d.hex(3)
			a.user = d.newUser(account, a.name)
		} else {
			a.role = d.newRole(account, "/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_"+[]string{"PowerUserAccess", "ViewOnlyAccess", "AdministratorAccess"}[i%3]+"_"+d.hex(16))
		}
		all = append(all, a)
	}
	return all
}

func (c *crowd) pipelines(places map[string][]*corpusPlace) []*actor {
	d := c.dice
	var all []*actor
	for i := range 70 {
		account := c.anAccount()
		a := &actor{life: 3600, ip: "198.51.100." + itoa(1+i), pace: 2, limit: 500, home: places[account]}
		if i%2 == 0 {
			a.agent, a.habit, a.name = agentTerraform, ops(terraformReads, terraformReads, terraformReads, terraformReads, terraformWrites), "terraform"
			a.role = d.newRole(account, "/", "terraform-"+corpusWords[i%len(corpusWords)])
		} else {
			a.agent, a.habit = agentActions, ops(deployment, functionRelease)
			a.role = d.newRole(account, "/", "deploy-"+corpusWords[i%len(corpusWords)])
		}
		robot := d.newUser(account, "robot-"+itoa(i))
		a.opener = robot.withKey(robot.key, a.ip, a.agent)
		all = append(all, a)
	}
	return all
}

func (c *crowd) servers(places map[string][]*corpusPlace) []*actor {
	var all []*actor
	report := ops([]string{"ssm:UpdateInstanceInformation", "ssm:UpdateInstanceInformation", "ssm:UpdateInstanceInformation"}, nodeCalls)
	for i := range 1500 {
		account := c.anAccount()
		home := places[account][c.dice.heavy(len(corpusRegions))]
		machines := home.names[thingInstance]
		a := &actor{name: machines[i%len(machines)], life: 6 * 3600, ip: "10." + itoa(20+i%8) + "." + itoa(i/250) + "." + itoa(1+i%250),
			agent: agentSSM, onEC2: true, habit: report, pace: 20, limit: 12, home: []*corpusPlace{home}, opener: serviceCaller("ec2.amazonaws.com")}
		a.role = c.dice.newRole(account, "/", corpusWords[i%len(corpusWords)]+"-node")
		all = append(all, a)
	}
	return all
}

// objectCalls are data events of S3 on any bucket.
var objectCalls = []entry{
	{name: "s3:GetObject", kind: readData, request: `{"bucketName":"<bucket>","key":"<object>",` + s3Host + `}`, about: objectAbout, mishaps: []string{"NoSuchKey|The specified key does not exist."}},
	{name: "s3:PutObject", kind: writeData, request: `{"bucketName":"<bucket>","key":"<object>","x-amz-storage-class":"STANDARD",` + s3Host + `}`, response: `{"x-amz-server-side-encryption":"AES256"}`, about: objectAbout},
	{name: "s3:HeadObject", kind: readData, request: `{"bucketName":"<bucket>","key":"<object>",` + s3Host + `}`, about: objectAbout, mishaps: []string{"NoSuchKey|The specified key does not exist."}},
}

func (c *crowd) functions(places map[string][]*corpusPlace) []*actor {
	d := c.dice
	objects := make([]*op, len(objectCalls))
	for i, e := range objectCalls {
		objects[i] = e.op()
	}
	start := ops([]string{"logs:CreateLogStream", "logs:CreateLogStream", "ssm:GetParameter", "secretsmanager:GetSecretValue"})
	var all []*actor
	for i := range 420 {
		account := c.anAccount()
		a := &actor{life: 3600, ip: "198.51.100." + itoa(100+i%150), agent: agentBoto, habit: start, pace: 15, limit: 60,
			home: places[account][c.dice.heavy(3):][:1], opener: serviceCaller("lambda.amazonaws.com")}
		word := corpusWords[i%len(corpusWords)]
		a.name = word + "-" + itoa(i)
		a.role = d.newRole(account, "/service-role/", word+"-"+itoa(i))
		switch i % 3 {
		case 0:
			a.habit = append(objects[:len(objects):len(objects)], start...)
		case 1: // containers: every task is a session of its own
			a.name, a.agent, a.habit = "", agentJava, ops(taskCalls)
			a.opener = serviceCaller("ecs-tasks.amazonaws.com")
		}
		all = append(all, a)
	}
	return all
}

// bareCalls are made by services under their own name, without a role.
var bareCalls = []string{"s3:GetBucketAcl", "kms:Decrypt", "kms:GenerateDataKey", "s3:GetBucketLocation"}

func (c *crowd) services(places map[string][]*corpusPlace) []*actor {
	var all []*actor
	add := func(account, service, name string, habit []*op, limit int) {
		host := service + ".amazonaws.com"
		all = append(all, &actor{name: name, life: 900, service: host, ip: host, agent: host, habit: habit, pace: 3, limit: limit,
			home: places[account], role: c.dice.newRole(account, "/aws-service-role/"+host+"/", "AWSServiceRoleFor"+name), opener: serviceCaller(host)})
	}
	for _, account := range corpusAccounts {
		add(account, "config", "Config", ops(configReads), 200)
		add(account, "autoscaling", "AutoScaling", ops([]string{"ec2:DescribeInstanceStatus", "ec2:RunInstances", "ec2:TerminateInstances", "elasticloadbalancing:DescribeTargetHealth"}), 10)
		add(account, "resource-explorer-2", "ResourceExplorer", ops(explores), 40)
		add(account, "ecs", "ECS", ops([]string{"elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:DescribeTargetHealth"}), 10)
		add(account, "dlm", "DataLifecycleManager", ops([]string{"ec2:CreateSnapshot", "ec2:DescribeSnapshots", "ec2:CreateTags"}), 30)
		for _, host := range []string{"cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com", "cloudfront.amazonaws.com"} {
			all = append(all, &actor{now: serviceCaller(host), habit: ops(bareCalls), pace: 60, limit: 8, home: places[account]})
		}
		add(account, "trustedadvisor", "TrustedAdvisor", ops(lookAtServers, lookAtIAM), 60)
	}
	return all
}

// burst lets somebody act for a while in the slot that starts at at, and
// returns how many events it came to: at most so many.
func (c *crowd) burst(at int64, most int) int {
	d := c.dice
	a := c.anActor()
	p := a.home[d.heavy(len(a.home))]
	last := at + slot - 1
	at += int64(d.below(slot))
	before := len(p.pending)
	if who := a.session(d, at); who != a.now {
		a.now = who
		if a.opener != nil {
			c.add(at, c.assume, p, a.opener).opened = who
		} else if who.console && most > 3 {
			c.signIn(at, p, a)
		}
	}
	for n := min(2*d.tail(a.limit), most); len(p.pending)-before < n; {
		e := c.add(at, a.habit[d.below(len(a.habit))], p, a.now)
		switch {
		case len(e.op.mishaps) > 0 && d.chance(40):
			e.fail = e.op.mishaps[d.below(len(e.op.mishaps))]
		case d.chance(150):
			e.fail = deniedOf(e.op)
		}
		at = min(at+int64(d.below(a.pace)), last)
	}
	return len(p.pending) - before
}

// signIn puts the sign-in before a console session, after a wrong password at
// times. Now and then a service reports something.
func (c *crowd) signIn(at int64, p *corpusPlace, a *actor) {
	who := a.user.signingIn(a.ip, a.agent)
	if c.dice.chance(8) {
		c.add(at, c.login, p, who).fail = wrongPassword
	}
	c.add(at, c.login, p, who)
	if c.dice.chance(4) {
		report := c.reports[c.dice.below(len(c.reports))]
		c.add(at, report, p, serviceCaller(report.source+".amazonaws.com"))
	}
}

func (c *crowd) anActor() *actor {
	n := c.dice.below(c.shares)
	for _, k := range c.kinds {
		if n < k.share {
			return k.actors[c.dice.heavy(len(k.actors))]
		}
		n -= k.share
	}
	return c.kinds[0].actors[0]
}

func (c *crowd) add(at int64, o *op, p *corpusPlace, who *caller) *planned {
	c.seq++
	p.pending = append(p.pending, planned{at: at, seq: c.seq, op: o, in: &p.place, who: who})
	return &p.pending[len(p.pending)-1]
}

// session is the actor's session at a time: the one it has, or a new one. A
// service that acts alone never needs another.
func (a *actor) session(d *dice, at int64) *caller {
	alone := a.role == nil && a.user == nil
	if alone || a.now != nil && at-a.now.opened < a.life {
		return a.now
	}
	if a.user != nil {
		if a.now == nil || d.chance(2) {
			return a.user.withSession(d.keyID(a.user.account, "ASIA"), at, !d.chance(4), a.ip, a.agent)
		}
		who := a.user.withKey(a.user.key, a.ip, agentCLI)
		who.opened = at
		return who
	}
	name := a.name
	if name == "" {
		name = d.hex(32)
	}
	return a.role.session(d.keyID(a.role.account, "ASIA"), name, at, a.ip, a.agent, sessionOptions{invokedBy: a.service, onEC2: a.onEC2})
}
