package ingest_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"
	"time"

	"spoor/cache"
	"spoor/ingest"
	"spoor/internal/s3test"
	"spoor/query"
	"spoor/source"
	"spoor/source/trail"
)

// A day of which an object was read in part is not said to be delivered by a
// later sync either, and the object is named each time.
func TestAnObjectReadInPartNeverCountsAsDelivered(t *testing.T) {
	const folder = "AWSLogs/111122223333/CloudTrail/eu-west-1/"
	server := s3test.New(t, nil)
	for n, day := range []string{"2026/11/01", "2026/11/03", "2026/11/05"} {
		var packed bytes.Buffer
		zip := gzip.NewWriter(&packed)
		at := day[:4] + "-" + day[5:7] + "-" + day[8:] + "T12:00:00Z"
		record := fmt.Sprintf(`{"eventID":"%08d-0000-4000-8000-000000000000","eventTime":%q,"eventSource":"s3.amazonaws.com","eventName":"CreateBucket",`+
			`"awsRegion":"eu-west-1","recipientAccountId":"111122223333","eventCategory":"Management"}`, n, at)
		lost := ""
		if n == 1 {
			lost = `,{"eventID":"x","eventTime":"never"}`
		}
		fmt.Fprintf(zip, `{"Records":[%s%s]}`, record, lost)
		zip.Close()
		key := folder + day + "/111122223333_CloudTrail_eu-west-1_" + day[:4] + day[5:7] + day[8:] + fmt.Sprintf("T1205Z_%016d.json.gz", n)
		server.Put(t, key, packed.String(), nil)
	}
	c := open(t)
	for turn := range 3 {
		r := run(t, c, trail.NewBucket(trail.Options{Known: ingest.Known(c)}, trail.Bucket{Client: server.Client(), Name: s3test.Bucket}))
		if r.Files[source.Partial] != 1 || len(r.Notes) != 1 {
			t.Errorf("turn %d: %+v", turn+1, r)
		}
		noon := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
		covered, err := c.Coverage(t.Context(), cache.CoverageQuery{
			Source: trail.Kind, Category: "Management", Window: query.Window{From: noon, To: noon.Add(time.Second)},
		})
		if err != nil || len(covered) == 0 {
			t.Fatalf("%v, %v", covered, err)
		}
		for _, s := range covered {
			if source.State(s.State) == source.Delivered {
				t.Errorf("turn %d: the day is said to be delivered: %+v", turn+1, s)
			}
		}
	}
}
