package event_test

import (
	"strings"
	"testing"

	"spoor/event"
)

func TestSecretsAreMasked(t *testing.T) {
	token := "IQoJb3JpZ2luX2VjEOH" + strings.Repeat("x", 400)
	for _, c := range []struct {
		path, value string
		secret      bool
	}{
		{"responseElements.credentials.sessionToken", token, true},
		{"responseElements.credentials.sessionToken", "short", true},
		{"responseElements.credentials[0].SessionToken", "short", true},
		{"responseElements.whatever", token, true},
		{"requestParameters.body", "-----BEGIN RSA PRIVATE KEY-----" + strings.Repeat("M", 200), true},
		{"requestParameters.masterUserPassword", "hunter2", true},
		{"responseElements.accessKey.secretAccessKey", "wJalr", true},
		{"password", "x", true},
		{"requestParameters.svmAdminPassword", "hunter2", true},
		{"requestParameters.authenticationMode.passwords[1]", "hunter2", true},
		{"requestParameters.dkimSigningAttributes.domainSigningPrivateKey", "MIIE", true},
		{"requestParameters.providerDetails.client_secret", "hunter2", true},
		{"requestParameters.radiusSettings.sharedSecret", "hunter2", true},
		{"requestParameters.environment.AWS_SECRET_ACCESS_KEY", "wJalr", true},
		{"requestParameters.environment.GITHUB_TOKEN", "ghp_x", true},
		{"requestParameters.environment.LOG_LEVEL", "debug", false},
		{"requestParameters.environment.DB_SECRET", "arn:aws:secretsmanager:eu-west-1:1:secret:db", false},
		{"requestParameters.databaseSecret", "arn:aws:secretsmanager:eu-west-1:1:secret:db", false},
		{"requestParameters.manageMasterUserPassword", "true", false},
		{"requestParameters.continuationToken", "abc", false},
		{"requestParameters.masterUserPassword", "****", false},
		{"requestParameters.password", "HIDDEN_DUE_TO_SECURITY_REASONS", false},
		{"requestParameters.password", "", false},
		{"responseElements.credentials.accessKeyId", "ASIAEXAMPLE", false},
		{"requestParameters.passwordResetRequired", "true", false},
		{"requestParameters.nextToken", strings.Repeat("a", 300), false},
		{"requestParameters.clientRequestToken", "86C58940", false},
		{"requestParameters.secretId", "prod/db", false},
		{"userIdentity.arn", "arn:aws:iam::1:user/password", false},
	} {
		if got := event.IsSecret(c.path, c.value); got != c.secret {
			t.Errorf("%s %.30q: secret %v, want %v", c.path, c.value, got, c.secret)
		}
		want := c.value
		if c.secret {
			want = event.Masked
		}
		if got := event.Mask(c.path, c.value); got != want {
			t.Errorf("%s %.30q is shown as %.30q", c.path, c.value, got)
		}
	}
}

func TestEveryTokenInTheRealRecordsIsMasked(t *testing.T) {
	seen := 0
	for _, folder := range []string{"invictus", "stratus", "cloud-snitch"} {
		for _, r := range realRecords(t, folder) {
			for _, token := range event.Lookup(r.raw, "responseElements.credentials.sessionToken") {
				seen++
				if event.Mask("x", token) != event.Masked && len(token) > 100 {
					t.Errorf("%s: a token is shown: %.40s…", r.file, token)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no token seen: the test proves nothing")
	}
}
