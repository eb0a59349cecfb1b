package query

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const lookedInto = `{"userIdentity":{"sessionContext":{"attributes":{"mfaAuthenticated":"false","n":1.50}}},"errorCode":null,
"requestParameters":{"bucketName":"pay\u0072oll","empty":"","types":["t3.micro","t3.nano"],"nested":[[1,2]],"n\u0061me":"escaped",
"items":[{"id":"i-1"},{"id":"i-2"}],"policy":"{\"Statement\":[{\"Effect\":\"Deny\"}]}"}}`

func TestARecordPathHandsOverWhatStandsThere(t *testing.T) {
	for path, want := range map[string][]string{
		"requestParameters.bucketName":                             {"payroll"},
		"REQUESTPARAMETERS.bucketname":                             {"payroll"},
		".requestParameters.bucketName":                            {"payroll"},
		"userIdentity.sessionContext.attributes.n":                 {"1.50"},
		"userIdentity.sessionContext.attributes.mfaAuthenticated":  {"false"},
		"requestParameters.types":                                  {"t3.micro", "t3.nano"},
		"requestParameters.types[1]":                               {"t3.nano"},
		"requestParameters.items.id":                               {"i-1", "i-2"},
		"requestParameters.items[0].id":                            {"i-1"},
		"requestParameters.items":                                  {`[{"id":"i-1"},{"id":"i-2"}]`},
		"requestParameters.items[]":                                {`{"id":"i-1"}`, `{"id":"i-2"}`},
		"requestParameters.nested":                                 {`[[1,2]]`},
		"requestParameters.policy":                                 {`{"Statement":[{"Effect":"Deny"}]}`},
		"requestParameters.policy.Statement.Effect":                {"Deny"},
		"requestParameters.name":                                   {"escaped"},
		"userIdentity":                                             {`{"sessionContext":{"attributes":{"mfaAuthenticated":"false","n":1.50}}}`},
		"requestParameters.empty":                                  nil,
		"requestParameters.nowhere":                                nil,
		".errorCode":                                               nil,
		"requestParameters.bucketName.below":                       nil,
		"responseElements":                                         nil,
		"requestParameters.types[7]":                               nil,
		"userIdentity.sessionContext.attributes.mfaAuthenticated.": nil,
	} {
		parsed, err := ParsePath(path)
		if strings.HasSuffix(path, ".") {
			if err == nil {
				t.Errorf("%s is read as %s", path, parsed)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		var got []string
		parsed.Each([]byte(lookedInto), func(value string) { got = append(got, value) })
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestARecordPathIsThatOfATerm(t *testing.T) {
	for _, written := range []string{"requestparameters.bucketName", ".deep.er", "userIdentity", `requestParameters.a\.b`, "requestParameters.list[3].x"} {
		path, err := ParsePath(written)
		if err != nil {
			t.Fatal(err)
		}
		x, err := Parse(written+":*", Options{})
		if err != nil {
			t.Fatal(err)
		}
		if term := x.(Term); term.Path != path.String() {
			t.Errorf("%s: the path of a term is %s, else %s", written, term.Path, path)
		}
	}
}

// Where no object lies at the path, what it hands over is what a term looks at.
func TestARecordPathHandsOverWhatATermLooksAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		record := encode(t, drawJSON(t, 4))
		path, err := ParsePath(PathOf(rapid.SliceOfN(rapid.SampledFrom(pathKeys), 1, 3).Draw(t, "keys")...))
		if err != nil {
			t.Skip("no path")
		}
		var got, want []string
		path.Each(record, func(value string) { got = append(got, value) })
		pathValues(record, path.steps, func(value string) bool {
			want = append(want, value)
			return true
		})
		if slices.ContainsFunc(got, func(value string) bool { return strings.ContainsAny(value, "{[") }) {
			return
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s in %s: got %q, want %q", path, record, got, want)
		}
	})
}

func TestWhatIsNoRecordPathIsRefused(t *testing.T) {
	for path, want := range map[string]string{
		"bucketName":                   "a path begins with a name at the top of the record",
		"":                             "no path into the record",
		"event.x":                      "`event` is a field, and nothing lies below it",
		"requestParamters.bucketName":  "did you mean `requestParameters`?",
		"requestParameters..x":         "an empty name",
		"requestParameters[":           "a [ without its ]",
		"requestParameters[one]":       "stands a number",
		".":                            "an empty name",
		"a" + strings.Repeat(".a", 99): "too many steps",
	} {
		_, err := ParsePath(path)
		var mistake *Error
		if !errors.As(err, &mistake) || !strings.Contains(err.Error(), want) || mistake.Text != path {
			t.Errorf("%q: %v, want %q", path, err, want)
		}
	}
}

func TestAnObjectAtARecordPathIsJSONWhateverItsStringsHold(t *testing.T) {
	path, err := ParsePath("requestParameters")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"a\u001b":"\u001b[31m\u0000\u000b\u0007"}`, `["\u001b[31m",{"k":"\u001b"}]`, `["\\\u007f😀",{"k":"\n\t"}]`,
		`[{"a":"<&>\u2028","b":[1.50]}]`, `{"a":null,"b":[true,"",{}]}`,
	} {
		var got []string
		path.Each([]byte(`{"requestParameters":`+want+`}`), func(value string) { got = append(got, value) })
		if len(got) != 1 || got[0] != want || !json.Valid([]byte(got[0])) {
			t.Errorf("%s: got %q", want, got)
		}
	}
}

func TestAnObjectOfNothingIsNothingAtARecordPath(t *testing.T) {
	for _, inside := range []string{`{}`, `[{}]`, `[[]]`, `{"a":null,"b":""}`} {
		path, err := ParsePath("requestParameters.x")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		path.Each([]byte(`{"requestParameters":{"x":`+inside+`}}`), func(value string) { got = append(got, value) })
		if got != nil {
			t.Errorf("%s: got %q", inside, got)
		}
	}
}
