package event

import "strings"

// flags sets what can be told before the verb is known.
func (r *record) flags(ev *Event) {
	if r.failed(ev) {
		ev.Flags |= FlagFailed
		if isDenial(ev.Error) {
			ev.Flags |= FlagDenied
		}
	}
	if ev.Origin == OriginConsole || r.fromConsole {
		ev.Flags |= FlagConsole
	}
	if byService(ev) {
		ev.Flags |= FlagService
	}
	if ev.ActorAccount != "" && ev.Account != "" && ev.ActorAccount != ev.Account {
		ev.Flags |= FlagCrossAccount
	}
	if r.amended {
		ev.Flags |= FlagAmended
	}
}

// failed holds for anything that reports an error, and for console sign-ins
// that only their answer tells about. Insight records count errors of others.
func (r *record) failed(ev *Event) bool {
	if r.insight.isObject() {
		return false
	}
	if ev.Error != "" || ev.Message != "" {
		return true
	}
	if !isSignIn(ev) {
		return false
	}
	login := r.response.get("ConsoleLogin")
	return login.isString() && foldEqual(login.source(), "failure")
}

// isDenial reports whether an error code means that permission was missing.
// Wrong or expired credentials are another matter, and a dry run that says
// DryRunOperation would have been allowed.
func isDenial(code string) bool {
	if code == "" {
		return false
	}
	switch code {
	case "AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation", "UnauthorizedOperation",
		"VpceAccessDenied", "AuthorizationError", "AuthorizationErrorException", "ForbiddenException", "Forbidden",
		"OperationNotPermittedException", "PermissionDenied", "403", "ExplicitDeny":
		return true
	}
	return strings.Contains(code, "AccessDenied") || strings.Contains(code, "Unauthorized") ||
		strings.Contains(code, "NotAuthorized")
}

// isDryRun reports whether the error says that the call would have succeeded,
// had it not been a dry run.
func isDryRun(code string) bool {
	return code == "Client.DryRunOperation" || code == "DryRunOperation"
}

// byService reports whether a service made the call. The console acts through
// signin.amazonaws.com for the person before it.
func byService(ev *Event) bool {
	switch {
	case ev.ActorType == "AWSService", ev.Type == "AwsServiceEvent":
		return true
	case ev.InvokedBy == "signin.amazonaws.com":
		return false
	}
	return ev.InvokedBy != "" || strings.HasSuffix(ev.IP, ".amazonaws.com")
}
