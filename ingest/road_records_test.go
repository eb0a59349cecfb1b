package ingest_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"spoor/source"
	"spoor/source/demo"
)

type member struct{ name, value string }

// recordPool are records of the demo, taken apart.
func recordPool(t testing.TB) (pool [][]member) {
	enough := errors.New("enough")
	for _, s := range []source.Source{demo.New(demo.End), demo.NewCorpus(20_000, 7)} {
		most := len(pool) + 1500
		err := s.Pull(t.Context(), func(b *source.Batch) error {
			for _, r := range b.Records {
				if len(pool) == most {
					return enough
				}
				pool = append(pool, membersOf(t, r.Raw))
			}
			return nil
		})
		if err != nil && !errors.Is(err, enough) {
			t.Fatal(err)
		}
	}
	return pool
}

func membersOf(t testing.TB, record []byte) (all []member) {
	d := json.NewDecoder(bytes.NewReader(record))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err := cmp.Or(err, d.Decode(&value)); err != nil {
			t.Fatal(err)
		}
		all = append(all, member{name.(string), string(value)})
	}
	return all
}

func (w *world) chance(n int) bool { return w.dice.IntN(n) == 0 }

func pick[T any](w *world, of ...T) T { return of[w.dice.IntN(len(of))] }

func set(record []member, name, value string) []member {
	for i := range record {
		if record[i].name == name {
			record[i].value = value
			return record
		}
	}
	return append(record, member{name, value})
}

func get(record []member, name string) string {
	for _, m := range record {
		if m.name == name {
			return m.value
		}
	}
	return `"-"`
}

func without(record []member, name string) []member {
	return slices.DeleteFunc(record, func(m member) bool { return m.name == name })
}

// oddIdentities are such as the demo has none of.
var oddIdentities = []string{
	`{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}`,
	`{"type":"AWSAccount","principalId":"AIDAEXAMPLEAAAAAAAAAA","accountId":"999988887777"}`,
	`{"invokedBy":"signin.amazonaws.com","type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333"}`,
	`{"type":"IdentityCenterUser","accountId":"111122223333","onBehalfOf":{"userId":"u-1","identityStoreArn":"arn:aws:identitystore::111122223333:identitystore/d-1"},"credentialId":"c-1"}`,
	`{"type":"Unknown","accountId":"111122223333","principalId":"","note":"HIDDEN_DUE_TO_SECURITY_REASONS"}`,
	`{"arn":"arn:aws:iam::111122223333:user/div/al\u0069ce","accountId":"111122223333","principalId":"AIDA\"EXAMPLE"}`,
	`{"type":"SAMLUser","principalId":"x:eve","userName":"eve","identityProvider":"idp","omitted":true,"accountId":"111122223333"}`,
	`null`, `"alice"`, `{}`, `[{"type":"Root"}]`,
	`{"type":"AssumedRole","principalId":"AROAEXAMPLE:s","arn":"arn:aws:sts::111122223333:assumed-role/bot/s","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEAAAA00001","sessionContext":{"sessionIssuer":{"type":"Role","userName":"bot"},"attributes":{"creationDate":"2026-03-02T10:00:00Z","mfaAuthenticated":"true"}}}`,
	`{"type":"AssumedRole","principalId":"AROAEXAMPLE:s","arn":"arn:aws:sts::111122223333:assumed-role/bot/s","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEAAAA00001","sessionContext":{"sessionIssuer":{"type":"Role","userName":"bot"},"attributes":{"creationDate":"2026-03-02T10:00:00Z","mfaAuthenticated":false}}}`,
}

// record makes one: as it is in the demo, or with something changed.
func (w *world) record() string {
	r := slices.Clone(w.pool[w.dice.IntN(len(w.pool))])
	other := w.pool[w.dice.IntN(len(w.pool))]
	if w.chance(3) {
		for range 1 + w.dice.IntN(4) {
			r = w.change(r, other)
		}
	}
	gap := ""
	if w.chance(20) {
		gap = pick(w, " ", "\n  ", "\t")
	}
	var b strings.Builder
	for i, m := range r {
		b.WriteString(","[:min(i, 1)] + gap + `"` + m.name + `":` + gap + m.value)
	}
	return "{" + b.String() + gap + "}"
}

func (w *world) change(r, other []member) []member {
	quoted := func(s string) string { return `"` + s + `"` }
	uuid := fmt.Sprintf("%08x-0000-4000-8000-%012x", w.dice.IntN(16), w.dice.IntN(4))
	switch w.dice.IntN(34) {
	case 0, 1: // another record under the same identity
		for _, name := range []string{"eventID", "awsRegion", "recipientAccountId"} {
			r = set(r, name, get(other, name))
		}
		if w.chance(2) {
			r = set(r, "eventTime", get(other, "eventTime"))
		}
	case 2, 3:
		r = set(r, "userIdentity", get(other, "userIdentity"))
	case 4, 5, 6, 7:
		r = set(r, "userIdentity", pick(w, oddIdentities...))
	case 8:
		r = without(r, "userIdentity")
	case 9: // twice
		r = append(r, member{"userIdentity", get(other, "userIdentity")})
	case 10:
		r = append(r, member{`userIdentit\u0079`, pick(w, oddIdentities...)})
	case 11:
		r = set(r, "eventType", quoted(pick(w, "AwsServiceEvent", "AwsConsoleSignIn", "AwsApiCall", "AwsVpceEvents", "AwsConsoleAction", "")))
	case 12:
		r = set(set(r, "eventSource", pick(w, `"signin.amazonaws.com"`, `"sso.amazonaws.com"`)), "eventName", pick(w, `"ConsoleLogin"`, `"Authenticate"`, `"CheckMfa"`))
		r = set(r, "additionalEventData", pick(w, `{"MFAUsed":"Yes","UserName":"eve"}`, `{"MFAUsed":"No","userName":"ada"}`))
		r = set(r, "responseElements", `{"ConsoleLogin":"Failure"}`)
	case 13:
		r = set(r, "errorCode", quoted(pick(w, "AccessDenied", "Client.DryRunOperation", "NoSuchBucket")))
	case 14:
		r = set(r, "errorMessage", quoted(pick(w, "no", "User is not authorized", strings.Repeat("x", 1021)+"...")))
	case 15:
		r = without(r, "recipientAccountId")
	case 16:
		r = set(r, "eventID", quoted(pick(w, "123", "0a1b2c3d-XXXX", strings.ToUpper(uuid), uuid, `0000000\u0030-0000-4000-8000-000000000001`, "00000000-0000-0000-0000-000000000000")))
	case 17:
		r = without(r, "eventID")
	case 18:
		r = set(r, "requestID", pick(w, get(r, "eventID"), quoted("79104EXAMPLEB723"), quoted(uuid), quoted(`\u0030`+uuid[1:]), "null"))
	case 19:
		r = set(r, "sharedEventID", pick(w, get(r, "eventID"), quoted(uuid)))
	case 20:
		r = set(r, "requestParameters", fmt.Sprintf(`{"%s":"%s","long":"%s"}`, pick(w, "bucketName", "key", `k\u0065y`), pick(w, "prod-17", `\b1234567-cef4-4e8b-9d52-1b2c3d4e5f60`, "café"), strings.Repeat(pick(w, "word ", "x", `\"`), w.dice.IntN(1<<w.dice.IntN(17)))))
	case 21:
		r = set(r, "requestParameters", pick(w, `"{\"bucketName\":\"in-a-string\"}"`, "null", "[]", `"***"`))
	case 22:
		r = set(r, "readOnly", pick(w, "true", "false", `"true"`, `"no"`))
	case 23:
		r = set(r, "eventTime", quoted(pick(w, "2026-11-16T03:00:00.123456789Z", "0001-01-01T00:00:00Z", "2026-11-16T05:00:00+02:00", "2300-01-01T00:00:00Z")))
	case 24: // no event
		r = set(r, pick(w, "eventTime", "sourceIPAddress"), pick(w, `"2025-10-21TT00:52:27Z"`, "nil", `"\x"`, "null"))
	case 25:
		r = set(r, "userAgent", pick(w, `["a","b"]`, quoted("AWS Internal"), quoted(`\u001b[31mred`), quoted("é"+strings.Repeat("y", w.dice.IntN(100)))))
	case 26:
		r = set(r, "resources", pick(w, `[{"ARN":"arn:aws:s3:::b","accountId":"1","type":"AWS::S3::Bucket"},{"ARNPrefix":"arn:aws:s3:::b/"}]`, "null", `[{}]`))
	case 27:
		r = set(r, "sourceIPAddress", quoted(pick(w, "cloudformation.amazonaws.com", "2001:db8::1", "AWS Internal")))
	case 28:
		r = set(r, pick(w, "managementEvent", "sessionCredentialFromConsole"), pick(w, "true", "false", `"true"`))
	case 29:
		r = set(r, "eventCategory", quoted(pick(w, "Data", "Insight", "NetworkActivity", "")))
	case 30:
		r = set(r, "insightDetails", `{"state":"Start","eventSource":"s3.amazonaws.com","eventName":"PutObject","errorCode":"null"}`)
	case 31:
		w.dice.Shuffle(len(r)-1, func(i, j int) { r[i+1], r[j+1] = r[j+1], r[i+1] })
	case 32:
		r = set(r, "addendum", `{"reason":"DELIVERY_DELAY"}`)
	case 33:
		r = set(r, "awsRegion", quoted(pick(w, "us-east-1", "r", strings.Repeat("long-", 12))))
	}
	return r
}
