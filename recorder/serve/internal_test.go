package serve

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/cache"
)

func FuzzReadLookup(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"MaxResults":50,"NextToken":"x","StartTime":1795089600,"EndTime":1.7950896005e9}`,
		`{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"DeleteBucket"}],"EventCategory":"insight"}`,
		`{"LookupAttributes":[null,{"AttributeKey":1}]}`, `[]`, `null`, `{"StartTime":-1e308}`, `{"StartTime":"x","StartTime":2}`, "{\"NextToken\":\"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		in, bad := readLookup(body)
		if bad != nil {
			if bad.code == "" || bad.message == "" || bad.status != 400 {
				t.Errorf("failed with %+v", bad)
			}
			return
		}
		if !json.Valid(body) {
			t.Errorf("took %q", body)
		}
		if in.max < 1 || in.max > maxResults || !in.start.IsZero() && !in.end.IsZero() && in.start.After(in.end) {
			t.Errorf("took %q as %+v", body, in)
		}
		if in.attribute != (attribute{}) && in.attribute.check(in.insight) != nil {
			t.Errorf("took the attribute %+v", in.attribute)
		}
	})
}

func FuzzCursor(f *testing.F) {
	q := question{account: "111122223333", region: "us-east-1"}
	f.Add(q.token(cursor{nanos: 1, key: cache.Key{2}}))
	f.Add("")
	f.Add(base64.StdEncoding.EncodeToString(make([]byte, tokenSize)))
	f.Fuzz(func(t *testing.T, token string) {
		if c, ok := q.cursor(token); ok && q.token(c) != token {
			t.Errorf("took %q", token)
		}
	})
}

func TestATokenSaysWhereToGoOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := question{account: rapid.String().Draw(t, "account"), region: rapid.String().Draw(t, "region"), lookup: lookup{
			attribute: attribute{rapid.String().Draw(t, "key"), rapid.String().Draw(t, "value")},
			start:     time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "start"), 0), insight: rapid.Bool().Draw(t, "insight"),
		}}
		want := cursor{nanos: rapid.Int64().Draw(t, "nanos")}
		copy(want.key[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		token := q.token(want)
		if got, ok := q.cursor(token); !ok || got != want {
			t.Errorf("got %v, want %v", got, want)
		}
		// What one part ends with does not pass for the beginning of the next.
		other := q
		other.account, other.region = q.account+q.region, ""
		if other != q {
			if _, ok := other.cursor(token); ok {
				t.Error("another question's token was taken")
			}
		}
	})
}

func TestTimesAreWrittenAsSecondsWithAFraction(t *testing.T) {
	for want, at := range map[string]time.Time{
		"1795089600.0":         time.Unix(1795089600, 0),
		"1795089600.25":        time.Unix(1795089600, 250_000_000),
		"1795089600.000000001": time.Unix(1795089600, 1),
		"0.5":                  time.Unix(0, 500_000_000),
		"-0.5":                 time.Unix(-1, 500_000_000),
		"-2.0":                 time.Unix(-2, 0),
		"-1.999999999":         time.Unix(-2, 1),
		"-62135596799.0":       time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC),
	} {
		got, err := epoch(at).MarshalJSON()
		if err != nil || string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if seconds, err := strconv.ParseFloat(string(got), 64); err != nil || math.Abs(seconds-float64(at.UnixMicro())/1e6) > 1e-3 {
			t.Errorf("%s is read as %f", got, seconds)
		}
	}
}

func TestTimesAreReadToTheMicrosecond(t *testing.T) {
	for text, want := range map[string]time.Time{
		"1795089600": time.Unix(1795089600, 0), "1.7950896e9": time.Unix(1795089600, 0), "1795089600.123": time.Unix(1795089600, 123_000_000),
		"1795089600.999999": time.Unix(1795089600, 999_999_000), "-1.5": time.Unix(-2, 500_000_000), "0": time.Unix(0, 0),
	} {
		in, bad := readLookup([]byte(`{"StartTime":` + text + `}`))
		if bad != nil || !in.start.Equal(want) {
			t.Errorf("%s is read as %s, %v; want %s", text, in.start, bad, want)
		}
	}
}

func TestBucketsOfManyRegionsAreThrownAwayWhenFull(t *testing.T) {
	var th throttle
	at := time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)
	for i := range 10 * manyBuckets {
		if !th.allow(strconv.Itoa(i), at) {
			t.Fatalf("Region %d is throttled", i)
		}
		at = at.Add(time.Second)
	}
	if len(th.buckets) > manyBuckets {
		t.Errorf("%d buckets are kept", len(th.buckets))
	}
}

func TestTheNameOfAResourceIsAPartOfItsARN(t *testing.T) {
	for arn, names := range map[string][]string{
		"arn:aws:s3:::payroll":                                                 {"payroll"},
		"arn:aws:iam::111122223333:role/path/ops":                              {"ops", "path/ops", "role/path/ops"},
		"arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/web/50dc6c": {"web", "app/web", "app/web/50dc6c"},
		"arn:aws:secretsmanager:us-east-1:1:secret:db/main-AbCdEf":             {"db/main", "db/main-AbCdEf"},
		"arn:aws:ssm:us-east-1:1:parameter/db/password":                        {"/db/password", "db/password"},
		"arn:aws:logs:us-east-1:1:log-group:/aws/lambda/x:*":                   {"/aws/lambda/x"},
		"https://sqs.us-east-1.amazonaws.com/1/jobs":                           {"jobs"},
	} {
		parts := partsOf(arn)
		for _, name := range names {
			if !slices.Contains(parts, name) {
				t.Errorf("%s: %s is not among its parts", arn, name)
			}
		}
	}
	if partsOf("arn:"+strings.Repeat("/", 2000)) != nil {
		t.Error("an endless ARN is taken apart")
	}
}

func TestAnErrorSaysOnWhichSideTheTroubleIs(t *testing.T) {
	for status, side := range map[int]string{400: "Sender", 403: "Sender", 500: "Receiver", 503: "Receiver"} {
		c := &call{service: "sts", format: formatQuery}
		if got, ok := c.errorOf(&failure{status: status, code: "Code"}).(queryError); !ok || got.Error.Type != side {
			t.Errorf("status %d: %+v", status, got)
		}
	}
}
