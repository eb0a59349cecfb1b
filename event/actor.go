package event

import "strings"

// actor derives who made the call from userIdentity, as Event history shows it
// (CloudTrail User Guide, userIdentity element, and observed LookupEvents
// output).
func (r *record) actor(ev *Event) {
	var userName, issuerType, issuerName, creation string
	a := r.arena
	var mfa, assumedRoot value
	for v := range r.identity.children() {
		switch string(v.key()) {
		case "type":
			ev.ActorType = v.text(a)
		case "principalId":
			ev.Principal = v.text(a)
		case "arn":
			ev.ARN = v.text(a)
		case "accountId":
			ev.ActorAccount = v.text(a)
		case "accessKeyId":
			ev.AccessKey = v.text(a)
		case "userName":
			userName = v.text(a)
		case "invokedBy":
			ev.InvokedBy = v.text(a)
		case "onBehalfOf":
			ev.OnBehalfOf = v.get("userId").text(a)
		case "sessionContext":
			for c := range v.children() {
				switch string(c.key()) {
				case "sessionIssuer":
					issuerType = c.get("type").text(a)
					issuerName = c.get("userName").text(a)
				case "attributes":
					creation = c.get("creationDate").text(a)
					mfa = c.get("mfaAuthenticated")
				case "sourceIdentity":
					ev.SourceIdentity = c.text(a)
				case "signInSessionArn":
					ev.SignInSession = c.text(a)
				case "assumedRoot":
					assumedRoot = c
				}
			}
		}
	}
	if ev.Account == "" {
		ev.Account = ev.ActorAccount
	}
	kind := ev.ActorType
	if kind == "" {
		kind = typeOfARN(ev.ARN)
	}
	switch kind {
	case "Root":
		ev.Flags |= FlagRoot
	case "AssumedRole":
		if ev.Role = issuerName; ev.Role == "" {
			ev.Role, _ = assumedRole(ev.ARN)
		}
	case "Role":
		if ev.Role = userName; ev.Role == "" {
			ev.Role = lastPart(ev.ARN)
		}
	default:
		if issuerType == "Role" {
			ev.Role = issuerName
		}
	}
	if issuerType == "Root" || assumedRoot.isTrue() {
		ev.Flags |= FlagRoot
	}

	ev.User = r.userName(kind, userName, ev)
	if r.env != nil && r.env.Username != "" {
		ev.User = r.env.Username
	}
	if ev.AccessKey == "" && r.env != nil {
		ev.AccessKey = r.env.AccessKeyID
	}

	switch {
	case ev.Principal != "" && creation != "":
		ev.Session = a.join(ev.Principal, " ", creation)
	default:
		ev.Session = ev.AccessKey
	}
	ev.MFA = r.secondFactor(mfa, ev)
}

// userName is the user name by the kind of identity. Services and callers from
// other accounts have none.
func (r *record) userName(kind, userName string, ev *Event) string {
	switch kind {
	case "Root":
		return "root"
	case "AssumedRole", "FederatedUser":
		if _, session, ok := strings.Cut(ev.Principal, ":"); ok && session != "" {
			return session
		}
		if s := lastPart(ev.ARN); s != "" {
			return s
		}
		return userName
	case "AWSService", "AWSAccount":
		return ""
	case "IdentityCenterUser":
		return firstOf(userName, r.extra.get("userName").text(r.arena), r.extra.get("UserName").text(r.arena), ev.OnBehalfOf)
	case "IAMUser":
		if userName == "" {
			return lastPart(ev.ARN)
		}
	}
	if userName == "" && isSignIn(ev) {
		return r.extra.get("UserName").text(r.arena)
	}
	return userName
}

// secondFactor reads mfaAuthenticated, and MFAUsed of console sign-ins, which
// have no session yet.
func (r *record) secondFactor(authenticated value, ev *Event) MFA {
	switch {
	case authenticated.isTrue():
		return MFAYes
	case authenticated.isFalse():
		return MFANo
	case !isSignIn(ev):
		return MFAUnknown
	}
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
