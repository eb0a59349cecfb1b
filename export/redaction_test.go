package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/export/redact"
	"spoor/ingest"
	"spoor/internal/realdata"
	"spoor/query"
	"spoor/source"
	"spoor/source/demo"
	"spoor/source/evidence"
	"spoor/source/trail"
)

// unpacked returns all that is in the members of a zip file.
func unpacked(t testing.TB, path string) map[string][]byte {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	members := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if members[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return members
}

// swapCase turns capitals into small letters and the other way round.
func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, s)
}

// escaped writes every character of s as an escape of JSON.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, `\u%04x`, r)
	}
	return b.String()
}

func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

// spellings are the ways in which a value may hide.
func spellings(value string) map[string]string {
	quoted, _ := json.Marshal(value)
	all := map[string]string{
		"plain": value, "swapped case": swapCase(value), "capitals": strings.ToUpper(value), "small letters": strings.ToLower(value),
		"hex": hex.EncodeToString([]byte(value)), "capital hex": strings.ToUpper(hex.EncodeToString([]byte(value))),
		"in an address": url.QueryEscape(value), "in a path": url.PathEscape(value), "all percent": percent(value),
		"JSON": strings.Trim(string(quoted), `"`), "JSON escapes": escaped(value),
	}
	// Inside Base64 a value may begin at any of three places in a group, and
	// its ends are mixed with what stands beside it.
	for shift := range 3 {
		padded := append(make([]byte, shift), value...)
		code := base64.StdEncoding.EncodeToString(padded)
		inner := code[(shift*4+2)/3 : len(padded)/3*4]
		if len(inner) >= 8 {
			all[fmt.Sprintf("Base64 at %d", shift)] = inner
			all[fmt.Sprintf("URL Base64 at %d", shift)] = strings.NewReplacer("+", "-", "/", "_").Replace(inner)
		}
	}
	return all
}

// secretsOf returns the values of all classes that records hold where they must
// hold them, found by package event and not by what redacts them.
func secretsOf(t testing.TB, c *cache.Cache) []string {
	t.Helper()
	secrets := map[string]bool{}
	add := func(values ...string) {
		for _, value := range values {
			if len(value) >= 6 && !strings.HasSuffix(value, ".amazonaws.com") && !strings.HasPrefix(value, "i-") && strings.ToUpper(value) != "HIDDEN_DUE_TO_SECURITY_REASONS" {
				secrets[value] = true
			}
		}
	}
	err := c.Each(t.Context(), query.Query{}, nil, func(_ cache.Row, s *cache.Stored) error {
		ev, err := export.Decode(s)
		if err != nil {
			return err
		}
		add(strings.Clone(ev.AccessKey), strings.Clone(ev.Account), strings.Clone(ev.ActorAccount))
		if strings.Count(ev.IP, ".") == 3 && !strings.ContainsAny(ev.IP, "abcdefghijklmnopqrstuvwxyz") || strings.Count(ev.IP, ":") > 1 {
			if ev.IP == "127.0.0.1" {
				return nil
			}
			add(strings.Clone(ev.IP))
		}
		id, session, _ := strings.Cut(ev.Principal, ":")
		if strings.HasPrefix(id, "A") {
			add(strings.Clone(id))
		}
		if ev.ActorType == "AssumedRole" && !strings.HasPrefix(ev.Role, "AWSServiceRoleFor") {
			add(strings.Clone(session))
		}
		for _, path := range []string{"userIdentity.userName", "requestParameters.userName", "requestParameters.roleSessionName", "responseElements.user.userName"} {
			for _, name := range event.Lookup(s.Record, path) {
				if strings.Contains(strings.Join(event.Lookup(s.Record, "requestParameters.roleArn"), " "), "/AWSServiceRoleFor") {
					continue // no person's session
				}
				add(strings.Clone(name))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(secrets))
}

// noneLeft looks for every value in every spelling.
func noneLeft(t *testing.T, members map[string][]byte, secrets []string) {
	t.Helper()
	if len(secrets) == 0 {
		t.Fatal("nothing to look for")
	}
	for name, content := range members {
		// What AWS calls its own things stays, whatever users are called.
		for _, secret := range secrets {
			for how, spelling := range spellings(secret) {
				if at := bytes.Index(content, []byte(spelling)); at >= 0 {
					t.Errorf("%s, %s, is left in %s: …%s…", secret, how, name, content[max(0, at-60):min(len(content), at+len(spelling)+60)])
					break
				}
			}
		}
	}
}

func redacting(classes ...redact.Class) func(*export.Options) {
	return func(o *export.Options) { o.Redactor = redact.New(redact.Key{7}, classes...) }
}

func TestARedactedBundleOfRealRecordsHoldsNothingThatWasRedacted(t *testing.T) {
	for _, folder := range []string{"invictus", "stratus", "cloud-snitch", "grycap", "rubysoho07", "lookup-events"} {
		t.Run(folder, func(t *testing.T) {
			if testing.Short() && folder == "invictus" {
				t.Skip("large")
			}
			c := held(t, trail.New(trail.Options{}, realdata.Folder(t, folder)))
			path, _ := exported(t, c, "", redacting(redact.Classes()...))
			if v := verdict(t, path); len(v.Problems) > 0 {
				t.Error(v.Problems)
			}
			noneLeft(t, unpacked(t, path), secretsOf(t, c))
		})
	}
}

func TestARedactedBundleOfTheDemoHoldsNothingThatWasRedacted(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the whole demo")
	}
	c := held(t, demo.New(demo.End))
	const filter = "after:2026-11-16T00:00Z before:2026-11-17T00:00Z is:write"
	path, result := exported(t, c, filter, redacting(redact.Classes()...))
	if result.Events == 0 {
		t.Fatal("no events")
	}
	part := held(t, evidence.New(func() string { p, _ := exported(t, c, filter, nil); return p }(), nil))
	noneLeft(t, unpacked(t, path), secretsOf(t, part))
}

// planted is a record that holds values wherever they can stand.
const planted = `{"eventID":"7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21","eventTime":"2026-11-20T10:00:00Z","eventName":"CreateUser","eventSource":"iam.amazonaws.com",` +
	`"awsRegion":"us-east-1","recipientAccountId":"111122223333","sourceIPAddress":"203.0.113.77","userAgent":"curl from ip-203-0-113-77 by Mallory.Jones",` +
	`"userIdentity":{"type":"IAMUser","userName":"mallory.jones","accountId":"111122223333","accessKeyId":"AKIAIOSFODNN7EXAMPLE",` +
	`"principalId":"AIDAEXAMPLEUSERID0001","arn":"arn:aws:iam::111122223333:user/staff/mallory.jones"},` +
	`"errorMessage":"User: arn:aws:iam::111122223333:user/staff/mallory.jones is not authorized",` +
	`"requestParameters":{"policyDocument":"{\"Statement\":[{\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:user\/staff\/MALLORY.JONES\"},` +
	`\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.77\/32\"}}}]}","url":"https://x/?u=%6Dallory%2Ejones&k=AKIAIOSFODNN7EXAMPLE",` +
	`"userData":"bWFsbG9yeS5qb25lcyAxMTExMjIyMjMzMzM=","hex":"6d616c6c6f72792e6a6f6e6573","key":"home/mallory.jones/x","spelled":"\u006dallory\u002ejones"}}`

func plantedSecrets() []string {
	return []string{"111122223333", "203.0.113.77", "203-0-113-77", "mallory.jones", "AKIAIOSFODNN7EXAMPLE", "AIDAEXAMPLEUSERID0001"}
}

func plantedCache(t testing.TB) *cache.Cache {
	envelope, err := json.Marshal(map[string]any{"EventId": "x", "Username": "mallory.jones", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "CloudTrailEvent": planted})
	if err != nil {
		t.Fatal(err)
	}
	noID := strings.Replace(planted, `"eventID":"7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21",`, "", 1)
	variant := strings.Replace(planted, "home/mallory.jones/x", "home", 1)
	from := source.From{Kind: "trail", Place: "/home/mallory.jones/AWSLogs/111122223333/a.json.gz", Fetched: now}
	c := held(t, sample{[]source.Batch{{From: from, Records: []source.Record{
		{Raw: []byte(planted), Envelope: envelope, Shape: source.ShapeLookup}, {Raw: []byte(noID), Position: 900}, {Raw: []byte(variant), Position: 1800},
	}, Stretches: []source.Stretch{{Account: "111122223333", Region: "us-east-1", Category: "Management", From: now.Add(-1e15), To: now, State: source.Filtered,
		Filter: "Username=mallory.jones", Reason: "by mallory.jones"}}}}})
	refs, err := c.Find(t.Context(), "7d0f5c1e")
	if err != nil || len(refs) != 1 {
		t.Fatal(refs, err)
	}
	if err := c.SetMarks(t.Context(), []cache.Marked{{Ref: refs[0], Mark: cache.Mark{Note: "this is Mallory.Jones again, from 203.0.113.77", Tags: []string{"mallory.jones"}}}}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestARedactedBundleHoldsNoValueInAnySpellingAnywhere(t *testing.T) {
	c := plantedCache(t)
	const filter = `(user:mallory.jones OR key:AKIAIOSFODNN7EXAMPLE OR ip:203.0.113.77 OR "mallory.jones" OR ip:203.0.113.0/24 OR user:mallory* OR account:111122223333)`
	path, result := exported(t, c, filter, redacting(redact.Classes()...))
	if result.Events != 2 {
		t.Fatalf("%d events", result.Events)
	}
	members := unpacked(t, path)
	noneLeft(t, members, append(plantedSecrets(), "203.0.113.0/24", "mallory"))
	open, openResult := exported(t, c, filter, nil)
	if openResult.Identity == result.Identity {
		t.Error("the redacted bundle has the identity of the other")
	}
	// No hash of an original stands in the redacted bundle.
	for name, content := range unpacked(t, open) {
		if !strings.HasPrefix(name, "provenance/") {
			continue
		}
		for _, word := range strings.FieldsFunc(string(content), func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) }) {
			if len(word) == 64 {
				for where, text := range members {
					if bytes.Contains(text, []byte(word)) {
						t.Errorf("%s holds the hash of an original: %s", where, word)
					}
				}
			}
		}
	}
	// Where records stood in their files would tell how long the originals were.
	for name, content := range members {
		if bytes.Contains(content, []byte(`"position":`)) && bytes.Count(content, []byte(`"position":`)) != bytes.Count(content, []byte(`"position":0`)) {
			t.Errorf("%s tells where the originals stood", name)
		}
	}
	v := verdict(t, path)
	if len(v.Problems) > 0 || v.Manifest.Redaction == nil || len(v.Manifest.Redaction.Classes) != 4 {
		t.Errorf("%v, %+v", v.Problems, v.Manifest.Redaction)
	}
}

func TestTheSameValueHasTheSamePseudonymThroughoutABundle(t *testing.T) {
	path, _ := exported(t, plantedCache(t), "", redacting(redact.Classes()...))
	c := held(t, evidence.New(path, nil))
	r := redact.New(redact.Key{7}, redact.Classes()...)
	for _, filter := range []string{"user:" + r.User("mallory.jones"), "account:" + r.Account("111122223333"), `"` + r.Text("203.0.113.77") + `"`, "key:" + r.Text("AKIAIOSFODNN7EXAMPLE")} {
		a, err := c.Answer(t.Context(), query.Query{Filter: mustParse(t, filter)}, cache.View{})
		if err != nil || a.Matched != 2 {
			t.Errorf("%s finds %d events of 2, %v", filter, a.Matched, err)
		}
	}
	marks, err := c.Marks(t.Context())
	if err != nil || len(marks) != 1 || !strings.Contains(marks[0].Mark.Note, r.User("mallory.jones")) {
		t.Errorf("%+v, %v", marks, err)
	}
}

func mustParse(t testing.TB, text string) query.Expr { return filter(t, text) }

func TestOtherFormatsAreRedactedToo(t *testing.T) {
	c := plantedCache(t)
	for _, format := range []export.Format{export.JSON, export.JSONL, export.CSV} {
		var b bytes.Buffer
		o := export.Options{Format: format, Redactor: redact.New(redact.Key{7}, redact.Classes()...)}
		if result, err := export.Run(t.Context(), c, &b, o); err != nil || result.Events != 2 {
			t.Fatalf("%s: %+v, %v", format, result, err)
		}
		noneLeft(t, map[string][]byte{string(format): b.Bytes()}, plantedSecrets())
	}
}

func TestWhatIsNotAskedForIsNotRedacted(t *testing.T) {
	path, _ := exported(t, plantedCache(t), "", redacting(redact.IPs))
	content := unpacked(t, path)["records/0001.json"]
	for _, kept := range []string{"mallory.jones", "111122223333", "AKIAIOSFODNN7EXAMPLE"} {
		if !bytes.Contains(content, []byte(kept)) {
			t.Errorf("%s is gone", kept)
		}
	}
	if bytes.Contains(content, []byte("203.0.113.77")) {
		t.Error("the address is left")
	}
}

func TestARedactedBundleIsTakenIn(t *testing.T) {
	path, result := exported(t, plantedCache(t), "", redacting(redact.Classes()...))
	file, err := os.Stat(path)
	if err != nil || file.Size() == 0 {
		t.Fatal(err)
	}
	c := held(t)
	report, err := ingest.Run(t.Context(), c, evidence.New(path, nil), ingest.Options{})
	if err != nil || report.New != result.Events || report.Lost != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}
