package query

import (
	"slices"
	"strings"
	"testing"
)

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
	paths := []PathValue{{"requestParameters.bucketName", "payroll"}, {"requestParameters.bucketName", "pay slips"}, {".zed.x", "y"}}
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
		{"bo|", []string{"user:bob"}},
		{"requestP|", []string{"requestParameters:"}},
		{"userag|", []string{"agent:"}},
		{`"us|`, nil},
		{"requestParameters.x:|", nil},
		{"requestParameters.b|", []string{"requestParameters.bucketName:"}},
		{"bucket|", []string{"requestParameters.bucketName:"}},
		{"bu|", nil},
		{"requestparameters.bucketname:|", []string{"requestparameters.bucketname:payroll", `requestparameters.bucketname:"pay slips"`}},
		{"is:write requestParameters.bucketName:\"pay |", []string{"is:write requestParameters.bucketName:\"pay slips\""}},
		{`requestParameters.bucketName:"payr|`, []string{`requestParameters.bucketName:"payroll"`}},
		{"/re|", nil},
	} {
		cursor := strings.IndexByte(test.text, '|')
		text := test.text[:cursor] + test.text[cursor+1:]
		completions := Complete(text, cursor, Known{values, paths})
		var got []string
		for _, c := range completions {
			got = append(got, text[:c.Start]+c.Text+text[c.End:])
		}
		if len(got) < len(test.want) || !slices.Equal(got[:len(test.want)], test.want) || len(test.want) == 0 && len(got) > 0 {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
	if len(Complete("", 0, Known{})) < len(fields) {
		t.Error("nothing typed does not offer every field")
	}
}
