package detail

import (
	"strings"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// mostTargets is how many targets are listed one by one.
const mostTargets = 12

// summary returns what a person wants to know first: who did what to what, how
// it ended, from where and when.
func summary(row, twin *cache.Row, env pane.Env) []line {
	e := &row.Event
	l := &lines{text: env.Theme.Text, dim: env.Theme.Dim, names: env.Names}
	actor(l, e)
	action(l, e, env)
	targets(l, e)
	failure(l, e, env)
	credentials(l, e)
	origin(l, e)
	moment(l, e, env)
	behind(l, e)
	state(l, e, env)
	recordedToo(l, e, twin)
	return l.done()
}

// actorKinds are the kinds of actor in plain words, by userIdentity.type.
var actorKinds = map[string]string{
	"Root": "root", "IAMUser": "IAM user", "AssumedRole": "assumed role", "Role": "role",
	"FederatedUser": "federated user", "Directory": "directory user", "AWSAccount": "another AWS account",
	"AWSService": "AWS service", "IdentityCenterUser": "Identity Center user", "SAMLUser": "SAML user",
	"WebIdentityUser": "web identity", "Unknown": "unknown kind",
}

func actor(l *lines, e *event.Event) {
	l.label("actor")
	switch {
	case e.User != "":
		l.field(query.FieldUser, "user name", e.User)
	case e.ARN == "" && e.Principal != "":
		l.field(query.FieldPrincipal, "principal", e.Principal)
	case e.ARN == "" && e.InvokedBy == "":
		l.word("nobody named")
	}
	if e.Role != "" && e.Role != e.User {
		l.add(fact{shown: "role " + event.Clean(e.Role), raw: e.Role, what: "role", field: query.FieldRole})
	}
	kind, known := actorKinds[e.ActorType]
	if !known {
		kind = event.Clean(e.ActorType)
	}
	// That somebody who has a role assumed it goes without saying.
	if kind != "" && !(e.Role != "" && e.ActorType == "AssumedRole") {
		l.add(fact{shown: kind, raw: e.ActorType, what: "kind of actor", field: query.FieldPath, path: "userIdentity.type", style: l.dim})
	}
	if e.InvokedBy != "" {
		l.add(fact{shown: "by " + event.Clean(e.InvokedBy), raw: e.InvokedBy, what: "invoking service",
			field: query.FieldPath, path: "userIdentity.invokedBy"})
	}
}

// credentials says with what the call was signed.
func credentials(l *lines, e *event.Event) {
	l.label("key")
	l.field(query.FieldKey, "access key", e.AccessKey)
	switch e.MFA {
	case event.MFANo:
		l.add(fact{shown: "no MFA", raw: "no", what: "MFA", field: query.FieldMFA, style: l.dim})
	case event.MFAYes:
		l.add(fact{shown: "MFA", raw: "yes", what: "MFA", field: query.FieldMFA, style: l.dim})
	}
}

func action(l *lines, e *event.Event, env pane.Env) {
	l.label("action")
	severity := env.Theme.Severity(e.Severity)
	if e.Source != "" {
		l.add(fact{shown: event.Clean(text.Service(e.Source)), raw: e.Source, what: "event source", field: query.FieldSource, style: severity})
		l.add(fact{shown: ":", style: severity, joined: true})
	}
	l.add(fact{shown: event.Clean(e.Name), raw: e.Name, what: "event name", field: query.FieldEvent, style: severity, joined: e.Source != ""})
	if verb := only(e, query.FieldVerb); verb != "" && verb != "unknown" {
		l.field(query.FieldVerb, "verb", verb)
	}
	if !e.Failed() {
		l.word("ok")
	} else {
		outcome := e.Error
		if outcome == "" {
			outcome = "failed"
		}
		l.add(fact{shown: "✗ " + event.Clean(outcome), raw: outcome, what: "error code", field: query.FieldError, style: env.Theme.Problem})
	}
	if e.Severity >= event.Attention {
		name := only(e, query.FieldSeverity)
		l.add(fact{shown: name, raw: name, what: "severity", field: query.FieldSeverity, style: severity})
	}
}

func failure(l *lines, e *event.Event, env pane.Env) {
	l.label("error")
	if e.Message != "" {
		l.add(fact{shown: event.Clean(event.Mask("", e.Message)), raw: e.Message, what: "error message", field: query.FieldMessage, style: env.Theme.Problem})
	}
}

func targets(l *lines, e *event.Event) {
	for i, target := range e.Targets {
		label := ""
		if i == 0 {
			label = "target"
		}
		l.label(label)
		if i == mostTargets {
			l.word("and " + text.Group(len(e.Targets)-i) + " more, in the record")
			return
		}
		if target.Type != "" {
			l.add(fact{shown: event.Clean(text.Type(target.Type)), raw: target.Type, what: "resource type", field: query.FieldType, style: l.dim})
		}
		l.add(fact{shown: event.Clean(target.Name), raw: target.Name, what: "resource", field: query.FieldResource, joined: target.Type != ""})
	}
}

func origin(l *lines, e *event.Event) {
	l.label("from")
	l.field(query.FieldIP, "IP address", e.IP)
	if o := only(e, query.FieldOrigin); o != "" && e.Origin != event.OriginUnknown && e.Origin != event.OriginOther {
		l.add(fact{shown: originWord(o), raw: o, what: "origin", field: query.FieldOrigin, style: l.dim})
	}
	if e.VPCEndpoint != "" {
		l.field(query.FieldVPCE, "VPC endpoint", e.VPCEndpoint)
	}
	// The versions that are fit for use are not worth a word.
	if e.TLS != "" && e.TLS != "TLSv1.2" && e.TLS != "TLSv1.3" {
		l.field(query.FieldTLS, "TLS version", e.TLS)
	}
	if e.Agent != e.IP {
		l.label("agent")
		l.field(query.FieldAgent, "user agent", e.Agent)
	}
}

// originWords are origins that are written in capitals.
var originWords = map[string]string{
	"cli": "CLI", "sdk": "SDK", "terraform": "Terraform", "cloudformation": "CloudFormation", "service": "AWS service",
}

func originWord(name string) string {
	if word, ok := originWords[name]; ok {
		return word
	}
	return name
}

func moment(l *lines, e *event.Event, env pane.Env) {
	l.label("when")
	if !e.Time.IsZero() {
		format := text.Full
		if e.Time.Nanosecond() != 0 {
			format += ".000"
		}
		written := e.Time.UTC().Format(time.RFC3339Nano)
		l.add(fact{shown: e.Time.In(env.Zone).Format(format) + " " + text.Zone(e.Time, env.Zone), raw: written, what: "time", path: "eventTime"})
		if past := env.Now.Sub(e.Time); past >= 0 {
			l.word(text.Ago(max(time.Second, past)))
		}
	}
	l.label("where")
	l.field(query.FieldRegion, "Region", e.Region)
	l.field(query.FieldAccount, "account", e.Account)
	if e.ActorAccount != "" && e.ActorAccount != e.Account {
		l.add(fact{shown: "called from account " + event.Clean(e.ActorAccount), raw: e.ActorAccount, what: "caller's account",
			field: query.FieldPath, path: "userIdentity.accountId", style: l.text})
	}
}

// behind says who was really behind the call, where the record knows.
func behind(l *lines, e *event.Event) {
	l.label("behind")
	if e.SourceIdentity != "" {
		l.add(fact{shown: "source identity " + event.Clean(e.SourceIdentity), raw: e.SourceIdentity, what: "source identity",
			field: query.FieldPath, path: "userIdentity.sessionContext.sourceIdentity"})
	}
	if e.OnBehalfOf != "" {
		l.add(fact{shown: "on behalf of " + event.Clean(e.OnBehalfOf), raw: e.OnBehalfOf, what: "user behind the call",
			field: query.FieldPath, path: "userIdentity.onBehalfOf.userId"})
	}
	if e.SignInSession != "" {
		l.path("userIdentity.sessionContext.signInSessionArn", "sign-in session", e.SignInSession)
	}
}

func state(l *lines, e *event.Event, env pane.Env) {
	l.label("state")
	for _, says := range e.State() {
		l.add(fact{shown: says, style: env.Theme.Strong})
	}
}

// recordedToo leads to the other record of the same call.
func recordedToo(l *lines, e *event.Event, twin *cache.Row) {
	if twin == nil {
		return
	}
	says := "by AWS too: same request id"
	if twin.Event.Flags.Has(event.FlagLocal) {
		says = "on this machine too: same request id"
	}
	l.label("recorded")
	l.add(fact{shown: says, raw: e.RequestID, what: "request id", field: query.FieldRequest})
}

// names returns the ids of an event, and what else names it.
func names(row *cache.Row, env pane.Env) []line {
	e := &row.Event
	l := &lines{text: env.Theme.Text, dim: env.Theme.Dim, names: env.Names}
	l.label("arn")
	l.field(query.FieldActor, "ARN of the actor", e.ARN)
	if e.Session != "" && e.Session != e.AccessKey {
		l.label("session")
		l.field(query.FieldSession, "session", e.Session)
	}
	if e.Principal != "" && !strings.Contains(e.Session, e.Principal) {
		l.label("principal")
		l.field(query.FieldPrincipal, "principal", e.Principal)
	}
	l.label("event")
	l.field(query.FieldID, "event id", e.ID)
	l.label("request")
	l.field(query.FieldRequest, "request id", e.RequestID)
	l.label("shared")
	l.field(query.FieldShared, "shared id", e.SharedID)
	l.label("kind")
	if e.Category != "" && e.Category != "Management" {
		l.field(query.FieldCategory, "category", e.Category)
	}
	if e.Type != "" && e.Type != "AwsApiCall" {
		l.path("eventType", "event type", e.Type)
	}
	return l.done()
}

// only returns the one value that an event has of a field.
func only(e *event.Event, f query.Field) string {
	value := ""
	query.Values(e, f, func(v string) { value = v })
	return value
}
