package gateway

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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
