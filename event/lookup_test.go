package event_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"spoor/event"
)

const lookedInto = `{"eventName":"AuthorizeSecurityGroupIngress","errorCode":null,"empty":"",
 "requestParameters":{"groupId":"sg-1","ipPermissions":{"items":[{"fromPort":22,"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"},{"cidrIp":"10.0.0.0/8"}]}},
   {"fromPort":443.5e1,"ipRanges":{}}]},"a.b":{"c":"dotted"},"flag":true,"names":["x","y",["z"],null],"quote\"d":"q",
   "policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Action\":\"s3:*\",\"Resource\":[\"a\",\"b\"]}]}"},
 "userAgent":"a\tb é","responseElements":"{\"nested\":\"[1,{\\\"deep\\\":\\\"er\\\"}]\"}"}`

func TestLookupFindsWhatStandsAtAPath(t *testing.T) {
	for path, want := range map[string][]string{
		"eventName":                                      {"AuthorizeSecurityGroupIngress"},
		"EVENTNAME":                                      {"AuthorizeSecurityGroupIngress"},
		"requestParameters.groupid":                      {"sg-1"},
		"requestParameters.flag":                         {"true"},
		"requestParameters.names":                        {"x", "y", "z"},
		"requestParameters.a.b.c":                        {"dotted"},
		"requestParameters.quote\"d":                     {"q"},
		"requestParameters.ipPermissions.items.fromPort": {"22", "443.5e1"},
		"requestParameters.ipPermissions.items.ipRanges.items.cidrIp": {"0.0.0.0/0", "10.0.0.0/8"},
		"requestParameters.ipPermissions.items.ipRanges":              {`{"items":[{"cidrIp":"0.0.0.0/0"},{"cidrIp":"10.0.0.0/8"}]}`, `{}`},
		"requestParameters.policyDocument.Statement.Action":           {"s3:*"},
		"requestParameters.policyDocument.statement.resource":         {"a", "b"},
		"responseElements.nested.deep":                                {"er"},
		"userAgent":                                                   {"a\tb é"},
		"empty":                                                       {""},
		"errorCode":                                                   nil,
		"errorCode.x":                                                 nil,
		"eventName.x":                                                 nil,
		"empty.x":                                                     nil,
		"event":                                                       nil,
		"requestParameters.":                                          nil,
		"":                                                            nil,
		".":                                                           nil,
	} {
		if got := event.Lookup([]byte(lookedInto), path); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

func TestLookupTakesBothOfTwoMembersOfOneName(t *testing.T) {
	if got := event.Lookup([]byte(`{"a":1,"A":2,"a":[3,{"b":4}]}`), "a"); !slices.Equal(got, []string{"1", "2", "3", `{"b":4}`}) {
		t.Errorf("%q", got)
	}
}

func TestLookupStopsWhenToldTo(t *testing.T) {
	for _, path := range []string{"a", "a.b", "s.b"} {
		n := 0
		event.NewPath(path).Each([]byte(`{"a":[1,2,{"b":[1,2,3]}],"s":"{\"b\":[1,2]}","S":{"b":7}}`), func(string) bool { n++; return false })
		if n != 1 {
			t.Errorf("%s: called %d times after it said stop", path, n)
		}
	}
}

func TestLookupOfBrokenTextTakesWhatItCan(t *testing.T) {
	for raw, want := range map[string][]string{
		`{"a":"1","b":`:       {"1"},
		`{"a":"1`:             nil,
		`{"a":"1",`:           {"1"},
		`{"a"`:                nil,
		`{"a":`:               nil,
		`{`:                   nil,
		`{"a":[1,2`:           {"1"},
		`{"b":{"c":"}","a":1`: nil,
		`{"a" 1}`:             nil,
		`[]`:                  nil,
		``:                    nil,
		`{"a":"\u00"}`:        {`\u00`},
		`{"\u0061":1}`:        {"1"},
		`{"\u00":1,"a":2}`:    {"2"},
	} {
		if got := event.Lookup(slices.Clip([]byte(raw)), "a"); !slices.Equal(got, want) && !(raw == `{"a":[1,2` && len(got) <= 2) {
			t.Errorf("%s: %q, want %q", raw, got, want)
		}
	}
	deep := strings.Repeat(`{"a":`, 100_000)
	event.Lookup([]byte(deep), "a")
	event.Lookup([]byte(strings.Repeat("[", 100_000)), "a")
	event.Lookup([]byte(deep), strings.Repeat("a.", 50_000)+"a")
}

// naive looks a path up the slow way, through encoding/json. It knows neither
// objects at the end of a path nor JSON inside strings.
func naive(v any, path []string, found *[]string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			naive(e, path, found)
		}
	case map[string]any:
		if len(path) > 0 {
			for k, e := range v {
				if strings.EqualFold(k, path[0]) {
					naive(e, path[1:], found)
				}
			}
		}
	case string:
		if len(path) == 0 {
			*found = append(*found, v)
		}
	case json.Number:
		if len(path) == 0 {
			*found = append(*found, v.String())
		}
	case bool:
		if len(path) == 0 {
			*found = append(*found, map[bool]string{true: "true", false: "false"}[v])
		}
	}
}

func TestLookupFindsWhatANaiveSearchFinds(t *testing.T) {
	name := rapid.SampledFrom([]string{"a", "b", "C", "lönger", "quo\"te", "x\ny"})
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		return rapid.Custom(func(t *rapid.T) any {
			kinds := 7
			if depth == 0 {
				kinds = 5
			}
			switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
			case 0:
				return rapid.StringN(0, 12, -1).Filter(func(s string) bool { return !strings.ContainsAny(s, "{[") }).Draw(t, "string")
			case 1:
				return rapid.IntRange(-5, 1e6).Draw(t, "number")
			case 2:
				return rapid.Bool().Draw(t, "bool")
			case 3:
				return nil
			case 4:
				return rapid.Float64Range(-1e9, 1e9).Draw(t, "float")
			case 5:
				return rapid.SliceOfN(value(depth-1), 0, 4).Draw(t, "array")
			default:
				return rapid.MapOfN(name, value(depth-1), 0, 4).Draw(t, "object")
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		top := rapid.MapOfN(name, value(4), 1, 5).Draw(t, "record")
		raw, err := json.Marshal(top)
		if err != nil {
			t.Skip(err)
		}
		if rapid.Bool().Draw(t, "indent") {
			raw, _ = json.MarshalIndent(top, "\t", "  ")
		}
		path := rapid.SliceOfN(name, 1, 4).Draw(t, "path")
		dec := json.NewDecoder(strings.NewReader(string(raw)))
		dec.UseNumber()
		var v any
		if err := dec.Decode(&v); err != nil {
			t.Fatal(err)
		}
		var want []string
		naive(v, path, &want)
		got := event.Lookup(raw, strings.Join(path, "."))
		got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, "{") })
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%s at %q: %q, want %q", raw, path, got, want)
		}
	})
}

func FuzzLookup(f *testing.F) {
	f.Add([]byte(lookedInto), "requestParameters.policyDocument.Statement.Action")
	f.Add([]byte(`{"a":"\u00`), "a")
	f.Add([]byte(`{"a":"{\"a\":\"{\\\"a\\\":1}\"}"}`), "a.a.a")
	f.Add([]byte(`{"a":[[[`), "a")
	f.Fuzz(func(t *testing.T, raw []byte, path string) {
		before := string(raw)
		for _, v := range event.Lookup(raw, path) {
			if len(v) > len(raw) {
				t.Fatalf("a value of %d bytes out of %d", len(v), len(raw))
			}
		}
		if string(raw) != before {
			t.Fatal("the record was changed")
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	records := variedRecords()
	for _, path := range []string{"requestParameters.bucketName", "eventName", "tlsDetails.cipherSuite"} {
		b.Run(path, func(b *testing.B) {
			p := event.NewPath(path)
			total := 0
			for _, r := range records {
				total += len(r)
			}
			b.SetBytes(int64(total / len(records)))
			b.ReportAllocs()
			i, n := 0, 0
			for b.Loop() {
				p.Each(records[i%len(records)], func(s string) bool { n += len(s); return true })
				i++
			}
		})
	}
}
