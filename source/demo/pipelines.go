package demo

// Terraform runs read everything they manage, then change a little.
var (
	terraformReads  = []string{"ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", "ec2:DescribeNatGateways", "ec2:DescribeImages", "ec2:DescribeLaunchTemplateVersions", "iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:GetRolePolicy", "iam:GetPolicy", "iam:GetPolicyVersion", "s3:GetBucketPolicy", "s3:GetBucketAcl", "s3:GetBucketVersioning", "s3:GetBucketEncryption", "s3:GetBucketLifecycle", "s3:GetBucketReplication", "s3:GetBucketTagging", "s3:GetBucketPublicAccessBlock", "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "rds:DescribeDBInstances", "dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups", "sqs:GetQueueAttributes", "lambda:GetFunction20150331v2", "elasticloadbalancing:DescribeLoadBalancers", "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"}
	terraformWrites = []string{"iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy", "iam:TagRole", "iam:CreateRole", "ec2:CreateTags", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateLaunchTemplateVersion", "s3:PutBucketTagging", "s3:PutBucketPolicy", "s3:CreateBucket", "s3:DeleteBucket", "sqs:SetQueueAttributes", "monitoring:PutMetricAlarm", "events:PutRule"}
	deployment      = []string{"ecr:GetAuthorizationToken", "ecr:InitiateLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition", "ecs:UpdateService", "ecs:DescribeServices", "ecs:DescribeServices", "ecs:DescribeServices", "ecs:DescribeServices"}
	functionRelease = []string{"cloudformation:DescribeStacks", "cloudformation:CreateChangeSet", "cloudformation:DescribeStacks", "cloudformation:ExecuteChangeSet", "cloudformation:DescribeStackEvents", "cloudformation:DescribeStackEvents"}
	byStack         = []string{"lambda:GetFunction20150331v2", "lambda:UpdateFunctionCode20150331v2", "lambda:UpdateAlias20150331"}
)

// pipelines plans what happens when people merge code: deployments by the
// build servers, infrastructure by Terraform, and its nightly check for drift.
func (p *plan) pipelines() {
	for day := range p.days {
		p.terraform(p.midnight(day, dublin)+clockTime(2, 30, 0)+p.jitter(120), "us-east-1", 60, 0)
		if !p.weekday(day) {
			continue
		}
		for range p.dice.between(5, 10) {
			zone := []int64{dublin, seattle}[p.dice.below(2)]
			p.deploy(p.midnight(day, zone)+clockTime(9, 0, 0)+p.jitter(28800), demoRegions[p.dice.heavy(3)])
		}
		for range p.dice.between(2, 3) {
			at := p.midnight(day, dublin) + clockTime(10, 0, 0) + p.jitter(21600)
			region := demoRegions[p.dice.below(3)]
			p.terraform(at, region, p.dice.between(40, 80), 0)
			if p.dice.chance(2) {
				p.terraform(at+900, region, 40, p.dice.between(2, 9))
			}
		}
	}
}

// terraform plans one run: so many reads, several in a second, then the writes.
func (p *plan) terraform(at int64, region string, reads, writes int) {
	runner := p.robot.withKey(p.robot.key, runners, agentTerraform)
	session := p.apply.session(p.dice.keyID(production, "ASIA"), "terraform", at, runners, agentTerraform, sessionOptions{})
	p.assume(at, runner, session, region)
	p.add(at+1, call("sts:GetCallerIdentity"), p.at(production, region), session)
	step := func(names []string) {
		name := names[p.dice.below(len(names))]
		where := p.at(production, region)
		if name[:4] == "iam:" {
			where = p.at(production, "us-east-1")
		}
		p.does(at, call(name), where, session)
	}
	at += 2
	for i := range reads {
		step(terraformReads)
		if i%4 == 3 {
			at++
		}
	}
	for range writes {
		at += int64(p.dice.between(1, 6))
		step(terraformWrites)
	}
}

// deploy plans one release: an image and a service, or a stack of functions.
func (p *plan) deploy(at int64, region string) {
	ip := "198.51.100." + itoa(p.dice.between(65, 78))
	session := p.ci.session(p.dice.keyID(production, "ASIA"), "deploy-bot", at, ip, agentActions, sessionOptions{})
	p.assume(at, p.robot.withKey(p.robot.key, ip, agentActions), session, region)
	where := p.at(production, region)
	steps, through := deployment, (*caller)(nil)
	if p.dice.chance(3) {
		steps, through = functionRelease, session.through("cloudformation.amazonaws.com")
	}
	for _, name := range steps {
		at += int64(p.dice.between(2, 25))
		p.does(at, call(name), where, session)
	}
	if through == nil {
		return
	}
	for _, name := range byStack {
		at += int64(p.dice.between(1, 9))
		p.does(at, call(name), where, through)
	}
}
