package demo

// caller is somebody who calls AWS with one set of credentials from one place:
// a user's key, a console or role session, a service.
type caller struct {
	// identity is the record's userIdentity.
	identity string
	// account is the caller's own; name the user or session name.
	account, name  string
	arn, principal string
	key            string
	role, roleARN  string
	opened         int64 // when the session was opened, seconds since 1970
	ip, agent      string
	endpoint       string // the VPC endpoint that calls go through
	// direct: over TLS by the caller itself, not by a service for it.
	direct  bool
	console bool
}

// role is an IAM role.
type role struct {
	account, name, id, arn string
}

func (d *dice) newRole(account, path, name string) *role {
	return &role{
		account: account, name: name,
		id:  d.uniqueID(account, "AROA"),
		arn: "arn:aws:iam::" + account + ":role" + path + name,
	}
}

// user is an IAM user with a long-term key, which may be unused.
type user struct {
	account, name, id, arn, key string
}

func (d *dice) newUser(account, name string) *user {
	return &user{
		account: account, name: name,
		id:  d.uniqueID(account, "AIDA"),
		arn: "arn:aws:iam::" + account + ":user/" + name,
		key: d.keyID(account, "AKIA"),
	}
}

// withKey is the user calling with a long-term key.
func (u *user) withKey(key, ip, agent string) *caller {
	return &caller{
		identity: `{"type":"IAMUser","principalId":"` + u.id + `","arn":"` + u.arn + `","accountId":"` + u.account +
			`","accessKeyId":"` + key + `","userName":"` + u.name + `"}`,
		account: u.account, name: u.name, arn: u.arn, principal: u.id,
		key: key, ip: ip, agent: agent, direct: true,
	}
}

// withSession is the user calling with the temporary key of a console session.
func (u *user) withSession(key string, opened int64, mfa bool, ip, agent string) *caller {
	return &caller{
		identity: `{"type":"IAMUser","principalId":"` + u.id + `","arn":"` + u.arn + `","accountId":"` + u.account +
			`","accessKeyId":"` + key + `","userName":"` + u.name +
			`","sessionContext":{"attributes":{"creationDate":"` + stamp(opened) + `","mfaAuthenticated":"` + trueFalse(mfa) + `"}}}`,
		account: u.account, name: u.name, arn: u.arn, principal: u.id,
		key: key, opened: opened, ip: ip, agent: agent, direct: true, console: true,
	}
}

// signingIn is the user at the sign-in page, before there is a session.
func (u *user) signingIn(ip, agent string) *caller {
	return &caller{
		identity: `{"type":"IAMUser","principalId":"` + u.id + `","arn":"` + u.arn + `","accountId":"` + u.account +
			`","userName":"` + u.name + `"}`,
		account: u.account, name: u.name, arn: u.arn, principal: u.id, ip: ip, agent: agent, direct: true,
	}
}

// sessionOptions are what a record says of a role session beside the role.
type sessionOptions struct {
	mfa            bool
	sourceIdentity string
	invokedBy      string
	onEC2          bool
	// userID is the IAM Identity Center user on whose behalf it was opened.
	userID string
}

// session is a session of the role.
func (r *role) session(key, name string, opened int64, ip, agent string, o sessionOptions) *caller {
	c := &caller{
		account: r.account, name: name, principal: r.id + ":" + name,
		arn: "arn:aws:sts::" + r.account + ":assumed-role/" + r.name + "/" + name,
		key: key, role: r.name, roleARN: r.arn, opened: opened,
		ip: ip, agent: agent, direct: o.invokedBy == "",
	}
	// Sessions are opened by the hundred thousand: one allocation each.
	b := make([]byte, 0, 768)
	b = appendAll(b, `{"type":"AssumedRole","principalId":"`, c.principal, `","arn":"`, c.arn, `","accountId":"`, r.account,
		`","accessKeyId":"`, key, `","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"`, r.id,
		`","arn":"`, r.arn, `","accountId":"`, r.account, `","userName":"`, r.name, `"},"attributes":{"creationDate":"`)
	var clock clock
	b = clock.appendStamp(b, opened)
	b = appendAll(b, `","mfaAuthenticated":"`, trueFalse(o.mfa), `"}`)
	if o.sourceIdentity != "" {
		b = appendAll(b, `,"sourceIdentity":"`, o.sourceIdentity, `"`)
	}
	if o.onEC2 {
		b = append(b, `,"ec2RoleDelivery":"2.0"`...)
	}
	b = append(b, '}')
	if o.userID != "" {
		b = appendAll(b, `,"onBehalfOf":{"userId":"`, o.userID, `","identityStoreArn":"`, identityStore, `"}`)
	}
	if o.invokedBy != "" {
		b = appendAll(b, `,"invokedBy":"`, o.invokedBy, `"`)
	}
	c.identity = string(append(b, '}'))
	return c
}

func appendAll(b []byte, parts ...string) []byte {
	for _, part := range parts {
		b = append(b, part...)
	}
	return b
}

const identityStore = "arn:aws:identitystore::" + security + ":identitystore/d-9067example"

// serviceCaller is an AWS service acting on its own.
func serviceCaller(host string) *caller {
	return &caller{
		identity: `{"type":"AWSService","invokedBy":"` + host + `"}`,
		ip:       host, agent: host,
	}
}

// otherAccount is a caller as the log of another account shows it: the account
// and an opaque id, no more.
func otherAccount(c *caller) *caller {
	twin := *c
	twin.identity = `{"type":"AWSAccount","principalId":"` + c.principal + `","accountId":"` + c.account + `"}`
	return &twin
}

// from is the same credentials used from another address and program.
func (c *caller) from(ip, agent string) *caller {
	moved := *c
	moved.ip, moved.agent = ip, agent
	return &moved
}

// inside is a console session where the console itself makes the call.
func (c *caller) inside() *caller {
	moved := c.from("AWS Internal", "AWS Internal")
	moved.direct = false
	return moved
}

// through is the same credentials used by a service on the caller's behalf.
func (c *caller) through(host string) *caller {
	forwarded := *c
	forwarded.identity = c.identity[:len(c.identity)-1] + `,"invokedBy":"` + host + `"}`
	forwarded.ip, forwarded.agent, forwarded.direct, forwarded.console = host, host, false, false
	return &forwarded
}

func trueFalse(v bool) string {
	if v {
		return "true"
	}
	return "false"
}
