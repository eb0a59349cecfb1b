package query

import (
	"strings"
	"testing"
	"time"
)

func mustParse(t testing.TB, text string) Expr {
	t.Helper()
	x, err := Parse(text, testOptions())
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return x
}

// Each filter is given with the form in which it is printed, which shows how it
// was understood.
func TestFiltersAreUnderstood(t *testing.T) {
	for _, test := range []struct{ text, printed string }{
		{"", ""},
		{"  ", ""},
		{"*", ""},
		{"source:iam is:write -user:terraform", "source:iam is:write -user:terraform"},
		{"source:iam AND is:write AND NOT user:terraform", "source:iam is:write -user:terraform"},
		{"a b OR c d", "(a b) OR (c d)"},
		{"(a OR b) c", "(a OR b) c"},
		{"((a) (b))", "a b"},
		{"-(a OR b)", "-(a OR b)"},
		{"--a", "-(-a)"},
		{`"or" \and not authorized`, `"or" \and \not authorized`},
		{"USER:Alice Is:Write", "user:Alice is:write"},
		{"service:iam eventName:Create* userAgent:curl", "source:iam event:Create* agent:curl"},
		{"event:(CreateUser OR CreateAccessKey)", "event:(CreateUser OR CreateAccessKey)"},
		{"event:(A OR (B OR C))", "event:(A OR B OR C)"},
		{"event:(A)", "event:A"},
		{"event:(Create* -CreateUser)", "event:Create* -event:CreateUser"},
		{"event:(A OR -B)", "event:A OR -event:B"},
		{"-user:(a OR b)", "-user:(a OR b)"},
		{"is:(write OR error)", "is:write OR is:error"},
		{"is:failed", "is:error"},
		{"resource:/prod-[0-9]+/", "resource:/prod-[0-9]+/"},
		{`resource:/a\/b c/`, `resource:/a\/b c/`},
		{"/accessKeyId/", "/accessKeyId/"},
		{"ip:203.0.113.9/24", "ip:203.0.113.9/24"},
		{"ip:(2001:db8::/32 OR ::1)", "ip:(2001:db8::/32 OR ::1)"},
		{"ip:::1", "ip:::1"},
		{`ip:"AWS Internal"`, `ip:"AWS Internal"`},
		{`ip:@ips.txt key:@"keys.txt"`, `ip:@ips.txt key:@keys.txt`},
		{`user:@"my words.md"`, `user:@"my words.md"`},
		{`user:@my\ words.md`, `user:@"my words.md"`},
		{`ip:@C:\cases\ips.txt`, `ip:@"C:\\cases\\ips.txt"`},
		{`ip:(@\\server\cases\ips.txt OR @.\ips.txt)`, `ip:(@"\\\\server\\cases\\ips.txt" OR @".\\ips.txt")`},
		{"@home", "@home"},
		{"error:*", "error:*"},
		{"requestParameters.bucketName:payroll", "requestParameters.bucketName:payroll"},
		{"requestparameters.bucketName:payroll", "requestParameters.bucketName:payroll"},
		{"requestParameters:payroll", "requestParameters:payroll"},
		{"resources[0].ARN:x resources[*].ARN:y", "resources[0].ARN:x resources[].ARN:y"},
		{"custom.thing:x .user:y", ".custom.thing:x .user:y"},
		{`requestParameters.a\.b:c`, `requestParameters.a\.b:c`},
		{`"AKIA6ODU5DHT7VPXGCE4" payroll`, `"AKIA6ODU5DHT7VPXGCE4" payroll`},
		{`"say \"hi\" \n"`, `"say \"hi\" \\n"`},
		{`message:*"not authorized"*`, `message:*not\ authorized*`},
		{`a\ b a\*b \-x \OR foo\:bar`, `a\ b a\*b \-x \OR foo\:bar`},
		{"user:-x user:OR", "user:-x user:OR"},
		{"arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/alice"},
		{"https://example.com/x AWS::S3::Bucket 2001:db8::1 fe80::1", "https://example.com/x AWS::S3::Bucket 2001:db8::1 fe80::1"},
		{"severity:attention", "severity:attention"},
		{"severity:>=attention", "severity:(attention OR danger)"},
		{"severity:<normal", "severity:quiet"},
		{"mfa:true verb:sign-in", "mfa:yes verb:signin"},
		{"last:24h after:2026-11-19T14:00Z before:yesterday time:14:00..14:30", "last:24h after:2026-11-19T14:00Z before:yesterday time:14:00..14:30"},
		{`after:"yesterday 3pm"`, `after:"yesterday 3pm"`},
		{"time:(yesterday OR monday)", "time:yesterday OR time:monday"},
		{"-", "-"},
		{"a - b", "a - b"},
		{`""`, ""},
	} {
		x, err := Parse(test.text, testOptions())
		if err != nil {
			t.Errorf("Parse(%q): %v", test.text, err)
			continue
		}
		if got := Print(x); got != test.printed {
			t.Errorf("%q is understood as %q, want %q", test.text, got, test.printed)
		}
	}
}

func TestTimesBecomeWindows(t *testing.T) {
	stamp := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, test := range []struct{ text, from, to string }{
		{"last:24h", "2026-11-19T15:04:05Z", ""},
		{"after:2026-11-19", "2026-11-19T00:00:00Z", ""},
		{"before:2026-11-19", "", "2026-11-19T00:00:00Z"},
		{"time:2026-11-19", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"},
		{"time:2026-11-18..2026-11-19", "2026-11-18T00:00:00Z", "2026-11-20T00:00:00Z"},
		{"time:2026-11-18..", "2026-11-18T00:00:00Z", ""},
		{"time:..2026-11-18", "", "2026-11-19T00:00:00Z"},
		{"time:14:00..14:30", "2026-11-20T14:00:00Z", "2026-11-20T14:30:00Z"},
		{"time:16:00..16:30", "2026-11-19T16:00:00Z", "2026-11-19T16:30:00Z"},
		{"time:22:00..02:00", "2026-11-19T22:00:00Z", "2026-11-20T02:00:00Z"},
		{`time:"2026-11-18 22:00..02:00"`, "2026-11-18T22:00:00Z", "2026-11-19T02:00:00Z"},
		{"time:2026-11-19T14:00+01:00", "2026-11-19T13:00:00Z", "2026-11-19T13:01:00Z"},
		{"after:3d", "2026-11-17T15:04:05Z", ""},
	} {
		x := mustParse(t, test.text)
		got := x.(Time).Window
		if want := (Window{stamp(test.from), stamp(test.to)}); !got.From.Equal(want.From) || !got.To.Equal(want.To) {
			t.Errorf("%s is %v – %v, want %v – %v", test.text, got.From, got.To, want.From, want.To)
		}
	}
}

// In each filter the part that is wrong is marked with braces; what the message
// must say follows.
func TestMistakesAreReportedWhereTheyAreWithWhatWouldFit(t *testing.T) {
	for _, test := range []struct{ marked, says string }{
		{"source:iam {usr}:alice", "unknown field `usr`; did you mean `user`?"},
		{"{bucketName}:payroll", "unknown field `bucketName`; what stands inside the record is found by its path, such as `requestParameters.bucketName:`"},
		{"{mfaAuthenticated}:true", "such as `userIdentity.sessionContext.attributes.mfaAuthenticated:`"},
		{"{iam}:CreateUser", "unknown field `iam`; text with a colon in it goes in quotes: \"iam:CreateUser\""},
		{"{evnt}:x", "did you mean `event`?"},
		{"{requestParamters}.x:y", "records have no `requestParamters`; did you mean `requestParameters`?"},
		{"{requestParamters}:x", "did you mean `requestParameters`?"},
		{"{iss}:write", "did you mean `is`?"},
		{"{user.name}:x", "`user` is a field"},
		{"{.a..b}:x", "path cannot be read"},
		{"{resources[x].ARN}:x", "path cannot be read"},
		{"is:{wrtie}", "unknown flag `wrtie`; did you mean `write`?"},
		{"is:{xyzzy}", "there are write, read, error"},
		{`user:{"alice}`, "never closed"},
		{`{"alice}`, "never closed"},
		{`user:alice {(}a OR b`, "never closed"},
		{`user:{(}a OR b`, "never closed"},
		{"a{)} b", "closes nothing"},
		{"{()}", "nothing stands between"},
		{"{/abc}", `lacks its closing /; quote it if it is a value: "/abc"`},
		{"resource:{/aws/lambda/x}", `quote it if it is a value: "/aws/lambda/x"`},
		{"resource:{/(/}", "missing closing )"},
		{"resource:{/a**/}", "cannot be read"},
		{"resource:{/((a{1,500}){1,500}){1,500}/}", "cannot be read"},
		{"ip:{10.0.0.0/33}", "no prefix of addresses; write it like 203.0.113.0/24"},
		{"ip:{999.1.2.3/8}", "no prefix of addresses"},
		{"ip:{@nothing.txt}", "read values from nothing.txt: no such file"},
		{"ip:{@}", "no file is named"},
		{"after:{yesterdy}", "write 2026-11-19"},
		{"after:{2026-13-01}", "no date"},
		{"time:{25:00}", "no time of day"},
		{"last:{24x}", "write 90s, 15m, 24h, 7d or 2w"},
		{"after:{/2026/}", "`after:` takes a time"},
		{"last:{@hours.txt}", "`last:` takes a time"},
		{"time:{2026*}", "takes a time"},
		{"after:{a..b}", "for a range write time:a..b"},
		{"time:{2026-11-19..2026-11-01}", "ends before it begins"},
		{"{user:} alice", "no value"},
		{"{user:}", "`user:` has no value"},
		{"{is:}", "without a space: is:write"},
		{"{last:}", "without a space: last:"},
		{"user:{\"\"}", "no value is empty"},
		{"verb:{delet}", "did you mean `delete`?"},
		{"mfa:{maybe}", "there are unknown, no, yes"},
		{"a {OR}", "nothing stands after OR"},
		{"{OR} a", "nothing stands before OR"},
		{"a {AND}", "nothing stands after AND"},
		{"{NOT}", "nothing stands after NOT"},
		{"user:a {or} user:b", "operators are written in capitals; write OR, or quote it as text: \"or\""},
		{"payroll {and} bob", "write AND"},
		{"user:a {not} user:b", "write NOT"},
		{"event:(A {or} B)", "write OR"},
		{"a{\\}", "nothing follows this backslash"},
		{`{"a":"b"}`, "followed by a colon"},
	} {
		text, offset, length := unmark(test.marked)
		x, err := Parse(text, testOptions())
		if err == nil {
			t.Errorf("Parse(%q) = %q, want an error", text, Print(x))
			continue
		}
		mistake := err.(*Error)
		if !strings.Contains(mistake.Error(), test.says) {
			t.Errorf("Parse(%q) says %q, want it to say %q", text, mistake, test.says)
		}
		// The colon after an unknown field is not part of the mark.
		if mistake.Text != text || mistake.Offset != offset || mistake.Length != length && mistake.Length != length-1 {
			t.Errorf("Parse(%q) points at %d+%d, want %d+%d: %v", text, mistake.Offset, mistake.Length, offset, length, err)
		}
	}
}

func TestWithoutFilesAValueThatNamesOneIsAMistake(t *testing.T) {
	if x, err := Parse("ip:@indicators.txt", Options{}); err == nil || !strings.Contains(err.Error(), `goes in quotes: "@indicators.txt"`) {
		t.Errorf("ip:@indicators.txt becomes %#v: %v", x, err)
	}
	if _, err := Parse(`ip:"@indicators.txt"`, Options{}); err != nil {
		t.Error(err)
	}
}

// unmark takes the first { and the last } out of a text.
func unmark(marked string) (text string, offset, length int) {
	offset = strings.IndexByte(marked, '{')
	end := strings.LastIndexByte(marked, '}') - 1
	text = marked[:offset] + marked[offset+1:end+1] + marked[end+2:]
	return text, offset, end - offset
}

func TestAFilterTooLargeIsAnErrorAndNoCrash(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("(", 10_000), strings.Repeat("-", 10_000) + "a", strings.Repeat("user:(", 5_000),
		strings.Repeat("NOT ", 10_000) + "a", strings.Repeat("a ", 100_000), strings.Repeat("/a/ ", 1_000),
	} {
		if _, err := Parse(text, testOptions()); err == nil {
			t.Errorf("a text of %d bytes that begins %q is accepted", len(text), text[:10])
		}
	}
}
