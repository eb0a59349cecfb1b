package event

import "strings"

// actor says who made the call: what userIdentity says, with what is said of it
// elsewhere in the record and around it.
func (r *record) actor(ev *Event, who *identity) {
	ev.ActorType, ev.Principal, ev.ARN = who.kind, who.principal, who.arn
	ev.ActorAccount, ev.AccessKey = who.account, who.accessKey
	ev.InvokedBy, ev.OnBehalfOf = who.invokedBy, who.onBehalfOf
	ev.SourceIdentity, ev.SignInSession = who.sourceIdentity, who.signInSession
	ev.Role, ev.User, ev.MFA = who.role, who.user, who.mfa
	if who.root {
		ev.Flags |= FlagRoot
	}
	if ev.Account == "" {
		ev.Account = ev.ActorAccount
	}
	signIn := isSignIn(ev)
	if who.elsewhere {
		ev.User = r.userName(who, signIn)
	}
	if signIn && ev.MFA == MFAUnknown {
		ev.MFA = r.factorUsed()
	}
	if r.env != nil {
		ev.User = firstOf(r.env.Username, ev.User)
		ev.AccessKey = firstOf(ev.AccessKey, r.env.AccessKeyID)
	}
	if ev.Session = who.session; ev.Session == "" {
		ev.Session = ev.AccessKey
	}
}

// isAlone reports whether userIdentity alone settles what actor sets.
func (r *record) isAlone(ev *Event, who *identity) bool {
	return r.env == nil && !who.elsewhere && !isSignIn(ev)
}

// userName is the user name where other parts of the record may know it.
func (r *record) userName(who *identity, signIn bool) string {
	switch {
	case who.kindOrGuess() == "IdentityCenterUser":
		return firstOf(who.user, r.extra.get("userName").text(r.arena), r.extra.get("UserName").text(r.arena), who.onBehalfOf)
	case who.user == "" && signIn:
		return r.extra.get("UserName").text(r.arena)
	}
	return who.user
}

// factorUsed reads MFAUsed of console sign-ins, which have no session yet that
// would say so.
func (r *record) factorUsed() MFA {
	switch used := r.extra.get("MFAUsed"); {
	case used.isString() && foldEqual(used.source(), "yes"):
		return MFAYes
	case used.isString() && foldEqual(used.source(), "no"):
		return MFANo
	}
	return MFAUnknown
}

// typeOfARN stands in for a missing userIdentity.type.
func typeOfARN(arn string) string {
	p, ok := parseARN(arn)
	if !ok {
		return ""
	}
	kind, _, _ := strings.Cut(p.resource, "/")
	switch kind {
	case "root":
		return "Root"
	case "user":
		return "IAMUser"
	case "assumed-role":
		return "AssumedRole"
	case "federated-user":
		return "FederatedUser"
	case "role":
		return "Role"
	}
	return ""
}

// assumedRole takes role and session out of an STS ARN.
func assumedRole(arn string) (role, session string) {
	p, ok := parseARN(arn)
	if !ok {
		return "", ""
	}
	rest, ok := strings.CutPrefix(p.resource, "assumed-role/")
	if !ok {
		return "", ""
	}
	role, session, _ = strings.Cut(rest, "/")
	return role, session
}

// lastPart is what stands behind the last / of an ARN.
func lastPart(arn string) string {
	if i := strings.LastIndexByte(arn, '/'); i >= 0 {
		return arn[i+1:]
	}
	return ""
}

func firstOf(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}
