package export_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"spoor/cache"
	"spoor/export"
	"spoor/export/redact"
	"spoor/ingest"
	"spoor/source"
)

// calls are records of users, one a second, from one place.
func calls(place, user string, from, n int) sample {
	batch := source.Batch{From: source.From{Kind: "trail", Place: place, Fetched: now}}
	for i := from; i < from+n; i++ {
		raw := fmt.Sprintf(`{"eventVersion":"1.11","eventTime":%q,"eventSource":"iam.amazonaws.com","eventName":"GetUser","awsRegion":"us-east-1",`+
			`"recipientAccountId":"111122223333","eventID":"7d0f5c1e-2b7a-4a51-9a06-%012d","userIdentity":{"type":"IAMUser","userName":%q}}`,
			now.Add(time.Duration(i)*time.Second).UTC().Format(time.RFC3339), i, user)
		batch.Records = append(batch.Records, source.Record{Raw: []byte(raw), Position: int64(i)})
	}
	return sample{[]source.Batch{batch}}
}

// whileRedacting exports everything with the names of users redacted. Once all was
// looked at and a part is written, other is taken in, and segments are merged.
func whileRedacting(t *testing.T, c *cache.Cache, events int, other source.Source) ([]byte, export.Result, error) {
	t.Helper()
	took := false
	var out bytes.Buffer
	result, err := export.Run(t.Context(), c, io.Writer(&out), export.Options{
		Format: export.JSONL, Zone: time.UTC, Now: now, Redactor: redact.New(redact.Key{7}, redact.Users),
		Progress: func(done, _ int) {
			if took || done <= events {
				return
			}
			took = true
			if _, err := ingest.Run(t.Context(), c, other, ingest.Options{}); err != nil {
				t.Fatal(err)
			}
			if err := c.Seal(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
	})
	if !took {
		t.Fatal("nothing was taken in meanwhile")
	}
	return out.Bytes(), result, err
}

func TestARedactedExportHoldsWhatWasThereWhenItBegan(t *testing.T) {
	const part, parts = 1500, 4
	c := held(t)
	for i := range parts {
		if _, err := ingest.Run(t.Context(), c, calls("a.json", "dana", i*part, part), ingest.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	out, result, err := whileRedacting(t, c, part*parts, calls("b.json", "zoe", -500, 500))
	if err != nil || result.Events != part*parts || bytes.Count(out, []byte("\n")) != part*parts {
		t.Errorf("%d events in %d lines, %v; want %d", result.Events, bytes.Count(out, []byte("\n")), err, part*parts)
	}
	if bytes.Contains(out, []byte("zoe")) || bytes.Contains(out, []byte("dana")) {
		t.Error("a name is left")
	}
	if _, _, err := whileRedacting(t, c, part*parts+500, calls("c.json", "mallory", 0, 10)); err == nil {
		t.Error("records that came in another version meanwhile are written without a word")
	}
}
