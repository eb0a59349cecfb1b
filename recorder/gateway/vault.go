package gateway

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"spoor/recorder/operation"
)

// vault holds the secrets of access keys, in memory only.
type vault struct {
	providers []aws.CredentialsProvider
	now       func() time.Time

	mu     sync.Mutex
	learnt map[string]credential
	// own are the secrets of the user's chain as of asked.
	own   map[string]string
	asked time.Time
	// asking is held while the chain is asked, which may take seconds.
	asking sync.Mutex
}

// credential is a secret that passed through, and when it ends.
type credential struct {
	secret  string
	expires time.Time
}

// The chain is asked for a key that is not known at most this often, since it may
// start programs and make calls.
const askAgain = 5 * time.Second

// maxLearnt bounds the secrets that are kept; each is some 200 bytes.
const maxLearnt = 10_000

func newVault(providers []aws.CredentialsProvider, now func() time.Time) *vault {
	return &vault{providers: providers, now: now, learnt: map[string]credential{}, own: map[string]string{}}
}

// secret is the secret of an access key, false where it is not known.
func (v *vault) secret(ctx context.Context, accessKey string) (string, bool) {
	if secret, ok := v.known(accessKey); ok {
		return secret, true
	}
	v.asking.Lock()
	defer v.asking.Unlock()
	if secret, ok := v.known(accessKey); ok {
		return secret, true
	}
	v.mu.Lock()
	recent := !v.asked.IsZero() && time.Since(v.asked) < askAgain
	v.mu.Unlock()
	if recent {
		return "", false
	}
	// What is learnt serves other requests too, also where this one is given up.
	ctx = context.WithoutCancel(ctx)
	own := map[string]string{}
	for _, p := range v.providers {
		if c, err := p.Retrieve(ctx); err == nil && c.HasKeys() {
			own[c.AccessKeyID] = c.SecretAccessKey
		}
	}
	v.mu.Lock()
	// Keys that were there before stay good until the run ends: a client may
	// still hold them.
	maps.Copy(v.own, own)
	v.asked = time.Now()
	v.mu.Unlock()
	return v.known(accessKey)
}

func (v *vault) known(accessKey string) (string, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if c, ok := v.learnt[accessKey]; ok {
		return c.secret, true
	}
	secret, ok := v.own[accessKey]
	return secret, ok
}

// learn keeps the credentials that an answer of AWS's gave to a client.
func (v *vault) learn(o *operation.Operation, elements map[string]any) {
	key, secret, expires := credentialsIn(o, elements)
	if key == "" || secret == "" {
		return
	}
	now := v.now()
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.learnt) >= maxLearnt {
		for old, c := range v.learnt {
			if !c.expires.IsZero() && c.expires.Before(now) {
				delete(v.learnt, old)
			}
		}
		if len(v.learnt) >= maxLearnt {
			return
		}
	}
	v.learnt[key] = credential{secret, expires}
}

// handsOut are the calls whose answers hold credentials, by signing name.
var handsOut = map[string]map[string]bool{
	"sts": {
		"AssumeRole": true, "AssumeRoleWithSAML": true, "AssumeRoleWithWebIdentity": true, "AssumeRoot": true,
		"GetSessionToken": true, "GetFederationToken": true,
	},
	"awsssoportal":     {"GetRoleCredentials": true},
	"cognito-identity": {"GetCredentialsForIdentity": true},
}

func credentialsIn(o *operation.Operation, elements map[string]any) (key, secret string, expires time.Time) {
	if !handsOut[o.Service.Signing][o.Name] {
		return "", "", time.Time{}
	}
	held, ok := elements["credentials"].(map[string]any)
	if !ok {
		held, _ = elements["roleCredentials"].(map[string]any)
	}
	key, _ = held["accessKeyId"].(string)
	secret, ok = held["secretAccessKey"].(string)
	if !ok {
		secret, _ = held["secretKey"].(string)
	}
	if text, ok := held["expiration"].(string); ok {
		expires, _ = time.Parse(time.RFC3339, text)
	}
	return key, secret, expires
}
