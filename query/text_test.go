package query

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSeveralArgumentsAreTheWordsOfOneFilter(t *testing.T) {
	for _, test := range []struct {
		args    []string
		printed string
	}{
		{nil, ""},
		{[]string{"source:iam is:write payroll"}, "source:iam is:write payroll"},
		{[]string{"access denied"}, "access denied"},
		{[]string{"source:iam", "is:write"}, "source:iam is:write"},
		{[]string{"-user:terraform", "source:iam"}, "-user:terraform source:iam"},
		{[]string{"source:iam", "OR", "source:s3"}, "source:iam OR source:s3"},
		{[]string{"(", "source:iam", "OR", "source:s3", ")", "is:write"}, "(source:iam OR source:s3) is:write"},
		{[]string{"source:iam OR source:s3", "is:write"}, "source:iam OR (source:s3 is:write)"},
		{[]string{"user:John Smith", "is:write"}, `user:"John Smith" is:write`},
		{[]string{"-user:John Smith", "is:write"}, `-user:"John Smith" is:write`},
		{[]string{"after:yesterday 3pm", "is:write"}, `after:"yesterday 3pm" is:write`},
		{[]string{"is:write", "access denied"}, `is:write "access denied"`},
		{[]string{"is:write", `"access" denied`}, `is:write "access" denied`},
		{[]string{"is:write", `user:"John Smith"`}, `is:write user:"John Smith"`},
		{[]string{"is:write", "source:iam payroll user:x"}, "is:write source:iam payroll user:x"},
		{[]string{"is:write", "event:(A OR B)"}, "is:write event:(A OR B)"},
		{[]string{"is:write", "search and rescue"}, `is:write "search and rescue"`},
		{[]string{"is:write", ""}, "is:write"},
	} {
		x, err := ParseArgs(test.args, testOptions())
		if err != nil {
			t.Errorf("%q: %v", test.args, err)
		} else if got := Print(x); got != test.printed {
			t.Errorf("%q is understood as %q, want %q", test.args, got, test.printed)
		}
	}
	_, err := ParseArgs([]string{"is:write", "usr:alice"}, testOptions())
	if mistake := err.(*Error); mistake.Text[mistake.Offset:mistake.Offset+mistake.Length] != "usr" {
		t.Errorf("the mistake is at %q of %q", mistake.Text[mistake.Offset:][:mistake.Length], mistake.Text)
	}
}

func TestPartsOfAFilter(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "",
		" a  b ":                         "a|b",
		"source:iam -user:x NOT is:root": "source:iam|-user:x|NOT is:root",
		"a AND (b OR c) AND d":           "a|(b OR c)|d",
		"event:(A OR B) -(x y)":          "event:(A OR B)|-(x y)",
		" a OR b ":                       "a OR b",
		`"a b" user:"c d" /e f/`:         `"a b"|user:"c d"|/e f/`,
		"- a":                            "-|a",
		"a (b":                           "a|(b",
		"user: a":                        "user:|a",
		"--a b":                          "--a|b",
	} {
		var got []string
		for _, part := range Parts(text) {
			if text[part.Start:part.End] != part.Text {
				t.Errorf("%q: the part %q is not at %d–%d", text, part.Text, part.Start, part.End)
			}
			got = append(got, part.Text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q has the parts %q, want %s", text, got, want)
		}
	}
}

func TestPartsCanBeSwitchedOffAndOn(t *testing.T) {
	parts := Parts("source:iam is:write -user:x")
	parts[1].Off = true
	if got := JoinParts(parts); got != "source:iam -user:x" {
		t.Error(got)
	}
	parts = append(Parts("a OR b"), Parts("c")...)
	if got := JoinParts(parts); got != "(a OR b) c" {
		t.Error(got)
	}
	parts[1].Off = true
	if got := JoinParts(parts); got != "a OR b" {
		t.Error(got)
	}
}

func TestThePartsTogetherAreTheFilter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawExpr(t, 3)
		back, err := Parse(JoinParts(Parts(Print(x))), testOptions())
		if err != nil || !Equal(back, x) {
			t.Fatalf("%q became %q: %v", Print(x), JoinParts(Parts(Print(x))), err)
		}
	})
}

func TestSpansColourWhatIsTyped(t *testing.T) {
	text := `source:iam -usr:x is:wri (a* OR "b c") ip:@f /re/ "open`
	var got []string
	names := map[SpanKind]string{
		SpanText: "text", SpanField: "field", SpanValue: "value", SpanOperator: "op", SpanParenthesis: "paren",
		SpanWildcard: "wild", SpanRegular: "re", SpanFile: "file", SpanMistake: "mistake",
	}
	end := 0
	for _, span := range Spans(text) {
		if span.Start < end {
			t.Errorf("the span at %d overlaps the one before", span.Start)
		}
		end = span.End
		got = append(got, names[span.Kind]+" "+text[span.Start:span.End])
	}
	want := []string{
		"field source:", "value iam", "op -", "mistake usr:", "value x", "field is:", "value wri", "paren (", "wild a*",
		"op OR", `text "b c"`, "paren )", "field ip:", "file @f", "re /re/", `mistake "open`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestCompletions(t *testing.T) {
	values := func(f Field, prefix string) (out []string) {
		for _, value := range map[Field][]string{
			FieldUser:   {"alice", "al cohol", "bob"},
			FieldSource: {"iam.amazonaws.com", "s3.amazonaws.com"},
			FieldEvent:  {"CreateUser", "DeleteUser"},
		}[f] {
			if strings.HasPrefix(strings.ToLower(value), strings.ToLower(prefix)) {
				out = append(out, value)
			}
		}
		return out
	}
	// The bar is the cursor; the first completions wanted, each as the whole
	// text it leads to.
	for _, test := range []struct {
		text string
		want []string
	}{
		{"us|", []string{"user:"}},
		{"source:iam ev|", []string{"source:iam event:"}},
		{"ev|nt is:write", []string{"event: is:write"}},
		{"-us|", []string{"-user:"}},
		{"user:|", []string{"user:alice", `user:"al cohol"`, "user:bob"}},
		{"user:al|", []string{"user:alice", `user:"al cohol"`}},
		{`user:"al|`, []string{`user:"alice"`, `user:"al cohol"`}},
		{"user:(bob OR al|", []string{"user:(bob OR alice", `user:(bob OR "al cohol"`}},
		{"user:(|", []string{"user:(alice", `user:("al cohol"`, "user:(bob"}},
		{"user:(bob OR |)", []string{"user:(bob OR alice)"}},
		{"source:i|", []string{"source:iam"}},
		{"is:wr|", []string{"is:write"}},
		{"is:|", []string{"is:write", "is:read", "is:error"}},
		{"severity:d|", []string{"severity:danger"}},
		{"last:2|", []string{"last:24h"}},
		{"after:yes|", []string{"after:yesterday"}},
		{"user:bob O|", []string{"user:bob origin:", "user:bob OR"}},
		{"wri|", []string{"is:write"}},
		{"ali|", []string{"user:alice"}},
		{"requestP|", []string{"requestParameters:"}},
		{"userag|", []string{"agent:"}},
		{`"us|`, nil},
		{"requestParameters.x:|", nil},
		{"/re|", nil},
	} {
		cursor := strings.IndexByte(test.text, '|')
		text := test.text[:cursor] + test.text[cursor+1:]
		completions := Complete(text, cursor, values)
		var got []string
		for _, c := range completions {
			got = append(got, text[:c.Start]+c.Text+text[c.End:])
		}
		if len(got) < len(test.want) || !slices.Equal(got[:len(test.want)], test.want) || len(test.want) == 0 && len(got) > 0 {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
	if len(Complete("", 0, nil)) < len(fields) {
		t.Error("nothing typed does not offer every field")
	}
}

func TestWhatLookupEventsCanBeAskedFor(t *testing.T) {
	spelling := func(f Field, value string) (string, bool) {
		if strings.EqualFold(value, "CreateUser") {
			return "CreateUser", true
		}
		return "", false
	}
	for text, want := range map[string]string{
		"":                                    "no",
		"is:write":                            "no",
		"user:alice":                          "no",
		"source:iam":                          "EventSource=iam.amazonaws.com rest=",
		"source:IAM.amazonaws.com is:write":   "EventSource=iam.amazonaws.com rest=is:write",
		`source:"iam"`:                        "no",
		`source:"iam.amazonaws.com"`:          "EventSource=iam.amazonaws.com rest=",
		"source:i*":                           "no",
		"source:(iam OR s3)":                  "no",
		"-source:iam":                         "no",
		"source:iam OR is:write":              "no",
		"source:iam key:akiaiosfodnn7example": "AccessKeyId=AKIAIOSFODNN7EXAMPLE rest=source:iam",
		"key:AKIA":                            "no",
		"id:7D0F5C1E-2b7a-4a51-9a06-3f1f0e4c9b21": "EventId=7d0f5c1e-2b7a-4a51-9a06-3f1f0e4c9b21 rest=",
		"id:sha256:00":                "no",
		"event:createuser source:iam": "EventName=CreateUser rest=source:iam",
		"event:Unheard":               "no",
		"readOnly:false payroll":      "ReadOnly=false rest=payroll",
		"readOnly:maybe":              "no",
	} {
		key, value, rest, ok := Pushdown(mustParse(t, text), spelling)
		got := "no"
		if ok {
			got = fmt.Sprintf("%s=%s rest=%s", key, value, Print(rest))
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
		if !ok && !Equal(rest, mustParse(t, text)) {
			t.Errorf("%s: what is left is %s", text, Print(rest))
		}
	}
	if _, _, _, ok := Pushdown(mustParse(t, "event:CreateUser"), nil); ok {
		t.Error("an event name is pushed down without knowing its spelling")
	}
}

func FuzzParse(f *testing.F) {
	for _, example := range examples {
		f.Add(example.Filter)
	}
	for _, seed := range []string{`"`, `\`, "/", "(", "user:(", "--", "a:b:c", ".a.b[0]:c", "\xff:\xfe", "time:..", "severity:>=", "-(-(-", "user:(a OR", "@", "ip:@", "ip:1/2", "/(?-i)a/", "a\u00a0b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		Spans(text)
		for _, part := range Parts(text) {
			_ = text[part.Start:part.End]
		}
		for _, c := range Complete(text, len(text)/2, nil) {
			_ = text[c.Start:c.End]
		}
		x, err := Parse(text, testOptions())
		if err != nil {
			mistake := err.(*Error)
			if mistake.Offset < 0 || mistake.Length < 0 || mistake.Offset+mistake.Length > len(text) || mistake.Msg == "" {
				t.Fatalf("%q: a mistake at %d+%d: %v", text, mistake.Offset, mistake.Length, mistake)
			}
			return
		}
		printed := Print(x)
		if len(printed) > maxTextBytes {
			return
		}
		back, err := Parse(printed, testOptions())
		if err != nil {
			t.Fatalf("%q prints as %q: %v", text, printed, err)
		}
		if !Equal(x, back) {
			t.Fatalf("%q prints as %q, which comes back as %q", text, printed, Print(back))
		}
		joined, err := Parse(JoinParts(Parts(text)), testOptions())
		if err != nil || !Equal(x, joined) {
			t.Fatalf("%q falls into parts that make %q: %v", text, JoinParts(Parts(text)), err)
		}
		Simplify(x)
		Compile(x).Match(Subject{Event: sampleEvents()["denied"].Event})
	})
}
