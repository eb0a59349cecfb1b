package gateway

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"spoor/recorder/operation"
)

func TestARequestThatIsGivenUpKeepsNoSecretFromOthers(t *testing.T) {
	given, giveUp := context.WithCancel(t.Context())
	v := newVault([]aws.CredentialsProvider{aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
		giveUp()
		return aws.Credentials{AccessKeyID: "AKIAEXAMPLE", SecretAccessKey: "secret"}, ctx.Err()
	})}, time.Now)
	v.secret(given, "AKIAEXAMPLE")
	if secret, known := v.secret(t.Context(), "AKIAEXAMPLE"); !known || secret != "secret" {
		t.Errorf("%q, %v", secret, known)
	}
}

func TestAKeyWithoutASecretIsNotLearnt(t *testing.T) {
	assumed := operation.Identify(&operation.Request{Method: "POST", Path: "/", Signing: "sts", Header: formType, Body: []byte("Action=AssumeRole&Version=2011-06-15"), Whole: true})
	for _, c := range []struct {
		key, secret string
		learnt      bool
	}{{"ASIAEXAMPLE", "secret", true}, {"ASIAEXAMPLE", "", false}, {"", "secret", false}} {
		v := newVault(nil, time.Now)
		v.learn(&assumed, map[string]any{"credentials": map[string]any{"accessKeyId": c.key, "secretAccessKey": c.secret}})
		if _, known := v.known(c.key); known != c.learnt {
			t.Errorf("key %q with secret %q: known %v", c.key, c.secret, known)
		}
	}
}
