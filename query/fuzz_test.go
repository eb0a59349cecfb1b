package query

import (
	"testing"
)

func FuzzParse(f *testing.F) {
	for _, example := range examples {
		f.Add(example.filter)
	}
	for _, seed := range []string{`"`, `\`, "/", "(", "user:(", "--", "a:b:c", ".a.b[0]:c", "\xff:\xfe", "time:..", "severity:>=", "-(-(-", "user:(a OR", "@", "ip:@", "ip:1/2", "/(?-i)a/", "a\u00a0b", "after:2026-11-19 14:00", `-after:monday \3pm`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		Spans(text)
		for _, part := range Parts(text) {
			_ = text[part.Start:part.End]
		}
		for _, c := range Complete(text, len(text)/2, Known{Paths: []PathValue{{"requestParameters.bucketName", "a b"}}}) {
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
		Compile(x).Match(Subject{Event: sampleEvents()["denied"].Event})
	})
}
