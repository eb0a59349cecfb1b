package query

import (
	"time"

	"pgregory.net/rapid"

	"spoor/event"
)

// testNow is the time at which the filters of these tests are read.
var testNow = time.Date(2026, 11, 20, 15, 4, 5, 0, time.UTC)

// testFiles are the indicator files of these tests.
var testFiles = map[string][]string{
	"keys.txt":    {"# keys", "AKIAEXAMPLE0000000001", "", "  asiaexample0000000002 "},
	"ips.txt":     {"203.0.113.7", "198.51.100.0/24", "2001:db8::/32", "cloudformation.amazonaws.com"},
	"my words.md": {"iam", "alice", "bucket", "aws-cli"},

	`C:\cases\ips.txt`: {"203.0.113.7"}, `\\server\cases\ips.txt`: {"203.0.113.7"}, `.\ips.txt`: {"203.0.113.7"},
}

func testOptions() Options {
	return Options{Now: testNow, Load: func(name string) ([]string, error) {
		if lines, ok := testFiles[name]; ok {
			return lines, nil
		}
		return nil, errNotThere
	}}
}

// The values that random events have and random filters ask for. They are few,
// so that filters often match, and awkward, so that escapes matter.
var (
	testWords = []string{
		"alice", "Alice", "bob", "payroll", "iam", "iam.amazonaws.com", "s3", "AccessDenied", "CreateUser",
		"DeleteBucket", "AWS::S3::Bucket", "bucket", "S3::Bucket", "us-east-1", "terraform", "aws-cli", "203.0.113.7",
		"arn:aws:iam::111122223333:user/alice", "user/alice", "a b", `say "hi"`, `back\slash`, "-dash", "@at",
		"/slash/", "OR", "AND", "NOT", "or", "Not", "a:b", "x.y:z", "x.y z:w", "(paren)", "*", "a*b", "?", "é", "É", "ſ", "k", "K", "AWS Internal/2",
		"\xff\xfe", "\u00a0", "tab\there", "2001:db8::1", "2001:DB8:0::1", "https://example.com", "error", "user:alice", "is:write", ".dot",
	}
	testWildcards = []string{"a*", "*e", "*r*", "Del??e*", `a\*b*`, "arn:*:user/*", "*.amazonaws.com", "-*x", "@*", "/*", "?", "a b*", `*"hi"*`, `b*\\*`, "*\xff*", "é*"}
	testRegulars  = []string{"a", "^a", "prod-[0-9]+", "a/b", `\/`, `\\/`, "(iam|s3)", "^$", ".", `\bali`, "[^/]+$", `"userName":"`, " ", `é`}
	testPaths     = []string{
		"requestParameters.bucketName", "requestParameters", "userIdentity.sessionContext.attributes.mfaAuthenticated",
		".custom", ".user", "resources[].ARN", "resources[0].type", `requestParameters.a\.b`, `requestParameters.x\:y\ z`,
		"requestParameters.items.id", ".deep.down",
	}
	testTimes = []string{
		"last:24h", "last:15m", "after:2026-11-19T14:00Z", "before:yesterday", "time:14:00..14:30", `after:"yesterday 3pm"`,
		`time:"2 hours ago"`, "time:2026-11-01..2026-11-19", "time:..14:00", "after:monday", "time:2026-11-20T14:00:00.5Z..",
	}
	testChoices = map[Field][]string{
		FieldVerb: verbNames[:], FieldSeverity: severityNames[:], FieldMFA: mfaNames[:], FieldOrigin: originNames[:],
	}
)

func drawPattern(t *rapid.T, f Field, text bool) Pattern {
	kinds := []PatternKind{Word, Word, Quoted, Wildcard, Regular}
	if !text {
		kinds = append(kinds, FromFile, Any)
	}
	if f == FieldIP {
		kinds = append(kinds, CIDR)
	}
	switch kind := rapid.SampledFrom(kinds).Draw(t, "kind"); kind {
	case Wildcard:
		value := rapid.SampledFrom(testWildcards).Draw(t, "wildcard")
		if text {
			p, err := newTextWildcard(value)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		return NewWildcard(value)
	case Regular:
		p, err := NewRegular(rapid.SampledFrom(testRegulars).Draw(t, "regular"))
		if err != nil {
			t.Fatal(err)
		}
		return p
	case FromFile:
		name := rapid.SampledFrom([]string{"keys.txt", "ips.txt", "my words.md"}).Draw(t, "file")
		return NewFromFile(name, testFiles[name])
	case Any:
		return AnyValue()
	case CIDR:
		p, err := NewCIDR(rapid.SampledFrom([]string{"203.0.113.0/24", "0.0.0.0/0", "2001:db8::/48", "203.0.113.7/32"}).Draw(t, "prefix"))
		if err != nil {
			t.Fatal(err)
		}
		return p
	default:
		value := ""
		if choices := testChoices[f]; choices != nil {
			value = rapid.SampledFrom(choices).Draw(t, "choice")
		} else if rapid.IntRange(0, 9).Draw(t, "wordKind") == 0 {
			value = rapid.StringN(1, 8, -1).Draw(t, "any word")
		} else {
			value = rapid.SampledFrom(testWords).Draw(t, "word")
		}
		if kind == Quoted {
			return NewQuoted(value)
		}
		return NewWord(value)
	}
}

// drawExpr draws a random expression of at most the given depth.
func drawExpr(t *rapid.T, depth int) Expr {
	kinds := []string{"term", "term", "term", "flag", "text", "time", "path"}
	if depth > 0 {
		kinds = append(kinds, "and", "or", "not", "not")
	}
	switch rapid.SampledFrom(kinds).Draw(t, "expr") {
	case "and":
		return And(drawExprs(t, depth-1))
	case "or":
		return Or(drawExprs(t, depth-1))
	case "not":
		return Not{drawExpr(t, depth-1)}
	case "flag":
		return Flag{rapid.SampledFrom(flags).Draw(t, "flag").Flag}
	case "text":
		return Text{drawPattern(t, FieldNone, true)}
	case "time":
		x, err := Parse(rapid.SampledFrom(testTimes).Draw(t, "time"), testOptions())
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "unwritten") {
			return Time{Window: x.(Time).Window}
		}
		return x
	case "path":
		term := Term{Field: FieldPath, Path: rapid.SampledFrom(testPaths).Draw(t, "path")}
		return drawPatterns(t, term)
	}
	return drawPatterns(t, Term{Field: rapid.SampledFrom(fields).Draw(t, "field").Field})
}

func drawPatterns(t *rapid.T, term Term) Term {
	for range rapid.SampledFrom([]int{1, 1, 1, 2, 3}).Draw(t, "patterns") {
		term.Patterns = append(term.Patterns, drawPattern(t, term.Field, false))
	}
	return term
}

func drawExprs(t *rapid.T, depth int) []Expr {
	out := make([]Expr, rapid.IntRange(0, 3).Draw(t, "parts"))
	for i := range out {
		out[i] = drawExpr(t, depth)
	}
	return out
}

// drawSubject draws a random event with a record around it.
func drawSubject(t *rapid.T) Subject {
	word := func(label string) string {
		if rapid.IntRange(0, 2).Draw(t, label+" set") == 0 {
			return ""
		}
		return rapid.SampledFrom(testWords).Draw(t, label)
	}
	ev := &event.Event{
		Time: testNow.Add(-time.Duration(rapid.IntRange(-60, 60*24*3).Draw(t, "minutes")) * time.Minute),
		User: word("user"), Role: word("role"), ARN: word("arn"), Source: word("source"), Name: word("name"),
		Error: word("error"), Message: word("message"), Agent: word("agent"), IP: word("ip"), Region: word("region"),
		Flags:    event.Flags(rapid.Uint32Range(0, 1<<12-1).Draw(t, "flags")),
		Verb:     event.Verb(rapid.IntRange(0, len(verbNames)-1).Draw(t, "verb")),
		Severity: event.Severity(rapid.IntRange(0, 3).Draw(t, "severity")),
	}
	for range rapid.IntRange(0, 3).Draw(t, "targets") {
		ev.Targets = append(ev.Targets, event.Target{Type: word("type"), Name: word("resource")})
	}
	record := rapid.SampledFrom([]string{
		`{"eventName":"CreateUser","requestParameters":{"bucketName":"payroll","items":[{"id":1},{"id":2}]}}`,
		`{"userIdentity":{"userName":"alice","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}},"a":"say \"hi\""}`,
		`{"resources":[{"ARN":"arn:aws:s3:::payroll","type":"AWS::S3::Bucket"}],"custom":"Alice","deep":{"down":"é"}}`,
		`not a record: prod-17`,
	}).Draw(t, "record")
	return Subject{Event: ev, Facts: Facts{Record: []byte(record), Marked: rapid.Bool().Draw(t, "marked"), Variant: rapid.Bool().Draw(t, "variant")}}
}
