package query

import (
	"fmt"
	"strings"
	"testing"

	"spoor/event"
)

const benchFilter = `source:iam is:write -user:terraform event:(Create* OR Delete*) ip:203.0.113.0/24 last:24h resource:/prod-[0-9]+/`

func BenchmarkParse(b *testing.B) {
	o := testOptions()
	for b.Loop() {
		if _, err := Parse(benchFilter, o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPrint(b *testing.B) {
	x := mustParse(b, benchFilter)
	for b.Loop() {
		Print(x)
	}
}

// BenchmarkMatchValue is what one entry of a dictionary costs.
func BenchmarkMatchValue(b *testing.B) {
	values := make([]string, 1000)
	for i := range values {
		values[i] = fmt.Sprintf("arn:aws:iam::%012d:role/team-%d/Prod-%d-deployer", i*7919, i%13, i)
	}
	lines := make([]string, 10_000)
	for i := range lines {
		lines[i] = fmt.Sprintf("indicator-%d", i)
	}
	o := testOptions()
	o.Load = func(string) ([]string, error) { return lines, nil }
	for _, filter := range []string{"resource:deployer", `resource:"x"`, "resource:*prod-*-deploy*", "resource:/prod-[0-9]+/", "agent:deployer", "resource:@list.txt"} {
		x, err := Parse(filter, o)
		if err != nil {
			b.Fatal(err)
		}
		m := x.(Term).Matcher()
		b.Run(filter, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				m.MatchValue(values[i%len(values)])
				i++
			}
		})
	}
}

// BenchmarkRecord is what one record of 1.3 KB costs.
func BenchmarkRecord(b *testing.B) {
	var members strings.Builder
	for i := range 30 {
		fmt.Fprintf(&members, `,"member%d":{"name":"value-%d","list":[1,2,3]}`, i, i)
	}
	record := []byte(`{"eventName":"CreateUser","requestParameters":{"bucketName":"payroll"` + members.String() + `}}`)
	s := Subject{Event: &event.Event{}, Facts: Facts{Record: record}}
	for _, filter := range []string{"zebra", "zèbra", "/zebra[0-9]/", "z*bra", "requestParameters.member29.name:value-29"} {
		p := Compile(mustParse(b, filter))
		b.Run(filter, func(b *testing.B) {
			b.SetBytes(int64(len(record)))
			b.ReportAllocs()
			for b.Loop() {
				p.Match(s)
			}
		})
	}
}
