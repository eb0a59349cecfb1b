package demo

var (
	nodeCalls    = []string{"ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ssm:GetParametersByPath", "ec2:DescribeTags"}
	taskCalls    = []string{"secretsmanager:GetSecretValue", "ssm:GetParametersByPath", "kms:Decrypt"}
	vendorCalls  = []string{"ec2:DescribeInstances", "ec2:DescribeVolumes", "ec2:DescribeTags", "autoscaling:DescribeAutoScalingGroups", "elasticloadbalancing:DescribeLoadBalancers", "rds:DescribeDBInstances", "ecs:DescribeServices", "lambda:ListFunctions20150331", "monitoring:ListMetrics", "monitoring:DescribeAlarms"}
	archiveCalls = []string{"athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults", "s3:GetBucketLocation"}
)

// machines plans what runs by itself with a role: servers, containers,
// functions, backups, and the vendor that watches from outside.
func (p *plan) machines() {
	for _, region := range demoRegions {
		p.servers(region)
	}
	p.containers()
	p.functions()
	p.payroll()
	p.backups()
	p.watchers()
	p.archive()
}

// every calls do at regular moments of the window, a little off each time.
func (p *plan) every(seconds int, do func(at int64)) {
	end := p.start + int64(p.days)*secondsPerDay
	for at := p.start + p.jitter(seconds); at < end; at += int64(seconds) {
		do(at + p.jitter(seconds/10+1))
	}
}

// servers report to Systems Manager and fetch their settings; their
// credentials change every six hours.
func (p *plan) servers(region string) {
	where := p.at(production, region)
	for i, id := range where.names[thingInstance][:max(1, len(where.names[thingInstance])/2)] {
		ip := "198.51.100." + itoa(200+i)
		var now *caller
		p.every(5400, func(at int64) {
			if now == nil || at-now.opened > 6*3600 {
				now = p.nodes.session(p.dice.keyID(production, "ASIA"), id, at-20, ip, agentSSM, sessionOptions{onEC2: true})
				p.assume(at-20, serviceCaller("ec2.amazonaws.com"), now, region)
			}
			p.add(at, call("ssm:UpdateInstanceInformation"), where, now)
			if p.dice.chance(4) {
				p.does(at+3, call(nodeCalls[p.dice.below(len(nodeCalls))]), where, now.from(ip, agentGo))
			}
		})
	}
}

// busy is how much traffic there is at an hour of the day, out of 10: the shop
// sells mostly in the evening, Dublin time, and less at the weekend.
func (p *plan) busy(at int64) int {
	hours := [24]int{3, 2, 1, 1, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 7, 8, 8, 9, 10, 10, 9, 8, 6, 4}
	level := hours[at%secondsPerDay/3600]
	if !p.weekday(int((at - p.start) / secondsPerDay)) {
		level = (level + 1) / 2
	}
	return level
}

// containers start with the traffic, and read their secrets when they do.
func (p *plan) containers() {
	for _, region := range demoRegions[:3] {
		where := p.at(production, region)
		p.every(1800, func(at int64) {
			if p.dice.below(10) >= p.busy(at) {
				return
			}
			task := p.dice.hex(32)
			session := p.orders.session(p.dice.keyID(production, "ASIA"), task, at, "198.51.100."+itoa(p.dice.between(220, 239)), agentJava, sessionOptions{})
			session.endpoint = "vpce-0" + where.names[thingVPC][0][5:21]
			p.assume(at, serviceCaller("ecs-tasks.amazonaws.com"), session, region)
			for range p.dice.between(2, 6) {
				o := call(taskCalls[p.dice.below(len(taskCalls))])
				who := session
				if o.source == "kms" {
					who = session.through("secretsmanager.amazonaws.com")
				}
				p.does(at+int64(p.dice.between(4, 30)), o, where, who)
			}
		})
	}
}

// functions run with the traffic; each new instance makes a log stream.
func (p *plan) functions() {
	stream, decrypt, settings := call("logs:CreateLogStream"), call("kms:Decrypt"), call("ssm:GetParameter")
	roles := make(map[string]*role)
	for i, region := range demoRegions[:3] {
		where := p.at(production, region)
		var now *caller
		p.every(420*(i+1), func(at int64) {
			if p.dice.below(10) >= p.busy(at) {
				return
			}
			if now == nil || at-now.opened > 3600 {
				function := where.names[thingFunction][p.dice.heavy(len(where.names[thingFunction]))]
				if roles[function] == nil {
					roles[function] = p.dice.newRole(production, "/service-role/", function)
				}
				now = roles[function].session(p.dice.keyID(production, "ASIA"), function, at-1, "198.51.100."+itoa(240+i), agentBoto, sessionOptions{})
				p.assume(at-1, serviceCaller("lambda.amazonaws.com"), now, region)
			}
			p.add(at, stream, where, now)
			if p.dice.chance(2) {
				p.does(at, decrypt, where, now.through("lambda.amazonaws.com"))
			}
			p.does(at+1, settings, where, now)
		})
	}
}

// payroll plans the payroll bucket: the export at night, and the payslips that
// people open on their pages by day.
func (p *plan) payroll() {
	home := p.at(production, "us-east-1")
	put, get, data := call("s3:PutObject"), call("s3:GetObject"), call("kms:GenerateDataKey")
	for day := range p.days {
		at := p.midnight(day, dublin) + clockTime(1, 10, 0) + p.jitter(60)
		session := p.exporter.session(p.dice.keyID(production, "ASIA"), "payroll-export", at, "198.51.100.244", agentBoto, sessionOptions{})
		p.assume(at, serviceCaller("lambda.amazonaws.com"), session, "us-east-1")
		for range p.dice.between(12, 20) {
			at += int64(p.dice.between(1, 4))
			p.add(at, put, home, session)
			p.add(at, data, home, session.through("s3.amazonaws.com"))
		}
		if !p.weekday(day) {
			continue
		}
		at = p.midnight(day, dublin) + clockTime(8, 0, 0)
		for range p.dice.between(20, 45) {
			at += int64(p.dice.between(60, 1500))
			p.does(at, get, home, session.from("198.51.100.245", agentJava))
		}
	}
}

// backups are made at night by a user with an old-fashioned key.
func (p *plan) backups() {
	for day := range p.days {
		for i, region := range demoRegions[:3] {
			where := p.at(production, region)
			at := p.midnight(day, dublin) + clockTime(1+i, 0, 4) + p.jitter(30)
			who := p.backup.withKey(p.backup.key, "198.51.100.90", agentCLI)
			for _, name := range []string{"sts:GetCallerIdentity", "ec2:DescribeVolumes", "rds:DescribeDBInstances", "backup:StartBackupJob"} {
				p.add(at, call(name), where, who)
				at += 2
			}
			for range where.names[thingVolume] {
				at += int64(p.dice.between(2, 7))
				p.does(at, call("ec2:CreateSnapshot"), where, who)
				p.does(at+1, call("ec2:DescribeSnapshots"), where, who)
				if p.dice.chance(6) {
					p.does(at+2, call("ec2:DeleteSnapshot"), where, who)
				}
			}
		}
	}
}

// watchers plans the vendor's rounds: from its account into ours, each round.
func (p *plan) watchers() {
	bridge := &caller{account: vendor, name: "collector", principal: "AROA" + p.dice.inAccount(vendor) + "E:collector", ip: "198.51.100.130", agent: agentGo, direct: true}
	p.every(1200, func(at int64) {
		region := demoRegions[p.dice.heavy(4)]
		session := p.vendorRole.session(p.dice.keyID(production, "ASIA"), "collector", at, bridge.ip, agentGo, sessionOptions{})
		p.assume(at, bridge, session, region)
		for _, name := range vendorCalls[:p.dice.between(3, len(vendorCalls))] {
			at += p.jitter(3)
			p.does(at, call(name), p.at(production, region), session)
		}
	})
}

// archive plans the security account's own jobs: an hourly query of the logs
// and the function that forwards them.
func (p *plan) archive() {
	where := p.at(security, "us-east-1")
	p.every(3600, func(at int64) {
		session := p.archiveAudit.session(p.dice.keyID(security, "ASIA"), "hourly-query", at, "198.51.100.150", agentBoto, sessionOptions{})
		p.assume(at, serviceCaller("scheduler.amazonaws.com"), session, "us-east-1")
		for _, name := range archiveCalls {
			at += int64(p.dice.between(1, 8))
			p.does(at, call(name), where, session)
		}
	})
	p.every(2400, func(at int64) {
		session := p.forwarder.session(p.dice.keyID(security, "ASIA"), "siem-forwarder", at, "198.51.100.151", agentBoto, sessionOptions{})
		p.add(at, call("logs:CreateLogStream"), where, session)
		p.does(at+1, call("kms:Decrypt"), where, session.through("lambda.amazonaws.com"))
		p.does(at+2, call("secretsmanager:GetSecretValue"), where, session)
	})
}
