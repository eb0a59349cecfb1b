package query

import (
	"testing"
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
		{[]string{"is:write", "message:not authorized"}, `is:write message:not\ authorized`},
		{[]string{"is:write", "-agent:Boto3 on Linux"}, `is:write -agent:Boto3\ on\ Linux`},
		{[]string{"is:write", `message:"not authorized"`}, `is:write message:"not authorized"`},
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
