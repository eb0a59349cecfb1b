package redact

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var testKey = Key{1, 2, 3}

func all() *Redactor { return New(testKey, Classes()...) }

func TestPseudonymsKeepTheShapeOfWhatTheyStandFor(t *testing.T) {
	for _, c := range []struct{ text, shape string }{
		{"111122223333", `^000\d{9}$`},
		{"arn:aws:iam::111122223333:role/deploy", `^arn:aws:iam::000\d{9}:role/deploy$`},
		{"AKIAIOSFODNN7EXAMPLE", `^AKIA00[A-Z2-7]{14}$`},
		{"ASIAIOSFODNN7EXAMPLE", `^ASIA00[A-Z2-7]{14}$`},
		{"AROAEXAMPLEROLEID0001", `^AROA00[A-Z2-7]{15}$`},
		{"203.0.113.7", `^2001:db8:4::[0-9a-f]+:[0-9a-f]+$`},
		{"2600:1f18::77", `^2001:db8:6:[0-9a-f:]+$`},
		{"203.0.113.0/24", `^2001:db8:4::[0-9a-f]+:[0-9a-f]+/24$`},
		{"ip-172-31-16-5.ec2.internal", `^ip-2001:db8:4::[0-9a-f]+:[0-9a-f]+.ec2.internal$`},
		{"arn:aws:iam::111122223333:user/ops/mallory", `^arn:aws:iam::000\d{9}:user/ops/user-[a-z2-7]{12}$`},
		{"arn:aws:sts::111122223333:assumed-role/admin/mallory", `^arn:aws:sts::000\d{9}:assumed-role/admin/user-[a-z2-7]{12}$`},
		{"write to mallory@example.com.", `^write to user-[a-z2-7]{12}\.$`},
		{"/home/mallory/logs", `^/home/user-[a-z2-7]{12}/logs$`},
		{"logs-111122223333-eu", `^logs-000\d{9}-eu$`},
	} {
		got := all().Text(c.text)
		if !regexp.MustCompile(c.shape).MatchString(got) {
			t.Errorf("%s became %s", c.text, got)
		}
	}
}

func TestWhatIsOfNoClassStays(t *testing.T) {
	for _, text := range []string{
		"", "iam.amazonaws.com", "0.0.0.0/0", "127.0.0.1", "::/0", "::1", "2026-11-20T10:14:05Z", "10:14:05", "1234567890123", "12345678901",
		"7d0f5c1e-2b7a-4a51-9a06-123456789012", "arn:aws:s3:::bucket/key", "arn:aws:iam::aws:policy/AdministratorAccess", "i-0abc1234def567890",
		"aws-cli/2.15.0 Python/3.11.6", "AssumeRole", "AKIA", "user/*", "arn:aws:iam::*:user/*",
	} {
		if got := all().Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestOnlyTheClassesAskedForAreReplaced(t *testing.T) {
	const text = "111122223333 AKIAIOSFODNN7EXAMPLE AROAEXAMPLEROLEID0001 AIDAEXAMPLEUSERID0001 203.0.113.7 arn:aws:iam::aws:user/mallory"
	for classes, gone := range map[string][]string{
		"accounts": {"111122223333", "AKIAIOSFODNN7EXAMPLE", "AROAEXAMPLEROLEID0001", "AIDAEXAMPLEUSERID0001"},
		"keys":     {"AKIAIOSFODNN7EXAMPLE"},
		"ips":      {"203.0.113.7"},
		"users":    {"mallory", "AIDAEXAMPLEUSERID0001"},
		"":         {},
	} {
		chosen, err := ParseClasses(classes)
		if err != nil {
			t.Fatal(err)
		}
		got := New(testKey, chosen...).Text(text)
		for _, value := range []string{"111122223333", "AKIAIOSFODNN7EXAMPLE", "AROAEXAMPLEROLEID0001", "AIDAEXAMPLEUSERID0001", "203.0.113.7", "mallory"} {
			want := true
			for _, g := range gone {
				want = want && g != value
			}
			if strings.Contains(got, value) != want {
				t.Errorf("%s: %s in %q is %v, want %v", classes, value, got, !want, want)
			}
		}
	}
}

func TestAnUnknownClassIsNamed(t *testing.T) {
	if _, err := ParseClasses("ips,names"); err == nil || !strings.Contains(err.Error(), `"names"`) {
		t.Error(err)
	}
}

func TestANameLearnedInOnePlaceIsFoundInEveryOther(t *testing.T) {
	r := all()
	r.JSON([]byte(`{"userIdentity":{"userName":"Mallory Smith","principalId":"AIDAEXAMPLEUSERID0001"},"requestParameters":{"roleSessionName":"eve"}}`))
	pseudonym := r.User("Mallory Smith")
	for _, text := range []string{
		"Mallory Smith", "MALLORY SMITH", "mallory%20smith", "Mallory%2520Smith", `Mallory\u0020Smith`, `{\"n\":\"Mallory Smith\"}`, "xmallory smithx",
	} {
		if got := r.Text(text); !strings.Contains(got, pseudonym) || strings.Contains(strings.ToLower(got), "mallory") {
			t.Errorf("%s became %s", text, got)
		}
	}
	if got := r.Text("eve was here, and everyone saw"); got != r.User("eve")+" was here, and everyone saw" {
		t.Errorf("a short name: %s", got)
	}
	for _, code := range []string{"TWFsbG9yeSBTbWl0aA==", "x/eFRNYWxsb3J5IFNtaXRo", "4d616c6c6f727920536d697468", "bmFtZT1tYWxsb3J5IHNtaXRoO3g9MQ"} {
		if got := r.Text("code: " + code); got != "code: "+Removed && got != "code: x/"+Removed {
			t.Errorf("%s became %s", code, got)
		}
	}
}

func TestRecordsStayJSONAndTheRestOfThemStaysAsItIs(t *testing.T) {
	const record = "{ \"eventName\" : \"CreateUser\",\n \"n\": 1.50, \"eventID\":\"7d0f5c1e-2b7a-4a51-9a06-123456789012\", \"userIdentity\":{\"accountId\":\"111122223333\"}," +
		"\"doc\":\"{\\\"Principal\\\":\\\"arn:aws:iam::111122223333:root\\\"}\",\"list\":[111122223333,\"\\u00e9\",null,true],\"arn:aws:iam::111122223333:role/x\":{}}"
	r := all()
	got := string(r.JSON([]byte(record)))
	account := r.pseudonym(kindAccount, "111122223333")
	want := strings.ReplaceAll(record, "111122223333", account)
	want = strings.Replace(want, "["+account, "[\""+account+"\"", 1)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !json.Valid([]byte(got)) {
		t.Error("no JSON any more")
	}
}

func TestWhatIsEscapedStaysEscaped(t *testing.T) {
	const record = `{"path":"C:\\logs\\111122223333\\\"new\"","tab":"\t111122223333\u0001","111122223333\\":"\/111122223333\u2028"}`
	got := all().JSON([]byte(record))
	var was, is map[string]string
	if err := json.Unmarshal([]byte(record), &was); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(got, &is); err != nil {
		t.Fatalf("%v: %s", err, got)
	}
	account := all().pseudonym(kindAccount, "111122223333")
	for key, value := range was {
		key, value = strings.ReplaceAll(key, "111122223333", account), strings.ReplaceAll(value, "111122223333", account)
		if is[key] != value {
			t.Errorf("%q has become %q, want %q", key, is[key], value)
		}
	}
}

func TestTwoAccountsOfOnePseudonymAreTold(t *testing.T) {
	r := all()
	r.Text("111122225190 and 111122225190")
	if err := r.Err(); err != nil {
		t.Error(err)
	}
	r.Text("111122256109") // has the same pseudonym under this key
	if err := r.Err(); err == nil || !strings.Contains(err.Error(), "000693801383") {
		t.Errorf("%v", err)
	}
}

func TestSecretsAreRemovedByAnyClass(t *testing.T) {
	token := "IQoJb3JpZ2luX2Vj" + strings.Repeat("Ab3+/", 40)
	record := `{"responseElements":{"credentials":{"sessionToken":"` + token + `","secretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}},
		"url":"https://x/?X-Amz-Security-Token=` + token + `&X-Amz-Signature=0123abcd","pem":"-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\nIBAAKtail==\n-----END RSA PRIVATE KEY-----",
		"two":"first -----BEGIN PRIVATE KEY-----one-----END PRIVATE KEY-----","cut":"-----BEGIN EC PRIVATE KEY-----\nMHcCAQ"}`
	got := string(New(testKey, IPs).JSON([]byte(record)))
	for _, secret := range []string{"IQoJ", "wJalr", "0123abcd", "MIIE", "tail", "one", "MHcC"} {
		if strings.Contains(got, secret) {
			t.Errorf("%s is left in %s", secret, got)
		}
	}
	if !json.Valid([]byte(got)) {
		t.Errorf("no JSON: %s", got)
	}
}

func TestSettingsAreRemovedThatSoundSecret(t *testing.T) {
	for record, want := range map[string]string{
		`{"environment":[{"name":"DB_PASSWORD","value":"hunter2"},{"name":"MODE","value":"fast"}]}`:    `{"environment":[{"name":"DB_PASSWORD","value":"REDACTED"},{"name":"MODE","value":"fast"}]}`,
		`{"value":"hunter2", "type":"x", "name" : "spring.datasource.password"}`:                       `{"value":"REDACTED", "type":"x", "name" : "spring.datasource.password"}`,
		`{"ParameterValue":"hunter2","ParameterKey":"MasterUserPassword","usePreviousValue":false}`:    `{"ParameterValue":"REDACTED","ParameterKey":"MasterUserPassword","usePreviousValue":false}`,
		`{"variables":{"AWS_SECRET_ACCESS_KEY":"wJalr","GITHUB_TOKEN":"ghp_x","LOG_LEVEL":"debug"}}`:   `{"variables":{"AWS_SECRET_ACCESS_KEY":"REDACTED","GITHUB_TOKEN":"REDACTED","LOG_LEVEL":"debug"}}`,
		`{"name":"DB_PASSWORD","of":{"value":"fast"},"value":"arn:aws:secretsmanager:eu-west-1:1:db"}`: `{"name":"DB_PASSWORD","of":{"value":"fast"},"value":"arn:aws:secretsmanager:eu-west-1:1:db"}`,
		`{"u":"postgres://dana:hunter2@db:5432/x?a=b@c","v":"https://host:443/@x"}`:                    `{"u":"postgres://dana:REDACTED@db:5432/x?a=b@c","v":"https://host:443/@x"}`,
		`{"u":"https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIA&Signature=vjbyPxyb&Expires=1"}`:        `{"u":"https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIA&Signature=REDACTED&Expires=1"}`,
	} {
		got := New(testKey, IPs).JSON([]byte(record))
		if string(got) != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestValuesAreFoundHoweverTheyAreWritten(t *testing.T) {
	const said = "mallory.jones of 111122223333 from 203.0.113.77"
	pack := func(level func(io.Writer) io.WriteCloser) []byte {
		var b bytes.Buffer
		w := level(&b)
		io.WriteString(w, strings.Repeat(said+" ", 4)) // so that it is not merely stored
		w.Close()
		return b.Bytes()
	}
	gz := pack(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	zl := pack(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	var little, big []byte
	entities, hexEntities, escapes := "", "", ""
	for _, c := range []byte(said) {
		little, big = append(little, c, 0), append(big, 0, c)
		entities += fmt.Sprintf("&#%d;", c)
		hexEntities += fmt.Sprintf("&#x%x;", c)
		escapes += fmt.Sprintf(`\x%02x`, c)
	}
	code := base64.StdEncoding.EncodeToString
	nested, err := json.Marshal(map[string]string{"says": hexEntities})
	if err != nil {
		t.Fatal(err)
	}
	for how, text := range map[string]string{
		"gzip in Base64": code(gz), "gzip in hexadecimal": hex.EncodeToString(gz), "zlib in Base64": code(zl), "gzip in Base64 in Base64": code([]byte(code(gz))),
		"UTF-16 in Base64": code(little), "UTF-16, the other way round": code(big), "entities": entities, "hexadecimal entities": hexEntities,
		"entities in JSON in Base64": code(nested), "escapes of C": escapes, "hexadecimal with half a byte behind": hex.EncodeToString([]byte(said)) + "a",
		"hexadecimal with half a byte before": "a" + hex.EncodeToString([]byte(said)), "an account with dashes": "account 1111-2222-3333.",
	} {
		r := all()
		r.User("mallory.jones")
		got := r.Text("before " + text + " behind")
		if strings.Contains(got, text) || !strings.HasPrefix(got, "before ") || !strings.HasSuffix(got, " behind") {
			t.Errorf("%s: %s stays %s", how, text, got)
		}
		for value, piece := range map[string]string{"the user": "&#109;&#97;&#108;", "the account": "&#49;&#49;&#49;&#49;", "the address": "&#50;&#48;&#51;&#46;"} {
			if strings.Contains(got, piece) {
				t.Errorf("%s: %s is left in %s", how, value, got)
			}
		}
	}
}

func TestAValueOverTwoLinesOfACodeIsFound(t *testing.T) {
	for how, code := range map[string]func([]byte) string{"Base64": base64.StdEncoding.EncodeToString, "hexadecimal": hex.EncodeToString} {
		for name, brk := range map[string]string{"a line feed": "\n", "both": "\r\n", "an escape": `\n`, "escapes": `\\r\\n`, "indentation": "\n    ", "percent signs": "%0A"} {
			for _, size := range []int{16, 64, 76} {
				for before := range size {
					text := wrappedAt(size, brk, code([]byte(strings.Repeat(".", before)+" 203.0.113.77 "+strings.Repeat(".", 70))))
					got := all().Text("data: " + text + " behind")
					if got != "data: "+Removed+" behind" {
						t.Fatalf("%s, %s: %q became %q", how, name, text, got)
					}
				}
			}
		}
	}
	free := wrappedAt(64, "\n", base64.StdEncoding.EncodeToString([]byte(strings.Repeat("nothing to hide, ", 20))))
	if got := all().Text(free); got != free {
		t.Errorf("%q became %q", free, got)
	}
	list := "i-0abc1234def567890\ni-0abc1234def567891\ndeploy-bot\n7d0f5c1e-2b7a-4a51-9a06-123456789012\n7d0f5c1e-2b7a-4a51-9a06-123456789013"
	if got := all().Text(list); got != list {
		t.Errorf("%q became %q", list, got)
	}
}

// wrappedAt parts a text into lines of a size.
func wrappedAt(size int, brk, text string) string {
	var lines []string
	for len(text) > size {
		lines, text = append(lines, text[:size]), text[size:]
	}
	return strings.Join(append(lines, text), brk)
}

func TestAnEscapeAtTheEndIsReadToo(t *testing.T) {
	for _, text := range []string{`11112222333\u0033`, `11112222333\x33`, `11112222333&#51;`, `11112222333%33`} {
		if got := all().Text(text); strings.HasPrefix(got, "1111") {
			t.Errorf("%s became %s", text, got)
		}
	}
}

func TestWhatHidesNothingStaysAsItWasPacked(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, "nothing of anybody's")
	w.Close()
	for _, text := range []string{base64.StdEncoding.EncodeToString(b.Bytes()), "a &amp; b &#33;", "1111-2222-3333-4444", "a1111-2222-3333"} {
		if got := all().Text(text); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
}

func TestPartsOfARecordThatHoldPeopleAndAccounts(t *testing.T) {
	for _, c := range []struct{ record, gone string }{
		{`{"userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEROLEID0001:mallory"}}`, "mallory"},
		{`{"userIdentity":{"principalId":"EXAMPLE_PRINCIPAL"}}`, "EXAMPLE_PRINCIPAL"},
		{`{"recipientAccountId":"YOUR_ACCOUNT_ID"}`, "YOUR_ACCOUNT_ID"},
		{`{"userIdentity":{"onBehalfOf":{"userId":"11111111-2222-3333-4444-555555555555"}}}`, "11111111-2222"},
		{`{"requestParameters":{"accountAlias":"acme-prod"}}`, "acme-prod"},
		{`{"owner":{"id":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}}`, "79a59df9"},
		{`{"requestParameters":{"policy":"%7B%22AWS%22%3A%22arn%3Aaws%3Aiam%3A%3A111122223333%3Auser%2Fmallory%22%7D"}}`, "mallory"},
		{`{"requestParameters":{"policy":"%7B%22AWS%22%3A%22arn%3Aaws%3Aiam%3A%3A111122223333%3Auser%2Fmallory%22%7D"}}`, "111122223333"},
	} {
		if got := string(all().JSON([]byte(c.record))); strings.Contains(got, c.gone) || !json.Valid([]byte(got)) {
			t.Errorf("%s became %s", c.record, got)
		}
	}
}

func TestAnAccountWrittenAsANumberIsFoundInEveryForm(t *testing.T) {
	r := all()
	want := r.Text("111122223333")
	for _, number := range []string{"111122223333", "111122223333.0", "111122223333.00", "1.11122223333e+11", "1.11122223333E11"} {
		if got := string(r.JSON([]byte(`{"requestParameters":{"owner":` + number + `}}`))); got != `{"requestParameters":{"owner":"`+want+`"}}` {
			t.Errorf("%s: %s", number, got)
		}
	}
	for _, number := range []string{"5.0", "1.5", "111122223333.5", "-111122223333.0", "1e300", "1e-3", "0.0", "true", "null", "11112222333.0"} {
		if text := `{"requestParameters":{"n":` + number + `}}`; string(r.JSON([]byte(text))) != text {
			t.Errorf("%s became %s", text, r.JSON([]byte(text)))
		}
	}
	if got := string(r.JSON([]byte(`{"accountId":1234567890.0}`))); strings.Contains(got, "1234567890") {
		t.Errorf("left: %s", got)
	}
}

func TestAnIssuerThatIsARoleKeepsItsName(t *testing.T) {
	const record = `{"userIdentity":{"sessionContext":{"sessionIssuer":{"type":"Role","userName":"deploy"}}}}`
	if got := string(all().JSON([]byte(record))); got != record {
		t.Error(got)
	}
}

func TestSessionsOfServiceLinkedRolesKeepTheirNames(t *testing.T) {
	r := all()
	const record = `{"userIdentity":{"principalId":"x:AutoScaling","arn":"arn:aws:sts::aws:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling"}}`
	r.JSON([]byte(record))
	if got := string(r.JSON([]byte(record))); strings.Count(got, "AutoScaling") != 3 {
		t.Error(got)
	}
}

func TestIdsThatAreUUIDsStay(t *testing.T) {
	r := all()
	r.JSON([]byte(`{"userName":"mallory","accountId":"111122223333","roleSessionName":"abc"}`))
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-([0-9a-f]{12}|[0-9]{12})`).Draw(t, "id")
		if strings.Contains(id, "111122223333") {
			return
		}
		if got := r.Text(id); got != id {
			t.Errorf("%s became %s", id, got)
		}
	})
}

func TestAddressesThatDifferGetPseudonymsThatDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := all()
		a, b := rapid.Uint32().Draw(t, "a"), rapid.Uint32().Draw(t, "b")
		if (r.permute(a) == r.permute(b)) != (a == b) {
			t.Errorf("%d and %d", a, b)
		}
	})
	r := all()
	for _, text := range []string{"203.0.113.7", "2600:1f18::77"} {
		if _, err := netip.ParseAddr(r.Text(text)); err != nil {
			t.Error(err)
		}
	}
	if r.Text("203.0.113.7") != r.Text("203.000.113.07") || r.Text("2600:1f18:0:0::77") != r.Text("2600:1F18::77") {
		t.Error("one address written in two ways has two pseudonyms")
	}
}

func TestAnotherKeyMakesOtherPseudonyms(t *testing.T) {
	other := New(NewKey(), Classes()...)
	for _, text := range []string{"111122223333", "AKIAIOSFODNN7EXAMPLE", "203.0.113.7", "2600:1f18::77", "arn:aws:iam::aws:user/mallory"} {
		if all().Text(text) == other.Text(text) {
			t.Errorf("%s has the same pseudonym under two keys", text)
		}
		if again := all(); again.Text(text) != all().Text(text) {
			t.Errorf("%s has two pseudonyms under one key", text)
		}
	}
}

func TestAKeyIsReadAsItIsWritten(t *testing.T) {
	k := NewKey()
	if got, err := ParseKey(k.Text()); err != nil || got != k {
		t.Error(err)
	}
	for _, text := range []string{"", "00", strings.Repeat("x", 64)} {
		if _, err := ParseKey(text); err == nil {
			t.Errorf("%q was taken for a key", text)
		}
	}
	if strings.Contains(k.Text(), k.Fingerprint()) {
		t.Error("the fingerprint is part of the key")
	}
}

func FuzzJSONStaysJSON(f *testing.F) {
	f.Add([]byte(`{"userName":"mallory","x":["111122223333",1,{"a":"{\"b\":\"203.0.113.7\"}"}]}`))
	f.Add([]byte(`{"a":"\ud800%%%\\","arn:aws:iam::111122223333:user/x":"%E9"}`))
	f.Add([]byte(`[111122223333,"AKIAIOSFODNN7EXAMPLE`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := all()
		got := r.JSON(text)
		if json.Valid(text) && !json.Valid(got) {
			t.Errorf("%q became %q", text, got)
		}
	})
}

func FuzzNoAccountIsLeft(f *testing.F) {
	f.Add("a:111122223333:b", "x")
	f.Add("%2F111122223333%", "\\u0031")
	f.Fuzz(func(t *testing.T, before, after string) {
		const account = "111122223333"
		r := all()
		r.JSON([]byte(`{"accountId":"` + account + `"}`))
		if got := r.Text(before + account + after); strings.Contains(got, account) {
			t.Errorf("left in %q", got)
		}
	})
}

func TestAUUIDIsTakenForNoCode(t *testing.T) {
	for code, want := range map[string]bool{
		"7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21": true, "7D0F5C1E-2B7A-4A51-9A06-3F1F0E4C9B21": true,
		"7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b2": false, "7d0f5c1e+2b7a-4a51-9a06-3f1f0e4c9b21": false,
		"MTExMTIyMjIzMzMzMTExMTIyMjIzMzMzMTEx": false, "": false,
	} {
		if got := isUUID([]byte(code)); got != want {
			t.Errorf("%q: %t", code, got)
		}
	}
}
