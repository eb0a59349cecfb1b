package demo

// copying: the payroll bucket is read file by file, a disk is handed to a
// strange account as a snapshot, and the secrets are read.
func (p *plan) copying(i *intruder) {
	home := p.at(production, "us-east-1")
	reader := i.chained.from(addressCopy, agentScan)
	s := p.scene(intrusionDay, 3, 31, 0, home, reader)
	for range 6 {
		s.calls(2, "s3:ListObjects")
	}
	for n := range 420 {
		e := s.calls(n%3, "s3:GetObject")
		switch {
		case n%37 == 36:
			e.fail = deniedByBucket
		case n%4 == 0:
			p.add(s.at, call("kms:Decrypt"), home, reader.through("s3.amazonaws.com"))
		}
	}

	s = p.scene(intrusionDay, 3, 40, 12, home, i.chained)
	s.calls(0, "ec2:DescribeVolumes")
	disk, snapshot := home.names[thingVolume][0], "snap-0"+p.dice.hex(16)
	s.plays(21, entry{name: "ec2:CreateSnapshot", kind: write, request: `{"volumeId":"` + disk + `","description":"migration"}`,
		response: `{"requestId":"<request>","snapshotId":"` + snapshot + `","volumeId":"` + disk + `","status":"pending","startTime":<ms>,"ownerId":"<account>","volumeSize":"200","encrypted":false,"description":"migration"}`})
	s.plays(64, entry{name: "ec2:ModifySnapshotAttribute", kind: write, request: `{"snapshotId":"` + snapshot + `","createVolumePermission":{"add":{"items":[{"userId":"` + stranger + `"}]}},"attributeType":"CREATE_VOLUME_PERMISSION"}`, response: `{"requestId":"<request>","_return":true}`})
	s.who = serviceCaller("ec2.amazonaws.com")
	for _, name := range []string{"SharedSnapshotCopyInitiated", "SharedSnapshotVolumeCreated"} {
		s.plays(310, entry{name: "ec2:" + name, kind: serviceEvent, about: `[{"accountId":"<account>","type":"AWS::EC2::Snapshot","ARN":"arn:aws:ec2:<region>::snapshot/` + snapshot + `"}]`,
			details: `{"snapshotId":"` + snapshot + `","recipientAccountId":"` + stranger + `"}`}).shared = p.dice.uuid()
	}

	s = p.scene(intrusionDay, 3, 43, 5, home, i.chained)
	s.calls(0, "secretsmanager:ListSecrets")
	for _, secret := range home.names[thingSecret] {
		s.plays(4, entry{name: "secretsmanager:GetSecretValue", request: `{"secretId":"` + secret + `"}`, about: `[{"accountId":"<account>","type":"AWS::SecretsManager::Secret","ARN":"` + secret + `"}]`})
		p.add(s.at, call("kms:Decrypt"), home, i.chained.through("secretsmanager.amazonaws.com"))
	}
	s.where, s.who = p.at(security, "us-east-1"), i.archive
	s.calls(40, "secretsmanager:ListSecrets")
	s.calls(7, "secretsmanager:GetSecretValue")
	s.calls(9, "secretsmanager:GetSecretValue").refused()
	p.privateEndpoint(s.at + 60)
}

// privateEndpoint: the strange account tries the bucket through production's
// VPC endpoint, whose policy lets nobody from outside through.
func (p *plan) privateEndpoint(at int64) {
	home := p.at(production, "us-east-1")
	outsider := &caller{identity: `{"type":"AWSAccount","principalId":"AROA` + p.dice.inAccount(stranger) + `Q:copy","accountId":"` + stranger + `"}`,
		account: stranger, name: "copy", ip: "198.51.100.251"}
	o := &op{source: "s3", name: "GetObject", whole: compile(`{"eventVersion":"1.09","userIdentity":<identity>,"eventTime":"<time>","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"<region>","sourceIPAddress":"<ip>","errorCode":"VpceAccessDenied","errorMessage":"The request was denied due to a VPC endpoint policy","requestID":"<upper:16>","eventID":"<event>","resources":[{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::` + payrollBucket + `/"},{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::` + payrollBucket + `"}],"eventType":"AwsVpceEvent","recipientAccountId":"<account>","sharedEventID":"<shared>","vpcEndpointId":"vpce-0` + home.names[thingVPC][0][5:21] + `","vpcEndpointAccountId":"<account>","eventCategory":"NetworkActivity"}`)}
	for range 3 {
		p.add(at, o, home, outsider).shared = p.dice.uuid()
		at += 4
	}
}

// mining: machines for somebody else's coins, in the Region nobody looks at.
// Most are refused; the rush is what Insights notices.
func (p *plan) mining(i *intruder) {
	where := p.at(production, "ap-southeast-2")
	s := p.scene(intrusionDay, 3, 56, 20, where, i.chained)
	s.calls(0, "ec2:DescribeImages")
	s.plays(9, entry{name: "ec2:CreateKeyPair", kind: write, request: `{"keyName":"ops2","keyType":"ed25519","keyFormat":"PEM"}`, response: `{"requestId":"<request>","keyName":"ops2","keyFingerprint":"<base64:43>=","keyPairId":"key-0<hex:16>","keyMaterial":"\u003csensitiveDataRemoved\u003e"}`})
	started := p.at(production, "ap-southeast-2").names[thingInstance][0]
	run := entry{name: "ec2:RunInstances", kind: write,
		request:  `{"instancesSet":{"items":[{"imageId":"<image>","minCount":8,"maxCount":8,"keyName":"ops2"}]},"instanceType":"p5.48xlarge","blockDeviceMapping":{},"monitoring":{"enabled":false},"disableApiTermination":true,"clientToken":"<uuid>","userData":"\u003csensitiveDataRemoved\u003e"}`,
		response: `{"requestId":"<request>","reservationId":"r-0<hex:16>","ownerId":"<account>","groupSet":{},"instancesSet":{"items":[{"instanceId":"` + started + `","imageId":"<image>","instanceState":{"code":0,"name":"pending"},"keyName":"ops2","instanceType":"c7i.4xlarge","launchTime":<ms>}]}}`}
	tooMany := mishap("Client.VcpuLimitExceeded|You have requested more vCPU capacity than your current vCPU limit of 64 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.")
	for n := range 64 {
		if e := s.plays(3+n%7, run); n != 41 {
			e.fail = tooMany
		}
	}
	p.insight(where, "ec2", "RunInstances", "ApiCallRateInsight", "null", i.chained, s.at-300, s.at+60)
	p.insight(where, "ec2", "RunInstances", "ApiErrorRateInsight", "Client.VcpuLimitExceeded", i.chained, s.at-240, s.at+60)
}

// insight plans the two records by which Insights says that something became
// unusual, and that it passed.
func (p *plan) insight(where *place, source, name, kind, code string, who *caller, from, to int64) {
	shared := p.dice.uuid()
	from, to = from/60*60, to/60*60
	minutes := itoa(int(to-from) / 60)
	errorCode := ""
	if kind == "ApiErrorRateInsight" {
		errorCode = `"errorCode":"` + code + `",`
	}
	for _, state := range []string{"Start", "End"} {
		at := from
		if state == "End" {
			at = to
		}
		o := &op{source: source, name: name, whole: compile(`{"eventVersion":"1.09","eventTime":"<time>","awsRegion":"<region>","eventID":"<event>","eventType":"AwsCloudTrailInsight","recipientAccountId":"<account>","sharedEventID":"<shared>","insightDetails":{"state":"` + state + `","eventSource":"` + source + `.amazonaws.com","eventName":"` + name + `","insightType":"` + kind + `",` + errorCode + `"sourceEventCategory":"Management","insightContext":{"statistics":{"baseline":{"average":9.8E-5},"insight":{"average":9.2},"insightDuration":` + minutes + `,"baselineDuration":11336},"attributions":[{"attribute":"userIdentityArn","insight":[{"value":"` + who.arn + `","average":9.2}],"baseline":[]},{"attribute":"userAgent","insight":[{"value":"` + who.agent + `","average":9.2}],"baseline":[]},{"attribute":"errorCode","insight":[{"value":"` + code + `","average":9.1}],"baseline":[{"value":"null","average":9.8E-5}]}]}},"eventCategory":"Insight"}`)}
		p.add(at, o, where, who).shared = shared
	}
}

// cleaning: what was made is taken away again, in the wrong order at first.
func (p *plan) cleaning(i *intruder) {
	home := p.at(production, "us-east-1")
	s := p.scene(intrusionDay, 4, 12, 30, home, i.chained)
	deleteUser := entry{name: "iam:DeleteUser", kind: write, request: `{"userName":"ops2"}`}
	s.plays(0, deleteUser).fail = mishap("DeleteConflictException|Cannot delete entity, must delete login profile first.")
	s.plays(9, entry{name: "iam:DeleteLoginProfile", kind: write, request: `{"userName":"ops2"}`})
	s.plays(6, entry{name: "iam:DetachUserPolicy", kind: write, request: `{"userName":"ops2","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}`})
	s.plays(7, entry{name: "iam:DeleteAccessKey", kind: write, request: `{"userName":"ops2","accessKeyId":"` + i.opsKey + `"}`})
	s.plays(8, deleteUser)
	s.plays(42, entry{name: "iam:DeleteAccessKey", kind: write, request: `{"userName":"backup-svc","accessKeyId":"` + i.backdoor.key + `"}`})
	s.plays(38, trailCall("DeleteTrail", `{"name":"<trail>"}`, "")).fail = deniedByOrganisation
	s.plays(29, entry{name: "logs:DeleteLogGroup", kind: write, request: `{"logGroupName":"/vpc/flow-logs"}`})
	s.who = i.archive
	s.where = p.at(security, "us-east-1")
	s.plays(21, entry{name: "athena:DeleteNamedQuery", kind: write, request: `{"namedQueryId":"<uuid>"}`}).refused()
}
