package query

import (
	"slices"
	"strings"
)

// FieldInfo describes a field: what help, completion, errors and the documents
// say about it.
type FieldInfo struct {
	Field Field
	// Name is how it is printed; Aliases are other names it is known by.
	Name    string
	Aliases []string
	// Means is one line saying what it holds and how a plain word compares.
	Means   string
	Example string
	// Choices are the only values there are, where they are few and fixed.
	Choices []string
}

// Fields returns the fields of the language in the order help shows them,
// without FieldTime and FieldPath, which speak of time and of paths into the record.
func Fields() []FieldInfo { return append([]FieldInfo(nil), fields...) }

var fields = []FieldInfo{
	{Field: FieldUser, Name: "user", Aliases: []string{"username"},
		Means: "user name (for a role session its session name) or role name", Example: "user:alice"},
	{Field: FieldRole, Name: "role",
		Means: "name of the role whose session made the call", Example: "role:OrganizationAccountAccessRole"},
	{Field: FieldActor, Name: "actor",
		Means: "user, role, or ARN of the caller; of the ARN its last part is enough", Example: `actor:"arn:aws:iam::111122223333:user/alice"`},
	{Field: FieldPrincipal, Name: "principal", Aliases: []string{"principalid"},
		Means: "principal id of the caller", Example: "principal:AROAEXAMPLEROLEID0001*"},
	{Field: FieldKey, Name: "key", Aliases: []string{"accesskey", "accesskeyid"},
		Means: "access key id that signed the call", Example: "key:AKIAIOSFODNN7EXAMPLE"},
	{Field: FieldAccount, Name: "account", Aliases: []string{"recipientaccountid"},
		Means: "account whose log holds the event", Example: "account:111122223333"},
	{Field: FieldSource, Name: "source", Aliases: []string{"service", "eventsource"},
		Means: "service that was called, with or without .amazonaws.com", Example: "source:iam"},
	{Field: FieldEvent, Name: "event", Aliases: []string{"name", "eventname"},
		Means: "name of the event", Example: "event:Delete*"},
	{Field: FieldType, Name: "type", Aliases: []string{"resourcetype"},
		Means: "type of a resource acted on; its last one or two parts are enough", Example: "type:bucket"},
	{Field: FieldResource, Name: "resource", Aliases: []string{"resourcename", "target"},
		Means: "name, id or ARN of a resource acted on; what follows its last / or : is enough", Example: "resource:/prod-[0-9]+/"},
	{Field: FieldRegion, Name: "region", Aliases: []string{"awsregion"},
		Means: "AWS Region", Example: "region:us-east-1"},
	{Field: FieldIP, Name: "ip", Aliases: []string{"sourceip", "sourceipaddress"},
		Means: "address the call came from: an address, a prefix, or a service's name", Example: "ip:203.0.113.0/24"},
	{Field: FieldAgent, Name: "agent", Aliases: []string{"useragent"},
		Means: "user agent; a plain word is looked for anywhere in it", Example: "agent:terraform"},
	{Field: FieldOrigin, Name: "origin",
		Means: "kind of client, judged by its user agent", Example: "origin:console", Choices: originNames[:]},
	{Field: FieldError, Name: "error", Aliases: []string{"errorcode"},
		Means: "error code; where a failure has none, its message", Example: "error:AccessDenied"},
	{Field: FieldMessage, Name: "message", Aliases: []string{"errormessage"},
		Means: "error message; a plain word is looked for anywhere in it", Example: "message:authorized"},
	{Field: FieldVerb, Name: "verb",
		Means: "kind of act", Example: "verb:delete", Choices: verbNames[:]},
	{Field: FieldSeverity, Name: "severity",
		Means: "how much it asks to be looked at; >=, >, <= and < compare", Example: "severity:>=attention", Choices: severityNames[:]},
	{Field: FieldCategory, Name: "category", Aliases: []string{"eventcategory"},
		Means: "event category: Management, Data, NetworkActivity, Insight, Aggregated", Example: "category:data"},
	{Field: FieldID, Name: "id", Aliases: []string{"eventid"},
		Means: "event id", Example: "id:7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21"},
	{Field: FieldRequest, Name: "request", Aliases: []string{"requestid"},
		Means: "request id", Example: "request:DC09EXAMPLE3B1A7"},
	{Field: FieldShared, Name: "shared", Aliases: []string{"sharedeventid"},
		Means: "shared event id, the same in every account that logged the call", Example: "shared:b1946ac9-2b7a-4a51-9a06-3f1f0e4c9b21"},
	{Field: FieldSession, Name: "session",
		Means: "one set of temporary credentials: its principal and creation time, else the access key", Example: "session:AROAEXAMPLEROLEID0001:alice*"},
	{Field: FieldMFA, Name: "mfa",
		Means: "whether the session was opened with a second factor", Example: "mfa:no", Choices: mfaNames[:]},
	{Field: FieldVPCE, Name: "vpce", Aliases: []string{"vpcendpoint", "vpcendpointid"},
		Means: "VPC endpoint the call went through", Example: "vpce:vpce-0example1234567"},
	{Field: FieldTLS, Name: "tls",
		Means: "TLS version", Example: "tls:TLSv1.2"},
}

// The names of the values of fields that have few, in the order of their
// numbers in package event.
var (
	verbNames     = [...]string{"unknown", "read", "write", "delete", "signin", "service", "insight", "network"}
	severityNames = [...]string{"quiet", "normal", "attention", "danger"}
	mfaNames      = [...]string{"unknown", "no", "yes"}
	originNames   = [...]string{"unknown", "console", "cli", "sdk", "terraform", "cloudformation", "service", "browser", "other"}
)

// choiceAliases are other ways to write a choice.
var choiceAliases = map[Field]map[string]string{
	FieldVerb: {"sign-in": "signin", "login": "signin"},
	FieldMFA:  {"true": "yes", "false": "no"},
}

// TimeWord describes one of the words that speak of time.
type TimeWord struct {
	Name, Means, Example string
}

// TimeWords returns the words that speak of time.
func TimeWords() []TimeWord { return append([]TimeWord(nil), timeWords...) }

var timeWords = []TimeWord{
	{"last", "the stretch of that length up to now: s, m, h, d, w", "last:24h"},
	{"after", "at or after a time", "after:2026-11-19T14:00Z"},
	{"before", "before a time", "before:yesterday"},
	{"time", "within a day, hour, minute, or from one time up to another", "time:14:00..14:30"},
}

// recordNames are the names at the top of a CloudTrail record under which a
// filter may look (requestParameters:…) and which are not another name of a
// field. From "CloudTrail record contents for management, data, and network
// activity events" and its counterpart for Insights events, AWS CloudTrail User
// Guide.
var recordNames = []string{
	"additionalEventData", "addendum", "annotation", "apiVersion", "edgeDeviceDetails", "eventContext",
	"eventTime", "eventType", "eventVersion", "insightDetails", "managementEvent", "readOnly",
	"requestParameters", "resources", "responseElements", "serviceEventDetails",
	"sessionCredentialFromConsole", "tlsDetails", "userIdentity", "vpcEndpointAccountId",
}

var (
	fieldInfos  [fieldCount]*FieldInfo
	fieldByName = map[string]Field{}
	recordByKey = map[string]string{}
)

func init() {
	for i := range fields {
		info := &fields[i]
		fieldInfos[info.Field] = info
		fieldByName[info.Name] = info.Field
		for _, alias := range info.Aliases {
			fieldByName[alias] = info.Field
		}
	}
	for _, name := range recordNames {
		recordByKey[strings.ToLower(name)] = name
	}
}

// FieldNamed returns the field of that name or alias, ignoring case.
func FieldNamed(name string) (Field, bool) {
	f, ok := fieldByName[strings.ToLower(name)]
	return f, ok
}

// isName reports whether a word may stand before a colon by itself.
func isName(word string) bool {
	word = strings.ToLower(word)
	if _, ok := fieldByName[word]; ok || word == "is" {
		return true
	}
	if _, ok := recordByKey[word]; ok {
		return true
	}
	return slices.ContainsFunc(timeWords, func(w TimeWord) bool { return w.Name == word })
}

// Info describes the field. FieldNone, FieldTime and FieldPath have only a
// name.
func (f Field) Info() FieldInfo {
	if int(f) < len(fieldInfos) && fieldInfos[f] != nil {
		return *fieldInfos[f]
	}
	switch f {
	case FieldTime:
		return FieldInfo{Field: f, Name: "time"}
	case FieldPath:
		return FieldInfo{Field: f, Name: "path"}
	}
	return FieldInfo{Field: f}
}

// String returns the field's name.
func (f Field) String() string { return f.Info().Name }
