package cli

import "testing"

func TestVariablesAreWrittenForTheShellOfTheSystem(t *testing.T) {
	for _, c := range []struct{ system, variable, want string }{
		{"linux", "AWS_ENDPOINT_URL=http://127.0.0.1:4711", "export AWS_ENDPOINT_URL=http://127.0.0.1:4711"},
		{"darwin", "NO_PROXY=*.example.org,localhost", "export NO_PROXY='*.example.org,localhost'"},
		{"linux", "AWS_REGION=$(id)'; id #", `export AWS_REGION='$(id)'\''; id #'`},
		{"windows", "AWS_ENDPOINT_URL=http://127.0.0.1:4711", "$env:AWS_ENDPOINT_URL = 'http://127.0.0.1:4711'"},
		{"windows", "AWS_REGION=x’; calc '", "$env:AWS_REGION = 'x’’; calc '''"},
	} {
		if got := assignmentFor(c.system, c.variable); got != c.want {
			t.Errorf("%s: %s, want %s", c.system, got, c.want)
		}
	}
}
