package demo

import (
	"strings"
	"sync"
)

// entry is one line of the catalogue of API operations, as written down.
type entry struct {
	name string // "ec2:DescribeInstances"
	kind entryKind
	// request, response, extra and about are templates; empty is null or
	// absent.
	request, response, extra, about, details string
	// mishaps are "code|message", for the ways the call fails at times.
	mishaps []string
}

type entryKind uint8

const (
	read entryKind = iota
	write
	readData
	writeData
	// serviceEvent is no call: a service says what it did.
	serviceEvent
	signIn
)

// throttled is how any call may fail at a busy moment.
const (
	throttled    = "ThrottlingException|Rate exceeded"
	throttledEC2 = "Client.RequestLimitExceeded|Request limit exceeded."
	deniedText   = "User: <me.arn> is not authorized to perform: <action> on resource: * because no identity-based policy allows the <action> action"
	denied       = "AccessDenied|" + deniedText
	deniedX      = "AccessDeniedException|" + deniedText
	deniedEC2    = "Client.UnauthorizedOperation|You are not authorized to perform this operation. " + deniedText
)

// versions are the eventVersions of services that do not write the newest.
var versions = map[string]string{
	"signin": "1.08", "config": "1.09", "autoscaling": "1.09", "health": "1.10",
	"elasticloadbalancing": "1.10", "ecs": "1.10", "lambda": "1.10", "ecr": "1.09", "logs": "1.10",
}

var apiVersions = map[string]string{"logs": "20140328", "lambda": "2015-03-31", "dynamodb": "2012-08-10", "elasticloadbalancing": "2015-12-01"}

// catalogue holds every operation of ordinary life by name. It is read once;
// nothing changes it.
var catalogue = sync.OnceValue(func() map[string]*op {
	all := make(map[string]*op)
	for _, part := range [][]entry{computeCalls, identityCalls, storageCalls, secretCalls, applicationCalls, watchingCalls} {
		for _, e := range part {
			all[e.name] = e.op()
		}
	}
	return all
})

// call returns the operation of the catalogue with this name. A name that is
// not in it is a mistake in this package, which its tests would show.
func call(name string) *op {
	o := catalogue()[name]
	if o == nil {
		panic("demo: " + name + " is not in the catalogue")
	}
	return o
}

// op builds the operation that e describes.
func (e entry) op() *op {
	source, name, _ := strings.Cut(e.name, ":")
	o := &op{
		source: source, name: name,
		read:     e.kind == read || e.kind == readData,
		data:     e.kind == readData || e.kind == writeData,
		request:  compileOrNil(e.request),
		response: compileOrNil(e.response),
		extra:    compileOrNil(e.extra),
		about:    compileOrNil(e.about),
		details:  compileOrNil(e.details),
		version:  "1.11",
		kind:     "AwsApiCall",
	}
	if v := versions[source]; v != "" {
		o.version = v
	}
	o.apiVersion = apiVersions[source]
	switch source {
	case "kms", "s3", "secretsmanager", "sts":
		o.exchange = true
	}
	switch e.kind {
	case serviceEvent:
		o.kind = "AwsServiceEvent"
	case signIn:
		o.kind = "AwsConsoleSignIn"
	}
	o.host = compile(hostOf(source, e.request))
	if source == "s3" {
		o.extra = compile(`{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":` +
			bytesIf(e.kind == writeData) + `,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"<base64:75>=","bytesTransferredOut":` +
			bytesIf(e.kind != writeData) + `}`)
	}
	for _, m := range e.mishaps {
		o.mishaps = append(o.mishaps, mishap(m))
	}
	return o
}

// bytesIf is the number of bytes that went one way.
func bytesIf(some bool) string {
	if some {
		return "<number:240:98000>"
	}
	return "0"
}

func hostOf(source, request string) string {
	switch {
	case source == "iam", source == "organizations", source == "route53", source == "support":
		return source + ".amazonaws.com"
	case source == "s3" && strings.Contains(request, "<bucket>"):
		return "<bucket>.s3.<region>.amazonaws.com"
	case source == "signin":
		return "<region>.signin.aws.amazon.com"
	case source == "ecr":
		return "api.ecr.<region>.amazonaws.com"
	}
	return source + ".<region>.amazonaws.com"
}

func mishap(text string) *failure {
	code, message, _ := strings.Cut(text, "|")
	return &failure{code: code, message: compile(message)}
}

func compileOrNil(text string) template {
	if text == "" {
		return nil
	}
	return compile(text)
}
