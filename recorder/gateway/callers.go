package gateway

import (
	"sync"

	"spoor/recorder/call"
	"spoor/recorder/operation"
)

// callers remembers who stands behind an access key, as answers told. An emulator
// tells of its own accounts only, so what one endpoint said counts there alone.
type callers struct {
	mu    sync.Mutex
	known map[holder]call.Caller
}

// holder is an access key at an emulator, or at AWS, which has no upstream.
type holder struct{ upstream, accessKey string }

// upstreamName is the host of an emulator, empty for AWS.
func (x *exchange) upstreamName() string {
	if x.upstream == nil {
		return ""
	}
	return x.upstream.Host
}

// caller is who makes the call, as far as that is known. At AWS a key that was
// not proved is no more than a claim.
func (x *exchange) caller() call.Caller {
	key := x.signature.AccessKey
	if x.upstream != nil || x.verified {
		x.g.callers.mu.Lock()
		defer x.g.callers.mu.Unlock()
		if who, ok := x.g.callers.known[holder{x.upstreamName(), key}]; ok {
			return who
		}
	}
	return call.Caller{AccessKey: key}
}

// learn takes who a caller is from the answers that say so: GetCallerIdentity
// says it of the asking key, AssumeRole and its kin of the key that they give.
func (c *callers) learn(upstream string, o *operation.Operation, accessKey string, elements map[string]any) {
	if o.Service.Signing != "sts" {
		return
	}
	who := call.Caller{AccessKey: accessKey}
	if o.Name == "GetCallerIdentity" {
		who.ARN, _ = elements["arn"].(string)
		who.Principal, _ = elements["userId"].(string)
		who.Account, _ = elements["account"].(string)
	} else {
		who.AccessKey, _, _ = credentialsIn(o, elements)
		user, ok := elements["assumedRoleUser"].(map[string]any)
		if !ok {
			user, _ = elements["federatedUser"].(map[string]any)
		}
		who.ARN, _ = user["arn"].(string)
		who.Principal, _ = user["assumedRoleId"].(string)
	}
	if who.AccessKey == "" || who.ARN == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= maxLearnt {
		c.known = map[holder]call.Caller{}
	}
	c.known[holder{upstream, who.AccessKey}] = who
}
