package demo

var (
	configReads = []string{"ec2:DescribeSecurityGroups", "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeNetworkInterfaces", "ec2:DescribeVolumes", "s3:GetBucketPolicy", "s3:GetBucketEncryption", "s3:GetBucketTagging", "iam:GetRole", "iam:ListAttachedRolePolicies", "kms:DescribeKey", "lambda:GetFunction20150331v2", "rds:DescribeDBInstances", "elasticloadbalancing:DescribeTargetGroups", "dynamodb:DescribeTable"}
	explores    = []string{"ec2:DescribeInstances", "s3:ListBuckets", "lambda:ListFunctions20150331", "sqs:GetQueueAttributes", "sns:ListTopics", "iam:ListRoles", "dynamodb:DescribeTable"}
)

// serviceSession is a session of a service-linked role: the service calls with
// it, so the service stands where an address would.
func (p *plan) serviceSession(r *role, host string, at int64) *caller {
	return r.session(p.dice.keyID(r.account, "ASIA"), r.name[len("AWSServiceRoleFor"):], at, host, host, sessionOptions{invokedBy: host})
}

// services plans what AWS does by itself in the accounts.
func (p *plan) services() {
	p.recorder()
	p.autoScaling()
	p.rounds()
	p.serviceEvents()
}

// recorder is AWS Config, which looks at everything round the clock.
func (p *plan) recorder() {
	p.every(1000, func(at int64) {
		region := demoRegions[p.dice.heavy(4)]
		who := p.serviceSession(p.configRole, "config.amazonaws.com", at)
		if p.dice.chance(6) {
			p.assume(at, serviceCaller("config.amazonaws.com"), who, region)
		}
		for range p.dice.between(2, 8) {
			p.does(at+p.jitter(20), call(configReads[p.dice.below(len(configReads))]), p.at(production, region), who)
		}
		if p.dice.chance(5) {
			p.add(at+25, call("config:PutEvaluations"), p.at(production, region), who)
		}
	})
}

// autoScaling follows the traffic: groups grow by day and shrink by night.
func (p *plan) autoScaling() {
	p.every(9000, func(at int64) {
		region := demoRegions[p.dice.heavy(3)]
		where := p.at(production, region)
		group := p.serviceSession(p.scaling, "autoscaling.amazonaws.com", at)
		tasks := p.serviceSession(p.ecsRole, "ecs.amazonaws.com", at)
		p.add(at, call("ec2:DescribeInstanceStatus"), where, group)
		p.add(at+1, call("ec2:DescribeLaunchTemplateVersions"), where, group)
		switch {
		case p.dice.below(10) < p.busy(at):
			p.does(at+2, call("ec2:RunInstances"), where, group)
			p.add(at+3, call("kms:CreateGrant"), where, group)
			p.add(at+40, call("elasticloadbalancing:RegisterTargets"), where, tasks)
		default:
			p.add(at+2, call("ec2:TerminateInstances"), where, group)
			p.add(at+2, call("autoscaling:TerminateInstanceInAutoScalingGroup"), where, serviceCaller("autoscaling.amazonaws.com"))
			p.add(at+5, call("elasticloadbalancing:DeregisterTargets"), where, tasks)
		}
		p.add(at+60, call("elasticloadbalancing:DescribeTargetHealth"), where, tasks)
	})
}

// rounds are the visits of the smaller services.
func (p *plan) rounds() {
	trail := serviceCaller("cloudtrail.amazonaws.com")
	p.every(1000, func(at int64) {
		p.add(at, call("s3:GetBucketAcl"), p.at([]string{production, security}[p.dice.below(2)], demoRegions[p.dice.heavy(4)]), trail)
	})
	p.every(14400, func(at int64) {
		who := p.serviceSession(p.explorer, "resource-explorer-2.amazonaws.com", at)
		for i, name := range explores {
			p.does(at+int64(i), call(name), p.at(production, demoRegions[p.dice.below(4)]), who)
		}
	})
	p.every(10800, func(at int64) {
		who := p.serviceSession(p.advisor, "trustedadvisor.amazonaws.com", at)
		where := p.at(security, demoRegions[p.dice.heavy(4)])
		p.add(at, call("trustedadvisor:RefreshCheck"), where, who)
		p.add(at+4, call("ec2:DescribeSecurityGroups"), where, who)
		p.add(at+5, call("securityhub:BatchImportFindings"), where, who)
	})
	p.every(43200, func(at int64) {
		who := p.serviceSession(p.lifecycle, "dlm.amazonaws.com", at)
		for i, region := range demoRegions {
			p.does(at+int64(i), call("ec2:CreateSnapshot"), p.at(production, region), who)
			if i == 0 {
				p.does(at+30, call("ec2:DeleteSnapshot"), p.at(production, region), who)
			}
		}
	})
}

// serviceEvents are what services report that nobody called for.
func (p *plan) serviceEvents() {
	p.every(2*secondsPerDay, func(at int64) {
		p.add(at, call("kms:RotateKey"), p.at(production, demoRegions[p.dice.below(4)]), serviceCaller("kms.amazonaws.com"))
	})
	p.every(secondsPerDay, func(at int64) {
		where := p.at(production, "us-east-1")
		rotation := serviceCaller("secretsmanager.amazonaws.com")
		p.add(at, call("secretsmanager:RotationStarted"), where, rotation)
		p.add(at+9, call("secretsmanager:RotationSucceeded"), where, rotation)
	})
	p.every(5*secondsPerDay, func(at int64) {
		p.add(at, call("acm:RenewCertificate"), p.at(production, "us-east-1"), serviceCaller("acm.amazonaws.com"))
	})
}
