package event

import "strings"

// Bounds on what one record may claim to act on. Of a call that deletes a
// thousand objects the first are named, and still the bucket.
const (
	maxTargets  = 64
	maxPerRule  = 48
	maxNameSize = 2048
)

// findTargets lists what an event acted on: first what LookupEvents said, then
// the record's own resources, then what the table of rules finds in request
// and response, or in the details of what a service did. Only where all that is silent,
// members are taken that are called like a name, an id or an ARN, or what a denial
// names.
func (d *Decoder) findTargets(r *record, ev *Event) []Target {
	l := &d.targets
	if r.env != nil {
		for _, t := range r.env.Resources {
			l.add(t.Type, t.Name)
		}
	}
	for res := range r.resources.children() {
		d.addResource(res)
	}
	// A sign-in is the caller's own; it has no parameters to name anything.
	if ev.Type == "AwsConsoleSignIn" && ev.ActorType == "IAMUser" && (ev.Name == "ConsoleLogin" || ev.Name == "CheckMfa") {
		l.add("AWS::IAM::User", ev.User)
	}
	if r.call.request != nil && r.request.isObject() {
		d.walk(r.request, r.call.request, ev.Name, 0)
	}
	if r.call.response != nil && r.response.isObject() {
		d.walk(r.response, r.call.response, ev.Name, 0)
	}
	// What a service did of itself has no parameters, and is told elsewhere.
	if ev.Type == "AwsServiceEvent" && r.call.request != nil {
		d.walk(r.details, r.call.request, ev.Name, 0)
		d.walk(r.extra, r.call.request, ev.Name, 0)
	}
	l.addFound()
	if len(l.list) == 0 {
		d.byName(r.request, r.call.request)
		if len(l.list) == 0 && ev.Verb != VerbRead {
			d.byName(r.response, r.call.response)
		}
	}
	if len(l.list) == 0 {
		if arn := refused(ev); arn != "" {
			l.add(typeByValueOf(arn), arn)
		}
	}
	if len(l.list) == 0 {
		return nil
	}
	return l.list[:len(l.list):len(l.list)]
}

// refused is the resource that a denial names. It may be all that does: many
// services write no parameters of calls that they did not let through.
func refused(ev *Event) string {
	_, rest, ok := strings.Cut(ev.Message, " on resource: ")
	if !ok || !ev.Flags.Has(FlagDenied) {
		return ""
	}
	arn, _, _ := strings.Cut(rest, " ")
	if p, ok := parseARN(arn); !ok || strings.Contains(p.resource, "*") || strings.HasSuffix(arn, "...") {
		return ""
	}
	return arn
}

// addResource takes an entry of resources[]; some lack the type, some have
// ARNPrefix in place of ARN.
func (d *Decoder) addResource(v value) {
	var kind, name, prefix string
	for m := range v.children() {
		switch string(m.key()) {
		case "type", "resourceType":
			kind = m.text(&d.arena)
		case "ARN", "arn", "resourceName":
			name = m.text(&d.arena)
		case "ARNPrefix":
			prefix = m.text(&d.arena)
		}
	}
	if name == "" {
		name = prefix
	}
	if kind == "" {
		kind = typeByValueOf(name)
	}
	d.targets.add(kind, name)
}

// walk goes through an object beside the tree of rules and notes what they
// name.
func (d *Decoder) walk(v value, tree *ruleTree, event string, depth int) {
	if depth > 16 {
		return
	}
	switch v.kind() {
	case kindArray:
		for e := range v.children() {
			d.walk(e, tree, event, depth+1)
		}
	case kindObject:
		for m := range v.children() {
			key := m.key()
			sub := tree.member(key)
			if sub == nil {
				if m.kind() >= kindArray && (isWrapper(key) || depth == 0 && isEnvelope(key, event)) {
					d.walk(m, tree, event, depth+1)
				}
				continue
			}
			if sub.members != nil {
				d.walk(m, sub, event, depth+1)
			}
			if sub.kind != "" && sub.kind != typeNone {
				d.leaf(m, sub, 0)
			}
		}
	}
}

// leaf notes the text or texts of a value that a rule leads to.
func (d *Decoder) leaf(v value, rule *ruleTree, depth int) {
	switch v.kind() {
	case kindString, kindEscaped, kindNumber:
		d.targets.note(rule.kind, v.text(&d.arena), rule.rank)
	case kindArray:
		for e := range v.children() {
			if depth < 8 {
				d.leaf(e, rule, depth+1)
			}
		}
	case kindObject:
		for m := range v.children() {
			if depth < 8 && (isWrapper(m.key()) || string(m.key()) == "content") {
				d.leaf(m, rule, depth+1)
			}
		}
	}
}

// isWrapper knows the objects that stand around lists: EC2's and the query
// protocol's ways of writing one.
func isWrapper(key []byte) bool {
	switch string(key) {
	case "items", "item", "member", "members", "entry":
		return true
	}
	return false
}

// isEnvelope knows <Event>Request and <Event>Response, in which newer calls of
// EC2 wrap all they have.
func isEnvelope(key []byte, event string) bool {
	rest, ok := strings.CutPrefix(alias(key), event)
	return ok && (rest == "Request" || rest == "Response" || rest == "Result")
}

// byName takes the members at the top that are called like a name, an id or an
// ARN, where no rule says that they are none. They get a type only when the
// value itself shows it.
func (d *Decoder) byName(v value, tree *ruleTree) {
	if !v.isObject() {
		return
	}
	for m := range v.children() {
		if !m.isString() || !namesResource(m.key()) {
			continue
		}
		if sub := tree.member(m.key()); sub != nil && sub.kind == typeNone {
			continue
		}
		name := m.text(&d.arena)
		d.targets.add(typeByValueOf(name), name)
	}
}

// notResources are called like names of resources and name something else.
var notResources = words("requestId requestID clientToken accountId awsAccountId ownerId regionName roleSessionName " +
	"versionId attributeName typeName metricName hostName engineName serviceName principalId eventName " +
	"displayName firstName lastName callerId correlationId transactionId sessionId queryId uploadId " +
	"parameterName tagName fieldName columnName platformName computerName agentName ownerAccountId " +
	"identityStoreId clientRequestId invocationId x-amzn-RequestId availabilityZoneId catalogId " +
	"operationId propertyName schemaName dBName databaseUserName masterUsername masterUserName externalId appName " +
	"x-amz-expected-bucket-owner marketplaceId browserName deviceName rootDeviceName pluginName partitionName osName")

// namesResource reports whether a member's name ends like that of a reference
// to a resource.
func namesResource(key []byte) bool {
	s := alias(key)
	switch {
	case len(s) < 4:
		return s == "arn" || s == "ARN"
	case strings.HasSuffix(s, "Id"), strings.HasSuffix(s, "ID"),
		strings.HasSuffix(s, "Arn"), strings.HasSuffix(s, "ARN"),
		strings.HasSuffix(s, "Name"), strings.HasSuffix(s, "Identifier"), s == "name":
		return !notResources[s]
	}
	return false
}

// targetList gathers targets without doubles. found holds what the rules
// found, until it is put in order.
type targetList struct {
	list  []Target
	found []ranked
}

type ranked struct {
	Target
	rank int
}

func (l *targetList) reset() { l.list, l.found = l.list[:0], l.found[:0] }

// leave is reset for a list that has been given away.
func (l *targetList) leave() {
	const size, usual = 256, 8 // of the memory for lists, of a list
	if cap(l.list)-len(l.list) < usual {
		l.list = make([]Target, 0, size)
	}
	l.list, l.found = l.list[len(l.list):], l.found[:0]
}

func (l *targetList) note(kind, name string, rank int) {
	switch {
	case kind == typeByValue:
		kind = typeByValueOf(name)
	case kind == "AWS::KMS::Key" && (strings.HasPrefix(name, "alias/") || strings.Contains(name, ":alias/")):
		kind = "AWS::KMS::Alias" // KMS takes either wherever it takes a key
	}
	if n := len(l.found); n < maxPerRule || l.found[n-maxPerRule].rank != rank && n < 4*maxTargets {
		l.found = append(l.found, ranked{Target{kind, name}, rank})
	}
}

// addFound adds what the rules found, the most telling first. There are few,
// nearly in order.
func (l *targetList) addFound() {
	f := l.found
	for i := 1; i < len(f); i++ {
		for j := i; j > 0 && f[j].rank < f[j-1].rank; j-- {
			f[j], f[j-1] = f[j-1], f[j]
		}
	}
	for i := range f {
		l.add(f[i].Type, f[i].Name)
	}
}

// add puts a target at the end, unless it is there. A name and an ARN that
// ends in it, both of one type, are one target under the bare name.
func (l *targetList) add(kind, name string) {
	if len(name) > maxNameSize || len(l.list) == maxTargets {
		return
	}
	switch name {
	case "", "*", hiddenMark, starsMark:
		return
	}
	for i := range l.list {
		t := &l.list[i]
		switch {
		case t.Name == name && (t.Type == kind || t.Type == "" || kind == ""):
			if t.Type == "" {
				t.Type = kind
			}
			return
		case t.Type != kind || kind == "":
		case refersTo(t.Name, name):
			t.Name = name
			return
		case refersTo(name, t.Name):
			return
		}
	}
	l.list = append(l.list, Target{kind, name})
}
