package demo

import "strings"

// The one stretch that the demo does not have: a Region that refused to answer
// for a while, as it happens.
const (
	gapAccount = security
	gapRegion  = "ap-southeast-2"
	gapFrom    = 3 * secondsPerDay
	gapTo      = gapFrom + 30*3600
	gapReason  = "AccessDeniedException: a service control policy denied cloudtrail:LookupEvents"
)

// rarities plans the kinds of record that are seldom seen.
func (p *plan) rarities() {
	home := p.at(production, "us-east-1")
	p.lateRecords(home)
	p.longNames(home)
	p.webIdentities()
	deployer := p.ci.session(p.dice.keyID(production, "ASIA"), "deploy-bot", p.midnight(5, 0)+clockTime(15, 2, 0), runners, agentActions, sessionOptions{})
	p.insight(p.at(production, "us-west-2"), "lambda", "UpdateFunctionCode20150331v2", "ApiCallRateInsight", "null", deployer,
		p.midnight(5, 0)+clockTime(15, 4, 0), p.midnight(5, 0)+clockTime(15, 21, 0))
}

// lateRecords carry an addendum: one came late, one corrects another.
func (p *plan) lateRecords(home *place) {
	s := p.scene(4, 11, 20, 0, home, p.mallory.withKey(leakedKey, officeSeattle, agentMacCLI))
	s.calls(0, "rds:CreateDBSnapshot").addendum = compile(`{"reason":"DELIVERY_DELAY"}`)
	s.calls(300, "dynamodb:UpdateTable").addendum = compile(`{"reason":"UPDATED_DATA","updatedFields":"responseElements","originalRequestID":"<uuid>","originalEventID":"<uuid>"}`)
}

// longNames are names and values at the lengths that AWS allows, and a request
// too large for CloudTrail to keep.
func (p *plan) longNames(home *place) {
	priya := p.builders.session(p.dice.keyID(production, "ASIA"), "priya.nair@example.com", p.midnight(6, 0)+clockTime(17, 0, 0), officeSeattle, agentMacCLI, sessionOptions{})
	s := p.scene(6, 18, 4, 12, home, priya)
	stack := "orders-api-" + strings.Repeat("feature-checkout-", 6) + "preview"
	s.plays(0, entry{name: "cloudformation:CreateStack", kind: write, request: `{"stackName":"` + stack + `","templateBody":{"omitted":true,"originalSize":184320,"reason":"parameter size"},"capabilities":["CAPABILITY_IAM"]}`,
		response: `{"stackId":"arn:aws:cloudformation:<region>:<account>:stack/` + stack + `/<uuid>"}`})
	s.plays(40, entry{name: "lambda:CreateFunction20150331", kind: write, request: `{"functionName":"` + stack[:64] + `","runtime":"nodejs22.x","role":"arn:aws:iam::<account>:role/<role>","handler":"index.handler","code":{},"environment":{}}`,
		response: `{"omitted":true,"originalSize":103201,"reason":"response size"}`})
	s.plays(55, entry{name: "s3:PutBucketPolicy", kind: write, about: bucketAbout,
		request: `{"bucketName":"<bucket>","policy":"",` + s3Host + `,"bucketPolicy":{"omitted":true,"originalSize":118400,"reason":"parameter size"}}`})
	s.who = priya.inside()
	s.calls(20, "cloudformation:DescribeStackEvents")
}

// webIdentities are pods that show a token of their cluster.
func (p *plan) webIdentities() {
	where := p.at(production, "eu-west-1")
	pods := p.newPodRole()
	p.every(7*3600, func(at int64) {
		session := pods.session(p.dice.keyID(production, "ASIA"), "aws-sdk-java-"+itoa(int(at)*1000), at, "198.51.100.215", agentJava, sessionOptions{})
		pod := &caller{identity: `{"type":"WebIdentityUser","principalId":"arn:aws:iam::` + production + `:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sts.amazonaws.com:system:serviceaccount:shop:catalogue","userName":"system:serviceaccount:shop:catalogue","identityProvider":"arn:aws:iam::` + production + `:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE"}`,
			name: "system:serviceaccount:shop:catalogue", ip: "198.51.100.215", agent: agentJava, direct: true}
		s := &scene{plan: p, at: at, where: where, who: pod}
		s.plays(0, entry{name: "sts:AssumeRoleWithWebIdentity",
			request:  `{"roleArn":"<to.rolearn>","roleSessionName":"<to.session>","durationSeconds":3600}`,
			response: `{"subjectFromWebIdentityToken":"system:serviceaccount:shop:catalogue","credentials":{"accessKeyId":"<to.key>","sessionToken":"<token:180>","expiration":"<spoken:3600>"},"assumedRoleUser":{"assumedRoleId":"<to.id>","arn":"<to.arn>"},"provider":"arn:aws:iam::<account>:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE","audience":"sts.amazonaws.com"}`,
			about:    `[{"accountId":"<account>","type":"AWS::IAM::Role","ARN":"<to.rolearn>"}]`}).opened = session
		s.who = session
		s.calls(2, "dynamodb:DescribeTable")
		s.calls(1, "sqs:GetQueueAttributes")
	})
}

func (p *plan) newPodRole() *role { return p.dice.newRole(production, "/", "catalogue-pods") }
