package cache

import (
	"context"
	"testing"
)

func TestAPathFindsWhatIsWrittenWithEscapes(t *testing.T) {
	for _, record := range []string{
		`{"requestParameters":{"bucketName":"payroll"}}`,
		`{"requestParameters":{"bucketName":"p\u0061yroll"}}`,
		`{"requestParameters":{"bucketN\u0061me":"payroll"}}`,
		`{"requestP\u0061rameters":{"bucketName":"payr\u006fll"}}`,
	} {
		c := open(t, folder(t)) // so that no other record of its block has the words
		appendAll(t, c, entryOf("a", start, record))
		for filter, want := range map[string]int{
			"requestParameters.bucketName:payroll":            1,
			"requestParameters.bucketName:pay*":               1,
			"requestParameters.bucketName:/^payr/":            1,
			"requestParameters.bucketName:(payroll OR other)": 1,
			"requestParameters.bucketName:other":              0,
			"requestParameters.userName:payroll":              0,
		} {
			a, err := c.Answer(context.Background(), parse(t, filter), View{})
			if err != nil || a.Matched != want {
				t.Errorf("%s finds %d in %s, %v", filter, a.Matched, record, err)
			}
		}
	}
}
